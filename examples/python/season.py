"""A season of reflection groups: 40 people of five municipalities meet four times in eight groups. They write alone,
read, give dots and promise something; in the end there are a map, season.svg, and a page to send round, season.html.

    python3 season.py FOLDER [DATA]

FOLDER gets a private PostgreSQL of its own that stops with this program; the files are written beside it. What people
say are the invented answers of DATA, examples/data.
"""
import csv
import pathlib
import random
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import bry

ASKED = {  # by each session, and the day on which its promises are looked at again
    "q2": ("Hva er du stolt av i jobben din?", date(2026, 9, 29)),
    "q1": ("Beskriv en drømmedag på jobb.", date(2026, 10, 20)),
    "q3": ("Hva kan vi prøve ut på tvers neste år?", date(2026, 11, 10)),
    "learned": ("Hva tar du med deg fra høsten?", date(2026, 12, 1)),
}
LEARNED = ["Eg ringer heller enn å sende e-post no.", "Vi rakk ikke alt vi lovte, men vi sa det høyt."]
PROMISE = "Vi inviterer naboavdelingen til lunsj første onsdag i måneden"


def people_of(data: pathlib.Path) -> list:
    """Eight of each municipality; one in five leads a group."""
    rows = list(csv.DictReader((data / "answers.csv").read_text(encoding="utf-8").splitlines(True)))
    towns = [[row for row in rows if row["kommune"] == town][:8] for town in sorted({row["kommune"] for row in rows})]
    for i, person in enumerate(people := sum(towns, [])):
        person.update(municipality=person["kommune"], facilitator=int(i % 5 == 0), learned=LEARNED[i % 2])
    return people


def form_groups(series: bry.Series, people: list) -> dict:
    """Groups as mixed as can be, with one leader each. By a token one enters the group; the leader's comes first."""
    known = [{name: person[name] for name in ("id", "municipality", "sektor", "rolle")} for person in people]
    leads = [person["id"] for person in people if person["facilitator"]]
    one = {"rule": "facilitators", "people": leads, "at_least": 1, "at_most": 1}
    mixed = bry.compose(known, "id", 8, weights={"municipality": 3}, rules={"rules": [one]}, seed=2026)
    groups: dict = {}
    for person, group, _, token in sorted(series.form_groups(mixed.groups, people), key=lambda row: -row[2]):
        groups.setdefault(group, []).append((person, token))
    return groups


class Circle:
    """A group. One thread leads its sessions, and each member writes in another, as requests to a portal come."""

    def __init__(self, store: bry.Store, id: str, members: list, people: list) -> None:
        self.store, self.id, self.members, self.counts = store, id, members, Counter()
        self.people = {person["id"]: person for person in people}

    def write(self, session: str, person: str, token: str, item: str) -> int:
        """One's own words go in under a receipt. Reading the others' before the reveal is tried, and refused (1)."""
        mine = self.store.session(session, token)
        for prompt, kind in zip(mine.prompts().column("item"), mine.prompts().column("kind")):
            if kind == "question":  # somebody asked it last time
                mine.put(bry.new_receipt(), prompt, "Ja, hvis lederen min er med på det.")
        mine.put(bry.new_receipt(), item, self.people[person][item] or "Vet ikke")
        try:
            mine.contributions()
        except bry.WrongState:
            return 1
        return 0

    def meet(self, item: str, codebook: bry.Codebook, pool: ThreadPoolExecutor) -> None:
        """A session from its beginning to its end."""
        asked = {"elements": [{"type": "comment", "name": item, "title": ASKED[item][0]}]}
        lead = self.store.begin_session(self.members[0][1], asked)  # with three dots for each member
        lead.step("write")
        self.counts["reads refused"] += sum(pool.map(lambda member: self.write(lead.id, *member, item), self.members))
        if item == "q1":  # the next session takes it up
            lead.put(bry.new_receipt(), item, "Kan vi prøve en slik dag på ekte?", kind="question")
        lead.step("reveal")
        said = lead.contributions().to_dicts()
        self.counts["contributions"] += len(said)
        for target in [c["contribution"] for c in said] + [p for p in lead.prompts().column("item") if p[0] == "@"]:
            lead.discuss(target)  # what is not discussed goes to the next session too
        lead.step("theme")
        lead.code(codebook)
        themes = sorted({theme for theme in lead.contributions().column("theme") if theme})
        lead.step("prioritise")
        for person, token in self.members:  # where their dots go is drawn by a seed
            for theme in random.Random(person + item).choices(themes, k=3) if themes else []:
                self.store.session(lead.id, token).give_dots(theme)
        lead.step("commit")
        self.counts["dots"] += sum(lead.tally().column("dots"))
        self.store.commitments.add(PROMISE, "gruppa", ASKED[item][1], group=self.id, session=lead.id)
        if item == "q3":
            self.store.pilots.add("Hospitere en dag hos hverandre", group=self.id, session=lead.id)
        lead.step("learn")
        lead.step("closed")


def follow_up(store: bry.Store) -> None:
    """Promises of the first session are kept. An idea that six people stand behind goes on; another is dropped."""
    for promise in store.commitments.list().column("commitment")[:8]:
        store.commitments.move(promise, "done")
    first, second = store.pilots.report().column("pilot")[:2]
    for person in range(6):
        store.pilots.support(first, f"ansatt-{person}")
    store.pilots.move(first, "supported", note="Seks er med fra januar")
    store.pilots.move(second, "dropped", note="Vi får det ikke til med turnusen")


def draw_map(store: bry.Store, data: pathlib.Path) -> bry.Gigamap:
    """Themes that the same people mention in a survey, and on top what a group draws: what it will try, and why."""
    segments = (data / "segments.json").read_text(encoding="utf-8")
    survey = store.create_survey("dream-day", bry.Questionnaire.load(data / "dream_day.json"), segments=segments)
    survey.open()
    survey.import_csv(data / "answers.csv")
    store.put_codebook(bry.Codebook.load(data / "codebook.json", "q1"))
    survey.code("q1")
    drawn = store.add_map("host", "Hva som henger sammen")
    drawn.derive(survey, "q1")
    theme = drawn.current().nodes.column("id")[0]
    why = {"op": "add_edge", "from": "try", "to": theme, "kind": "bygger på", "directed": True}
    drawn.apply([{"op": "add_node", "id": "try", "label": "Hospitering", "kind": "forsøk"}, why])
    return drawn


def main(folder: pathlib.Path, data: pathlib.Path = pathlib.Path(__file__).parents[1] / "data") -> None:
    with bry.Store(f"local:{folder}") as store, ThreadPoolExecutor(40) as members, ThreadPoolExecutor(8) as leaders:
        store.add_tenant("samarbeidet", "Fem kommuner sammen")
        store.set_tenant("samarbeidet")
        series = store.create_series("host", "Refleksjonsgrupper høsten 2026", "anonymous")
        people = people_of(data)
        tokens = form_groups(series, people)
        circles = [Circle(store, id, tokens[number], people) for number, id, *_ in series.groups]
        for item in ASKED:  # all groups meet at the same time
            codebook = bry.Codebook.load(data / "codebook.json", item if item[0] == "q" else "q1")
            list(leaders.map(lambda circle: circle.meet(item, codebook, members), circles))
        follow_up(store)
        drawn = draw_map(store, data)

        counts: Counter = sum((circle.counts for circle in circles), Counter(people=len(people), groups=len(circles)))
        counts["overdue promises"] = len(store.commitments.overdue(on=date(2026, 11, 12)))
        print("\n".join(f"{counts[name]:5}  {name}" for name in sorted(counts)))
        folder.with_name("season.svg").write_text(drawn.current().svg(), encoding="utf-8")
        page = series.report_html([members[0][1] for members in tokens.values()], map="host")
        folder.with_name("season.html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(*map(pathlib.Path, sys.argv[1:3]))

"""Reflection groups from Python, on one private PostgreSQL."""
import pathlib
import shutil
import tempfile
import unittest
import uuid

import bry

PROMPTS = {"elements": [{"type": "comment", "name": "proud", "title": "Hva er du stolt av?", "maxLength": 50}]}
PEOPLE = [{"id": str(i), "unit": "ab"[i % 2], "facilitator": str(int(i < 2))} for i in range(8)]
CODEBOOK = {"id": "dr", "version": "1", "themes": [
    {"id": "calm", "label": {"nb": "Ro", "nn": "Ro", "en": "Calm"}, "definition": "Ro", "indicators": {"nb": ["rolig"]}}]}


class SessionTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="bry-python-"))
        cls.folder.chmod(0o711)  # as root, the private server runs as another user, who must get in
        cls.store = bry.Store(f"local:{cls.folder / 'db'}")
        cls.store.add_tenant("fjordvik", "Fjordvik kommune")
        cls.store.set_tenant("fjordvik")

    @classmethod
    def tearDownClass(cls):
        cls.store.close()
        shutil.rmtree(cls.folder)

    def form(self, slug, authorship):
        """A series with two groups, and the tokens of the first, its facilitator's foremost."""
        rules = {"rules": [{"rule": "facilitators", "people": ["0", "1"], "at_least": 1}]}
        composed = bry.compose(PEOPLE, "id", 2, rules=rules)
        series = self.store.create_series(slug, "Serie", authorship)
        known = [{**person, "kommune": "Frosta"} for person in PEOPLE]
        rows = [r for r in series.form_groups(composed.groups, known).to_dicts() if r["group"] == 1]
        rows.sort(key=lambda r: not r["facilitator"])
        return series, [r["token"] for r in rows]

    def test_a_season_of_an_anonymous_group(self):
        series, tokens = self.form("host", "anonymous")
        self.assertEqual([(r["group"], r["members"]) for r in series.groups.to_dicts()], [(1, 4), (2, 4)])
        first = self.store.begin_session(tokens[0], PROMPTS, dots=2)
        members = [self.store.session(first.id, token) for token in tokens]
        first.step("write")
        receipts = [bry.new_receipt() for _ in members]
        self.assertEqual(members[1].put(receipts[1], "proud", "En rolig dag"), "stored")
        self.assertEqual(members[1].put(receipts[1], "proud", "En veldig rolig dag"), "changed")
        self.assertEqual(members[2].put(receipts[2], "proud", "Hvem bestemmer?", "question"), "stored")
        members[3].put(receipts[3], "proud", "Angret")
        members[3].withdraw(receipts[3])
        with self.assertRaises(bry.Refused):
            members[3].put(receipts[3], "proud", "x" * 51)
        for none in (5, None, b"x"):
            with self.assertRaisesRegex(TypeError, "a text is wanted"):
                members[3].put(receipts[3], "proud", none)
        with self.assertRaisesRegex(bry.WrongState, "reveal"):
            first.contributions()
        with self.assertRaises(bry.Denied):
            members[1].step("reveal")
        first.step("reveal")
        said = members[1].contributions().to_dicts()
        self.assertEqual({r["text"] for r in said}, {"En veldig rolig dag", "Hvem bestemmer?"})
        self.assertEqual({r["author"] for r in said}, {None})
        by_text = {r["text"]: r["contribution"] for r in said}
        first.step("theme")
        self.assertEqual(members[1].code(bry.Codebook(CODEBOOK), "nb"), 1)
        members[2].set_theme(by_text["Hvem bestemmer?"], "Makt")
        self.assertEqual(first.discover(), 0)
        first.step("prioritise")
        self.assertEqual(members[1].give_dots("Makt"), 1)
        self.assertEqual(members[1].give_dots(by_text["Hvem bestemmer?"]), 0)
        with self.assertRaises(bry.LimitExceeded):
            members[1].give_dots("Ro")
        first.step("commit")
        self.assertEqual({(r["kind"], r["dots"]) for r in first.tally().to_dicts()}, {("theme", 1), ("contribution", 1)})
        members[1].discuss(by_text["En veldig rolig dag"])
        for phase in ("learn", "closed"):
            first.step(phase)
        second = self.store.begin_session(tokens[0], PROMPTS)
        asked = second.prompts("nb").to_dicts()
        self.assertEqual([(r["item"], r["kind"]) for r in asked], [("proud", "prompt"), ("@1", "question")])
        self.assertEqual(asked[1]["text"], "Hvem bestemmer?")
        way = second.lineage("@1").to_dicts()
        self.assertEqual(way[-1]["contribution"], by_text["Hvem bestemmer?"])
        self.assertEqual([r["phase"] for r in series.sessions(1).to_dicts()], ["closed", "check_in"])
        self.store.add_map("host", "Kart").apply([{"op": "add_node", "id": "a", "label": "Rolige dager"}])
        page = series.report_html(tokens[:1], map="host", lang="en", min_group=3)
        for part in ('lang="en"', "Themes of session 1", "Makt", "Rolige"):
            self.assertIn(part, page)
        self.assertNotIn("En veldig rolig dag", page)
        self.assertNotIn("Makt", series.report_html(tokens[:1]))
        with self.assertRaises(bry.InvalidArgument):
            series.report_html(["x"], min_group=3)

    def test_a_member_of_a_named_series_leaves_with_what_it_said(self):
        series, tokens = self.form("navn", "named")
        token = series.admit(1, "Eli", "Frosta")
        self.store.publish_questionnaire(bry.Questionnaire(PROMPTS))
        session = self.store.begin_session(tokens[0], PROMPTS)
        session.step("write")
        self.store.session(session.id, token).put(str(uuid.uuid4()), "proud", "Mitt")
        session.step("reveal")
        self.assertEqual([(r["author"], r["municipality"]) for r in session.contributions(True).to_dicts()], [("Eli", "Frosta")])
        self.store.remove_member(token)
        self.assertEqual(len(session.contributions()), 0)
        self.assertEqual(series.members.column("municipality"), ["Frosta"] * 8)
        self.assertIn("navn", self.store.series_list.column("series"))
        self.store.series("navn").delete()
        self.assertNotIn("navn", self.store.series_list.column("series"))


if __name__ == "__main__":
    unittest.main()

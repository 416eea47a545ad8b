"""The commands that need a store, on one private PostgreSQL."""
import csv
import hashlib
import io
import json
import os
import pty
import shlex
import signal
import subprocess
import time
import unittest
import uuid

from command import COMMAND, DATA, CommandTest


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


class Local(CommandTest):
    def test_a_private_server_starts_tells_and_stops(self):
        place = self.folder / "db"
        self.assertEqual(self.ok("local", "start", place).lines, [f"running; use --store local:{place}"])
        status = self.ok("local", "status", place).lines
        self.assertEqual(status[0], "running")
        self.assertIn("host=", status[1])
        self.ok("local", "start", f"local:{place}")
        self.assertEqual(self.ok("local", "status", f"local:{place}").lines, status)
        self.assertEqual(self.ok("local", "stop", place).lines, ["stopped"])
        self.assertEqual(self.ok("local", "status", place).lines[0], "stopped")
        self.ok("local", "stop", place)
        self.fails("local", "stop", self.folder / "nowhere", saying="no private server")

    def test_what_is_no_folder(self):
        self.fails("local", "start", self.write("file", ""))

    def test_a_store_that_can_not_be_reached(self):
        self.fails("tenant", "list", "--store", f"host={self.folder} dbname=x")


class Store(CommandTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        place = cls.folder / "db"
        cls.environment.update(BRY_STORE=f"local:{place}", BRY_TENANT="fjordvik")
        cls.must("local", "start", place)
        cls.must("tenant", "add", "fjordvik", "Fjordvik kommune")
        cls.must("survey", "create", "day", DATA / "dream_day.json", "--segments", DATA / "segments.json")
        cls.must("survey", "open", "day")
        cls.must("response", "import", "day", DATA / "answers.csv")
        cls.must("codebook", "put", DATA / "codebook.json", *(w for q in ("q1", "q2", "q3") for w in ("--codebook-id", q)))
        for item in ("q1", "q2", "q3"):
            cls.must("theme", "code", "day", "--item", item)

    @classmethod
    def must(cls, *arguments):
        ran = cls.run_bry(*arguments)
        if ran.status != 0:
            raise AssertionError(f"{arguments}: {ran.err}")

    @classmethod
    def tearDownClass(cls):
        cls.run_bry("local", "stop", cls.folder / "db")
        super().tearDownClass()

    # --- migrate and tenant

    def test_migrate_prints_the_steps_and_does_nothing_again(self):
        first = self.ok("migrate", "--format", "csv").out
        self.assertIn("version,name,checksum,applied", first)
        self.assertEqual(self.ok("migrate", "--format", "csv").out, first)

    def test_gigamaps_are_made_derived_edited_and_drawn(self):
        self.ok("gigamap", "create", "causes", "Hvorfor folk venter")
        self.fails("gigamap", "create", "causes", "Igjen", saying="already")
        changes = self.write("changes.json", json.dumps([{"op": "add_node", "id": "own", "zone": "Nord"}]))
        self.assertEqual(self.ok("gigamap", "apply", "causes", changes, "--seen", "0").lines, ["causes is at revision 1"])
        self.fails("gigamap", "apply", "causes", changes, "--seen", "0", saying="look again")
        self.ok("gigamap", "derive", "causes", "day", "--item", "q1")
        nodes = rows(self.ok("gigamap", "show", "causes", "--format", "csv").out)
        self.assertIn("derived", [node["origin"] for node in nodes])
        self.ok("gigamap", "undo", "causes")
        self.assertNotIn("own", self.ok("gigamap", "show", "causes").out)
        self.ok("gigamap", "redo", "causes", "--seen", "3")
        self.assertIn("own", self.ok("gigamap", "show", "causes", "--revision", "1").out)
        self.assertIn("</svg>", self.ok("gigamap", "show", "causes", "--to", "svg", "--width", "390").out)
        log = rows(self.ok("gigamap", "log", "causes", "--format", "csv").out)
        self.assertRegex(log[0]["at"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        (listed,) = rows(self.ok("gigamap", "list", "--format", "csv").out)
        self.assertEqual(listed["changed_at"], log[-1]["at"])
        self.assertEqual([row["act"] for row in log], ["apply", "rebuild", "undo", "redo"])
        self.assertIn("Hvorfor folk venter", self.ok("gigamap", "list").out)

    def test_tenants_are_added_once_and_listed(self):
        self.assertEqual(self.ok("tenant", "add", "skogdal", "Skogdal").lines, ["tenant skogdal"])
        self.ok("tenant", "add", "skogdal", "Skogdal")
        self.fails("tenant", "add", "skogdal", "Something else")
        self.fails("tenant", "add", "Skog dal", "x")
        self.assertIn({"tenant": "skogdal", "name": "Skogdal"}, rows(self.ok("tenant", "list", "--format", "csv").out))

    def test_options_override_the_environment(self):
        self.fails("survey", "list", "--tenant", "nobody", saying="nobody")
        self.assertEqual(self.ok("--format", "csv", "survey", "list", env={"BRY_TENANT": "x"}, *["--tenant", "fjordvik"]).out,
                         self.ok("survey", "list", "--format=csv").out)

    # --- releases

    def test_a_release_is_published_read_bundled_and_withdrawn(self):
        spec = json.loads((DATA / "release.json").read_text(encoding="utf-8"))
        self.fails("release", "publish", self.write("open.json", json.dumps(dict(spec, survey="day"))), saying="not closed")
        self.ok("survey", "create", "dream-day", DATA / "dream_day.json", "--segments", DATA / "segments.json")
        self.ok("survey", "open", "dream-day")
        self.ok("response", "import", "dream-day", DATA / "answers.csv")
        self.ok("theme", "code", "dream-day", "--item", "q1")
        self.ok("survey", "close", "dream-day")
        finer = self.write("finer.json", json.dumps(dict(spec, by=["sektor", ["kommune", "rolle"]])))
        dry = rows(self.ok("release", "dry-run", finer, "--format", "csv").out)
        self.assertTrue(any(row["reason"] == "small" and int(row["respondents"]) < 5 for row in dry))
        made = json.loads(self.ok("release", "publish", DATA / "release.json").out)
        self.assertEqual((made["name"], made["version"], made["audit"]["passed"]), ("dream-day-2026", 1, True))
        said = rows(self.ok("release", "dry-run", DATA / "release.json", "--format", "csv").out)
        withheld = made["withheld"]
        self.assertEqual(withheld["withheld"], sum(row["what"] == "count" for row in said))
        self.assertEqual(withheld["partly"], sum(row["what"] != "count" for row in said))
        self.assertAlmostEqual(withheld["share"], withheld["withheld"] / withheld["groups"], delta=0.001)
        self.assertIn("themes_by_sektor", self.ok("release", "table", "dream-day-2026").out)
        table = rows(self.ok("release", "table", "dream-day-2026@1", "themes_by_sektor", "--format", "csv").out)
        self.assertEqual(list(table[0]), ["sektor", "theme", "respondents", "count", "share"])
        self.assertTrue(any(row["count"] not in ("", ":") for row in table))
        self.fails("release", "table", "dream-day-2026@x", saying="NAME@VERSION", status=2)
        self.fails("release", "table", "dream-day-2026", "nothing", saying="bry release table")
        self.ok("release", "bundle", "dream-day-2026", "--out", f"{self.folder}/bundle/")
        whole = json.loads((self.folder / "bundle" / "release.json").read_text(encoding="utf-8"))
        self.assertEqual(whole["hash"], made["hash"])
        self.assertEqual({f"{name}.csv" for name in whole["tables"]} | {"release.json"},
                         {path.name for path in (self.folder / "bundle").iterdir()})
        self.assertEqual(self.ok("release", "withdraw", "dream-day-2026@1", "Feil").lines,
                         ["version 1 of dream-day-2026 is withdrawn"])
        self.fails("release", "table", "dream-day-2026@1", saying="withdrawn")
        self.assertEqual(rows(self.ok("release", "list", "--format", "csv").out)[0]["reason"], "Feil")
        json.loads(self.ok("release", "schema").out)

    def test_a_table_with_the_name_of_a_path_is_not_written_to_a_folder(self):
        form = self.write("form.json", json.dumps({"elements": [{"type": "boolean", "name": "q"}]}))
        for number, segment in enumerate(("a/b", "x/../../../../escaped", "c:d")):
            slug = f"path-{number}"
            segments = self.write("segments.json", json.dumps([{"name": segment}]))
            spec = self.write("spec.json", json.dumps({"name": slug, "survey": slug, "by": [segment], "items": ["q"]}))
            self.ok("survey", "create", slug, form, "--segments", segments)
            self.ok("survey", "open", slug)
            self.ok("survey", "close", slug)
            self.ok("release", "publish", spec)
            self.assertIn(f"q_by_{segment}", self.ok("release", "table", slug).out)
            self.fails("release", "bundle", slug, "--out", f"{self.folder}/{slug}/", saying="can't be a file's")
            self.assertFalse((self.folder / slug).exists())
            self.ok("release", "bundle", slug, "--out", self.folder / f"{slug}.json")
        self.assertEqual(list(self.folder.parent.glob("escaped*")) + list(self.folder.glob("**/escaped*")), [])

    # --- surveys

    def test_surveys_are_created_shown_and_closed(self):
        self.ok("survey", "create", "s1", DATA / "dream_day.json", "--title", "Prøve")
        self.ok("survey", "create", "s1", "-", "--title", "Prøve", stdin=(DATA / "dream_day.json").read_bytes())
        self.fails("survey", "create", "s1", DATA / "dream_day.json", "--title", "Another")
        self.fails("response", "submit", "s1", "-", stdin="{}")
        self.ok("survey", "open", "s1")
        shown = self.ok("survey", "show", "s1", "--lang", "nn").out
        for part in ("s1\n", "Prøve\n", "open\n", "0\n", "Skildre ein draumedag på jobb."):
            self.assertIn(part, shown)
        self.assertIn("sektor: administrasjon (Administrasjon), helse (Helse og omsorg)", self.ok("survey", "show", "day").out)
        self.assertEqual(len(rows(self.ok("survey", "show", "s1", "--format", "csv").out)), 5)
        self.ok("survey", "close", "s1")
        self.fails("survey", "open", "s1")
        states = {row["survey"]: row["state"] for row in rows(self.ok("survey", "list", "--format", "csv").out)}
        self.assertEqual((states["s1"], states["day"]), ("closed", "open"))
        self.ok("survey", "delete", "s1")
        self.fails("survey", "show", "s1", saying="s1")
        self.fails("survey", "delete", "day")  # it has responses

    def test_what_a_survey_promises_is_chosen_at_its_beginning(self):
        quotas = self.write("quotas.json", '[{"segments": {"sektor": "helse"}, "max": 1}]')
        segments = ("--segments", DATA / "segments.json")
        self.ok("survey", "create", "p1", DATA / "dream_day.json", *segments, "--privacy", "pseudonymous", "--quotas", quotas)
        self.fails("survey", "create", "p1", DATA / "dream_day.json", *segments, "--quotas", quotas)
        self.fails("survey", "create", "p2", DATA / "dream_day.json", "--privacy", "secret", status=2, saying="--privacy")
        self.ok("survey", "open", "p1")
        self.fails("response", "submit", "p1", "-", stdin='{"q1": "Sol"}', saying="`bry response submit --help`")
        one = ("response", "submit", "p1", "-", "--segment", "sektor=helse", "--participant")
        self.assertEqual(self.ok(*one, "7", stdin='{"q1": "Sol"}').lines, ["stored"])
        self.assertEqual(self.ok(*one, "7", stdin='{"q1": "Sol"}').lines, ["repeated"])
        self.fails(*one, "7", stdin='{"q1": "Regn"}', saying="`bry response erase --id`")
        self.fails(*one, "8", stdin='{"q1": "Sol"}', saying="quota.full")

    def test_a_survey_with_quotas_alone_takes_plain_answers(self):
        quotas = self.write("quotas.json", '[{"segments": {"sektor": "helse"}, "max": 1}]')
        self.ok("survey", "create", "quo", DATA / "dream_day.json", "--segments", DATA / "segments.json", "--quotas", quotas)
        self.ok("survey", "open", "quo")
        one = ("response", "submit", "quo", "-", "--segment", "sektor=helse")
        self.assertRegex(self.ok(*one, stdin='{"q1": "Sol"}').out, "^stored ")
        self.fails(*one, stdin='{"q1": "Sol"}', saying="quota.full")
        self.fails("response", "import", "quo", "-", stdin="q1\nSol\n", saying="one by one with `bry response submit`.")
        self.ok("survey", "close", "quo")
        self.fails("response", "import", "quo", "-", stdin="q1\nSol\n", saying="The survey quo is closed.")

    def test_a_draft_waits_for_whoever_has_its_token(self):
        self.ok("survey", "create", "half", DATA / "dream_day.json", "--segments", DATA / "segments.json")
        self.ok("survey", "open", "half")
        saved = self.ok("draft", "save", "half", "-", "--draft", "new", "--days", "3", stdin='{"q1": "Sol og"}').lines
        self.assertEqual(saved[0], "saved")
        token = saved[1].removeprefix("draft ")
        self.assertEqual(self.ok("draft", "show", "half", "--draft", token).out.strip(), '{"q1": "Sol og"}')
        again = self.ok("draft", "save", "half", "-", "--draft", token + "\r", stdin='{"q1": "Sol og varme"}')
        self.assertEqual(again.lines, ["saved"])
        self.assertIn("varme", self.ok("draft", "show", "half", "--draft", token).out)
        self.fails("draft", "save", "half", "-", "--draft", token, stdin='{"nothing": 1}', saying="/nothing")
        self.fails("draft", "save", "half", "-", "--draft", token, "--days", "366", stdin="{}", saying="1 to 365 days")
        self.fails("draft", "show", "half", "--draft", "short", saying="43 url-safe characters.")
        self.fails("draft", "show", "half", status=2, saying="--draft")
        self.ok("response", "submit", "half", "-", "--segment", "sektor=helse", "--draft", token, stdin='{"q1": "Sol"}')
        self.fails("draft", "show", "half", "--draft", token, saying="no draft")
        other = self.ok("draft", "save", "half", "-", "--draft", "new", stdin="{}").lines[1].split()[1]
        self.assertEqual(self.ok("draft", "delete", "half", "--draft", other).lines, ["deleted"])
        self.fails("draft", "show", "half", "--draft", other, saying="no draft")

    def test_people_are_invited_and_the_end_seals(self):
        self.ok("survey", "create", "i1", DATA / "dream_day.json", "--segments", DATA / "segments.json", "--admission", "invited")
        self.ok("survey", "open", "i1")
        made = self.ok("invitation", "create", "i1", "--batch", "helse", "--count", "6", "--segment", "sektor=helse",
                       "--expires", "2099-01-01T00:00Z").out
        tokens = [row["token"] for row in rows(made)]
        self.assertEqual(len(set(tokens)), 6)
        submit = ("response", "submit", "i1", "-", "--proxy")
        self.fails(*submit, stdin='{"q1": "Sol"}', saying="token.missing")
        self.ok(*submit, "--token", tokens[0], stdin='{"q1": "Sol"}')
        self.fails(*submit, "--token", tokens[0], stdin='{"q1": "Sol"}', saying="token.used")
        consent = self.write("consent.json", '{"nb": "Jeg samtykker."}')
        self.assertEqual(self.ok("survey", "consent", "i1", consent).lines, ["consent 1"])
        self.fails(*submit, "--token", tokens[1], stdin='{"q1": "Sol"}', saying="consent.missing")
        self.fails(*submit, "--token", tokens[1], "--consent", "2", stdin='{"q1": "Sol"}', saying="agreed to, up to 1")
        self.ok(*submit, "--token", tokens[1] + "\r", "--consent", "1", stdin='{"q1": "Sol"}')
        self.assertEqual(self.ok("invitation", "revoke", "i1", "--token", tokens[5]).lines, ["revoked 1"])
        self.fails("invitation", "revoke", "i1", status=2, saying="--batch")
        listed = rows(self.ok("invitation", "list", "i1", "--format", "csv").out)
        self.assertEqual(listed, [{"batch": "helse", "tokens": "6", "revoked": "1", "expires": "2099-01-01T00:00:00Z"}])
        rates = rows(self.ok("invitation", "rates", "i1", "--by", "sektor", "--format", "csv").out)
        self.assertEqual(rates, [{"sektor": "helse", "invited": "5", "answered": ":", "share": ":"}])
        self.ok("survey", "close", "i1")
        listed = {row["survey"]: row for row in rows(self.ok("survey", "list", "--format", "csv").out)}
        self.assertEqual((listed["i1"]["privacy"], listed["i1"]["sealed"]), ("anonymous", "1"))
        for lang, yes in (("nb", "ja"), ("nn", "ja"), ("en", "yes")):
            line = next(line for line in self.ok("survey", "list", "--lang", lang).lines if line.startswith("i1 "))
            self.assertIn(yes, line.split())
            self.assertIn(f": {yes}\n", self.ok("survey", "show", "i1", "--lang", lang).out)

    def test_a_group_meets(self):
        self.assertEqual(self.ok("series", "create", "host", "--authorship", "anonymous").lines, ["series host  anonymous"])
        self.fails("series", "create", "host", "--authorship", "named", saying="another series")
        groups = self.write("groups.csv", "id,group\na,1\nb,1\n")
        people = self.write("people.csv", "who,facilitator\na,1\nb,0\n")
        tokens = rows(self.ok("group", "form", "host", groups, "--people", people, "--id", "who").out)
        self.assertEqual([(row["id"], row["facilitator"]) for row in tokens], [("a", "1"), ("b", "0")])
        self.fails("group", "form", "host", groups, "--people", people, "--id", "who", saying="members already")
        led, joined = tokens[0]["token"], tokens[1]["token"]
        prompts = self.write("prompts.json", '{"elements": [{"type": "comment", "name": "proud", "title": "Stolt?"}]}')
        self.fails("session", "create", prompts, "--token", joined, saying="Only a facilitator")
        session = self.ok("session", "create", prompts, "--token", led, "--dots", "2").lines[0].split()[1]
        self.fails("session", "create", prompts, "--token", led, saying="`bry session next`")
        self.assertIn("Stolt?", self.ok("session", "prompts", session, "--token", joined).out)
        self.fails("session", "contributions", session, "--token", joined, saying="reveal or later")
        self.fails("session", "next", session, "reveal", "--token", led, saying="its next one is write")
        for phase in ("write", "reveal"):
            self.assertEqual(self.ok("session", "next", session, phase, "--token", led).lines, [f"phase {phase}"])
        self.assertEqual(rows(self.ok("session", "contributions", session, "--token", joined, "--format", "csv").out), [])
        self.fails("session", "dots", session, "--token", joined, saying="commit or later")
        listed = rows(self.ok("session", "list", "host", "--group", "1", "--format", "csv").out)
        self.assertEqual([(row["session_id"], row["phase"], row["dots"]) for row in listed], [(session, "reveal", "2")])
        page = self.ok("series", "report", "host", "--token", led, "--min-group", "3", "--lang", "nn").out
        self.assertTrue(page.startswith("<!DOCTYPE html>"))
        self.assertIn('lang="nn"', page)
        self.fails("series", "report", "host", "--map", "none", saying="map")
        self.ok("group", "remove", joined)
        self.assertEqual(len(rows(self.ok("group", "members", "host", "--format", "csv").out)), 1)
        self.assertEqual(rows(self.ok("group", "list", "host", "--format", "csv").out)[0]["sessions"], "1")
        self.ok("series", "delete", "host")
        self.assertNotIn("host", self.ok("series", "list").out)
        self.fails("session", "list", "host", saying="`bry series list`")

    def test_a_survey_may_open_and_close_at_a_time(self):
        self.fails("survey", "create", "s9", DATA / "dream_day.json", "--opens", "2026-11-23", status=2, saying="--opens")
        self.fails("survey", "create", "s9", DATA / "dream_day.json", "--closes", "2026-11-23T08:00", status=2,
                   saying="--closes")
        self.fails("survey", "create", "s9", DATA / "dream_day.json", "--closes", "2020-01-02T08:00Z",
                   saying="still to come")
        self.fails("survey", "create", "s9", DATA / "dream_day.json", "--opens", "2099-01-03T08:00Z", "--closes",
                   "2099-01-02T08:00Z", saying="before it opens")
        self.ok("survey", "create", "s9", DATA / "dream_day.json", "--opens", "2099-01-01T08:00Z", "--closes",
                "2099-01-02T08:00:30+01:00")
        self.ok("survey", "open", "s9")
        self.fails("response", "submit", "s9", "-", stdin='{"near": 3}', saying="later")
        self.ok("survey", "create", "s9", DATA / "dream_day.json", "--opens", "2099-01-01T09:00+01:00", "--closes",
                "2099-01-02T07:00:30Z")  # the same times
        self.fails("invitation", "create", "s9", "--batch", "late", "--expires", "2020-01-01T00:00Z", saying="still to come")

    def test_what_was_published_can_be_had_back(self):
        out = self.folder / "back.json"
        self.ok("survey", "show", "day", "--format", "json", "--out", out)
        self.assertEqual(self.ok("questionnaire", "check", out).out,
                         self.ok("questionnaire", "check", DATA / "dream_day.json").out)

    def test_bad_surveys(self):
        self.fails("survey", "create", "s2", self.folder / "none.json", saying="No such file")
        self.fails("survey", "create", "s2", self.write("no.json", "{}x"))
        self.fails("survey", "create", "s2", DATA / "dream_day.json", "--segments", self.write("seg.json", "{}"))
        self.fails("survey", "create", "s2", DATA / "dream_day.json", "--segments", self.write("nul.json", b"[]\0"),
                   saying="NUL")
        self.fails("survey", "create", "S 2", DATA / "dream_day.json")
        for words in (["open", "none"], ["close", "none"], ["delete", "none"], ["show", "none"]):
            self.fails("survey", *words, saying="none")

    # --- responses

    def test_a_response_is_stored_once(self):
        self.ok("survey", "create", "s3", DATA / "dream_day.json", "--segments", DATA / "segments.json")
        self.ok("survey", "open", "s3")
        self.assertRegex(self.ok("response", "submit", "s3", "-", stdin='{"near": 3}').out, r"^stored [0-9a-f-]{36}\n$")
        made = str(uuid.uuid4())
        submit = ["response", "submit", "s3", "-", "--id", made, "--segment", "sektor=helse", "--segment", "lang=nn"]
        self.assertEqual(self.ok(*submit, stdin='{"q1": "Sol"}').out, f"stored {made}\n")
        self.assertEqual(self.ok(*submit, stdin='{"q1": "Sol"}').out, f"repeated {made}\n")
        self.fails(*submit, stdin='{"q1": "Regn"}')
        self.assertEqual(self.ok("response", "count", "s3").out, "2\n")
        self.assertEqual(self.ok("response", "count", "s3", "--texts").out, "1 answer of 2 people\n")

    def test_wrong_answers_are_listed_each_on_a_line(self):
        ran = self.fails("response", "submit", "day", "-", "--lang", "en",
                         stdin='{"near": 99, "meet": ["lunch", "beach"], "x": "secret"}')
        self.assertEqual(len([line for line in ran.err.splitlines() if line.startswith("  ")]), 3)
        for part in ("/near", "/meet", "/x"):
            self.assertIn(part, ran.err)
        self.assertNotIn("secret", ran.err)

    def test_wrong_segments_and_ids(self):
        submit = ["response", "submit", "day", "-"]
        self.fails(*submit, "--segment", "sektor", stdin="{}", status=2, saying="NAME=VALUE")
        self.fails(*submit, "--segment", "sektor=heaven", stdin='{"near": 1}')
        self.fails(*submit, "--segment", "color=red", stdin='{"near": 1}')
        self.fails(*submit, "--segment", 'sek"tor=helse', stdin='{"near": 1}')
        self.fails(*submit, "--id", "17", stdin='{"near": 1}')
        self.fails(*submit, stdin="not json")

    def test_the_same_file_again_adds_nothing(self):
        self.assertEqual(self.ok("response", "import", "day", DATA / "answers.csv").lines,
                         ["rows 140  stored 0  repeated 140  refused 0"])
        self.assertEqual(self.ok("response", "count", "day", "--texts").out, "420 answers of 140 people\n")

    def test_another_file_with_equal_rows_is_other_people(self):
        self.ok("survey", "create", "days", DATA / "dream_day.json")
        self.ok("survey", "open", "days")
        monday, tuesday = self.folder / "monday.csv", self.folder / "tuesday.csv"
        monday.write_text("near\n3\n3\n4\n5\n1\n")
        tuesday.write_text("near\n3\n3\n4\n2\n2\n")
        for stored, repeated in ((5, 0), (0, 5)):
            for day in (monday, tuesday):
                self.assertEqual(self.ok("response", "import", "days", day).lines,
                                 [f"rows 5  stored {stored}  repeated {repeated}  refused 0"])
        with monday.open("rb") as file:  # standard input that can be read twice
            again = subprocess.run([COMMAND, "response", "import", "days", "-"], stdin=file, capture_output=True,
                                   text=True, env=self.environment, check=False)
        self.assertEqual(again.stdout, "rows 5  stored 0  repeated 5  refused 0\n", again.stderr)
        self.fails("response", "import", "days", "-", stdin=monday.read_text(), saying="name the batch with --batch")
        for stored, repeated in ((5, 0), (0, 5)):
            ran = self.run_bry("response", "import", "days", "-", "--batch", "by pipe", stdin=monday.read_text())
            self.assertEqual((ran.status, ran.lines), (0, [f"rows 5  stored {stored}  repeated {repeated}  refused 0"]))
            self.assertEqual("5 of the rows answer to the letter" in ran.err, stored == 5)
        self.assertEqual(self.ok("response", "count", "days").out, "15\n")

    def test_a_mended_file_goes_on_in_the_batch_that_is_told(self):
        self.ok("survey", "create", "mended", DATA / "dream_day.json")
        self.ok("survey", "open", "mended")
        file = self.folder / "mended.csv"
        file.write_text("near\n3\n99\n3\n")
        told = self.run_bry("response", "import", "mended", file)
        self.assertEqual((told.status, told.lines[0]), (1, "rows 3  stored 2  repeated 0  refused 1"))
        batch = told.err.split("--batch '")[1].split("'")[0]
        self.assertEqual(batch, hashlib.sha256(file.read_bytes()).hexdigest())
        file.write_text("near\n3\n3\n3\n")
        self.assertEqual(self.ok("response", "import", "mended", file, "--batch", batch).lines,
                         ["rows 3  stored 1  repeated 2  refused 0"])

    def test_an_export_without_ids_that_comes_again_is_told(self):
        self.ok("survey", "create", "doubled", DATA / "dream_day.json", "--segments", DATA / "segments.json")
        self.ok("survey", "open", "doubled")
        file = self.folder / "doubled.csv"
        first = self.ok("response", "import", "doubled", "-", stdin="id,near,q1\na,3,Ro\nb,4,Folk\nc,5,Tid\n")
        self.assertEqual(first.err, "")
        self.ok("response", "export", "doubled", "--ids", "--out", file)
        again = self.ok("response", "import", "doubled", file)
        self.assertEqual((again.lines, again.err), (["rows 3  stored 0  repeated 3  refused 0"], ""))
        self.ok("response", "export", "doubled", "--out", file)
        doubled = self.run_bry("response", "import", "doubled", file)
        self.assertEqual((doubled.status, doubled.lines), (0, ["rows 3  stored 3  repeated 0  refused 0"]))
        self.assertIn("bry: 3 of the rows answer to the letter as responses that were there before.", doubled.err)

    def test_refused_rows_are_listed_and_good_ones_kept(self):
        self.ok("survey", "create", "s4", DATA / "dream_day.json", "--segments", DATA / "segments.json")
        self.ok("survey", "open", "s4")
        content = "id,near,meet,sektor\na,3,lunch,helse\nb,99,lunch,helse\nc,1,beach,helse\n"
        refused = self.folder / "refused.csv"
        ran = self.run_bry("response", "import", "s4", "-", "--refused", refused, stdin=content)
        self.assertEqual((ran.status, ran.lines), (1, ["rows 3  stored 1  repeated 0  refused 2"]), ran.err)
        found = rows(refused.read_text())
        self.assertEqual([(f["row"], f["line"], f["column"]) for f in found], [("2", "3", "near"), ("3", "4", "meet")])
        ran = self.run_bry("response", "import", "s4", "-", "--format", "csv", stdin=content)
        self.assertEqual((ran.status, ran.lines[0]), (1, "rows 3  stored 0  repeated 1  refused 2"))
        self.assertEqual(rows("\n".join(ran.lines[1:])), found)
        ran = self.run_bry("response", "import", "s4", "-", "--input", "jsonl",
                           stdin='{"id": "j", "answers": {"near": 2}, "segments": {"sektor": "kultur"}}\n')
        self.assertEqual((ran.status, ran.lines), (0, ["rows 1  stored 1  repeated 0  refused 0"]), ran.err)

    def test_of_many_refused_rows_twenty_are_printed(self):
        content = "id,near\n" + "".join(f"many-{i},99\n" for i in range(45))
        ran = self.run_bry("response", "import", "day", "-", stdin=content)
        self.assertEqual((ran.status, ran.lines[-1]), (1, "... 25 more (all with --refused FILE)"))
        self.assertEqual(sum("near" in line for line in ran.lines), 20)

    def test_what_is_exported_can_be_imported(self):
        self.ok("survey", "create", "copy", DATA / "dream_day.json", "--segments", DATA / "segments.json")
        self.ok("survey", "open", "copy")
        self.ok("survey", "create", "copied", DATA / "dream_day.json", "--segments", DATA / "segments.json")
        self.ok("survey", "open", "copied")
        self.ok("response", "import", "copy", DATA / "answers.csv")
        lines, table = self.folder / "all.jsonl", self.folder / "all.csv"
        self.ok("response", "export", "copy", "--out", lines, "--ids")
        self.assertEqual(len([json.loads(line)["id"] for line in lines.read_text().splitlines()]), 140)
        self.assertEqual(self.ok("response", "import", "copied", lines).lines,
                         ["rows 140  stored 140  repeated 0  refused 0"])
        self.ok("response", "export", "copied", "--ids", "--out", table)
        self.assertEqual(self.ok("response", "import", "copy", table).lines,
                         ["rows 140  stored 0  repeated 140  refused 0"])
        self.assertEqual(len(list(self.folder.glob("all.*"))), 2)
        printed = self.ok("response", "export", "copy", "--excel").out
        self.assertTrue(printed.startswith("\ufeffkommune;"), printed[:40])
        self.fails("response", "export", "copy", "--excel", "--output", "jsonl", status=2)
        self.fails("response", "export", "copy", "--out", self.folder / "no" / "where", saying="No such file")

    def test_files_that_can_not_be_imported(self):
        self.fails("response", "import", "day", self.folder / "none.csv", saying="No such file")
        self.fails("response", "import", "day", self.folder, saying="Is a directory")
        self.fails("response", "import", "day", "-", stdin="id,colour\n1,red\n", saying="colour")
        self.fails("response", "import", "day", "-", stdin="")

    @staticmethod
    def catches(pid, number):
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            mask = next(line.split()[1] for line in status if line.startswith("SigCgt"))
        return int(mask, 16) >> (number - 1) & 1

    def server(self):
        told = self.ok("local", "status", self.folder / "db").lines[1]
        return shlex.split(told)[1]  # psql "..."

    def sql(self, statement):
        subprocess.run(["psql", "-X", "-q", "-d", self.server(), "-c", statement], check=True)

    def test_an_interrupt_ends_what_waits_for_the_database(self):
        lock = subprocess.Popen(["psql", "-X", "-q", "-d", self.server(), "-c",
                                 "BEGIN; LOCK TABLE bry.survey; SELECT pg_sleep(60)"], stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)
        try:
            time.sleep(1)
            self.assertIsNone(lock.poll())
            running = subprocess.Popen([COMMAND, "survey", "list"], env=self.environment, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE)
            while not self.catches(running.pid, signal.SIGINT):
                self.assertIsNone(running.poll())
                time.sleep(0.01)
            time.sleep(0.5)
            running.send_signal(signal.SIGINT)
            out, err = running.communicate(timeout=20)
            self.assertEqual(running.returncode, 1, err)
            self.assertIn(b"cancelled", err)
        finally:
            lock.send_signal(signal.SIGINT)  # which psql hands on to the server
            lock.wait(timeout=20)

    def test_an_interrupted_import_ends_in_good_order(self):
        self.ok("survey", "create", "s7", DATA / "dream_day.json")
        self.ok("survey", "open", "s7")
        running = subprocess.Popen([COMMAND, "response", "import", "s7", "-"], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment)
        running.stdin.write(b"id,near\na,1\nb,2\n")
        running.stdin.flush()
        while not self.catches(running.pid, signal.SIGINT):
            self.assertIsNone(running.poll())
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
        self.assertEqual((running.returncode, out), (1, b""))
        self.assertTrue(err.startswith(b"bry: "), err)
        self.assertEqual(self.ok("response", "import", "s7", "-", stdin="id,near\na,1\nb,2\n").lines[0].split()[:2],
                         ["rows", "2"])

    def test_progress_is_drawn_on_a_terminal_and_wiped(self):
        leader, terminal = pty.openpty()
        done = subprocess.run([COMMAND, "response", "import", "day", DATA / "answers.csv"], stdout=subprocess.PIPE,
                              stderr=terminal, env=self.environment, check=False)
        os.close(terminal)
        drawn = b""
        try:
            while chunk := os.read(leader, 4096):
                drawn += chunk
        except OSError:  # the other end is gone: all is read
            pass
        os.close(leader)
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"importing [", drawn)
        self.assertTrue(drawn.endswith(b"\r\033[K"))

    # --- codebooks and themes

    def test_codebooks_are_listed(self):
        found = rows(self.ok("codebook", "list", "--format", "csv").out)
        self.assertEqual([f["codebook"] for f in found], ["q1", "q2", "q3"])
        self.assertEqual({f["themes"] for f in found}, {"12"})

    def test_bad_codebooks(self):
        self.fails("codebook", "put", DATA / "codebook.json")
        self.fails("codebook", "put", DATA / "codebook.json", "--codebook-id", "q9", saying="q1")
        one = json.loads((DATA / "codebook.json").read_text())
        one["questions"][0]["themes"].pop()
        changed = self.write("changed.json", json.dumps(one))
        self.fails("codebook", "put", changed, "--codebook-id", "q1")

    def test_coding_again_gives_the_same(self):
        before = self.ok("theme", "table", "day", "--item", "q1", "--format", "csv").out
        self.assertEqual(self.ok("theme", "code", "day", "--item", "q1").lines, ["q1: 140 answers coded"])
        self.assertEqual(self.ok("theme", "code", "day", "--item", "q1", "--new").lines, ["q1: 0 new answers coded"])
        self.assertEqual(self.ok("theme", "table", "day", "--item", "q1", "--format", "csv").out, before)

    def test_people_decide_over_found_themes(self):
        item = ["day", "--item", "q1", "--codebook", "vi-fant"]
        found = self.ok("theme", "discover", *item, "--k", "4", "--seed", "7")
        self.assertEqual(len(found.lines), 5, found.out)
        self.assertEqual(self.ok("theme", "discover", *item, "--k", "4", "--seed", "7").out, found.out)
        model = rows(self.ok("theme", "codings", *item, "--coder", "model").out)
        self.assertEqual({r["coder"] for r in model}, {"model"})
        self.assertTrue(all(0 < float(r["confidence"]) <= 1 for r in model if r["theme"]))
        unit = next(r["unit"] for r in model if r["theme"] == "t1")
        log = self.write("log.jsonl", '{"op":"code","unit":"%s","themes":["t2"]}\n' % unit
                         + '{"op":"rename","theme":"t2","label":"Vårt navn"}\n')
        self.assertEqual(self.ok("theme", "decide", *item[:1], log, *item[1:], "--coder", "kari").lines,
                         ["2 decisions added"])
        table = self.ok("theme", "table", *item).out
        self.assertIn("Vårt navn", table)
        lines = self.ok("theme", "decisions", *item).lines
        self.assertEqual([json.loads(line)["op"] for line in lines], ["code", "rename"])
        final = rows(self.ok("theme", "codings", *item, "--coder", "final").out)
        self.assertEqual([r["theme"] for r in final if r["unit"] == unit], ["t2"])
        self.assertEqual(self.ok("theme", "suggest", *item).lines, ["q1: suggestions for 140 answers"])
        self.fails("theme", "decide", *item[:1], log, *item[1:], saying="has no coder")
        self.fails("theme", "suggest", "day", "--item", "q1", "--codebook", "q1", saying="`bry theme decide`")
        self.fails("theme", "discover", "day", "--item", "q1", "--codebook", "q1", saying="was written, not found")

    def test_theme_pairs(self):
        found = rows(self.ok("theme", "pairs", "day", "--item", "q1", "--format", "csv").out)
        self.assertEqual(len(found), 12 * 11 // 2)
        self.assertTrue(any(r["count"].isdigit() and int(r["count"]) >= 5 for r in found))

    def test_theme_table_whole_and_split(self):
        whole = rows(self.ok("theme", "table", "day", "--item", "q1", "--format", "csv").out)
        self.assertEqual(len(whole), 12)
        split = rows(self.ok("theme", "table", "day", "--item", "q1", "--by", "kommune", "--format", "csv").out)
        self.assertEqual(len(split), 60)
        for theme in whole:
            parts = [s["count"] for s in split if s["theme"] == theme["theme"]]
            if ":" not in parts:
                self.assertEqual(sum(map(int, parts)), int(theme["count"]))

    def test_wide_tables(self):
        base = ["theme", "table", "day", "--item", "q1", "--by", "kommune", "--wide", "--format", "csv"]
        share, count = rows(self.ok(*base).out), rows(self.ok(*base, "--value", "count").out)
        self.assertEqual(list(share[0]), ["theme", "Bjørkli", "Fjordvik", "Havneset", "Skogdal", "Storelva"])
        self.assertEqual(len(share), 12)
        self.assertTrue(count[0]["Fjordvik"].isdigit())
        text = self.ok(*base[:-2], "--lang", "en").out
        self.assertIn("Meaningful contact with people", text)
        self.fails("theme", "table", "day", "--item", "q1", "--wide", status=2, saying="--wide needs --by")
        self.fails("theme", "table", "day", "--item", "q1", "--value", "count", status=2, saying="for --wide")

    def test_small_groups_are_withheld(self):
        base = ["theme", "table", "day", "--item", "q1", "--by", "kommune", "--format", "csv"]
        self.assertIn(":", {r["count"] for r in rows(self.ok(*base, "--min-group", "20").out)})
        self.fails(*base, "--min-group", "2", saying="3")
        text = self.ok(*base[:-2], "--min-group", "20", "--lang", "en").lines
        self.assertIn("(n = 134)", text[0])
        self.assertTrue(text[-1].startswith('":" is withheld'), text[-1])

    def test_theme_mistakes(self):
        self.fails("theme", "table", "day", "--item", "near")
        self.fails("theme", "table", "day", "--item", "q9", saying="no item")
        self.fails("theme", "table", "day", "--item", "q1", "--codebook", "q2")
        self.fails("theme", "table", "day", "--item", "q1", "--by", "colour", saying="no segment")
        self.fails("theme", "code", "day", "--item", "q1", "--codebook", "none", saying="no codebook")
        self.fails("theme", "quotes", "day", "--item", "q1", "--per-theme", "0")

    def test_nothing_that_tells_of_a_person_is_quoted(self):
        personal = {r["text"] for r in rows((DATA / "norsk-svar.csv").read_text(encoding="utf-8")) if r["pii"]}
        self.assertGreater(len(personal), 20)
        for item in ("q1", "q2", "q3"):
            base = ["theme", "quotes", "day", "--item", item, "--format", "csv", "--per-theme"]
            found = rows(self.ok(*base, "20").out)
            self.assertGreater(len(found), 10)
            self.assertEqual({q["quote"] for q in found} & personal, set())
            self.assertLess(len(rows(self.ok(*base, "1").out)), len(found))

    def test_maps(self):
        base = ["theme", "map", "day", "--item", "q1"]
        nodes = rows(self.ok(*base, "--format", "csv").out)
        edges = rows(self.ok(*base, "--as", "edges", "--format", "csv").out)
        self.assertTrue({e["from"] for e in edges} <= {n["id"] for n in nodes})
        self.assertIn("<graphml", self.ok(*base, "--as", "graphml").out)
        self.assertIn("graph", self.ok(*base, "--as", "dot").out)

    # --- results and reports

    def test_do_segments_mention_themes_differently(self):
        found = rows(self.ok("theme", "table", "day", "--item", "q1", "--by", "sektor", "--statistic", "test", "--format", "csv").out)
        self.assertEqual(list(found[0])[:4], ["part", "respondents", "groups", "left_out"])
        self.assertTrue(all(0 < float(row["p"]) <= float(row["p_holm"]) <= 1 for row in found if row["p"]))
        base = ["theme", "table", "day", "--item", "q1", "--format", "csv"]
        told = rows(self.ok(*base, "--by", "sektor", "--statistic", "residuals").out)
        self.assertTrue(all(bool(row["differs"]) == (float(row["p_holm"]) < 0.05) for row in told if row["p_holm"]))
        shares = rows(self.ok(*base, "--confidence", "95").out)
        self.assertTrue(all(float(row["low"]) <= float(row["share"]) <= float(row["high"]) for row in shares))
        narrow = rows(self.ok(*base, "--confidence", "80").out)
        self.assertLess(float(narrow[0]["high"]), float(shares[0]["high"]))
        self.fails(*base, "--confidence", "20", status=2, saying="50 to 99 per cent")
        self.fails(*base, "--confidence", "95", "--by", "sektor", "--wide", status=2, saying="no room for the intervals")
        picture = self.ok("theme", "table", "day", "--item", "q1", "--by", "sektor", "--chart", "heat").out
        self.assertIn("bry-heat", picture)
        self.fails("theme", "table", "day", "--item", "q1", "--statistic", "summary", saying="A summary needs a scale")

    def test_themes_over_waves(self):
        self.ok("survey", "create", "later", DATA / "dream_day.json", "--segments", DATA / "segments.json")
        self.ok("survey", "open", "later")
        self.ok("response", "import", "later", DATA / "answers.csv")
        base = ["theme", "trend", "day", "later", "--item", "q1"]
        self.fails(*base, saying="bry theme code")
        self.ok("theme", "code", "later", "--item", "q1")
        found = rows(self.ok(*base, "--format", "csv").out)
        self.assertEqual(list(found[0]), ["wave", "theme", "respondents", "count", "share", "low", "high", "change",
                                          "change_low", "change_high", "p", "p_holm", "note"])
        self.assertEqual({row["change"] for row in found if row["wave"] == "later"}, {"0"})
        one = rows(self.ok(*base, "--theme", found[0]["theme"], "--by", "sektor", "--format", "csv").out)
        self.assertEqual({row["theme"] for row in one}, {found[0]["theme"]})
        picture = self.ok(*base, "--chart", "trend").out
        self.assertIn("bry-trend", picture)
        self.fails("theme", "trend", "day", "--item", "q1", status=2, saying="SURVEY SURVEY... are needed")
        self.fails("theme", "trend", "day", "nothing", "--item", "q1", saying="nothing")
        self.assertIn("Endring (prosentpoeng)", self.ok(*base).out)
        self.ok("theme", "discover", "day", "--item", "q1", "--codebook", "vi-igjen", "--k", "4", "--seed", "7")
        self.ok("theme", "code", "later", "--item", "q1", "--codebook", "vi-igjen")
        self.fails(*base, "--codebook", "vi-igjen", saying="`bry codebook put`, and code each survey by that with `bry theme code`")

    def test_closed_items(self):
        near = rows(self.ok("result", "table", "day", "--item", "near", "--format", "csv").out)
        self.assertEqual([int(r["count"]) for r in near], [16, 37, 42, 28, 11])
        self.assertEqual({r["respondents"] for r in near}, {"134"})
        wide = self.ok("result", "table", "day", "--item", "meet", "--by", "sektor", "--wide", "--lang", "nn").out
        self.assertIn("Kaffi med ein tilfeldig kollega", wide)
        self.fails("result", "table", "day", "--item", "q1")
        self.fails("result", "table", "day", "--item", "near", "--wide", status=2, saying="--wide needs --by")
        told = rows(self.ok("result", "table", "day", "--item", "near", "--statistic", "summary", "--format", "csv").out)
        answered = sum(int(row["count"]) for row in near)
        mean = sum(int(row["count"]) * int(row["value"]) for row in near) / answered
        self.assertAlmostEqual(float(told[0]["mean"]), mean)
        told = self.ok("result", "table", "day", "--item", "near", "--by", "sektor", "--statistic", "test", "--format", "csv")
        self.assertLess(float(rows(told.out)[0]["p"]), 1)
        for statistic in ("response", "reliability"):
            self.fails("result", "table", "day", "--item", "near", "--statistic", statistic, status=2,
                       saying="needs the answers of each person")

    def test_closed_items_by_several_segments(self):
        base = ["result", "table", "day", "--item", "near", "--by", "runde", "--by", "sektor"]
        table = rows(self.ok(*base, "--format", "csv").out)
        self.assertEqual(list(table[0])[:3], ["runde", "sektor", "value"])
        self.fails(*base, "--wide", status=2, saying="split by one segment")
        self.fails(*base, "--by", "kommune", "--by", "lang", status=2, saying="three times at most")
        self.fails(*base, "--by", "runde", saying="named twice")

    def test_tallies_are_folded_made_anew_and_checked(self):
        self.ok("tally", "fold", "day")
        self.assertIn("made anew", self.ok("tally", "rebuild", "day").out)
        self.assertIn("equal a recount", self.ok("tally", "check", "day").out)
        self.fails("tally", "check", "none", saying="`bry survey list`")

    def test_items_with_parts_have_no_wide_table(self):
        form = {"elements": [{"type": "ranking", "name": "r", "choices": ["a", "b", "c"]}]}
        self.ok("survey", "create", "s5", self.write("rank.json", json.dumps(form)),
                "--segments", DATA / "segments.json")
        base = ["result", "table", "s5", "--item", "r", "--by", "sektor"]
        self.ok(*base)
        self.fails(*base, "--wide", saying="has parts")

    def test_a_report_is_one_page_in_the_language_asked_for(self):
        out = self.folder / "report.html"
        self.ok("report", "day", "--by", "kommune", "--lang", "nn", "--out", out, env={"SOURCE_DATE_EPOCH": "1795392000"})
        page = out.read_text()
        for part in ("Draumedag på jobb", "Skildre ein draumedag på jobb.", "Kommune", "<svg", "<table", "</html>",
                     "140 har svara. Laga 23.11.2026.", "færre enn 5 "):
            self.assertIn(part, page)
        self.assertNotIn("<script", page)
        one = self.ok("report", "day", "--item", "near", "--title", "Bare <en>").out
        self.assertIn("Bare &lt;en&gt;", one)
        self.assertNotIn("Beskriv en drømmedag", one)
        ratings = self.ok("report", "day", "--item", "near", "--by", "kommune").out
        self.assertEqual((ratings.count("bry-bars"), ratings.count("bry-likert")), (1, 1))

    def test_answers_in_anothers_shoes_are_split_by_them(self):
        segments = self.write("shoes.json", '[{"name": "perspective", "values": ["innbygger"]}]')
        self.ok("survey", "create", "shoes", DATA / "dream_day.json", "--segments", segments)
        self.ok("survey", "open", "shoes")
        answers = "q1,near,perspective\n" + "".join(
            f"Rolig dag med gode kolleger,{1 + i % 5},{'innbygger' if i % 2 else ''}\n" for i in range(24))
        self.ok("response", "import", "shoes", self.write("shoes.csv", answers))
        by = ["--by", "perspective"]
        ran = self.run_bry("report", "shoes", *by)
        self.assertEqual(ran.status, 0, ran.err)
        self.assertIn("--codebook q1=ID names another", ran.err)
        self.ok("theme", "code", "shoes", "--item", "q1")
        table = ["theme", "table", "shoes", "--item", "q1"]
        self.fails(*table, saying="split by the segment perspective")
        self.assertIn("innbygger", self.ok(*table, *by).out)
        self.assertNotIn("(n =", self.ok(*table, *by, "--wide").out)
        self.assertIn("12", self.ok("result", "table", "shoes", "--item", "near", *by).out)
        page = self.ok("report", "shoes", *by, "--item", "q1", "--item", "near").out
        self.assertIn("Beskriv en drømmedag", page)
        self.assertIn("innbygger", page)
        self.fails("report", "shoes", saying="split by the segment perspective")

    def test_several_breakdowns_in_a_report_are_warned_of(self):
        ran = self.run_bry("report", "day", "--item", "near", "--by", "kommune", "--by", "sektor")
        self.assertEqual(ran.status, 0)
        self.assertIn("subtracted from each other", ran.err)

    def test_what_there_is_is_listed_when_a_name_is_wrong(self):
        self.fails("report", "day", "--by", "alder", "--out", self.folder / "x",
                   saying="there are the segments kommune, sektor, rolle, runde, lang\n")
        self.fails("report", "day", "--item", "q9", saying="there are the items q1, q2, q3, near, meet\n")
        self.fails("result", "table", "day", "--item", "q9", saying="there are the items q1, q2, q3, near, meet\n")
        self.fails("theme", "table", "day", "--item", "q1", "--codebook", "x", saying="there are the codebooks q1, ")

    def test_messages_name_commands_and_no_functions(self):
        self.assertNotIn("bry_", self.fails("survey", "show", "none", saying="`bry survey list`").err)
        self.assertNotIn("bry_", self.fails("survey", "list", "--tenant", "none", saying="`bry tenant add`").err)

    def test_a_report_leaves_out_what_is_not_coded(self):
        self.ok("survey", "create", "s6", DATA / "dream_day.json")
        ran = self.run_bry("report", "s6")
        self.assertEqual(ran.status, 0, ran.err)
        self.assertIn("q1 is left out: not coded yet", ran.err)

    def test_only_texts_count_as_not_coded(self):
        items = [{"type": "comment", "name": "why"}, {"type": "text", "name": "age", "inputType": "number"},
                 {"type": "multipletext", "name": "two", "items": [{"name": "a"}, {"name": "b"}]},
                 {"type": "expression", "name": "next", "expression": "{age} + 1"}]
        self.ok("survey", "create", "kinds", self.write("kinds.json", json.dumps({"elements": items})))
        self.ok("survey", "open", "kinds")
        self.ok("response", "submit", "kinds", self.write("one.json", '{"why": "Sol", "age": 40, "two": {"a": "x"}}'))
        ran = self.run_bry("report", "kinds")
        self.assertEqual(ran.status, 0, ran.err)
        self.assertIn("why is left out: not coded yet", ran.err)
        self.assertEqual(ran.err.count("not coded yet"), 1)
        for name, kind in (("age", "number"), ("two", "parts"), ("next", "computed")):
            self.assertIn(f'{name} is left out: a report has no table for the kind "{kind}"', ran.err)
        self.assertEqual(self.ok("response", "count", "kinds", "--texts").out, "1 answer of 1 person\n")

    def test_every_table_comes_as_json_too(self):
        for words in (["tenant", "list"], ["survey", "list"], ["codebook", "list"], ["migrate"],
                      ["theme", "table", "day", "--item", "q1"], ["theme", "quotes", "day", "--item", "q1"],
                      ["theme", "map", "day", "--item", "q1"], ["result", "table", "day", "--item", "near"]):
            json.loads(self.ok(*words, "--format", "json").out)

    # --- what people may ask for

    def test_a_receipt_shows_and_withdraws(self):
        receipt = "A" * 43
        self.ok("survey", "create", "rights", DATA / "dream_day.json")
        self.ok("survey", "open", "rights")
        self.ok("response", "submit", "rights", self.write("one.json", '{"q1": "Sol"}'), "--receipt", receipt)
        self.assertEqual(json.loads(self.ok("response", "show", "rights", "--receipt", receipt).out)["survey"], "rights")
        self.assertTrue(self.ok("response", "show", "rights", "--receipt", receipt).out.endswith("}\n"))
        self.assertEqual(self.ok("response", "erase", "rights", "--receipt", receipt).lines, ["erased"])
        said = self.ok("response", "submit", "rights", self.write("one.json", '{"q1": "Sol"}'), "--receipt", "new").lines
        self.assertRegex("\n".join(said), r"^stored [0-9a-f-]{36}\nreceipt [A-Za-z0-9_-]{43}$")
        self.assertEqual(self.ok("response", "erase", "rights", "--receipt", said[1].split()[1]).lines, ["erased"])
        again = self.run_bry("response", "erase", "rights", "--receipt", receipt)
        self.assertEqual((again.status, again.lines), (1, ["there is no such response"]))
        self.fails("response", "show", "rights", "--receipt", receipt)
        self.fails("response", "erase", "rights", status=2)
        self.fails("response", "show", "rights", "--receipt", receipt, "--id", str(uuid.uuid4()), status=2)

    def test_a_participant_is_exported_and_erased(self):
        self.ok("survey", "create", "person", DATA / "dream_day.json", "--privacy", "identified")
        self.ok("survey", "open", "person")
        answers = self.write("two.json", '{"q1": "Sol"}')
        self.ok("response", "submit", "person", answers, "--participant", "kari", "--name", "Kari")
        out = self.folder / "kari.json"
        self.ok("participant", "export", "kari", "--out", out)
        self.assertEqual(json.loads(out.read_text())["name"], "Kari")
        erased = rows(self.ok("participant", "erase", "kari", "--format", "csv").out)
        self.assertEqual([(row["survey"], row["responses"], row["names"]) for row in erased],
                         [("person", "1", "0"), ("", "0", "1")])

    def test_retention_and_audit(self):
        self.ok("survey", "create", "kept", DATA / "dream_day.json", "--retain-until", "2999-01-01")
        self.assertEqual(self.ok("survey", "retain", "kept", "never").lines, ["survey kept is kept without end"])
        self.ok("survey", "open", "kept")
        self.ok("response", "submit", "kept", self.write("three.json", '{"q1": "Sol"}'))
        self.fails("survey", "retain", "kept", "2020-01-01", saying="is over")
        self.fails("survey", "create", "slip", DATA / "dream_day.json", "--retain-until", "2020-01-01", saying="is over")
        self.sql("UPDATE bry.survey SET retain_until = '2020-01-01' WHERE slug = 'kept'")
        self.fails("survey", "retain", "kept", "yesterday", saying="YYYY-MM-DD")
        self.fails("survey", "retain", "kept", "9999-12-31", saying="to 2999-12-31.")
        self.assertIn("2020-01-01", self.ok("survey", "show", "kept").out)
        dry = self.ok("retention", "run", "--dry-run", "--format", "csv").out
        self.assertEqual(rows(dry)[0]["responses"], "1")
        self.assertEqual(self.ok("retention", "run", "--format", "csv").out, dry)
        self.assertEqual(self.ok("response", "count", "kept").lines, ["0"])
        self.assertIn("Responses deleted by retention: 1\nDeleted by retention on: 20",
                      self.ok("survey", "show", "kept", "--lang", "en").out)
        self.fails("survey", "delete", "kept", saying="retention deleted")
        lines = rows(self.ok("audit", "list", "--limit", "1", "--format", "csv").out)
        self.assertEqual((lines[0]["act"], lines[0]["subject"]), ("retention.run", "kept"))
        self.fails("audit", "list", "--since", "yesterday", status=2)


if __name__ == "__main__":
    unittest.main()

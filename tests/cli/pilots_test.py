"""bry commitment and bry pilot, on a private PostgreSQL."""
import csv
import io
import json
import unittest

from command import CommandTest

class Pilots(CommandTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        place = cls.folder / "db"
        cls.environment.update(BRY_STORE=f"local:{place}", BRY_TENANT="fjordvik")
        cls.run_bry("local", "start", place)
        for slug, name in (("fjordvik", "Fjordvik kommune"), ("skogdal", "Skogdal")):
            cls.run_bry("tenant", "add", slug, name)
        cls.run_bry("series", "create", "host", "--authorship", "anonymous")
        cls.run_bry("group", "form", "host", "-", stdin=b"id,group\na,1\nb,1\n")
        (group,) = csv.DictReader(io.StringIO(cls.run_bry("group", "list", "host", "--format", "csv").out))
        cls.group = group["group_id"]

    @classmethod
    def tearDownClass(cls):
        cls.run_bry("local", "stop", cls.folder / "db")
        super().tearDownClass()

    def table(self, *words):
        return list(csv.DictReader(io.StringIO(self.ok(*words, "--format", "csv").out)))

    def test_a_commitment_from_its_promise_to_its_end(self):
        (made,) = self.ok("commitment", "add", "leder", "2026-02-01", "Felles lunsj", "--segment", "sektor=helse",
                          "--measured-by", "sykefravær", "--group", self.group).lines
        self.assertEqual(self.table("commitment", "overdue", "--on", "2026-02-01", "--group", self.group), [])
        (late,) = self.table("commitment", "overdue", "--on", "2026-02-02", "--group", self.group)
        self.assertEqual((late["commitment"], late["who"], late["measure"]), (made, "leder", "sykefravær"))
        self.ok("commitment", "move", made, "changed", "--role", "medlem", "--note", "For sjelden")
        self.ok("commitment", "renew", made, "--what", "Lunsj hver måned", "--review-on", "2026-06-01")
        self.assertEqual(self.ok("commitment", "move", made, "done").lines, [f"commitment {made} is done"])
        self.fails("commitment", "move", made, "dropped", saying="is done")
        self.fails("commitment", "move", made, "open", saying="`bry commitment renew`")
        moves = self.table("commitment", "moves", made)
        self.assertEqual([move["to"] for move in moves], ["open", "changed", "open", "done"])
        self.assertEqual((moves[1]["role"], moves[1]["note"]), ("medlem", "For sjelden"))
        (now,) = self.table("commitment", "list", "--group", self.group)
        self.assertEqual((now["what"], now["measure"], now["review_on"]), ("Lunsj hver måned", "sykefravær", "2026-06-01"))
        self.ok("commitment", "forget", made)
        self.assertEqual(self.table("commitment", "list", "--group", self.group)[0]["who"], "")

    def test_commitments_of_all_tenants(self):
        self.ok("commitment", "add", "leder", "2026-02-01", "Ro", "--tenant", "skogdal", "--segment", "sektor=teknisk")
        rows = self.table("commitment", "summary", "--by", "sektor", "--across", "--on", "2026-03-01")
        row = next(r for r in rows if r["tenant"] == "skogdal" and r["value"] == "teknisk")
        self.assertEqual((row["commitments"], row["open"], row["overdue"]), ("1", "1", "1"))
        self.assertTrue(any(r["tenant"] == "" and r["value"] == "teknisk" for r in rows))

    def test_a_pilot_from_its_proposal_to_its_end(self):
        (made,) = self.ok("pilot", "add", "Bytte jobb en dag", "--group", self.group).lines
        self.ok("pilot", "support", made, "kari@fjordvik.no")
        self.ok("pilot", "support", made, "kari@fjordvik.no")
        self.ok("pilot", "support", made, "ola@fjordvik.no")
        self.ok("pilot", "support", made, "ola@fjordvik.no", "--back")
        self.fails("pilot", "move", made, "kept", saying="is proposed")
        for state in ("supported", "trial", "reviewed", "kept"):
            self.ok("pilot", "move", made, state, "--note", f"til {state}")
        (row,) = self.table("pilot", "report", "--group", self.group)
        self.assertEqual((row["idea"], row["state"], row["note"], row["supporters"]),
                         ("Bytte jobb en dag", "kept", "til kept", "1"))
        self.assertIn("beholdt", self.ok("pilot", "report", "--lang", "nb").out)
        self.assertEqual(len(self.table("pilot", "moves", made)), 5)
        self.assertEqual(self.table("pilot", "summary")[0]["kept"], "1")
        self.fails("pilot", "support", made, "kari@fjordvik.no", saying="no more")

    def test_the_template_of_the_relationship_budget_maps_onto_its_table(self):
        form, segments = self.folder / "form.json", self.write("enhet.json", '[{"name": "enhet"}]')
        self.ok("template", "show", "relasjonsbudsjett", "--out", form)
        self.ok("survey", "create", "relasjoner", form, "--segments", segments)
        self.ok("survey", "open", "relasjoner")
        for now, wanted, quality in ((2, 4, 3), (4, 4, 4), (6, 10, 5), (8, 6, 2)):
            partner = {"unit": "skole", "hours_now": now, "hours_wanted": wanted, "quality": quality}
            self.ok("response", "submit", "relasjoner", "-", "--segment", "enhet=NAV", stdin=json.dumps({"partners": [partner]}))
        answers = self.folder / "answers.csv"
        self.ok("response", "export", "relasjoner", "--out", answers)
        (pair, unit) = self.table("relations", answers, "--unit", "enhet", "--k", "3")
        self.assertEqual(list(pair.values())[:7], ["NAV", "skole", "4", "5", "6", "1", "3.5"])
        self.assertEqual((unit["to"], unit["hours_now"]), ("", "5"))


if __name__ == "__main__":
    unittest.main()

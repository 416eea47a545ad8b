"""Texts that would be code in a shell, in SQL or in CSV, through the command: they come back byte for byte."""
import csv
import io
import json
import unittest

from command import CommandTest

HOSTILE = [
    "O'Brien \"sier\" \\ og \\' '' \"\"",
    "'; DROP TABLE bry.response; --",
    "$(touch x) `touch x` $HOME ; rm -rf . | cat",
    "\\N \\. \\000 NULL {NULL} $1 %s %n",
    "\u202eרשע\u202c \u200f!",
    "😀 𝔘𠜎 👩‍👧",
    "a,b;c\"d",
    "-=cmd|' /C calc'!A0",
    "l" * 190,
]


class Injection(CommandTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        place = cls.folder / "db"
        cls.environment.update(BRY_STORE=f"local:{place}")
        cls.run_bry("local", "start", place)

    @classmethod
    def tearDownClass(cls):
        cls.run_bry("local", "stop", cls.folder / "db")
        super().tearDownClass()

    def table(self, *words, env=None):
        """As JSON: in CSV a text that a spreadsheet would run has a ' before it."""
        table = json.loads(self.ok(*words, "--format", "json", env=env).out)
        return [dict(zip([column["name"] for column in table["columns"]], row)) for row in table["rows"]]

    def check(self, number, text):
        tenant = {"BRY_TENANT": f"t{number}"}
        plain = text.replace("{", "").replace("}", "").replace("|", "")
        self.ok("tenant", "add", f"t{number}", "--", text)
        self.assertIn({"tenant": f"t{number}", "name": text}, self.table("tenant", "list"))
        form = {"elements": [{"type": "radiogroup", "name": "q" + plain, "choices": [plain, "x"]},
                             {"type": "comment", "name": "c" + plain}]}
        segments = [{"name": "enhet " + text[:40]}]
        form_file = self.write("form.json", json.dumps(form))
        self.ok("survey", "create", "s", form_file, f"--title={text}", "--segments",
                self.write("segments.json", json.dumps(segments)), env=tenant)
        self.ok("survey", "open", "s", env=tenant)
        self.assertEqual(self.table("survey", "list", env=tenant)[0]["title"], text)
        if "=" not in text:
            answers = {"q" + plain: plain, "c" + plain: text}
            self.ok("response", "submit", "s", "-", "--segment", f"{segments[0]['name']}={text}",
                    stdin=json.dumps(answers), env=tenant)
        rows = io.StringIO(newline="")
        writer = csv.writer(rows, quoting=csv.QUOTE_ALL)
        writer.writerow(["id", "q" + plain, "c" + plain, segments[0]["name"]])
        for row in range(7):
            writer.writerow([f"{text}{row}", plain, text + "\r\n\t" + text, text])
        ran = self.ok("response", "import", "s", "-", stdin=rows.getvalue(), env=tenant)
        self.assertEqual(ran.lines, ["rows 7  stored 7  repeated 0  refused 0"])
        found = self.table("result", "table", "s", f"--item=q{plain}", f"--by={segments[0]['name']}", env=tenant)
        self.assertIn((text, plain), {(row[segments[0]["name"]], row["value"]) for row in found})

    def test_what_goes_in_comes_out(self):
        for number, text in enumerate(HOSTILE):
            with self.subTest(text=text):
                self.check(number, text)

    def test_names_of_nothing_are_told_as_such(self):
        self.ok("tenant", "add", "none", "None")
        for text in HOSTILE:
            self.fails("tenant", "list", "--store", f"local:{self.folder / 'db'}", "--", text, status=2)
            self.fails("survey", "list", f"--tenant={text}", status=1)
            self.fails("survey", "show", f"--tenant=none", "--", text)
            self.fails("role", "grant", "--", text, "portal", "none")
            self.fails("role", "revoke", "--", text, "portal", "none")
            self.fails("role", "grant", "--", "bry", text, "none", saying="facilitator")

    def test_a_nul_in_a_file_is_refused(self):
        self.ok("tenant", "add", "nul", "Nul")
        tenant = {"BRY_TENANT": "nul"}
        form = self.write("nul.json", '{"elements": [{"type": "comment", "name": "c"}]}')
        self.ok("survey", "create", "s", form, env=tenant)
        self.ok("survey", "open", "s", env=tenant)
        self.fails("response", "submit", "s", "-", stdin=b'{"c": "a\0b"}', env=tenant)
        self.fails("response", "submit", "s", "-", stdin=b'{"c": "a\\u0000b"}', env=tenant)
        ran = self.run_bry("response", "import", "s", "-", stdin=b"id,c\n1,a\0b\n2,b\n", env=tenant)
        self.assertEqual(ran.lines[0], "rows 2  stored 1  repeated 0  refused 1")


if __name__ == "__main__":
    unittest.main()

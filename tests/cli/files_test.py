"""Work on files, without a store: questionnaire check, template, themes, compose, scrub, lang, split."""
import csv
import io
import json
import struct
import unittest

from command import DATA, CommandTest

FORM = {"pages": [{"name": "p", "elements": [
    {"type": "rating", "name": "near", "isRequired": True, "rateMin": 1, "rateMax": 5},
    {"type": "comment", "name": "why"}]}]}

CODEBOOK = {"id": "c", "version": "1", "themes": [
    {"id": "sun", "label": {"nb": "Sol", "nn": "Sol", "en": "Sun"}, "definition": "Sol.",
     "indicators": {"nb": ["sol"], "nn": ["sol"], "en": ["sun"]}},
    {"id": "staff", "label": {"nb": "Folk", "nn": "Folk", "en": "Staff"}, "definition": "Folk.",
     "indicators": {"nb": ["bemanning"], "nn": ["bemanning"], "en": ["staff"]}}]}


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


class QuestionnaireCheck(CommandTest):
    def test_a_good_one_prints_its_version(self):
        text = self.ok("questionnaire", "check", DATA / "dream_day.json").out
        self.assertRegex(text, r"^ok  version [0-9a-f]{64}\n$")
        found = json.loads(self.ok("questionnaire", "check", DATA / "dream_day.json", "--format", "json").out)
        self.assertEqual(found, {"ok": True, "version": text.split()[-1], "findings": []})

    def test_it_is_read_from_standard_input(self):
        self.ok("questionnaire", "check", "-", stdin=json.dumps(FORM))

    def test_a_bad_one_lists_rule_pointer_and_message_in_the_language_asked_for(self):
        bad = self.write("bad.json", json.dumps({"pages": [{"name": "p", "elements": [
            {"type": "file", "name": "f"}, {"type": "comment", "name": "x", "visibleIf": "{a} ="}]}]}))
        ran = self.fails("questionnaire", "check", bad)
        self.assertIn("/pages/0/elements/0", ran.out)
        self.assertIn("/pages/0/elements/1", ran.out)
        self.assertTrue(ran.lines[0].endswith(" feil"), ran.out)
        self.assertNotIn("/pages", ran.err)  # each is told once
        found = json.loads(self.fails("questionnaire", "check", bad, "--format", "json", "--lang", "en").out)
        self.assertFalse(found["ok"])
        self.assertGreaterEqual(len(found["findings"]), 2)
        for finding in found["findings"]:
            self.assertEqual(sorted(finding), ["item", "message", "pointer", "rule"])
        in_csv = rows(self.fails("questionnaire", "check", bad, "--format", "csv").out)
        self.assertEqual([f["pointer"] for f in in_csv], [f["pointer"] for f in found["findings"]])
        self.assertNotEqual([f["message"] for f in in_csv], [f["message"] for f in found["findings"]])

    def test_what_is_no_json_is_told_with_its_place(self):
        for content in (b"", b"{", b'{"a":1,"a":2}', b"\xff", b"[" * 100):
            self.fails("questionnaire", "check", "-", stdin=content)
        self.fails("questionnaire", "check", "-", stdin=b" " * (5 << 20) + b"{}")

    def test_a_file_that_can_not_be_read(self):
        self.fails("questionnaire", "check", self.folder / "none.json", saying="No such file")
        self.fails("questionnaire", "check", self.folder, saying="Is a directory")

    def test_answers_are_checked_too(self):
        form = self.write("form.json", json.dumps(FORM))
        self.ok("questionnaire", "check", form, "--answers", "-", stdin='{"near": 3}')
        ran = self.run_bry("questionnaire", "check", form, "--answers", "-", "--format", "json", stdin='{"near": 99, "x": 1}')
        self.assertEqual(ran.status, 1)
        found = json.loads(ran.out)
        self.assertEqual({f["pointer"] for f in found["findings"]}, {"/near", "/x"})
        self.assertNotIn("99", " ".join(f["message"] for f in found["findings"]))
        self.fails("questionnaire", "check", form, "--answers", "-", stdin="nonsense")


class QuestionnaireSchema(CommandTest):
    def test_it_is_printed_or_written(self):
        printed = self.ok("questionnaire", "schema").out
        self.assertIn("2020-12", json.loads(printed)["$schema"])
        self.ok("questionnaire", "schema", "--out", self.folder / "schema.json")
        self.assertEqual((self.folder / "schema.json").read_text(encoding="utf-8"), printed)


class Templates(CommandTest):
    def test_they_are_listed_with_titles_in_the_language_asked_for(self):
        listed = rows(self.ok("template", "list", "--format", "csv").out)
        self.assertEqual(len(listed), 12)
        self.assertIn("Vi-kjensla", self.ok("template", "list", "--lang", "nn").out)
        for row in listed:
            self.assertIn(row["key"], self.ok("template", "list").out)

    def test_each_is_shown_as_it_is_checked(self):
        for row in rows(self.ok("template", "list", "--format", "csv").out):
            self.ok("questionnaire", "check", "-", stdin=self.ok("template", "show", row["key"]).out)

    def test_one_is_written_to_a_file(self):
        self.ok("template", "show", "drommedag", "--out", self.folder / "drommedag.json")
        self.ok("questionnaire", "check", self.folder / "drommedag.json")

    def test_an_unknown_key_is_told_with_those_there_are(self):
        self.fails("template", "show", "nothing", saying="andres_sko, bry_seg, drommedag")


class QuestionnaireCompare(CommandTest):
    def test_each_item_has_a_verdict(self):
        earlier = self.write("earlier.json", json.dumps(FORM))
        later = self.write("later.json", json.dumps({"elements": [
            {"type": "rating", "name": "near", "rateMin": 1, "rateMax": 7}, {"type": "comment", "name": "what"}]}))
        found = rows(self.ok("questionnaire", "compare", earlier, later, "--format", "csv").out)
        self.assertEqual([list(f.values()) for f in found], [
            ["near", "scale changed", "range +6 +7; required", "0"], ["what", "new", "", "0"], ["why", "gone", "", "0"]])
        self.assertIn("endra skala", self.ok("questionnaire", "compare", earlier, later, "--lang", "nn").out)
        self.fails("questionnaire", "compare", earlier, self.write("no.json", "{}"))
        self.fails("questionnaire", "compare", earlier, status=2)


class QuestionnaireAnswersSchema(CommandTest):
    def test_it_is_json_that_knows_the_items(self):
        schema = json.loads(self.ok("questionnaire", "answers-schema", self.write("form.json", json.dumps(FORM))).out)
        self.assertEqual(schema["$schema"], "https://json-schema.org/draft/2020-12/schema")
        self.assertEqual(list(schema["properties"]), ["near", "why"])
        self.assertEqual(schema["required"], ["near"])
        out = self.folder / "schema.json"
        self.ok("questionnaire", "answers-schema", self.folder / "form.json", "--out", out)
        self.assertEqual(json.loads(out.read_text(encoding="utf-8")), schema)


class Check(CommandTest):
    FORM = {"calculatedValues": [{"name": "twice", "expression": "{n} * 2", "includeIntoResult": True}], "elements": [
        {"type": "text", "name": "n", "inputType": "number", "isRequired": True},
        {"type": "comment", "name": "why", "visibleIf": "{n} > 3", "requiredIf": "{twice} > 10"},
        {"type": "expression", "name": "day", "expression": "day(today())"}]}

    def test_a_questionnaire_is_told_by_its_version_or_its_errors(self):
        good = json.loads(self.ok("check", "-", stdin=json.dumps(self.FORM)).out)
        self.assertEqual(sorted(good), ["ok", "version"])
        bad = json.dumps({"elements": [{"type": "text", "name": "a", "visibleIf": "{b} = 1"}]})
        ran = self.run_bry("check", "-", "--lang", "en", stdin=bad)
        self.assertEqual(ran.status, 1)
        found = json.loads(ran.out)
        self.assertFalse(found["ok"])
        self.assertEqual([(e["item"], e["rule"], e["pointer"]) for e in found["errors"]],
                         [("a", "expression.name.unknown", "/elements/0/visibleIf")])
        self.assertIn("names no question", found["errors"][0]["message"])
        ran = self.run_bry("check", "-", stdin="{")
        self.assertEqual((ran.status, json.loads(ran.out)["ok"]), (1, False))

    def test_answers_are_told_line_by_line(self):
        form = self.write("logic.json", json.dumps(self.FORM))
        lines = [{"n": 2}, {"n": 6}, {"n": 2, "why": "x"}, {}]
        ran = self.ok("check", form, "-", "--now", "2026-01-31T23:30", stdin="\n".join(map(json.dumps, lines)) + "\n\n")
        found = [json.loads(line) for line in ran.lines]
        self.assertEqual([f["ok"] for f in found], [True, False, False, False])
        self.assertEqual([f["visible"] for f in found], [["n", "day"], ["n", "why", "day"], ["n", "day"], ["n", "day"]])
        self.assertEqual([f["required"] for f in found], [["n"], ["n", "why"], ["n"], ["n"]])
        self.assertEqual(found[0]["values"], {"n": 2, "twice": 4, "day": 31})
        self.assertEqual([e["rule"] for e in found[2]["errors"]], ["hidden"])
        self.assertEqual(found[2]["values"], found[0]["values"])
        utc = self.ok("check", form, "-", "--now", "2026-01-31T23:30Z", stdin='{"n": 2}').out
        self.assertEqual(json.loads(utc)["values"]["day"], 1)
        there = self.ok("check", form, "-", "--now", "2026-01-31T23:30Z", "--zone", "UTC", stdin='{"n": 2}').out
        self.assertEqual(json.loads(there)["values"]["day"], 31)

    def test_a_broken_line_is_told_by_its_place(self):
        form = self.write("placed.json", json.dumps(self.FORM))
        for command in (("check", form, "-"), ("expr", "-")):
            ran = self.run_bry(*command, stdin='{"n":\n\n{"n": 2}\n{"n": \n')
            self.assertEqual(ran.status, 1)
            self.assertIn(", line 1, column 6: ", ran.lines[0])
            self.assertIn(", line 4, column 7: ", ran.lines[2])
            self.assertNotIn(", line 1,", ran.lines[2])
        ran = self.run_bry("check", "-", stdin="{\n")
        self.assertIn(", line 2, column 1: ", ran.out)  # a document of its own

    def test_a_wrong_zone_is_told_once(self):
        form = self.write("zone.json", json.dumps(self.FORM))
        for command in (("check", form, "-"), ("expr", "-")):
            ran = self.fails(*command, "--zone", "Mars/Olympus", stdin='{"n": 2}\n{"n": 3}\n', saying="Mars/Olympus")
            self.assertEqual(ran.out, "")

    def test_titles_come_with_the_answers_filled_in(self):
        form = self.write("texts.json", json.dumps({"title": "Til {a}", "elements": [
            {"type": "text", "name": "a"}, {"type": "text", "name": "b", "title": "B {a}?"}]}))
        answers = json.dumps({"a": "<b>"})
        plain = json.loads(self.ok("check", form, "-", "--titles", "plain", stdin=answers).out)
        self.assertEqual(plain["titles"], {"a": "a", "b": "B <b>?"})
        self.assertEqual(plain["texts"], {"/title": "Til <b>", "/elements/1/title": "B <b>?"})
        escaped = json.loads(self.ok("check", form, "-", "--titles", "html", stdin=answers).out)
        self.assertEqual(escaped["texts"]["/title"], "Til &lt;b&gt;")
        self.assertNotIn("titles", json.loads(self.ok("check", form, "-", stdin=answers).out))
        self.assertEqual(self.run_bry("check", form, "-", "--titles", "pdf", stdin=answers).status, 2)

    def test_a_line_that_is_no_json_is_told_and_the_others_go_on(self):
        form = self.write("logic.json", json.dumps(self.FORM))
        ran = self.run_bry("check", form, "-", stdin='{"n": 1}\n{\n{"n": 2}\n')
        self.assertEqual((ran.status, [json.loads(line)["ok"] for line in ran.lines]), (1, [True, False, True]))

    def test_mistakes(self):
        form = self.write("logic.json", json.dumps(self.FORM))
        self.fails("check", "-", "-", saying="only one", status=2)
        self.fails("check", form, "-", "--now", "yesterday", saying="now", stdin="{}")
        self.fails("check", form, self.folder / "none.jsonl", saying="No such file")

    def test_expressions_are_evaluated_line_by_line(self):
        lines = [{"expression": "{a} + 1", "values": {"a": 2}}, {"expression": "{a} +"},
                 {"expression": "today()", "now": "2026-07-01T00:30"}]
        found = [json.loads(line) for line in self.ok("expr", stdin="\n".join(map(json.dumps, lines))).lines]
        self.assertEqual(found[0], {"value": 3})
        self.assertIn("error", found[1])
        self.assertEqual(found[2]["value"], "2026-06-30T22:00:00.000Z")
        ran = self.run_bry("expr", "-", "--zone", "UTC", stdin=json.dumps(lines[2]) + "\nnothing\n")
        self.assertEqual(ran.status, 1)
        self.assertEqual(json.loads(ran.lines[0])["value"], "2026-07-01T00:00:00.000Z")
        self.assertIn("error", json.loads(ran.lines[1]))


class Convert(CommandTest):
    def test_there_and_back(self):
        for ending in ("csv", "qdc"):
            middle, back = self.folder / f"q1.{ending}", self.folder / f"back_{ending}.json"
            ran = self.run_bry("codebook", "convert", DATA / "codebook.json", middle, "--codebook-id", "q1")
            self.assertEqual(ran.status, 0)
            self.assertIn("codebook q1", ran.out)
            self.assertIn("id and version", ran.err)
            self.assertIn(", text", ran.err)
            self.assertNotIn("x-", ran.err)
            self.ok("codebook", "convert", middle, back, "--codebook-version", "3")
            found = json.loads(back.read_text(encoding="utf-8"))
            given = json.loads((DATA / "codebook.json").read_text(encoding="utf-8"))["questions"][0]
            self.assertEqual((found["id"], found["version"]), ("q1", "3"))
            self.assertEqual([(t["id"], t["label"], t["indicators"], t.get("overlaps_with")) for t in found["themes"]],
                             [(t["id"], t["label"], t["indicators"], t.get("overlaps_with")) for t in given["themes"]])

    def test_names_that_say_no_format(self):
        self.fails("codebook", "convert", "a.txt", "b.json", status=2, saying="must end in")
        self.fails("codebook", "convert", self.folder / "none.qdc", "b.json", saying="none.qdc")


class Review(CommandTest):
    def test_decisions_leave_codings_and_a_codebook(self):
        book, log, changed = (self.folder / name for name in ("book.json", "log.jsonl", "changed.json"))
        book.write_text(json.dumps(CODEBOOK))
        log.write_text('{"op":"accept","coder":"kari","unit":"r1","theme":"sun"}\n'
                       '{"op":"rename","theme":"sun","label":"Sol og vind"}\n')
        found = rows(self.ok("codebook", "review", book, log, changed).out)
        self.assertEqual(found, [{"unit": "r1", "coder": "kari", "theme": "sun", "verdict": "accepted"}])
        after = json.loads(changed.read_text(encoding="utf-8"))
        self.assertEqual((after["version"], after["themes"][0]["label"]), ("1+1", "Sol og vind"))
        log.write_text('{"op":"undo"}\n')
        self.fails("codebook", "review", book, log, saying="Line 1")


class Themes(CommandTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.codebook = cls.folder / "codebook.json"
        cls.codebook.write_text(json.dumps(CODEBOOK))

    def themes(self, content, *arguments):
        return rows(self.ok("themes", "-", "--text", "answer", "--codebook", self.codebook, *arguments, stdin=content).out)

    def test_an_unknown_theme_in_a_label_is_told_by_its_row(self):
        book = self.write("small.json", json.dumps({"id": "b", "version": "1", "themes": [
            {"id": "sun", "label": "Sol", "indicators": {"nb": ["sol"]}}]}))
        answers = self.write("labelled.csv", "id,text,themes\nr1,sol,sun\nr1,regn,hemmelig\n")
        ran = self.fails("themes", answers, "--text", "text", "--codebook", book, "--labels", "themes",
                         saying="row 2, column themes: the codebook has no theme of that id; there are\n  sun")
        self.assertNotIn("hemmelig", ran.err)
        answers = self.write("labelled.csv", "id,text,themes\nr1,sol,sun\nr1,regn,\n")
        ran = self.run_bry("themes", answers, "--text", "text", "--codebook", book, "--labels", "themes")
        self.assertEqual([line.split(",")[0] for line in ran.lines], ["id", "r1", "r1"], ran.err)

    def test_lines_of_windows_are_read(self):
        lines = "Grei dag\nJeg ønsker meg bedre tid til å snakke – «nå»\nEpost: kåre@eksempel.no\n"
        path = self.folder / "windows.txt"
        path.write_bytes(lines.encode("cp1252"))
        plain = self.write("plain.txt", lines)
        for command in ("scrub", "lang", "split"):
            self.assertEqual(self.ok(command, path).out, self.ok(command, plain).out)
        path.write_bytes("blå\n".encode("utf-8") + "grønn\n".encode("cp1252"))
        self.fails("scrub", path, saying="line 2")

    def test_themes_and_spans_stand_beside_the_id(self):
        found = self.themes('id,answer\na,"sol, og full bemanning"\nb,\nc,ingenting\n')
        self.assertEqual([f["id"] for f in found], ["a", "b", "c"])
        self.assertEqual([f["themes"] for f in found], ["sun;staff", "", ""])
        self.assertEqual(found[0]["spans"], "0-3:sun;13-22:staff")

    def test_a_theme_that_is_met_twice_stands_once(self):
        self.assertEqual(self.themes("id,answer\na,sol og sol\n")[0],
                         {"id": "a", "themes": "sun", "confidence": "0.94", "spans": "0-3:sun;7-10:sun", "words": "sol;sol",
                          "status": "themes"})

    def test_coded_rows_are_learned_from_and_keep_their_themes(self):
        coded = "".join(f"a{i},finvær på {word},sun\nb{i},mange på {word},staff\n" for i, word in
                        enumerate(["tur", "jobb", "vakt", "kontoret"]))
        found = self.themes(f"id,answer,coded\n{coded}c,fint og ingenting,-\nd,mye finvær,\ne,sol,\n", "--labels", "coded")
        self.assertEqual((found[0]["themes"], found[0]["confidence"], found[0]["status"]), ("sun", "1.00", "coded"))
        self.assertEqual((found[8]["themes"], found[8]["confidence"], found[8]["status"]), ("", "", "coded"))
        self.assertEqual((found[9]["themes"], found[9]["words"], found[9]["status"]), ("sun", "finvær", "themes"))
        self.assertEqual(found[10]["themes"], "sun")
        self.assertTrue(0.5 < float(found[9]["confidence"]) < 1)

    def test_labels_that_the_codebook_does_not_have(self):
        self.fails("themes", "-", "--text", "answer", "--codebook", self.codebook, "--labels", "coded",
                   stdin="answer,coded\nsol,moon\n", saying="row 1, column coded")

    def test_spans_count_bytes(self):
        found = self.themes("id,answer\na,så sol\n")
        self.assertEqual(found[0]["spans"], "4-7:sun")

    def test_rows_are_numbered_when_there_is_no_id(self):
        self.assertEqual([f["id"] for f in self.themes("answer\nsol\nregn\n")], ["1", "2"])

    def test_the_id_column_may_have_another_name(self):
        found = self.themes("who,answer\nx,sol\n", "--id", "who")
        self.assertEqual([(f["id"], f["themes"]) for f in found], [("x", "sun")])

    def test_words_and_status_are_for_people(self):
        found = self.themes('id,answer\na,"Sol, og full bemanning"\nb,\nc,vet ikke\nd,regn\ne," "\n')
        self.assertEqual([f["status"] for f in found], ["themes", "empty", "non-answer", "none", "empty"])
        self.assertEqual(found[0]["words"], "Sol;bemanning")

    def test_a_total_is_told_when_the_rows_go_into_a_file(self):
        ran = self.run_bry("themes", "-", "--text", "answer", "--codebook", self.codebook, "--out",
                           self.folder / "coded.csv", stdin="id,answer\na,sol\nb,\nc,vet ikke\nd,regn\n")
        self.assertEqual((ran.status, ran.out), (0, ""))
        self.assertEqual(ran.err, "4 rows: 1 with themes, 1 with none, 1 non-answers, 1 empty\n")

    def test_excel_gets_semicolons_and_a_mark(self):
        out = self.ok("themes", "-", "--text", "answer", "--codebook", self.codebook, "--excel",
                      stdin="id,answer\na,sol\n").out
        self.assertTrue(out.startswith('\ufeff"id";"themes";'), out)
        self.assertIn('"a";"sun";"0.75";"0-3:sun";"sol";"themes"\r\n', out)
        self.fails("themes", "-", "--text", "a", "--codebook", "c", "--excel", "--format", "csv", status=2)

    def test_an_empty_file_gives_an_empty_table(self):
        self.assertEqual(self.themes("id,answer\n"), [])

    def test_norwegian_excel_is_read(self):
        found = self.themes("\ufeffid;answer\r\na;sol\r\n")
        self.assertEqual(found[0]["themes"], "sun")

    def test_a_column_that_is_not_there(self):
        for option, value in (("--text", "x"), ("--id", "x"), ("--question", "x"), ("--labels", "x")):
            arguments = ["themes", "-", "--codebook", self.codebook, option, value]
            if option != "--text":
                arguments += ["--text", "answer"]
            self.fails(*arguments, stdin="id,answer\na,b\n",
                       saying='no column "x"\n  there are the columns id, answer\n')

    def test_a_codebook_that_is_bad_or_not_in_the_file(self):
        several = DATA / "codebook.json"
        base = ["themes", "-", "--text", "answer", "--codebook"]
        self.fails(*base, self.write("bad.json", '{"id": 1}'), stdin="answer\nsol\n")
        self.fails(*base, several, stdin="answer\nsol\n")
        self.fails(*base, several, "--codebook-id", "q9", stdin="answer\nsol\n", saying="q1")
        self.fails(*base, several, "--codebook-id", "q9", stdin="answer\n", saying="q1")
        self.fails(*base, several, "--codebook-id", "q1", "--question", "q", status=2, saying="can't both")

    def test_each_row_by_the_codebook_of_its_question(self):
        base = ["themes", DATA / "norsk-svar.csv", "--text", "text", "--codebook", DATA / "codebook.json"]
        found = rows(self.ok(*base, "--question", "question").out)
        self.assertEqual(len(found), 420)
        source = rows((DATA / "norsk-svar.csv").read_text(encoding="utf-8"))
        self.assertEqual([f["id"] for f in found], [s["id"] for s in source])
        one = {f["id"]: f for f in rows(self.ok("themes", DATA / "answers.csv", "--text", "q2", "--codebook",
                                                DATA / "codebook.json", "--codebook-id", "q2").out)}
        for f in found:
            if f["id"].startswith("q2-"):
                self.assertEqual(f["themes"], one["r-" + f["id"][3:]]["themes"])

    def test_rows_of_a_question_without_a_codebook_are_left_out(self):
        content = "id,question,answer\na,q1,full bemanning\nb,q7,sol\nc,,sol\nd,q3,hospitering\n"
        found = rows(self.ok("themes", "-", "--text", "answer", "--codebook", DATA / "codebook.json", "--question",
                             "question", stdin=content).out)
        self.assertEqual([f["id"] for f in found], ["a", "d"])

    def test_other_formats(self):
        content = "id,answer\na,sol\n"
        base = ["themes", "-", "--text", "answer", "--codebook", self.codebook]
        json.loads(self.ok(*base, "--format", "json", stdin=content).out)
        self.assertIn("sun", self.ok(*base, "--format", "text", stdin=content).out)

    def test_a_formula_in_an_id_is_not_run_by_a_spreadsheet(self):
        self.assertEqual(self.themes("id,answer\n=1+1,sol\n")[0]["id"], "'=1+1")

    def test_ragged_rows_are_told(self):
        self.fails("themes", "-", "--text", "a", "--codebook", self.codebook, stdin="a,b\n1\n")


class Compose(CommandTest):
    PEOPLE = "name,sector\n" + "".join(f"p{i},{'abc'[i % 3]}\n" for i in range(12))

    def groups(self, *arguments):
        return rows(self.ok("compose", "-", "--id", "name", "--groups", "4", *arguments, stdin=self.PEOPLE).out)

    def test_groups_are_even_and_mixed(self):
        found = self.groups()
        self.assertEqual([f["name" if "name" in f else "id"] for f in found], [f"p{i}" for i in range(12)])
        for group in "1234":
            members = [int(list(f.values())[0][1:]) % 3 for f in found if f["group"] == group]
            self.assertEqual(sorted(members), [0, 1, 2])

    def test_the_same_seed_gives_the_same_groups(self):
        self.assertEqual(self.groups("--seed", "7"), self.groups("--seed=7"))
        self.assertEqual(self.groups(), self.groups("--seed", "1"))

    def test_rules_hold_over_rounds_and_measures_tell(self):
        rules = self.write("rules.json", '{"rules": [{"rule": "apart", "people": ["p0", "p1"]}]}')
        out = self.groups("--rounds", "3", "--rules", rules, "--measures", self.folder / "m.csv", "--weights", "sector=2")
        self.assertEqual([row["round"] for row in out], ["1"] * 12 + ["2"] * 12 + ["3"] * 12)
        for at in (0, 12, 24):
            self.assertNotEqual(out[at]["group"], out[at + 1]["group"])
        measures = rows((self.folder / "m.csv").read_text())
        self.assertEqual([m["value"] for m in measures if m["measure"] == "repeats"], ["0"])
        bad = self.write("bad.json", '{"rules": [{"rule": "apart", "people": ["p0", "p1", "p2", "p3", "p4"]}]}')
        self.fails("compose", "-", "--groups", "4", "--rules", bad, stdin=self.PEOPLE, saying="/rules/0")

    def test_distances_give_the_objective_and_sizes_are_kept(self):
        distances = self.write("d.txt", "0 1 2\n0 2 7\n1 3 4.5\n2 3 1\n1 2 3\n3 4 0\n")
        base = ["compose", "--distances", distances, "--sizes", "2,3", "--seed", "3"]
        self.assertEqual(self.ok(*base).out, "objective 12\n")
        self.ok(*base, "--out", self.folder / "g.csv")
        self.assertEqual(sorted(r["group"] for r in rows((self.folder / "g.csv").read_text())), ["1", "1", "2", "2", "2"])
        self.fails("compose", "--distances", self.write("e.txt", "0 1\n"), "--groups", "1", saying="Line 1")
        self.fails("compose", distances, "--distances", distances, "--groups", "1", status=2)

    def test_pairs(self):
        out = rows(self.ok("pair", "-", stdin="from,to,weight\na,b,1\nb,a,1\nb,c,5\nc,b,4\n").out)
        self.assertEqual([(r["a"], r["b"], r["weight"]) for r in out], [("b", "c", "9"), ("a", "", "")])
        self.fails("pair", "-", stdin="a,b\n1,2\n", saying="from")

    def test_bad_requests(self):
        base = ["compose", "-", "--id", "name", "--groups"]
        self.fails(*base, "13", stdin=self.PEOPLE)
        self.fails(*base, "0", stdin=self.PEOPLE, status=2)
        self.fails("compose", "-", "--id", "x", "--groups", "2", stdin=self.PEOPLE, saying="x")
        self.fails(*base, "1", stdin="name,a\np,1\np,2\n")
        self.fails(*base, "1", stdin="")



class FoundThemes(CommandTest):
    def find(self, *arguments):
        return rows(self.ok("themes", DATA / "norsk-svar.csv", "--text", "text", *arguments).out)

    def test_each_row_has_a_theme_or_the_reason_why_not(self):
        found = self.find("--k", "6")
        self.assertEqual(list(found[0]), ["id", "themes", "confidence", "status"])
        for row in found:
            self.assertEqual(row["themes"] != "", row["status"] in ("themed", "undecided"), row)
            self.assertEqual(row["themes"] != "", row["confidence"] != "", row)
        used = {row["themes"] for row in found} - {""}
        self.assertEqual(used, {f"t{i + 1}" for i in range(6)})
        self.assertIn("non-answer", {row["status"] for row in found})

    def test_the_list_of_themes_lies_beside_the_rows(self):
        path = self.folder / "found.csv"
        ran = self.run_bry("themes", DATA / "norsk-svar.csv", "--text", "text", "--out", path)
        self.assertEqual((ran.status, ran.out), (0, ""))
        themes = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        used = {row["themes"] for row in rows(path.read_text(encoding="utf-8"))} - {""}
        self.assertEqual({theme["id"] for theme in themes["themes"]}, used)
        self.assertEqual(len({theme["label"] for theme in themes["themes"]}), len(used))
        for theme in themes["themes"]:
            self.assertIn(theme["label"], ran.err)

    def test_a_file_that_is_no_list_of_themes_is_not_overwritten(self):
        kept = self.write("found.json", '{"themes": []}')
        path = self.folder / "found.csv"
        self.fails("themes", DATA / "norsk-svar.csv", "--text", "text", "--k", "2", "--out", path, saying="found.json")
        self.assertEqual(kept.read_text(), '{"themes": []}')
        self.assertFalse(path.exists())
        kept.unlink()
        for _ in range(2):
            self.assertEqual(self.run_bry("themes", DATA / "norsk-svar.csv", "--text", "text", "--k", "2", "--out", path).status, 0)

    def test_a_seed_gives_the_same_with_any_number_of_threads(self):
        self.assertEqual(self.find("--k", "6", "--threads", "1"), self.find("--k", "6", "--threads", "3"))

    def test_languages_and_words_parted_beforehand(self):
        self.find("--lang", "auto")
        one = "text\nA b\nA b\n"
        self.assertEqual(self.ok("themes", "-", "--text", "text", "--pretokenised", "--k", "1", stdin=one).lines[1][:4], "1,t1")

    def write_vectors(self, name, rows, columns, kind="<f4", version=1, cut=0):
        """A file as numpy.save() writes it; row i is (1, 0 ...) or (0, 1 ...), by turns."""
        header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': ({rows}, {columns}), }}".ljust(116) + "\n"
        size = struct.pack("<H" if version == 1 else "<I", len(header))
        numbers = [float(column % 2 == row % 2) for row in range(rows) for column in range(columns)]
        data = b"\x93NUMPY" + bytes([version, 0]) + size + header.encode() + struct.pack(f"<{len(numbers)}f", *numbers)
        path = self.folder / name
        path.write_bytes(data[: len(data) - cut])
        return path

    def test_vectors_of_a_model_count_beside_the_words(self):
        rows = self.write("rows.csv", "text\n" + "".join(f"a{i % 5} b{i % 7}\n" for i in range(30)))
        for version in (1, 2):
            vectors = self.write_vectors("v.npy", 30, 3, version=version)
            ran = self.ok("themes", rows, "--text", "text", "--pretokenised", "--k", "2", "--embeddings", vectors)
            found = [line.split(",")[1] for line in ran.lines[1:]]
            right = sum((theme == found[0]) == (i % 2 == 0) for i, theme in enumerate(found))
            self.assertGreater(right, 27)  # words count too
        base = ["themes", rows, "--text", "text", "--embeddings"]
        self.fails(*base, self.folder / "none.npy", saying="none.npy")
        self.fails(*base, self.write_vectors("v.npy", 29, 3), saying="29 rows, the answers have 30")
        self.fails(*base, self.write_vectors("v.npy", 30, 3, kind="<f8"), saying="float32")
        self.fails(*base, self.write_vectors("v.npy", 30, 3, cut=1), saying="too early")
        self.fails(*base, self.write_vectors("v.npy", 30, 3, cut=480), saying="float32")
        self.fails(*base, rows, saying="float32")
        self.fails(*base, rows, "--codebook", DATA / "codebook.json", status=2, saying="--embeddings")

    def test_bad_requests(self):
        base = ["themes", DATA / "norsk-svar.csv", "--text", "text"]
        self.fails(*base, "--k", "1001", saying="1000")
        self.fails(*base, "--threads", "0", saying="threads")
        self.fails(*base, "--excel", status=2, saying="--codebook")
        self.fails(*base, "--labels", "id", status=2, saying="--codebook")
        self.fails(*base, "--k", "3", "--codebook", DATA / "codebook.json", status=2, saying="--k")
        self.fails("themes", DATA / "norsk-svar.csv", "--text", "nothing", saying="nothing")


class Protect(CommandTest):
    PEOPLE = "dep,age,id\n" + "".join(
        f"{dep},{age},{dep}{age}{i}\n" for dep, age, n in (("a", 1, 2), ("a", 2, 9), ("b", 1, 8), ("b", 2, 7)) for i in range(n))

    def test_small_groups_and_their_partners_are_withheld(self):
        found = rows(self.ok("protect", "-", "--dims", "dep,age", stdin=self.PEOPLE).out)
        self.assertEqual([row["status"] for row in found], ["published"] * 4 + ["withheld"] * 2 + ["published"] + ["withheld"] * 2)
        self.assertEqual([row["count"] for row in found], ["26", "10", "16", "11", ":", ":", "15", ":", ":"])
        self.assertEqual(list(found[0]), ["dep", "age", "count", "status"])

    def test_the_owner_is_told_why_and_the_audit_is_written(self):
        audit = self.folder / "audit.json"
        found = rows(self.ok("protect", "-", "--dims", "dep,age", "--owner", "--audit", audit, stdin=self.PEOPLE).out)
        self.assertEqual([row["reason"] for row in found if row["reason"]], ["primary"] + 3 * ["secondary"])
        self.assertTrue(json.loads(audit.read_text())["passed"])

    def test_one_person_counts_once(self):
        twice = self.PEOPLE + self.PEOPLE.split("\n", 1)[1]
        self.assertEqual(self.ok("protect", "-", "--dims", "dep,age", "--id", "id", stdin=twice).out,
                         self.ok("protect", "-", "--dims", "dep,age", stdin=self.PEOPLE).out)

    def test_rows_of_one_person_must_agree(self):
        for option, one, other in (("--since", "1", "2"), ("--until", "", "1"), ("--answer", "yes", "no")):
            people = f"dep,x,id\na,{one},i\na,{other},i\n"
            self.fails("protect", "-", "--dims", "dep", "--id", "id", option, "x", stdin=people, saying="differ in")

    def test_a_refused_table_has_its_audit(self):
        counts, audit = "dep,n\na,3\nb,30\nc,40\n", self.folder / "refused.json"
        first = self.write("small.csv", self.ok("protect", "-", "--dims", "dep", "--count", "n", "--k", "3", stdin=counts).out)
        self.fails("protect", "-", "--dims", "dep", "--count", "n", "--earlier", first, "--audit", audit, stdin=counts,
                   saying="earlier releases")
        self.assertFalse(json.loads(audit.read_text())["passed"])

    def test_an_earlier_release_has_codes_that_look_like_formulas(self):
        counts = "dep,n\n-a,20\n+b,30\n=c,40\n@d,50\n"
        first = self.write("formulas.csv", self.ok("protect", "-", "--dims", "dep", "--count", "n", stdin=counts).out)
        published = open(first).read()
        self.assertIn("'-a", published)
        found = self.ok("protect", "-", "--dims", "dep", "--count", "n", "--earlier", first, stdin=counts).out
        self.assertEqual(found.split(), published.split())

    def test_a_rounded_release_is_refused(self):
        counts = "dep,n\na,20\nb,2\n"
        first = self.write("rounded.csv", self.ok("protect", "-", "--dims", "dep", "--count", "n", "--method", "round",
                                                  stdin=counts).out)
        self.fails("protect", "-", "--dims", "dep", "--count", "n", "--earlier", first, stdin=counts, saying="rounded")

    def test_counts_hierarchies_and_rounding(self):
        counts = "dep,n\na,2\nb,12\nc,9\nd,8\n"
        tree = self.write("tree.csv", "code,parent\na,x\nb,x\nc,y\nd,y\n")
        found = rows(self.ok("protect", "-", "--dims", "dep", "--count", "n", "--hierarchy", f"dep={tree}",
                             "--method", "round", stdin=counts).out)
        by = {row["dep"]: int(row["count"]) for row in found}
        self.assertEqual((by["x"], by["y"], by["*"]), (by["a"] + by["b"], 17, by["a"] + 29))
        self.assertIn(by["a"], (0, 5))
        self.assertEqual({row["status"] for row in found}, {"rounded"})

    def test_an_earlier_release_is_looked_at(self):
        first = self.write("first.csv", self.ok("protect", "-", "--dims", "dep", "--count", "n",
                                                stdin="dep,n\na,20\nb,30\n").out)
        found = rows(self.ok("protect", "-", "--dims", "dep", "--count", "n", "--since", "since", "--earlier", first,
                             stdin="dep,n,since\na,20,1\nb,30,1\na,1,2\n").out)
        self.assertEqual([row["status"] for row in found if row["dep"] != "b"], ["withheld", "withheld"])

    def test_mistakes_are_told(self):
        self.fails("protect", "-", "--dims", "dep,no", stdin=self.PEOPLE, saying="no column")
        self.fails("protect", "-", "--dims", "dep", "--count", "age", "--id", "id", stdin=self.PEOPLE, status=2, saying="--id")
        self.fails("protect", "-", "--dims", "dep", "--count", "id", stdin=self.PEOPLE, saying="row 1")
        self.fails("protect", "-", "--dims", "dep", "--id", "age", stdin=self.PEOPLE, saying="different groups")
        self.fails("protect", "-", "--dims", "dep", "--k", "2", stdin=self.PEOPLE, saying="3")
        self.fails("protect", "-", "--dims", "dep", "--answer", "age", "--method", "round", stdin=self.PEOPLE, saying="answers")
        self.fails("protect", "-", "--dims", "dep", "--hierarchy", "x=y", stdin=self.PEOPLE, status=2, saying="--hierarchy")


class Agreement(CommandTest):
    COLUMNS = ["--unit", "id", "--coder", "coder", "--themes", "themes"]

    def agreement(self, *arguments):
        return rows(self.ok("agreement", DATA / "codings.csv", *self.COLUMNS, "--format", "csv", *arguments).out)

    def test_alpha_of_all_themes_and_of_each(self):
        found = self.agreement()
        self.assertEqual((found[0]["measure"], found[0]["scope"], found[0]["theme"]), ("alpha_masi", "overall", ""))
        self.assertEqual({row["scope"] for row in found[1:]}, {"theme"})
        for row in found:
            self.assertTrue(float(row["low"]) <= float(row["value"]) <= float(row["high"]), row)

    def test_rows_without_themes_are_texts_not_coded_unless_said_otherwise(self):
        found = [self.agreement("--empty", empty)[0] for empty in ("uncoded", "none")]
        units = [int(row["units"]) for row in found]
        self.assertEqual([int(row["units"]) + int(row["left_out"]) for row in found], [140, 140])
        self.assertLess(units[0], units[1])
        self.assertEqual(units[1], 140)

    def test_kappa_and_f1(self):
        kappa = self.agreement("--measure", "kappa")[0]
        self.assertEqual((kappa["measure"], kappa["coder"], kappa["other"]), ("kappa_masi", "first", "second"))
        f1 = self.agreement("--measure", "f1", "--reference", "first", "--resamples", "0")
        self.assertEqual([(row["measure"], row["scope"]) for row in f1[2:4]], [("f1", "micro"), ("precision", "macro")])
        self.assertEqual({row["other"] for row in f1}, {"first"})
        self.assertEqual({row["low"] for row in f1}, {""})

    def test_the_same_seed_gives_the_same_interval(self):
        self.assertEqual(self.agreement("--seed", "3"), self.agreement("--seed", "3"))
        self.assertNotEqual(self.agreement("--seed", "3")[0], self.agreement("--seed", "4")[0])

    def test_people_read_labels_and_reasons(self):
        one = "id,coder,themes\n1,A,sol\n"
        self.assertIn("Bare én har kodet", self.ok("agreement", "-", *self.COLUMNS, stdin=one).out)
        self.assertIn("Only one coder", self.ok("agreement", "-", *self.COLUMNS, "--lang", "en", stdin=one).out)

    def test_bad_requests(self):
        one = "id,coder,themes\n1,A,sol\n"
        self.fails("agreement", "-", "--unit", "x", *self.COLUMNS[2:], stdin=one, saying="no column")
        self.fails("agreement", "-", *self.COLUMNS, stdin="id,coder,themes\n1,,sol\n", saying="Row 1")
        self.fails("agreement", "-", *self.COLUMNS, "--measure", "f1", "--reference", "B", stdin=one, saying="reference")
        self.fails("agreement", "-", *self.COLUMNS, "--distance", "interval", stdin=one, saying="numbers")
        self.fails("agreement", "-", *self.COLUMNS, "--measure", "f1", stdin=one, status=2, saying="--reference")
class Lang(CommandTest):
    def test_a_language_comes_out_for_a_line_in(self):
        lines = "Jeg vet ikke hva\nEg veit ikkje kva\r\nI do not know\n\n"
        self.assertEqual(self.ok("lang", stdin=lines).out, "nb\nnn\r\nen\nunsure\n")


class Split(CommandTest):
    def test_compounds_come_apart_by_what_is_in_the_file_and_in_the_lists(self):
        text = "vennskapsavdelinger\r\nSkoledag og fjøsnisser\nEn fjøs\n"
        words = self.write("words.dic", "1\nnisse/AB\n")
        self.assertEqual(self.ok("split", "--words", words, stdin=text).out,
                         "vennskap(s)+avdelinger\r\nSkole+dag og fjøs+nisser\nEn fjøs\n")
        self.assertEqual(self.ok("split", stdin="").out, "")
        self.fails("split", "--words", self.folder / "none", stdin="a", saying="can't read")


class Map(CommandTest):
    EDGES = "from,to,weight\na,b,1\nb,ø,2\nø,a,0.5\n"

    def test_measures_and_formats(self):
        path = self.write("edges.csv", self.EDGES)
        nodes = self.write("nodes.csv", "id,label,weight\nø,Økonomi,3\nalone,Alene,1\n")
        found = list(csv.DictReader(io.StringIO(self.ok("map", path, "--nodes", nodes).out)))
        self.assertEqual([(row["id"], row["label"], row["degree"], row["strength"], row["component"]) for row in found],
                         [("ø", "Økonomi", "2", "2.5", "1"), ("alone", "Alene", "0", "0", "2"), ("a", "a", "2", "1.5", "1"),
                          ("b", "b", "2", "3", "1")])
        self.assertIn("components,1", self.ok("map", path, "--to", "whole").out)
        self.assertIn("<gexf", self.ok("map", path, "--to", "gexf").out)
        self.assertEqual(len(json.loads(self.ok("map", path, "--to", "cytoscape").out)["elements"]["edges"]), 3)
        self.assertEqual(json.loads(self.ok("map", path, "--to", "json-graph").out)["graph"]["edges"][1]["metadata"], {"weight": 2})

    def test_maps_of_other_programs_are_changed_and_drawn(self):
        edges = self.write("edges.csv", self.EDGES)
        changes = self.write("changes.json", json.dumps(
            [{"op": "add_edge", "from": a, "to": b, "directed": True, "kind": "causes"} for a, b in ("ab", "ba")]))
        for kind in ("graphml", "gexf", "json-graph"):
            path = self.folder / "map.any"
            self.ok("map", edges, "--apply", changes, "--to", kind, "--out", path)
            self.assertEqual(self.ok("map", path, "--to", "edges").out, self.ok("map", edges, "--apply", changes, "--to", "edges").out)
            self.assertEqual(self.ok("map", path, "--to", "cycles").out, "cycle,from,to,kind,weight,look\r\n1,a,b,causes,1,0\r\n1,b,a,causes,1,1\r\n")
        picture = self.ok("map", path, "--to", "svg", "--title", "Årsaker", "--width", "390").out
        self.assertIn("Årsaker</title>", picture)
        self.assertIn('viewBox="0 0 390 ', picture)
        self.fails("map", self.write("map.xml", "<html/>"), saying="neither graphml nor gexf")
        self.fails("map", edges, "--apply", self.write("wrong.json", '[{"op": "remove_node", "id": "q"}]'), saying='no node "q"')

    def test_mistakes_are_told(self):
        self.fails("map", self.write("edges.csv", "a,b\n1,2\n"), saying="columns from and to")
        self.fails("map", self.write("edges.csv", "from,to,weight\na,b,much\n"), saying="row 1 has a weight")
        self.fails("map", self.write("edges.csv", "from,to\na,\n"), saying="row 1 lacks an end")
        self.fails("map", self.write("edges.csv", "from,to\na,a\n"), saying="two different nodes")


class Votes(CommandTest):
    VOTES = "participant,statement,vote,unit\n" + "".join(
        f"p{person},s{statement},{vote},{'øst' if person % 2 else 'vest'}\n"
        for person in range(20) for statement in range(3) for vote in [1 if statement == 0 or person % 2 else -1])

    def test_known_groups(self):
        path, apart = self.write("votes.csv", self.VOTES), self.folder / "apart.csv"
        found = list(csv.DictReader(io.StringIO(self.ok("votes", path, "--group", "unit", "--by-group", apart).out)))
        self.assertEqual([row["statement"] for row in found], ["s0", "s1", "s2"])
        self.assertEqual([found[1][key] for key in ("votes", "agrees", "disagrees", "passes", "agrees_øst", "stance_vest")],
                         ["20", "10", "10", "0", "10", "disagree"])
        self.assertAlmostEqual(float(found[0]["consensus_agree"]), (11 / 12) ** 2)
        self.assertAlmostEqual(float(found[1]["consensus_agree"]), (11 / 12) * (1 / 12))
        by_group = list(csv.DictReader(io.StringIO(apart.read_text(encoding="utf-8"))))
        self.assertEqual([row["representative"] for row in by_group], ["0", "1", "1"] * 2)
        withheld = list(csv.DictReader(io.StringIO(self.ok("votes", path, "--group", "unit", "--k", "11").out)))
        self.assertEqual({row["agrees_øst"] for row in withheld}, {":"})

    def test_found_groups(self):
        people = self.folder / "people.csv"
        self.ok("votes", self.write("votes.csv", self.VOTES), "--people", people)
        found = [row["group"] for row in csv.DictReader(io.StringIO(people.read_text(encoding="utf-8")))]
        self.assertEqual(len(set(found)), 2)
        self.assertEqual(len(set(found[::2])), 1)

    def test_mistakes_are_told(self):
        path = self.write("votes.csv", "participant,statement,vote\np1,s1,yes\n")
        self.fails("votes", path, saying="row 1 has no vote in the column \"vote\"")
        self.fails("votes", path, "--vote", "voice", saying="voice")
        self.fails("votes", path, "--groups", "2", "--group", "statement", status=2, saying="--group")
        self.fails("votes", path, "--groups", "77", status=1, saying="row 1")


class Scrub(CommandTest):
    def test_a_line_comes_out_for_a_line_in(self):
        lines = "Ring Kari Hansen på 912 34 567\r\n\nfnr 01010150740 eller a@b.no"
        self.assertEqual(self.ok("scrub", stdin=lines).out, "Ring [navn] på [telefon]\r\n\nfnr [fødselsnummer] eller [e-post]")
        path = self.write("lines.txt", "spør Kari, 91234567\n" * 9000)
        self.assertEqual(self.ok("scrub", path, "--lang", "en", "--kinds", "phone").out, "spør Kari, [phone]\n" * 9000)

    def test_spans_are_printed_as_json(self):
        found = json.loads(self.ok("scrub", "--spans", "--confidence", "80", stdin='"Åh" Kari 91234567\n').out)
        self.assertEqual(found["text"], '"Åh" Kari [telefon]')
        self.assertEqual([(p["kind"], p["begin"], p["end"], p["replaced"]) for p in found["spans"]],
                         [("name", 6, 10, False), ("phone", 11, 19, True)])

    def test_mistakes_are_told(self):
        self.fails("scrub", "--kinds", "phone,shoe", status=2, saying="--kinds")
        self.fails("scrub", "--confidence", "0", status=2, saying="--confidence")
        out = self.folder / "kept.txt"
        out.write_text("before")
        self.fails("scrub", "--out", out, stdin="å\n".encode() + b"\xff\n", saying="line 2")
        self.assertEqual(out.read_text(), "before")


if __name__ == "__main__":
    unittest.main()

"""The package without a store."""
import datetime
import gc
import json
import pathlib
import sys
import tempfile
import types
import unittest
import weakref

import bry

DATA = pathlib.Path(__file__).resolve().parent.parent.parent / "examples" / "data"
CODEBOOK = {"id": "c", "version": "1", "themes": [
    {"id": "sun", "label": {"nb": "Sol", "nn": "Sol", "en": "Sun"}, "definition": "Sol.",
     "indicators": {"nb": ["sol"], "nn": ["sol"], "en": ["sun"]}},
    {"id": "staff", "label": {"nb": "Folk", "nn": "Folk", "en": "Staff"}, "definition": "Folk.",
     "indicators": {"nb": ["bemanning"], "nn": ["bemanning"], "en": ["staff"]}}]}


class Questionnaires(unittest.TestCase):
    def setUp(self):
        self.questionnaire = bry.Questionnaire.load(DATA / "dream_day.json")

    def test_dict_text_and_bytes_are_the_same_version(self):
        text = (DATA / "dream_day.json").read_text(encoding="utf-8")
        for source in (text, text.encode(), json.loads(text)):
            self.assertEqual(bry.Questionnaire(source).version, self.questionnaire.version)
        self.assertEqual(json.loads(self.questionnaire.json), json.loads(text))

    def test_titles_and_items(self):
        self.assertEqual(self.questionnaire.title("nn"), "Draumedag på jobb")
        self.assertEqual(self.questionnaire.items.column("item"), ["q1", "q2", "q3", "near", "meet"])
        self.assertEqual(self.questionnaire.items.column("kind"), ["text"] * 3 + ["closed"] * 2)
        self.assertEqual(len(self.questionnaire.choices), 10)

    def test_versions_are_compared(self):
        later = json.loads(self.questionnaire.json)
        later["pages"][0]["elements"][0]["title"]["nn"] = "Kva er ein draumedag?"
        later["pages"][1]["elements"][0]["rateMax"] = 7
        table = self.questionnaire.compare(bry.Questionnaire(later))
        self.assertEqual(table.to_dicts()[0],
                         {"item": "q1", "verdict": "wording changed", "detail": "title.nn", "comparable": 1})
        self.assertEqual(table.column("verdict")[1:], ["same", "same", "scale changed", "same"])

    def test_good_answers_have_no_findings(self):
        self.assertEqual(self.questionnaire.check({"q1": "Sol", "near": 3, "meet": ["lunch"]}), [])

    def test_findings_say_rule_pointer_and_message_in_three_languages(self):
        found = self.questionnaire.check({"near": 99, "x": 1})
        self.assertEqual({f.pointer for f in found}, {"/near", "/x"})
        for finding in found:
            self.assertEqual(set(finding.messages), {"nb", "nn", "en"})
            self.assertEqual(finding.message, finding.messages["nb"])
            self.assertTrue(finding.rule)

    def test_a_refused_questionnaire_carries_its_findings(self):
        with self.assertRaises(bry.Refused) as caught:
            bry.Questionnaire({"elements": [{"type": "file", "name": "f"}]})
        error = caught.exception
        self.assertEqual((error.status, error.status_name, error.retryable), (4, "BRY_EREFUSED", False))
        self.assertEqual(error.findings[0].pointer[:11], "/elements/0")
        self.assertIn(error.findings[0].message, str(error))

    def test_answers_are_evaluated_as_the_form_would_show_them(self):
        form = bry.Questionnaire({"elements": [
            {"type": "text", "name": "n", "inputType": "number"},
            {"type": "comment", "name": "why", "visibleIf": "{n} > 3", "isRequired": True},
            {"type": "expression", "name": "day", "expression": "day(today())"}]})
        moment = datetime.datetime(2026, 1, 31, 23, 30, tzinfo=datetime.timezone.utc)
        found = form.evaluate({"n": 5}, lang="en", now=moment)
        self.assertEqual((found["ok"], found["visible"], found["required"]), (False, ["n", "why", "day"], ["why"]))
        self.assertEqual([(e["item"], e["rule"], e["pointer"]) for e in found["errors"]], [("why", "required", "/why")])
        self.assertEqual(found["values"], {"n": 5, "day": 1})
        self.assertEqual(form.evaluate({"n": 1}, zone="UTC", now=moment)["values"], {"n": 1, "day": 31})
        with self.assertRaises(bry.NotFound):
            form.evaluate({}, zone="Europe/Nowhere")

    def test_answers_are_filled_into_texts(self):
        form = bry.Questionnaire({"title": {"default": "Til {a}", "en": "To {a}"}, "elements": [
            {"type": "text", "name": "a", "isRequired": True, "requiredErrorText": "Hvem?"},
            {"type": "html", "name": "h", "html": "<i>{a}</i>"}]})
        self.assertEqual(form.render("/title", {"a": "<b>"}), "Til <b>")
        self.assertEqual(form.render("/title", {"a": "<b>"}, lang="en", html=True), "To &lt;b&gt;")
        self.assertEqual(form.render("/elements/1/html", {"a": "<b>"}), "<i>&lt;b&gt;</i>")
        self.assertEqual(form.render("a"), "a")
        found = form.evaluate({"a": "x"}, titles="html")
        self.assertEqual((found["titles"], found["texts"]), ({"a": "a"}, {"/title": "Til x", "/elements/1/html": "<i>x</i>"}))
        self.assertNotIn("texts", form.evaluate({}))
        self.assertEqual(form.evaluate({})["errors"][0]["message"], "Hvem?")
        with self.assertRaises(bry.NotFound):
            form.render("nobody")
        with self.assertRaises(ValueError):
            form.evaluate({}, titles="pdf")

    def test_an_expression_is_evaluated(self):
        self.assertEqual(bry.evaluate_expression("{a} + 1", {"a": 2}), {"value": 3})
        self.assertIn("error", bry.evaluate_expression("{a} +"))

    def test_what_is_no_json(self):
        for bad in ("{", "", b"\xff", "[1,]"):
            with self.assertRaises(bry.ParseError):
                bry.Questionnaire(bad)
        with self.assertRaises(ValueError):
            bry.Questionnaire({"title": float("nan")})
        with self.assertRaises(FileNotFoundError):
            bry.Questionnaire.load("nowhere.json")


class Schema(unittest.TestCase):
    def test_it_describes_what_a_questionnaire_may_hold(self):
        schema = bry.questionnaire_schema()
        self.assertIn("pages", schema["properties"])
        self.assertIn("rating", schema["$defs"]["element"]["properties"]["type"]["enum"])


class Templates(unittest.TestCase):
    def test_each_that_is_listed_is_a_questionnaire_of_that_title(self):
        table = bry.templates()
        self.assertEqual(len(table), 12)
        for key, title, items in zip(table.column("key"), table.column("title"), table.column("items")):
            questionnaire = bry.Questionnaire(bry.template(key))
            self.assertEqual((questionnaire.title(), len(questionnaire.items)), (title, items))

    def test_one_may_be_changed_and_used(self):
        form = bry.template("vi_folelsen")
        form["pages"][0]["elements"].pop()
        self.assertEqual(len(bry.Questionnaire(form).items), 2)

    def test_an_unknown_key_is_told_with_those_there_are(self):
        with self.assertRaisesRegex(bry.NotFound, "vi_folelsen"):
            bry.template("nothing")


class Coding(unittest.TestCase):
    def setUp(self):
        self.codebook = bry.Codebook(CODEBOOK)

    def test_the_codebook_tells_about_itself(self):
        self.assertEqual((self.codebook.id, self.codebook.version, self.codebook.themes), ("c", "1", ["sun", "staff"]))
        self.assertEqual(self.codebook.label("sun", "en"), "Sun")
        self.assertEqual(json.loads(self.codebook.json)["id"], "c")

    def test_one_of_several_is_picked(self):
        self.assertEqual(bry.Codebook.load(DATA / "codebook.json", "q2").id, "q2")
        with self.assertRaises(bry.NotFound):
            bry.Codebook.load(DATA / "codebook.json", "q9")

    def test_codebooks_go_to_other_programs_and_back(self):
        with tempfile.TemporaryDirectory() as folder:
            for ending in ("json", "csv", "qdc"):
                path = pathlib.Path(folder) / ("c." + ending)
                self.codebook.save(path)
                again = bry.Codebook.load(path)
                self.assertEqual((again.id, again.version, again.themes), ("c", "1", ["sun", "staff"]))
                self.assertEqual(again.label("sun", "en"), "Sun")
            self.assertEqual(bry.Codebook.load(path, "other", "2").version, "2")

    def test_decisions_of_people_are_applied(self):
        changed, codings = self.codebook.review([
            {"op": "code", "coder": "Kåre", "unit": "1", "themes": ["sun"]},
            {"op": "merge", "theme": "sun", "into": "staff"}])
        self.assertEqual(changed.themes, ["staff"])
        self.assertEqual(codings.to_dicts(), [{"unit": "1", "coder": "Kåre", "theme": "staff", "verdict": "coded"}])
        with self.assertRaises(bry.Refused):
            self.codebook.review('{"op":"undo"}')

    def test_hits_are_places_in_the_text(self):
        texts = ["Så mye sol 🌞 og full bemanning!", None, "", "vet ikke"]
        codings = bry.code_texts(self.codebook, texts)
        self.assertEqual(len(codings), 4)
        self.assertEqual(codings[0].themes, ["sun", "staff"])
        self.assertEqual([texts[0][h.begin:h.end] for h in codings[0].hits], ["sol", "bemanning"])
        self.assertEqual([h.term for h in codings[0].hits], ["sol", "bemanning"])
        self.assertEqual([c.themes for c in codings[1:]], [[], [], []])
        self.assertTrue(codings[3].non_answer)
        self.assertFalse(codings[-4].non_answer)
        self.assertEqual(len(list(codings)), 4)
        with self.assertRaises(IndexError):
            codings[4]

    def test_hits_tell_how_sure_they_are(self):
        hits = bry.code_texts(self.codebook, ["sol", "sol, sol"])
        self.assertEqual((hits[0].hits[0].confidence, hits[0].hits[0].learned), (0.75, False))
        self.assertGreater(hits[1].hits[0].confidence, 0.75)

    def test_terms_with_operators_and_negations(self):
        book = bry.Codebook({"id": "c", "version": "1", "themes": [
            {"id": "time", "label": "qq", "indicators": {"nb": ["(mangel OR lite) NEAR/3 tid", "nok tid"]}}]})
        coded = bry.code_texts(book, ["lite av tid", "ikke nok tid", "lite"])
        self.assertEqual([c.themes for c in coded], [["time"], ["time"], []])
        self.assertEqual([(h.term, h.negated) for h in coded[0].hits], [("(mangel OR lite) NEAR/3 tid", False)] * 2)
        self.assertTrue(coded[1].hits[0].negated)
        with self.assertRaisesRegex(bry.Refused, "/themes/0/indicators/nb/0"):
            bry.Codebook({"id": "c", "version": "1", "themes": [
                {"id": "x", "label": "qq", "indicators": {"nb": ["tid AND"]}}]})

    def test_a_coder_learns_from_examples(self):
        texts = ["finvær hele uka", "finvær på tur", "mange på vakt", "mange vakter"] * 5 + ["mye finvær", None]
        labels = [["sun"], ["sun"], ["staff"], ["staff"]] * 5 + [None, None]
        coder = bry.Coder(self.codebook, texts, labels)
        self.assertEqual((len(coder), coder.learned), (20, {"sun": 10, "staff": 10}))
        coded = coder.code(["mye finvær", "vakt", "vet ikke", None])
        self.assertEqual([c.themes for c in coded], [["sun"], ["staff"], [], []])
        hit = coded[0].hits[0]
        self.assertEqual((hit.term, hit.learned, "mye finvær"[hit.begin:hit.end]), ("", True, "finvær"))
        self.assertTrue(0.5 < hit.confidence <= 1)
        with self.assertRaises(bry.InvalidArgument):
            bry.Coder(self.codebook, ["x"], [["moon"]])
        with self.assertRaises(ValueError):
            bry.Coder(self.codebook, ["x"], [])

    def test_tables_of_coded_texts(self):
        codings = bry.code_texts(self.codebook, ["sol"] * 6 + ["bemanning"] * 6)
        whole = {row["theme"]: row for row in codings.table().to_dicts()}
        self.assertEqual((whole["sun"]["count"], whole["sun"]["respondents"], whole["sun"]["share"]), (6, 12, 0.5))
        split = codings.table("unit", ["a"] * 6 + ["b"] * 6)
        self.assertEqual(split.column("unit"), ["a", "a", "b", "b"])
        with self.assertRaises(ValueError):
            codings.table("unit", ["a"])
        with self.assertRaises(bry.InvalidArgument):
            codings.table(min_group=1)

    def test_progress_is_told_and_cancels(self):
        seen = []
        bry.code_texts(self.codebook, ["sol"] * 5, progress=lambda done, total: seen.append((done, total)))
        self.assertEqual(seen[-1], (5, 5))
        with self.assertRaises(bry.Cancelled):
            bry.code_texts(self.codebook, ["sol"] * 5, progress=lambda done, total: False)

    def test_what_a_callback_raises_comes_out(self):
        def stop(done, total):
            raise KeyboardInterrupt("stop")

        with self.assertRaises(KeyboardInterrupt):
            bry.code_texts(self.codebook, ["sol"] * 5, progress=stop)


class Tables(unittest.TestCase):
    def setUp(self):
        self.table = bry.Table.from_dicts([{"a": "1", "b": "x,y"}, {"a": "2", "b": ""}, {"a": "3", "b": "<æ>"}])

    def test_rows_columns_and_missing(self):
        self.assertEqual(self.table.columns, ["a", "b"])
        self.assertEqual(self.table.rows, [("1", "x,y"), ("2", None), ("3", "<æ>")])
        self.assertEqual(list(self.table), self.table.rows)
        self.assertEqual((len(self.table), self.table[0], self.table.column("a")), (3, ("1", "x,y"), ["1", "2", "3"]))
        self.assertEqual(self.table.missing(1, "b"), "missing")
        self.assertIsNone(self.table.missing(0, "b"))
        with self.assertRaises(KeyError):
            self.table.column("c")

    def test_csv_there_and_back(self):
        self.assertEqual(bry.Table.from_csv(self.table.to_csv()).rows, self.table.rows)
        self.assertEqual(json.loads(self.table.to_json())["rows"][0], ["1", "x,y"])
        self.assertIn("x,y", str(self.table))
        self.assertFalse(str(self.table).endswith("\n"))

    def test_html_is_escaped(self):
        shown = self.table._repr_html_()
        self.assertIn("&lt;æ&gt;", shown)
        self.assertNotIn("<æ>", shown)

    def test_withheld_numbers_are_none_with_a_reason(self):
        codings = bry.code_texts(bry.Codebook(CODEBOOK), ["sol"] * 8)
        table = codings.table("unit", ["a"] * 5 + ["b"] * 3)
        self.assertIsNone(table.column("count")[-1])
        self.assertEqual(table.missing(len(table) - 1, "count"), "withheld")
        self.assertIn("<td>:</td>", table._repr_html_())
        self.assertIn(":", table.to_csv())

    def test_labels_pivots_and_pictures(self):
        codings = bry.code_texts(bry.Codebook(CODEBOOK), ["sol"] * 6 + ["bemanning"] * 6)
        table = codings.table("unit", ["a"] * 6 + ["b"] * 6)
        self.assertEqual(table.value_labels("theme", "en"), {"sun": "Sun", "staff": "Staff"})
        self.assertEqual(table.label("theme", "en"), "Theme")
        self.assertIn("<td>100,0 %</td>", table._repr_html_())
        wide = table.pivot("theme", "unit", "share")
        self.assertEqual(wide.columns, ["theme", "a", "b"])
        self.assertEqual(dict(wide.rows and [(r[0], r[1:]) for r in wide])["sun"], (1.0, 0.0))
        self.assertIn("<svg", table.svg("heat"))
        with self.assertRaises(ValueError):
            table.svg("pie")

    def test_an_empty_table(self):
        table = bry.Table.from_csv("a,b\n")
        self.assertEqual((len(table), table.rows, table.column("a")), (0, [], []))

    def test_bad_csv(self):
        with self.assertRaises(bry.ParseError):
            bry.Table.from_csv('a,b\n"1,2\n')

    def test_pandas_is_imported_only_when_asked_for(self):
        if "pandas" not in sys.modules:
            sys.modules["pandas"] = types.ModuleType("pandas")
            try:
                with self.assertRaises(AttributeError):
                    self.table.to_pandas()
            finally:
                del sys.modules["pandas"]


class Language(unittest.TestCase):
    def test_it_is_told_by_few_words(self):
        texts = ["Jeg vet ikke hva", "Eg veit ikkje kva", "I do not know", "Ananas"]
        self.assertEqual([bry.language(t) for t in texts], ["nb", "nn", "en", "unsure"])


class Splitting(unittest.TestCase):
    def test_compounds_come_apart(self):
        splitter = bry.Splitter(installed=False)
        self.assertEqual(splitter.split("Vennskapsavdelinger, bilene"), "Vennskap(s)+avdelinger, bilene")
        self.assertEqual(splitter.split("tyttebærbusk"), "tyttebærbusk")
        splitter.add_list("tyttebær/A\n")
        splitter.learn("En busk")
        self.assertEqual(splitter.split("tyttebærbusker"), "tyttebær+busker")


class Scrubbing(unittest.TestCase):
    def test_a_nul_does_not_end_a_scrubbed_text(self):
        self.assertEqual(bry.scrub("a\0b 91234567").text, "a\0b [telefon]")
        self.assertEqual(bry.scrub("x\0" + "y" * 200).text, "x\0" + "y" * 200)

    def test_personal_data_is_replaced_and_its_places_told_in_characters(self):
        found = bry.scrub("Åtte ☎ 91234567, så Kari")
        self.assertEqual(found.text, "Åtte ☎ [telefon], så [navn]")
        self.assertEqual([(p.kind, p.begin, p.end, p.replaced) for p in found.places],
                         [("phone", 7, 15, True), ("name", 20, 24, True)])

    def test_kinds_confidence_and_language(self):
        found = bry.scrub("spør Kari, 91234567, a@b.no", kinds=["phone", "name"], min_confidence=80, lang="en")
        self.assertEqual(found.text, "spør Kari, [phone], a@b.no")
        self.assertEqual([p.replaced for p in found.places], [False, True])
        with self.assertRaises(ValueError):
            bry.scrub("a", kinds=["shoe"])
        with self.assertRaises(bry.InvalidArgument):
            bry.scrub("a", min_confidence=0)


class OtherParts(unittest.TestCase):
    def test_groups_are_even(self):
        people = [{"name": f"p{i}", "sector": "abc"[i % 3]} for i in range(12)]
        made = bry.compose(people, "name", 4, seed=7, weights={"sector": 2})
        self.assertEqual(sorted(map(str, made.groups.column("group"))), sorted("1234" * 3))
        self.assertEqual(made.measure("objective"), 12)
        self.assertIsNone(made.measure("repeats"))
        self.assertEqual(bry.compose(bry.Table.from_dicts(people), "name", 4, seed=7).groups.rows, made.groups.rows)
        with self.assertRaises(bry.NotFound):
            bry.compose(people, "none", 4)
        with self.assertRaises(bry.InvalidArgument):
            bry.compose(people, "name", 4, size=3)

    def test_groups_keep_rules_or_say_which_can_not_be_kept(self):
        people = [{"name": f"p{i}", "sector": "abc"[i % 3]} for i in range(6)]
        rules = [{"rule": "together", "people": ["p0", "p1"]}, {"rule": "apart", "people": ["p2", "p3"]}]
        made = bry.compose(people, "name", size=3, rules={"rules": rules})
        group = dict(zip(made.groups.column("id"), made.groups.column("group")))
        self.assertEqual(group["p0"], group["p1"])
        self.assertNotEqual(group["p2"], group["p3"])
        rules.append({"rule": "apart", "people": ["p1", "p0"]})
        with self.assertRaises(bry.Refused) as caught:
            bry.compose(people, "name", 2, rules={"rules": rules})
        self.assertEqual([f.pointer for f in caught.exception.findings], ["/rules/0", "/rules/2"])

    def test_few_meet_again_over_rounds(self):
        people = [{"name": f"p{i}"} for i in range(9)]
        made = bry.compose(people, "name", 3, rounds=4, iterations=50)
        self.assertEqual((len(made.groups.rows), made.measure("repeats")), (36, 0))

    def test_elements_are_composed_from_distances(self):
        seen = []
        made = bry.compose_distances(
            "0 1 5\n2 3 5.5\n0 2 1\n", sizes=[2, 2], progress=lambda done, total: seen.append(done)
        )
        self.assertEqual(made.measure("objective"), 10.5)
        self.assertTrue(seen)
        with self.assertRaises(bry.Cancelled):
            bry.compose_distances("0 1 5\n2 3 5.5\n", 2, progress=lambda done, total: False)

    def test_pairs_weigh_most(self):
        wishes = [("a", "b", 1), ("b", "a", 1), ("b", "c", 5), ("c", "b", 4), ("a", "d", 9)]
        table = bry.pair([{"from": a, "to": b, "weight": str(w)} for a, b, w in wishes])
        self.assertEqual([row[:3] for row in table.rows], [("b", "c", 9), ("a", None, None), ("d", None, None)])
        both = bry.pair([{"from": a, "to": b, "weight": str(w)} for a, b, w in wishes], one_sided=True)
        self.assertEqual([row[:3] for row in both.rows], [("a", "d", 9), ("b", "c", 9)])

    def test_themes_are_found(self):
        food = ["varm mat og kaffe i kantina", "kaffe og kake i kantina", "varm mat, kake og kaffe", "mat i kantina"]
        ball = ["laget vant kampen", "mål i kampen for laget", "treneren og laget", "treneren så kampen"]
        found = bry.discover([*food, *ball, "vet ikke", None], themes=2, threads=2)
        self.assertEqual([theme.texts for theme in found.themes], [4, 4])
        self.assertEqual(len({placed.theme for placed in list(found)[:4]}), 1)
        self.assertEqual([found[i].state for i in (8, 9)], ["non_answer", "empty"])
        self.assertEqual(found.assign("kaffe").theme, found[0].theme)
        self.assertLess(found.drift(food + ball), 0.2)
        again = bry.discover([*ball, *ball, *food], themes=2, seed=3)
        again.keep_ids(found)
        self.assertEqual((again[0].theme, again[8].theme), (found[4].theme, found[0].theme))
        with self.assertRaises(bry.InvalidArgument):
            bry.discover(food, themes=-1)

    def test_vectors_of_a_model_count_beside_the_words(self):
        texts = [f"a{i % 5} b{i % 7}" for i in range(30)] + [None]
        asked = []

        def embed(given):
            asked.extend(given)
            return [[1.0, 0.2 * (i % 3), 0] if i % 2 else (0, 0.1 * (i % 3), 1) for i in range(len(given))]

        found = bry.discover(texts, themes=2, embed=embed)
        self.assertEqual(asked, texts[:-1] + [""])
        right = sum((found[i].theme == found[0].theme) == (i % 2 == 0) for i in range(30))
        self.assertGreater(right, 27)  # words count too
        with self.assertRaisesRegex(ValueError, "1 vectors for 31"):
            bry.discover(texts, embed=lambda given: [[1, 2]])
        with self.assertRaisesRegex(ValueError, "text 1 has 1"):
            bry.discover(texts[:2], embed=lambda given: [[1, 2], [1]])
        with self.assertRaisesRegex(bry.InvalidArgument, "number 1 "):
            bry.discover(texts[:2], embed=lambda given: [[1, 2], [1, float("nan")]])
        with self.assertRaises(ZeroDivisionError):
            bry.discover(texts, embed=lambda given: 1 / 0)
        self.assertEqual(len(bry.discover([], embed=lambda given: [])), 0)

    def test_agreement_of_coders(self):
        codings = [("1", "A", ["sol", "tid"]), ("1", "B", "sol;tid"), ("2", "A", ["ro"]), ("2", "B", ["tid"]),
                   ("3", "A", "sol"), ("3", "B", None), ("3", "C", ["sol"])]
        rows = bry.agreement(codings).to_dicts()
        self.assertEqual([(row["scope"], row["theme"]) for row in rows],
                         [("overall", None), ("theme", "ro"), ("theme", "sol"), ("theme", "tid")])
        self.assertEqual((rows[0]["measure"], rows[0]["units"], rows[0]["coders"]), ("alpha_masi", 3, 3))
        self.assertTrue(rows[0]["low"] <= rows[0]["value"] <= rows[0]["high"])
        self.assertEqual(bry.agreement(codings, seed=1).to_dicts(), rows)
        self.assertIsNone(bry.agreement(codings, resamples=0).column("low")[0])
        kappa = bry.agreement(codings, "kappa", reference="A")
        self.assertEqual(set(kappa.column("other")), {"A"})
        self.assertEqual(bry.agreement(codings[:2], "f1", reference="A").column("value"), [1.0] * 12)
        self.assertEqual(bry.agreement([]).column("note"), ["no_codings"])
        self.assertEqual([bry.agreement(codings, empty=empty).column("units")[0] for empty in ("uncoded", "none")], [3, 3])
        with self.assertRaises(ValueError):
            bry.agreement(codings, empty="never")
        with self.assertRaises(bry.NotFound):
            bry.agreement(codings, "f1", reference="D")
        with self.assertRaises(ValueError):
            bry.agreement(codings, "delta")
        with self.assertRaises(ValueError):
            bry.agreement([("1", "A", ["a;b"])])

    def test_maps(self):
        map = bry.Map()
        map.add_node("a", "Å", 3)
        map.add_node("b")
        map.add_edge("a", "b", 2)
        self.assertEqual(map.nodes.column("id"), ["a", "b"])
        edge = {name: value for name, value in map.edges.to_dicts()[0].items() if value is not None}
        self.assertEqual(edge, {"from": "a", "to": "b", "weight": 2.0, "directed": 0})
        self.assertIn("graphml", map.to_graphml())
        self.assertIn("Å", map.to_dot())
        with self.assertRaises(bry.Conflict):
            map.add_node("a")

    def test_maps_are_changed_read_and_drawn(self):
        map = bry.Map()
        causes = [("a", "b"), ("b", "c"), ("c", "a")]
        map.apply([{"op": "add_node", "id": id, "zone": zone, "label": {"nb": id + "å"}} for id, zone in zip("abc", "xxy")])
        map.apply([{"op": "add_edge", "from": a, "to": b, "directed": True, "kind": "causes"} for a, b in causes])
        for format in ("graphml", "gexf", "json_graph"):
            again = bry.Map.read(map.export(format))
            self.assertEqual(again.edges.to_dicts(), map.edges.to_dicts())
            self.assertEqual(again.nodes.column("zone"), ["x", "x", "y"])
        self.assertEqual(map.cycles().column("look"), [0, 0, 1])
        self.assertEqual(len(map.cycles("other")), 0)
        self.assertIn("aå", map.svg(390, "nb", "Årsaker"))
        with self.assertRaises(bry.NotFound):
            map.apply([{"op": "remove_node", "id": "d"}])
        with self.assertRaises(bry.ParseError):
            bry.Map.read(b"<graphml>")

    def test_histories_of_maps(self):
        people = [(person, theme) for person in range(30) for theme in ("time", "pay") if theme == "time" or person % 2]
        derived = bry.Map.cooccurrence(people + [(person, None) for person in range(30, 40)], {"pay": "Lønn"})
        self.assertEqual(derived.nodes.column("label"), ["time", "Lønn"])
        self.assertEqual(derived.edges.column("weight"), [15.0])
        history = bry.MapHistory()
        self.assertEqual(history.rebuild(derived, "machine"), 1)
        self.assertEqual(history.apply([{"op": "remove_edge", "from": "time", "to": "pay"}], "facilitator"), 2)
        history.rebuild(derived, "machine")
        self.assertEqual(len(history.map().edges), 0)
        self.assertEqual(len(history.map(1).edges), 1)
        with self.assertRaises(bry.Conflict):
            history.apply([{"op": "add_node", "id": "x"}], "facilitator", seen=2)
        again = bry.MapHistory(history.log())
        self.assertEqual(again.undo("portal"), 4)
        self.assertEqual(again.map().edges.column("origin"), ["derived"])
        self.assertEqual(again.redo("portal"), 5)
        self.assertEqual(again.revisions.column("act"), ["rebuild", "apply", "rebuild", "undo", "redo"])

    def test_reports(self):
        codings = bry.code_texts(bry.Codebook(CODEBOOK), ["sol"] * 6)
        report = bry.Report("Bare <prøve>", "nn")
        report.add(codings.table(), "Vêret")
        report.note("3 svar")
        page = report.html()
        self.assertIn("3 svar", page)
        self.assertIn("Bare &lt;prøve&gt;", page)
        self.assertIn("Vêret", page)

    def test_a_nul_in_a_name_is_refused_not_cut(self):
        with self.assertRaises(ValueError):
            bry.Report("a\0b")

    def test_objects_are_freed(self):
        codebook = bry.Codebook(CODEBOOK)
        finalizer = codebook._finalizer
        gone = weakref.ref(codebook)
        del codebook
        gc.collect()
        self.assertIsNone(gone())
        self.assertFalse(finalizer.alive)

    def test_errors_are_also_pythons_own(self):
        self.assertTrue(issubclass(bry.NotFound, LookupError))
        self.assertTrue(issubclass(bry.Unavailable, ConnectionError))
        self.assertTrue(issubclass(bry.InvalidArgument, (bry.Error, ValueError)))


class Protect(unittest.TestCase):
    DIMS = {"dep": ["a", "a", "b", "b"], "age": ["1", "2", "1", "2"]}

    def test_small_groups_are_withheld_with_their_partners(self):
        protected = bry.protect(self.DIMS, [2, 9, 8, 7], owner=True)
        found = {row[:2]: row[2:] for row in protected.table}
        self.assertEqual(found["*", "*"], (26, "published", None))
        self.assertEqual(found["a", "1"], (None, "withheld", "primary"))
        self.assertEqual(found["b", "2"], (None, "withheld", "secondary"))
        self.assertTrue(protected.audit["passed"])
        self.assertEqual((protected.audit["primary"], protected.audit["secondary"]), (1, 3))

    def test_rounding_adds_up(self):
        found = {row[:2]: row[2] for row in bry.protect(self.DIMS, [2, 9, 8, 3], method="round").table}
        self.assertEqual(found["*", "*"], sum(found[d, a] for d in "ab" for a in "12"))
        self.assertTrue(all(count == 0 or count >= 5 for count in found.values()))

    def test_releases_and_hierarchies(self):
        tree = {"dep": "code,parent\na,x\nb,x\n"}
        first = bry.protect(self.DIMS, [20, 30, 40, 50], hierarchies=tree)
        dims = {name: values + values[:1] for name, values in self.DIMS.items()}
        second = bry.protect(dims, [20, 30, 40, 50, 1], hierarchies=tree, since=[1, 1, 1, 1, 2], earlier=[first.table])
        found = {row[:2]: row[3] for row in second.table}
        self.assertEqual({found["a", "1"], found["x", "*"], found["*", "1"]}, {"withheld"})
        with self.assertRaises(bry.InvalidArgument):
            bry.protect(dims, [20, 30, 40, 51, 1], since=[1, 1, 1, 1, 2], earlier=[first.table])

    def test_what_does_not_fit_is_refused(self):
        with self.assertRaises(ValueError):
            bry.protect(self.DIMS, [1])
        with self.assertRaises(ValueError):
            bry.protect(self.DIMS, method="guess")
        with self.assertRaises(ValueError):
            bry.protect(self.DIMS, hierarchies={"x": ""})
        with self.assertRaises(bry.InvalidArgument):
            bry.protect(self.DIMS, k=2)


if __name__ == "__main__":
    unittest.main()

"""Questionnaires built call by call."""
import datetime
import json
import pathlib
import unittest

import bry

DATA = pathlib.Path(__file__).resolve().parent.parent.parent / "examples" / "data"


def built(builder):
    return json.loads(builder.finish().json)


class Building(unittest.TestCase):
    def test_the_dream_day_is_the_same_version_as_its_file(self):
        def words(nb, nn, en):
            return {"nb": nb, "nn": nn, "en": en}

        b = bry.Builder(words("Drømmedag på jobb", "Draumedag på jobb", "A dream day at work"))
        with b.page("open"):
            b.comment("q1", words("Beskriv en drømmedag på jobb.", "Skildre ein draumedag på jobb.",
                                  "Describe a dream day at work."), length=(None, 4000))
            b.comment("q2", words("Hva gjør deg stolt av kommunen eller jobben din?",
                                  "Kva gjer deg stolt av kommunen eller jobben din?",
                                  "What makes you proud of the municipality or your job?"), length=(None, 4000))
            b.comment("q3", words("Hva kan vi prøve ut i kommunen neste år for å samarbeide bedre på tvers?",
                                  "Kva kan vi prøve ut i kommunen neste år for å samarbeide betre på tvers?",
                                  "What can we pilot next year to collaborate better across units?"),
                      length=(None, 4000))
        with b.page("closed"):
            b.rating("near", words("Hvor nær en slik dag er en vanlig uke?", "Kor nær ein slik dag er ei vanleg veke?",
                                   "How near to such a day is an ordinary week?"), range=(1, 5),
                     minRateDescription=words("Langt unna", "Langt unna", "Far from it"),
                     maxRateDescription=words("Svært nær", "Svært nær", "Very near"))
            b.checkbox("meet", words("Hvordan vil du helst møte folk fra andre avdelinger? Velg inntil to.",
                                     "Korleis vil du helst møte folk frå andre avdelingar? Vel inntil to.",
                                     "How would you rather meet people from other departments? Choose up to two."),
                       count=(None, 2), choices={
                           "lunch": words("Felles lunsj", "Felles lunsj", "A shared lunch"),
                           "workshop": words("Verksted om en felles oppgave", "Verkstad om ei felles oppgåve",
                                             "A workshop on a shared task"),
                           "exchange": words("Hospitering hos hverandre", "Hospitering hos kvarandre",
                                             "Spending a day in each other's jobs"),
                           "coffee": words("Kaffe med en tilfeldig kollega", "Kaffi med ein tilfeldig kollega",
                                           "Coffee with a random colleague"),
                           "online": words("Korte møteplasser på nett", "Korte møteplassar på nett",
                                           "Short online meet-ups")})
        self.assertEqual(b.finish().version, bry.Questionnaire.load(DATA / "dream_day.json").version)

    def test_cells_and_repeated_panels_are_questions(self):
        b = bry.Builder()
        b.matrixdropdown("units", "Enheter", rows={"a": "Barnehage", "b": "Skole"})
        b.cell("hours", "Timer", "text", input="number", range=(0, 40), required=True)
        b.cell("how", choices=["good", "bad"], other="Annet")
        b.cell("near", type="rating", range=(1, 3), visibleIf="{row.hours} > 0")
        with b.panels("ideas", "Ideer", count=(1, 3), keyName="what"):
            b.comment("what", required=True)
            b.tagbox("who", choices=[1, 2])
        b.boolean("last")
        self.assertEqual(built(b)["elements"], [
            {"type": "matrixdropdown", "name": "units", "title": {"default": "Enheter", "nb": "Enheter"},
             "rows": [{"value": "a", "text": {"default": "Barnehage", "nb": "Barnehage"}},
                      {"value": "b", "text": {"default": "Skole", "nb": "Skole"}}],
             "columns": [{"name": "hours", "title": {"default": "Timer", "nb": "Timer"}, "cellType": "text",
                          "inputType": "number", "min": 0, "max": 40, "isRequired": True},
                         {"name": "how", "choices": [{"value": "good"}, {"value": "bad"}], "showOtherItem": True,
                          "otherText": {"default": "Annet", "nb": "Annet"}},
                         {"name": "near", "cellType": "rating", "rateMin": 1, "rateMax": 3,
                          "visibleIf": "{row.hours} > 0"}]},
            {"type": "paneldynamic", "name": "ideas", "title": {"default": "Ideer", "nb": "Ideer"},
             "minPanelCount": 1, "maxPanelCount": 3, "keyName": "what", "templateElements": [
                 {"type": "comment", "name": "what", "isRequired": True},
                 {"type": "tagbox", "name": "who", "choices": [{"value": 1}, {"value": 2}]}]},
            {"type": "boolean", "name": "last"}])
        names = b.finish().items.column("item")
        self.assertEqual(names[:4], ["units", "units.a.hours", "units.a.how", "units.a.near"])
        self.assertEqual(names[7:10], ["ideas", "ideas[0].what", "ideas[0].who"])

    def test_panels_end_with_their_block(self):
        b = bry.Builder()
        b.page("p", "Side")
        with b.panel("outer", "Ytre"):
            with b.panel(state="expanded"):
                b.boolean("a")
            b.html("b", "Hei")
        b.dropdown("c", choices=[1, "x"], placeholder={"default": "Velg", "sma": "Veeljh"})
        self.assertEqual(built(b)["pages"], [{"name": "p", "title": {"default": "Side", "nb": "Side"}, "elements": [
            {"type": "panel", "name": "outer", "title": {"default": "Ytre", "nb": "Ytre"}, "elements": [
                {"type": "panel", "state": "expanded", "elements": [{"type": "boolean", "name": "a"}]},
                {"type": "html", "name": "b", "html": {"default": "Hei", "nb": "Hei"}}]},
            {"type": "dropdown", "name": "c", "choices": [{"value": 1}, {"value": "x"}],
             "placeholder": {"default": "Velg", "sma": "Veeljh"}}]}])

    def test_every_type_and_detail(self):
        b = bry.Builder(showProgressBar=True)
        b.text("t", input="date", range=(datetime.date(2026, 1, 1), None), required=True)
        b.text("n", input="number", range=(0, 2.5))
        b.radiogroup("r", choices=[True, 2.5], other={"nn": "Anna"}, none=True, refuse="Nei", dont_know=False)
        b.ranking("k", choices={"x": "X", "y": None}, count=(1, 2), selectToRankEnabled=True)
        b.matrix("m", columns=[1, 2], rows={"r": {"en": "Row"}}, eachRowRequired=True)
        b.multipletext("f", fields=["x"])
        b.field("y", "Y", required=True, input="email", length=(None, 9), pattern="no$")
        b.text("p", pattern="^[0-9]+$")
        b.pattern("^7", {"nb": "Med 7", "en": "With 7"}, ignore_case=True)
        b.rating("v")
        b.choice(1, "En")
        self.assertEqual(built(b), {"showProgressBar": True, "elements": [
            {"type": "text", "name": "t", "inputType": "date", "min": "2026-01-01", "isRequired": True},
            {"type": "text", "name": "n", "inputType": "number", "min": 0, "max": 2.5},
            {"type": "radiogroup", "name": "r", "choices": [{"value": True}, {"value": 2.5}], "showOtherItem": True,
             "otherText": {"default": "Anna", "nn": "Anna"}, "showNoneItem": True, "showRefuseItem": True,
             "refuseText": {"default": "Nei", "nb": "Nei"}},
            {"type": "ranking", "name": "k", "choices": [{"value": "x", "text": {"default": "X", "nb": "X"}},
                                                         {"value": "y"}],
             "minSelectedChoices": 1, "maxSelectedChoices": 2, "selectToRankEnabled": True},
            {"type": "matrix", "name": "m", "columns": [{"value": 1}, {"value": 2}], "eachRowRequired": True,
             "rows": [{"value": "r", "text": {"default": "Row", "en": "Row"}}]},
            {"type": "multipletext", "name": "f", "items": [
                {"name": "x"}, {"name": "y", "title": {"default": "Y", "nb": "Y"}, "isRequired": True,
                                "inputType": "email", "maxLength": 9,
                                "validators": [{"type": "regex", "regex": "no$"}]}]},
            {"type": "text", "name": "p", "validators": [
                {"type": "regex", "regex": "^[0-9]+$"},
                {"type": "regex", "regex": "^7", "caseInsensitive": True,
                 "text": {"default": "Med 7", "nb": "Med 7", "en": "With 7"}}]},
            {"type": "rating", "name": "v", "rateValues": [{"value": 1, "text": {"default": "En", "nb": "En"}}]}]})

    def test_a_block_of_a_page_ends_it(self):
        b = bry.Builder()
        with b.page("p"):
            b.text("a")
        with self.assertRaises(ValueError):
            b.text("b")
        b.page("q")
        b.text("b")
        self.assertEqual([len(page["elements"]) for page in built(b)["pages"]], [1, 1])

    def test_mistakes_are_told_by_finish(self):
        b = bry.Builder()
        b.rating("a", range=(5, 1))
        b.text("a", choices=[1])
        with self.assertRaises(bry.Refused) as caught:
            b.finish()
        self.assertEqual([f.pointer for f in caught.exception.findings],
                         ["/elements/0", "/elements/1/choices", "/elements/1/name"])
        b = bry.Builder()
        b.choice("x")
        with self.assertRaisesRegex(bry.InvalidArgument, "begin a question"):
            b.finish()


if __name__ == "__main__":
    unittest.main()

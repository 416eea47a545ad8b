"""The JSON Schema of answers against the library's own check, by another's validator (jsonschema): whatever the check
takes, the schema takes; and plain mistakes of structure both refuse. Random, but the same every time."""
import json
import pathlib
import random
import unittest

import jsonschema

import bry

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent.parent / "examples" / "data"
SEED = 20261123
FORMS = 300
ANSWERS = 40

WORDS = ["", " ", "\u00a0\u3000", "a", "hei", "Ærlig talt", "\U0001f600", "\U0001f600" * 3, "x" * 9, "line\nline", "\u0085"]
NUMBERS = [0, 1, -1, 2.5, 7, 10, 1e3, 1e-7, 12345678901, "3", " 4 ", "\t5.5", "-2e1", "1e400", "0x1", "1,5", "٣"]
DATES = ["2026-05-17", "2026-02-29", "2024-02-29", "0001-01-01", "2999-12-31", "3000-01-01", "17.05.2026", "2026-5-7"]
MAILS = ["kari@bry.no", "bjørn@sør.no", "a@b", "a@b.c", "x@y@z.no", "a b@c.no", "@b.no", "\U0001f600@b.no", "\u0085@b.no"]
PATTERNS = ["^[a-z]+$", "e", "x{3,}|^$", "^-?\\d", "^\\d+(\\.\\d)?$", "no$", "^.$", "^[^a]*$", "\\bhei", "(?:2026|talt)"]
CHOICES = ["a", "b", "c d", "1", "2", "2.5", "true", "-0.5", "1e21", "01", "æ", "none of it"]
EMPTY = [None, "", " ", "\n\ufeff", []]
ODD = [0, 1, True, False, 1.5, "other", "none", {}, {"r": 1}, [1], ["other"], ["none", "a"], [[]], "zzz", {"f": None}]


def random_form(rng):
    """A questionnaire with one or two items of any type and rule."""
    b = bry.Builder()

    def maybe(value, chance=0.5):
        return value if rng.random() < chance else None

    def some(values):
        return rng.sample(values, rng.randint(1, min(5, len(values))))

    def special():
        return {name: True for name in ("other", "none", "refuse", "dont_know") if rng.random() < 0.35}

    def text(name, required):
        input = rng.choice(["text", "number", "email", "date", "tel"])
        range = (maybe(1), maybe(7.5)) if input == "number" else (maybe("2000-01-01"), None)
        b.text(name, required=required, input=input, range=range if input in ("number", "date") else (None, None),
               length=(maybe(3), maybe(5)) if input in ("text", "email", "tel") else (None, None),
               pattern=maybe(rng.choice(PATTERNS), 0.4))

    def several(type, name, required):
        choices = some(CHOICES)
        least, most = sorted((rng.randint(0, len(choices)), rng.randint(1, len(choices))))
        details = special() if type == "checkbox" else {"selectToRankEnabled": True} if rng.random() < 0.5 else {}
        if type == "ranking" and not details:
            least, most = 0, len(choices)
        if rng.random() < 0.3:
            details["validators"] = [{"type": "answercount", "minCount": max(1, least)}]
        b.item(type, name, required=required, choices=choices, count=(maybe(least), max(most, least, 1)), **details)

    for number in range(rng.randint(1, 2)):
        name, required = f"q{number}", rng.random() < 0.3
        type = rng.choice(["text", "text", "comment", "radiogroup", "dropdown", "checkbox", "checkbox", "boolean",
                           "rating", "ranking", "matrix", "multipletext"])
        if type == "text":
            text(name, required)
        elif type == "comment":
            b.comment(name, required=required, length=(maybe(2), maybe(6)), pattern=maybe(rng.choice(PATTERNS), 0.4))
        elif type in ("radiogroup", "dropdown"):
            b.item(type, name, required=required, choices=some(CHOICES), **special())
        elif type in ("checkbox", "ranking"):
            several(type, name, required)
        elif type == "rating":
            b.rating(name, required=required, range=rng.choice([(0, 10), (None, None), (-1, 1)]))
        elif type == "matrix":
            b.matrix(name, required=required, columns=some(CHOICES), rows=some(["r", "s", "t"]),
                     eachRowRequired=rng.random() < 0.3)
        elif type == "multipletext":
            b.multipletext(name, required=required)
            for field in some(["f", "g", "h"]):
                b.field(field, required=rng.random() < 0.3, length=(None, maybe(4)),
                        pattern=maybe(rng.choice(PATTERNS), 0.4),
                        input=rng.choice(["text", "number", "email", "date", "tel"]))
        else:
            b.boolean(name, required=required)
    if rng.random() < 0.3:
        b.html("intro", "Hei")
    return repeated(rng, b.finish())


def repeated(rng, questionnaire):
    """Now and then, the same questions in each of a few panels, or in each row of a matrix."""
    elements = json.loads(questionnaire.json)["elements"]
    cells = {"text", "comment", "radiogroup", "dropdown", "checkbox", "boolean", "rating"}
    chance = rng.random()
    if chance < 0.15:
        group = {"type": "paneldynamic", "name": "p", "maxPanelCount": 3, "minPanelCount": rng.randint(0, 2),
                 "isRequired": rng.random() < 0.3, "templateElements": elements}
    elif chance < 0.3 and all(element["type"] in cells for element in elements):
        columns = [{**{k: v for k, v in element.items() if k != "type"}, "cellType": element["type"]}
                   for element in elements]
        group = {"type": "matrixdropdown", "name": "m", "rows": ["r", "s"], "isRequired": rng.random() < 0.3,
                 "columns": columns}
    else:
        return questionnaire
    return bry.Questionnaire({"elements": [group]})


def scalar_of(rng, value):
    """A choice as a page may send it: also as a number or a truth value."""
    try:
        other = json.loads(value)
    except ValueError:
        return value
    return rng.choice([value, other]) if isinstance(other, (int, float)) else value


def random_value(rng, item):
    """Something that may well be good, or nearly so."""
    values = [c.get("value") if isinstance(c, dict) else c for key in ("choices", "columns", "rateValues")
              for c in item.get(key, [])]
    values = [v if isinstance(v, str) else json.dumps(v) for v in values] or ["0", "1", "2", "5"]
    for key, value in (("showNoneItem", "none"), ("showOtherItem", "other"), ("showDontKnowItem", "dontknow"),
                       ("showRefuseItem", "refused")):
        if item.get(key):
            values.append(value)
    chance = rng.random()
    if chance < 0.08:
        return rng.choice(EMPTY)
    if chance < 0.14:
        return rng.choice(ODD)
    kind = item.get("type", "text")
    if kind == "paneldynamic":
        return [random_answers(rng, {"elements": item["templateElements"]}) for _ in range(rng.randint(0, 4))]
    if kind == "matrixdropdown":
        elements = [{**column, "type": column["cellType"]} for column in item["columns"]]
        return {row: random_answers(rng, {"elements": elements}) for row in item["rows"] if rng.random() < 0.8}
    if kind in ("text", "comment"):
        return rng.choice({"number": NUMBERS, "email": MAILS, "date": DATES}.get(item.get("inputType"), WORDS))
    if kind == "boolean":
        return rng.random() < 0.5
    if kind in ("checkbox", "ranking"):
        chosen = values if kind == "ranking" and rng.random() < 0.5 else rng.sample(values, rng.randint(1, len(values)))
        return [scalar_of(rng, v) for v in rng.sample(chosen, len(chosen))]
    if kind == "matrix":
        return {row["value"]: rng.choice(EMPTY) if rng.random() < 0.1 else scalar_of(rng, rng.choice(values))
                for row in item["rows"] if rng.random() < 0.9}
    if kind == "multipletext":
        return {field["name"]: random_value(rng, field) for field in item["items"] if rng.random() < 0.9}
    return scalar_of(rng, rng.choice(values))


def random_answers(rng, form):
    answers = {}
    for item in form["elements"]:
        if rng.random() < 0.85 and item["type"] != "html":
            answers[item["name"]] = value = random_value(rng, item)
            if item.get("showOtherItem"):
                chosen = value == "other" or (isinstance(value, list) and "other" in value)
                if chosen != (rng.random() < 0.15):
                    answers[item["name"] + "-Comment"] = rng.choice(WORDS + EMPTY)
    if rng.random() < 0.03:
        answers[rng.choice(["x", "intro", "q0-Comment"])] = rng.choice(ODD)
    return answers


class Schema(unittest.TestCase):
    def test_whatever_the_check_takes_the_schema_takes(self):
        rng = random.Random(SEED)
        taken = refused = looser = 0
        for _ in range(FORMS):
            questionnaire = random_form(rng)
            schema = questionnaire.answers_schema
            jsonschema.Draft202012Validator.check_schema(schema)
            validator = jsonschema.Draft202012Validator(schema)
            form = json.loads(questionnaire.json)
            for _ in range(ANSWERS):
                answers = random_answers(rng, form)
                findings = questionnaire.check(answers)
                wrong = list(validator.iter_errors(answers))
                if findings:
                    refused += 1
                    looser += not wrong
                else:
                    taken += 1
                    self.assertEqual([e.message for e in wrong], [], f"{questionnaire.json}\n{answers}")
        print(f"{taken} answers taken by both, {refused} refused by the check, of which the schema takes {looser}")
        self.assertGreater(taken, FORMS * ANSWERS / 5)
        self.assertGreater(refused, FORMS * ANSWERS / 5)
        self.assertLess(looser, refused / 3)

    def test_mistakes_of_structure_are_refused_by_both(self):
        b = bry.Builder("Prøve")
        b.comment("free", required=True, length=(None, 5))
        b.text("num", input="number", range=(1, 10))
        b.radiogroup("one", choices=["a", 1], other=True)
        b.checkbox("some", choices=["a", "b", "c"], other=True, none=True, count=(None, 2))
        b.boolean("bool")
        b.rating("rate", range=(0, 10))
        b.ranking("rank", choices=["x", "y"])
        b.matrix("mat", columns=[1, 2], rows=["r", "s"])
        b.multipletext("multi")
        b.field("who", required=True)
        b.field("age", input="number")
        questionnaire = b.finish()
        validator = jsonschema.Draft202012Validator(questionnaire.answers_schema)
        good = {"free": "hei", "num": 3, "one": "other", "one-Comment": "fordi", "some": ["a", "b"], "bool": True,
                "rate": 7, "rank": ["y", "x"], "mat": {"r": 1}, "multi": {"who": "Kari", "age": 44}}
        self.assertEqual((questionnaire.check(good), list(validator.iter_errors(good))), ([], []))
        gone = object()
        for key, bad in [("free", gone), ("free", " "), ("free", "too long"), ("free", 1), ("num", 11), ("num", 0),
                         ("num", "ti"), ("num", True), ("one", "b"), ("one", 2), ("one", True), ("one", ["a"]),
                         ("one", gone), ("one", "a"), ("one-Comment", gone), ("one-Comment", " "), ("one-Comment", 1),
                         ("some", "a"), ("some", ["z"]), ("some", ["a", "a"]), ("some", ["a", "b", "c"]),
                         ("some", ["none", "a"]), ("some", ["other"]), ("some", {}), ("some-Comment", "x"),
                         ("bool", "true"), ("bool", 1), ("rate", 11), ("rate", 99), ("rate", 1.5), ("rank", ["x"]),
                         ("rank", ["x", "x"]), ("rank", ["x", "y", "z"]), ("mat", {"t": 1}), ("mat", {"r": 3}),
                         ("mat", [1]), ("multi", gone), ("multi", {"age": 1}), ("multi", {"who": "x", "y": 1}),
                         ("multi", {"who": 1}), ("multi", "Kari"), ("unknown", 1), ("Free", "x")]:
            answers = {**good, key: bad}
            if bad is gone:
                del answers[key]
            with self.subTest(key=key, bad="(gone)" if bad is gone else bad):
                self.assertNotEqual(questionnaire.check(answers), [])
                self.assertNotEqual(list(validator.iter_errors(answers)), [])
        for answers in ([], "x", None, 1):
            self.assertNotEqual(list(validator.iter_errors(answers)), [])
            self.assertNotEqual(questionnaire.check(json.dumps(answers)), [])

    def test_titles_stand_in_it(self):
        b = bry.Builder({"nb": "Skjema", "en": "Form"})
        b.checkbox("a", {"nb": "Hva?", "en": "What?"}, choices=["x"], other="Noe annet")
        schema = b.finish().answers_schema
        self.assertEqual(schema["title"], "Skjema")
        self.assertEqual(schema["properties"]["a"]["title"], "Hva?")
        self.assertEqual(schema["properties"]["a-Comment"]["title"], "Noe annet")


class ReleaseSchemaTest(unittest.TestCase):
    def test_the_example_is_valid_and_a_misspelt_key_is_not(self):
        schema = bry.release_schema()
        jsonschema.Draft202012Validator.check_schema(schema)
        spec = json.loads((EXAMPLES / "release.json").read_text(encoding="utf-8"))
        jsonschema.validate(spec, schema)
        for wrong in (dict(spec, itmes=[]), dict(spec, k=2), dict(spec, method="round"), dict(spec, by=[[]]),
                      dict(spec, items=[{"measures": ["mean"]}]), {"name": "x"}):
            with self.assertRaises(jsonschema.ValidationError):
                jsonschema.validate(wrong, schema)


if __name__ == "__main__":
    unittest.main()

"""The JSON Schema against the parser: what the parser takes, the schema takes; what is wrong in itself, without looking
at other parts of the document or at the size of numbers, both refuse."""
import copy
import json
import pathlib
import re
import unittest

import bry
import jsonschema

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent.parent
SCHEMA = bry.questionnaire_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

# Rules that need the whole document, arithmetic or a calendar. A schema can say some of it; it need not.
BEYOND = {"elements.missing", "range", "number", "date", "limit", "depth", "name.duplicate", "name.ambiguous",
          "value.duplicate", "piping", "expression.syntax", "expression.function", "expression.refused",
          "expression.name.unknown", "expression.name.ambiguous", "expression.cycle",
          "pattern.syntax", "pattern.backreference", "pattern.lookaround", "pattern.name", "pattern.long",
          "pattern.large", "pattern.deep",
          "nested", "key.unknown",  # say what stands around, or beside
          "property.misplaced"}  # an expression may stand in a panel that has enableIf: the panel is above it

VALUES = ["x", "", "{a}", 1, -2, 1.5, "7", True, False, None, [], [1], ["x", "y"], [None], {}, {"default": "x"},
          {"default": "x", "nb": "{a}"}, {"nb": "x"}, [{"type": "text"}], [{"value": "x", "text": {"default": "y"}}],
          [{"type": "numeric"}], [{"type": "email"}], [{"type": "answercount"}], [{"type": "regex"}],
          [{"type": "regexvalidator", "regex": "^[a-z]+$", "insensitive": True}], [{"type": "regex", "regex": 5}],
          [{"type": "numeric"}, {"type": "text"}]]

# A small questionnaire for each place where properties stand, and where in it.
BASES = {
    **{kind: ({"type": kind, "name": "a"}, ()) for kind in ("text", "comment", "boolean", "rating", "html")},
    "expression": ({"type": "expression", "name": "a", "expression": "1 + 1"}, ()),
    **{kind: ({"type": kind, "name": "a", "choices": ["b", "c"]}, ())
       for kind in ("radiogroup", "checkbox", "dropdown", "ranking")},
    "matrix": ({"type": "matrix", "name": "a", "columns": [1, 2], "rows": ["r"]}, ()),
    "multipletext": ({"type": "multipletext", "name": "a", "items": [{"name": "b"}]}, ()),
    "field": ({"type": "multipletext", "name": "a", "items": [{"name": "b"}]}, ("items", 0)),
    "choice_object": ({"type": "dropdown", "name": "a", "choices": [{"value": "b"}]}, ("choices", 0)),
    "tagbox": ({"type": "tagbox", "name": "a", "choices": ["b", "c"]}, ()),
    "matrixdropdown": ({"type": "matrixdropdown", "name": "a", "rows": ["r"], "choices": [1],
                        "columns": [{"name": "b"}, {"name": "c", "cellType": "text"}]}, ()),
    "column_itself": ({"type": "matrixdropdown", "name": "a", "rows": ["r"], "columns": [{"name": "b", "cellType": "text"}]},
               ("columns", 0)),
    "paneldynamic": ({"type": "paneldynamic", "name": "a", "maxPanelCount": 2,
                      "templateElements": [{"type": "text", "name": "b"}]}, ()),
    "panel": ({"type": "panel", "elements": [{"type": "text", "name": "a"}]}, ()),
    **{f"validator_{kind}": ({"type": item, "name": "a", "validators": [{"type": kind}], **more}, ("validators", 0))
       for kind, item, more in (("numeric", "text", {}), ("text", "comment", {}), ("email", "text", {}), ("regex", "text", {}),
                                ("answercount", "checkbox", {"choices": ["b", "c"]}))},
    "validator_expression": ({"type": "text", "name": "a", "validators": [{"type": "expression", "expression": "1"}]},
                             ("validators", 0)),
}


def documents():
    """Every base with the path to the object that is changed in it."""
    for place, (element, path) in BASES.items():
        yield place, {"elements": [element]}, ("elements", 0, *path)
    for kind in ("number", "date", "email"):
        yield "text", {"elements": [{"type": "text", "name": "a", "inputType": kind}]}, ("elements", 0)
    for kind in ("dropdown", "rating", "expression"):
        column = {"name": "b", "cellType": kind, **({"choices": [1]} if kind == "dropdown" else {})}
        matrix = {"type": "matrixdropdown", "name": "a", "rows": ["r"], "columns": [column]}
        yield kind, {"elements": [matrix]}, ("elements", 0, "columns", 0)
        own = {**matrix, "cellType": kind, "columns": [{k: v for k, v in column.items() if k != "cellType"}]}
        yield kind, {"elements": [own]}, ("elements", 0, "columns", 0)
    text = {"type": "text", "name": "a"}
    yield "rating", {"elements": [{"type": "rating", "name": "a", "rateValues": [1, 2]}]}, ("elements", 0)
    yield "page", {"pages": [{"elements": [text]}]}, ("pages", 0)
    yield None, {"elements": [text]}, ()


def at(document, path):
    for key in path:
        document = document[key]
    return document


def properties(place):
    names = dict((SCHEMA if place is None else SCHEMA["$defs"][place])["properties"])
    if any(part.get("$ref") == "#/$defs/question" for part in SCHEMA["$defs"].get(place, {}).get("allOf", [])):
        names.update(SCHEMA["$defs"]["question"]["properties"])
    return sorted(names)


def literals(source):
    """The C string literals of a file, those beside each other as one."""
    pattern = r'"((?:[^"\\\n]|\\.)*)"'
    for run in re.finditer(rf"{pattern}(?:\s*{pattern})*", source):
        yield "".join(re.findall(pattern, run[0])).encode().decode("unicode_escape").encode("latin-1", "replace").decode(
            "utf-8", "replace")


def from_tests():
    """What the C tests write as documents or elements, with ' for "."""
    for path in sorted((SOURCE / "tests").glob("*/*.[ch]")):
        for text in literals(path.read_text(encoding="utf-8")):
            for form in (text, text.replace("'", '"')):
                for whole in (form, f'{{"elements": [{form}]}}'):
                    try:
                        document = json.loads(whole)
                        json.dumps(document, allow_nan=False, ensure_ascii=False).encode()  # 1e999 is Python's alone
                    except ValueError:
                        continue
                    if isinstance(document, dict) and document.keys() & {"elements", "pages", "questions"}:
                        yield document


class Schema(unittest.TestCase):
    maxDiff = 2000

    def rules(self, document):
        """The rules that the parser finds broken; None when it is no questionnaire to it at all."""
        try:
            bry.Questionnaire(document)
        except bry.Refused as refused:
            return {finding.rule for finding in refused.findings}
        except bry.Error:
            return None
        return set()

    def compare(self, document):
        """1 when the document was judged by both."""
        rules = self.rules(document)
        if rules is None:
            return 0
        fault = next(VALIDATOR.iter_errors(document), None)
        told = json.dumps(document, ensure_ascii=False)[:600]
        if not rules and fault is not None:
            self.fail(f"the parser takes what the schema refuses: {fault.json_path} {fault.message[:200]}\n{told}")
        if rules - BEYOND and fault is None:
            self.fail(f"the schema takes what the parser refuses ({rules}):\n{told}")
        return 1

    def test_it_is_a_schema(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        for name, definition in SCHEMA["$defs"].items():
            self.assertTrue({"title", "description"} & definition.keys() or name == "validator", name)

    def test_templates_and_examples_pass(self):
        documents = [bry.template(key) for key in bry.templates().column("key")]
        documents.append(json.loads((SOURCE / "examples/data/dream_day.json").read_text(encoding="utf-8")))
        for document in documents:
            self.assertEqual([e.message for e in VALIDATOR.iter_errors(document)], [])

    def test_what_the_c_tests_write_is_judged_alike(self):
        judged = sum(self.compare(document) for document in from_tests())
        self.assertGreater(judged, 250)

    def test_the_fuzzers_seeds_are_judged_alike(self):
        for path in sorted((SOURCE / "tests/fuzz/corpus/questionnaire").iterdir()):
            try:
                document = json.loads(path.read_bytes())
            except ValueError:
                continue
            self.compare(document)

    def test_every_property_with_every_kind_of_value_is_judged_alike(self):
        judged = 0
        for place, base, path in documents():
            self.assertEqual(self.compare(base), 1)
            for name in [*properties(place), "no_such_property", "visibleIf", "defaultValue"]:
                for value in VALUES:
                    document = copy.deepcopy(base)
                    at(document, path)[name] = value
                    judged += self.compare(document)
        self.assertGreater(judged, 10000)

    def test_what_is_left_out_is_missed_alike(self):
        for _, base, path in documents():
            for name in list(at(base, path)):
                document = copy.deepcopy(base)
                del at(document, path)[name]
                self.compare(document)


if __name__ == "__main__":
    unittest.main()

"""A table that holds what readers stumble over: all missing reasons, letters beyond ASCII, quotes, line ends, formulas, numbers
that are codes, negative and large ones; and what it holds as plain Python, to compare with."""
import json
import random

import bry

REASONS = ["missing", "not_asked", "hidden", "skipped", "dont_know", "withheld"]
LABELS_NB = {"not_asked": "Ikke spurt", "hidden": "Ikke vist", "skipped": "Ikke besvart", "dont_know": "Vet ikke",
             "withheld": "Holdt tilbake"}
PLACES = {"fj": "Fjørdvik", "sk": "Skåla", "ærø": "Ærø og Åsen", "st": "Storelva 😀"}
NOTES = ["blå \"bær\"; søt", "=1+1", "linje\nto", "-5", "x" * 300, "Ωμέγα, 漢字", "' \\ #"]


def rows(count, seed=7):
    rng = random.Random(seed)
    places, near = list(PLACES), ["1", "2", "3", "4", "5"]
    for number in range(count):
        yield [places[number % 4], near[number // 4 % 5], number // 20, rng.randrange(10 ** 6), rng.random(),
               rng.choice(NOTES), rng.uniform(-1e6, 1e6)]


def document(count):
    """The table as JSON; every seventh cell of what may lack values lacks one."""
    table = {"name": "sample", "title": {"nb": "Svar på øya", "nn": "Svar", "en": "Answers"}, "columns": [
        {"name": "kommune", "type": "text", "role": "dimension", "label": {"nb": "Kommune å", "en": "Municipality"},
         "values": {code: {"nb": label} for code, label in PLACES.items()}},
        {"name": "near", "type": "text", "role": "dimension", "label": {"nb": "Hvor nær?"},
         "values": {"1": {"nb": "Langt unna"}, "5": {"nb": "Nær"}}},
        {"name": "row", "type": "int64", "role": "dimension", "label": {}},
        {"name": "count", "type": "int64", "role": "count", "label": {"nb": "Antall"}},
        {"name": "share", "type": "double", "role": "share", "label": {"nb": "Andel"}},
        {"name": "note", "type": "text", "role": "attribute", "label": {"nb": "Merknad"}},
        {"name": "æøå og mer", "type": "double", "role": "attribute", "label": {"nb": "Målt"}}],
        "rows": list(rows(count)), "missing": []}
    place = 0
    for number, row in enumerate(table["rows"]):
        for column in (3, 4, 5, 6):
            place += 1
            if place % 7 == 0:
                row[column] = None
                table["missing"].append({"row": number, "column": table["columns"][column]["name"],
                                         "reason": REASONS[place // 7 % 6]})
    return table


def make(count=200):
    """The table, and its columns as lists of values and of reasons."""
    doc = document(count)
    table = bry.Table.from_json(json.dumps(doc))
    names = [column["name"] for column in doc["columns"]]
    values = {name: [row[i] for row in doc["rows"]] for i, name in enumerate(names)}
    reasons = {name: [None] * count for name in names}
    for entry in doc["missing"]:
        reasons[entry["column"]][entry["row"]] = entry["reason"]
    return table, values, reasons

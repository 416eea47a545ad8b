"""Releases of a survey, with answers erased in between, and attacked together: releases.py [SURVEYS [FIRST]].

The attacker has every table of every release. Fails when, of all respondents or of those who answered an item, he computes
a withheld group of fewer than k, or what a group lost between two releases, where that is fewer than k; or when he can
narrow such a group in the first release to fewer than four values.
"""
import io
import json
import pathlib
import random
import sys
import tempfile
from collections import Counter
from itertools import product

import bry
from attacker import WHOLE, Attacker, Rows

K, WIDTH, RELEASES = 5, 3, 3
DIMS = ["a", "b"]
LEAVES = {"a": [f"a{i}" for i in range(9)], "b": ["b0", "b1", "b2"]}
PARENTS = {"a": {leaf: f"a_{i // 3}" for i, leaf in enumerate(LEAVES["a"])}}
TABLES = {"": (), "_by_a": ("a",), "_by_b": ("b",), "_by_a_b": ("a", "b")}
SPEC = {
    "by": ["a", "b", ["a", "b"]],
    "items": ["near"],
    "hierarchies": {"a": [{"code": c, "parent": p} for c, p in PARENTS["a"].items()]},
}
FORM = {"elements": [{"type": "rating", "name": "near"}, {"type": "boolean", "name": "here"}]}


def check(condition, seed, what):
    if not condition:
        raise SystemExit(f"survey {seed}: {what}")


def shown_in(release, part):
    """Respondents by cell, None where withheld."""
    shown = {}
    for ending, dims in TABLES.items():
        for row in release[part + ending].to_dicts():
            shown[tuple(row[d] if d in dims else WHOLE for d in DIMS)] = row["respondents"]
    return shown


def cells_of(person):
    above = [Attacker._above(code, PARENTS.get(dim, {})) for dim, code in zip(DIMS, person)]
    return product(*above)


def truth(people):
    return Counter(cell for person in people for cell in cells_of(person))


def attack(seed, part, shown, counts):
    """shown and counts: of each release. Unknown are the people of an atom by the release they were last in."""
    for r, cells in enumerate(shown):
        for cell, number in cells.items():
            check(number is None or number == counts[r][cell], seed, f"{part}: {cell} is wrong")
            check(number is None or number == 0 or number >= K, seed, f"{part}: {cell} is small")

    atoms = [leaf for leaf in product(*(LEAVES[d] for d in DIMS)) if counts[0][leaf] > 0]
    members = {}
    for atom in atoms:
        for cell in cells_of(atom):
            members.setdefault(cell, []).append(atom)

    def vector(cell, r):
        return {f"{atom} {last}": 1 for atom in members.get(cell, ()) for last in range(r, len(shown))}

    known = Rows()
    for r, cells in enumerate(shown):
        for cell, number in cells.items():
            if number is not None:
                known.add(vector(cell, r))
    tried = 0
    for r, cells in enumerate(shown):
        for cell, number in cells.items():
            if number is None and 0 < counts[r][cell] < K:
                tried += 1
                check(not known.tells(vector(cell, r)), seed, f"{part}: {cell} of release {r + 1} can be computed")
            for later in range(r + 1, len(shown)):
                left = counts[r][cell] - counts[later][cell]
                if 0 < left < K:
                    tried += 1
                    gone = {key: 1 for key in vector(cell, r) if key not in vector(cell, later)}
                    check(not known.tells(gone), seed, f"{part}: who left {cell} can be computed")
    return tried


def attack_intervals(seed, part, shown, count):
    rows = [dict(zip(DIMS, cell), count=number, status="withheld" if number is None else "published")
            for cell, number in shown.items() if count[cell] > 0]
    attacker = Attacker(DIMS, LEAVES, PARENTS, [rows])
    system = attacker.equations()
    for cell in [cell for cell in attacker.withheld() if count[cell] < K][:6]:
        low, high = attacker.interval(cell, system, WIDTH)
        if low is not None and high is not None:
            check(high - low >= WIDTH, seed, f"{part}: {cell} is between {low} and {high}")


def people_of(seed):
    rng = random.Random(seed)
    weights = {d: [rng.random() ** 2 + 0.05 for _ in LEAVES[d]] for d in DIMS}
    people = [tuple(rng.choices(LEAVES[d], weights[d])[0] for d in DIMS) for _ in range(rng.randint(120, 400))]
    return rng, [(person, rng.randint(1, 5) if rng.random() < 0.9 else None) for person in people]


def fill(store, slug, people):
    survey = store.create_survey(slug, FORM, segments=[{"name": d} for d in DIMS])
    survey.open()
    for (a, b), near in people:
        answers = {"here": True} if near is None else {"here": True, "near": near}
        survey.submit(answers, segments={"a": a, "b": b})
    survey.end()
    return survey


def erase_some(survey, rng):
    """A few, as managers do by id; those who are left."""
    out = io.BytesIO()
    survey.export_jsonl(out, ids=True)
    rows = [json.loads(line) for line in out.getvalue().decode().splitlines()]
    rows.sort(key=lambda row: row["id"])
    for row in rng.sample(rows, rng.randint(1, 6)):
        survey.erase(row["id"])
        rows.remove(row)
    return [((row["segments"]["a"], row["segments"]["b"]), row["answers"].get("near")) for row in rows]


def one_survey(store, seed):
    rng, people = people_of(seed)
    slug = f"s{seed}"
    survey = fill(store, slug, people)
    shown, counts = {"groups": [], "near": []}, {"groups": [], "near": []}
    for _ in range(RELEASES):
        try:
            release = store.publish(dict(SPEC, name=slug, survey=slug))
        except bry.Refused:  # nothing is published that could be attacked
            break
        for part, counted in (("groups", people), ("near", [p for p in people if p[1] is not None])):
            shown[part].append(shown_in(release, part))
            counts[part].append(truth([person for person, _ in counted]))
        people = erase_some(survey, rng)
    for part in shown:
        attack_intervals(seed, part, shown[part][0], counts[part][0])
    return sum(attack(seed, part, shown[part], counts[part]) for part in shown), len(shown["groups"])


def main():
    surveys = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory(prefix="bry-releases-") as name:
        pathlib.Path(name).chmod(0o711)
        with bry.Store(f"local:{name}/db") as store:
            store.add_tenant("t", "T")
            store.set_tenant("t")
            tried = releases = 0
            for seed in range(first, first + surveys):
                more, made = one_survey(store, seed)
                tried, releases = tried + more, releases + made
    print(f"{surveys} surveys, {releases} releases, {tried} small numbers that nobody told")
    if tried == 0:
        raise SystemExit("nothing was attacked")


main()

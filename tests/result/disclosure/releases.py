"""Releases of the same people in changing breakdowns, attacked together: releases.py [SURVEYS [FIRST]].

The attacker has every table of every release. Fails when, of all respondents or of those who answered an item, he computes
a withheld group of fewer than k, or can narrow one to fewer than four values; or when a mean is shown where the distribution
is not. At the end some people are erased: that anything more is released then fails too.
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

K, WIDTH, RELEASES = 5, 3, 4
DIMS = ["a", "b"]
LEAVES = {"a": [f"a{i}" for i in range(9)], "b": ["b0", "b1", "b2"]}
PARENTS = {"a": {leaf: f"a_{i // 3}" for i, leaf in enumerate(LEAVES["a"])}}
TABLES = {"": (), "_by_a": ("a",), "_by_b": ("b",), "_by_a_b": ("a", "b")}
SPEC = {
    "items": ["near"],
    "hierarchies": {"a": [{"code": c, "parent": p} for c, p in PARENTS["a"].items()]},
}
BREAKDOWNS = ([], ["a"], ["b"], ["a", "b"], [["a", "b"]], ["a", ["a", "b"]], ["b", ["a", "b"]], ["a", "b", ["a", "b"]])
FORM = {"elements": [{"type": "rating", "name": "near"}, {"type": "boolean", "name": "here"}]}


def check(condition, seed, what):
    if not condition:
        raise SystemExit(f"survey {seed}: {what}")


def shown_in(release, part):
    """Respondents by cell, None where withheld; of the tables that the release has."""
    shown = {}
    for ending, dims in TABLES.items():
        if part + ending not in release:
            continue
        for row in release[part + ending].to_dicts():
            shown[tuple(row[d] if d in dims else WHOLE for d in DIMS)] = row["respondents"]
    return shown


def check_means(seed, release):
    for ending, dims in TABLES.items():
        if "near_mean" + ending not in release:
            continue
        spread = {tuple(row[d] for d in dims) for row in release["near" + ending].to_dicts() if row["count"] is None}
        for row in release["near_mean" + ending].to_dicts():
            check(row["mean"] is None or tuple(row[d] for d in dims) not in spread, seed, "a mean is shown alone")
            check(row["mean"] is None or row["respondents"] >= 8, seed, "a mean is of few people")


def cells_of(person):
    above = [Attacker._above(code, PARENTS.get(dim, {})) for dim, code in zip(DIMS, person)]
    return product(*above)


def truth(people):
    return Counter(cell for person in people for cell in cells_of(person))


def attack(seed, part, releases, count):
    """What all releases show is one table; unknown are the people of each atom."""
    shown = {}
    for cells in releases:
        for cell, number in cells.items():
            check(number is None or number == count[cell], seed, f"{part}: {cell} is wrong")
            check(number is None or number == 0 or number >= K, seed, f"{part}: {cell} is small")
            check(shown.setdefault(cell, number) == number, seed, f"{part}: {cell} is shown in one release only")

    members = {}
    for atom in [leaf for leaf in product(*(LEAVES[d] for d in DIMS)) if count[leaf] > 0]:
        for cell in cells_of(atom):
            members.setdefault(cell, []).append(atom)
    known = Rows()
    for cell, number in shown.items():
        if number is not None:
            known.add({atom: 1 for atom in members.get(cell, ())})
    small = [cell for cell, number in shown.items() if number is None and 0 < count[cell] < K]
    for cell in small:
        check(not known.tells({atom: 1 for atom in members[cell]}), seed, f"{part}: {cell} can be computed")
    attack_intervals(seed, part, shown, count)
    return len(small)


def table_of(cell):
    return tuple(code != WHOLE for code in cell)


class OfTables(Attacker):
    """One who has no more tables than there are: what is in none of them is no cell."""

    def cells_of(self, leaf):
        there = {table_of(cell) for cell in self.shown[0]}
        return [cell for cell in super().cells_of(leaf) if table_of(cell) in there]


def attack_intervals(seed, part, shown, count):
    rows = [dict(zip(DIMS, cell), count=number, status="withheld" if number is None else "published")
            for cell, number in shown.items() if count[cell] > 0]
    attacker = OfTables(DIMS, LEAVES, PARENTS, [rows])
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
    """A few, as managers do by id."""
    out = io.BytesIO()
    survey.export_jsonl(out, ids=True)
    ids = sorted(json.loads(line)["id"] for line in out.getvalue().decode().splitlines())
    for number in rng.sample(ids, rng.randint(1, 8)):
        survey.erase(number)


def check_refused(store, seed, spec):
    for act in (store.publish, store.release_dry_run):
        try:
            act(spec)
        except bry.Refused:
            continue
        raise SystemExit(f"survey {seed}: released after an erasure")


def one_survey(store, seed):
    rng, people = people_of(seed)
    slug = f"s{seed}"
    survey = fill(store, slug, people)
    shown = {"groups": [], "near": []}
    for by in rng.sample(BREAKDOWNS, RELEASES):
        try:
            release = store.publish(dict(SPEC, by=by, name=slug, survey=slug))
        except bry.Refused:  # nothing is published that could be attacked
            continue
        check_means(seed, release)
        for part in shown:
            shown[part].append(shown_in(release, part))
    erase_some(survey, rng)
    if shown["groups"]:
        check_refused(store, seed, dict(SPEC, by=[], name=slug, survey=slug))
    answered = {"groups": people, "near": [p for p in people if p[1] is not None]}
    counts = {part: truth([person for person, _ in answered[part]]) for part in shown}
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

"""Random tables, protected, and attacked: attack.py [TABLES [FIRST [CELLS]]] (CELLS: intervals looked at a table).

Fails when a withheld group can be computed, told closely, found by somebody who is alone in a group, or put together
with others to a union of fewer than k people; across tables and releases too.
"""
import random
import sys
import time
from itertools import combinations

import bry
from attacker import Attacker

WIDTH = 3


def random_case(seed):
    """Dimensions with codes, hierarchies, people, options."""
    rng = random.Random(seed)
    dims = ["a", "b", "c", "d"][: rng.choice([2, 2, 3, 3, 4])]
    sizes = {2: (12, 8), 3: (8, 4, 3), 4: (5, 3, 2, 2)}[len(dims)]
    leaves = {d: [f"{d}{i}" for i in range(rng.randint(2, size))] for d, size in zip(dims, sizes)}
    parents = {}
    for d in dims:
        if len(leaves[d]) >= 4 and rng.random() < 0.6:
            parents[d] = {leaf: f"{d}_{i // 3}" for i, leaf in enumerate(leaves[d])}
    cells = 1
    for d in dims:
        cells *= len(leaves[d])
    weights = {d: [rng.random() ** 2 + 0.05 for _ in leaves[d]] for d in dims}
    people = int(cells * rng.uniform(1, 6)) + 5
    rows = [tuple(rng.choices(leaves[d], weights[d])[0] for d in dims) for _ in range(people)]
    tables = None
    if len(dims) == 3 and rng.random() < 0.3:
        tables = [("a", "b"), ("a", "c")]
    return dims, leaves, parents, rows, rng.choice([3, 4, 5, 5, 5, 8]), tables


def hierarchy(parent):
    return "code,parent\n" + "".join(f"{code},{up}\n" for code, up in parent.items())


def protect(dims, rows, parents, k, tables, **more):
    return bry.protect(
        {d: [row[i] for row in rows] for i, d in enumerate(dims)},
        k=k,
        width=WIDTH,
        hierarchies={d: hierarchy(p) for d, p in parents.items()} or None,
        tables=tables and ";".join(",".join(t) for t in tables),
        **more,
    )


def as_dicts(table):
    return [{c: v for c, v in zip(table.columns, row)} for row in table]


def truth(attacker, rows):
    count = {}
    for row in rows:
        for cell in attacker.cells_of(row):
            count[cell] = count.get(cell, 0) + 1
    return count


def check(condition, seed, what):
    if not condition:
        raise SystemExit(f"table {seed}: {what}")


def attack_counts(attacker, count, k, seed):
    shown = attacker.shown[-1]
    check(set(shown) == set(count), seed, "the cells are not those there are")
    for cell, number in shown.items():
        check(number is None or number == count[cell], seed, "a published count is wrong")
        check(number is None or number == 0 or number >= k, seed, "a small count is published")


def attack_span(attacker, count, k, seed, rng):
    known = attacker.rows()
    withheld = attacker.withheld()
    for cell in withheld:
        check(not known.tells(attacker.vector(cell)), seed, f"{cell} can be computed")
    small = [cell for cell in withheld if count[cell] < k]
    rests = {cell: known.reduce(attacker.vector(cell)) for cell in small}
    lead = {}
    for cell in small:
        first = min(rests[cell])
        lead[cell] = tuple(sorted((a, v / rests[cell][first]) for a, v in rests[cell].items()))
    by_direction = {}
    for cell in small:
        by_direction.setdefault(lead[cell], []).append(cell)
    for cells in by_direction.values():
        alone = [c for c in cells if count[c] == 1]
        for one in alone:
            others = [c for c in cells if not set(rests_atoms(attacker, one)) & set(rests_atoms(attacker, c))]
            check(not others, seed, f"who is alone in {one} finds {others[:1]}")
    pairs = list(combinations(small, 2))
    rng.shuffle(pairs)
    for left, right in pairs[:400]:
        both = attacker.vector(left)
        if count[left] + count[right] >= k or set(both) & set(attacker.vector(right)):
            continue
        both.update(attacker.vector(right))
        check(not known.tells(both), seed, f"the union of {left} and {right} can be computed")


def rests_atoms(attacker, cell):
    return attacker.members[cell]


def attack_intervals(attacker, count, k, seed, rng, cells):
    system = attacker.equations()
    small = [cell for cell in attacker.withheld() if count[cell] < k]
    rng.shuffle(small)
    for cell in small[:cells]:
        low, high = attacker.interval(cell, system, WIDTH)
        if low is None or high is None:
            print(f"table {seed}: the solver gave up on {cell}")
            continue
        check(high - low >= WIDTH, seed, f"{cell} is between {low} and {high}")


def attack_releases(seed, rng):
    """Some come, a few leave, and the survey is published again."""
    dims, leaves, parents, rows, k, _ = random_case(seed)
    since = [1 if rng.random() < 0.93 else 2 for _ in rows]
    until = [1 if s == 1 and rng.random() < 0.02 else 0 for s in since]
    then = [row for row, s in zip(rows, since) if s == 1]
    now = [row for row, u in zip(rows, until) if u == 0]
    first = protect(dims, then, parents, k, None)
    try:
        second = protect(dims, rows, parents, k, None, since=since, until=until, earlier=[first.table])
    except bry.Refused:
        return 1
    attackers = [Attacker(dims, leaves, parents, [as_dicts(p.table)]) for p in (first, second)]
    known = Attacker.rows(attackers[0]).__class__()
    for number, attacker in enumerate(attackers):
        for cell, shown in attacker.shown[0].items():
            if shown is not None:
                known.add(cohort_vector(attacker, cell, number))
    counts = [truth(attackers[0], then), truth(attackers[1], now)]
    came = truth(attackers[1], [row for row, s in zip(rows, since) if s == 2])
    left = truth(attackers[0], [row for row, u in zip(rows, until) if u == 1])
    for number, attacker in enumerate(attackers):
        for cell in attacker.withheld():
            if counts[number][cell] < k:
                check(not known.tells(cohort_vector(attacker, cell, number)), seed, f"release {number}: {cell}")
    for cell in set(came) | set(left):
        if 0 < came.get(cell, 0) + left.get(cell, 0) < k and cell in counts[0] and cell in counts[1]:
            change = cohort_vector(attackers[1], cell, 1)
            for key, value in cohort_vector(attackers[0], cell, 0).items():
                change[key] = change.get(key, 0) - value
            check(not known.tells(change), seed, f"who came or left in {cell} can be computed")
    return 0


def cohort_vector(attacker, cell, release):
    """People of a release: those who are in both, and those who are in that one only."""
    vector = {}
    for atom in attacker.members[cell]:
        vector[(attacker.atoms[atom], "both")] = 1
        vector[(attacker.atoms[atom], release)] = 1
    return {str(key): value for key, value in vector.items()}


def attack(seed, cells):
    rng = random.Random(seed + 1)
    dims, leaves, parents, rows, k, tables = random_case(seed)
    protected = protect(dims, rows, parents, k, tables)
    check(protected.audit["passed"], seed, "the audit did not pass")
    attacker = Attacker(dims, leaves, parents, [as_dicts(protected.table)], tables)
    count = truth(attacker, rows)
    attack_counts(attacker, count, k, seed)
    attack_span(attacker, count, k, seed, rng)
    attack_intervals(attacker, count, k, seed, rng, cells)
    refused = attack_releases(seed, rng) if seed % 4 == 0 else 0
    return len(count), len(attacker.withheld()), refused


def main():
    tables, first, cells = (int(v) for v in (sys.argv[1:] + ["60", "1", "6"][len(sys.argv) - 1 :])[:3])
    began, seen, hidden, refused = time.time(), 0, 0, 0
    for seed in range(first, first + tables):
        result = attack(seed, cells)
        seen, hidden, refused = seen + result[0], hidden + result[1], refused + result[2]
    print(f"{tables} tables of {seen} groups, {hidden} withheld: nothing found "
          f"({refused} second releases refused, {time.time() - began:.0f} s)")


if __name__ == "__main__":
    main()

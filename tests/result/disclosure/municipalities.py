"""Simulated municipalities of 60 departments: no union of fewer than k people comes out by subtraction; and of 12, none of
people all but one of whom gave one answer.

municipalities.py [HOW_MANY]. For every published group the published groups within it that do not overlap are chosen so
that as few people as can be, but some, are left of it: an integer program, which knows nothing of divisions.
"""
import random
import sys
import time

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from attack import as_dicts, check, protect, truth
from attacker import Attacker

K = 5
DIMS = ["department", "age", "sex"]


def municipality(seed):
    rng = random.Random(seed)
    departments = [f"d{i:02}" for i in range(60)]
    parent = {name: f"s{i // 6}" for i, name in enumerate(departments)}
    parent.update({f"s{i}": f"o{i // 4}" for i in range(10)})
    rows = []
    for name in departments:
        for _ in range(max(1, round(rng.lognormvariate(2.8, 0.8)))):
            rows.append((name, rng.choices("1234", (2, 3, 3, 1))[0], rng.choices("fm", (3, 1))[0]))
    tables = [None, [("department", "age"), ("department", "sex")]][seed % 2]
    return rows, {"department": parent}, tables


def least_left(inside, people, atoms, whole, others=None):
    """The fewest people that remain of a group less groups inside it that do not overlap, of whom somebody remains; others
    and whole: which people are counted, in the groups and in all (people, unless told)."""
    place = {atom: i for i, atom in enumerate(sorted(atoms))}
    entries = [(place[a], j) for j, members in enumerate(inside) for a in members]
    matrix = csr_matrix((np.ones(len(entries)), ([a for a, _ in entries], [j for _, j in entries])),
                        shape=(len(place), len(inside)))
    sizes = np.array(people, dtype=float)
    counted, of_all = (people, whole) if others is None else others
    found = milp(
        -np.array(counted, dtype=float),
        constraints=[LinearConstraint(matrix, -np.inf, 1), LinearConstraint(sizes[None, :], -np.inf, whole - 1)],
        bounds=Bounds(0, 1),
        integrality=np.ones(len(inside)),
        options={"time_limit": 30},
    )
    return None if found.x is None else of_all + round(found.fun)


def attack(seed):
    rows, parents, tables = municipality(seed)
    protected = protect(DIMS, rows, parents, K, tables)
    leaves = {d: sorted({row[i] for row in rows}) for i, d in enumerate(DIMS)}
    attacker = Attacker(DIMS, leaves, parents, [as_dicts(protected.table)], tables)
    count = truth(attacker, rows)
    shown = {cell: frozenset(attacker.members[cell]) for cell, n in attacker.shown[0].items() if n}
    looked = 0
    for cell, atoms in shown.items():
        inside = [other for other, members in shown.items() if members < atoms]
        if not inside:
            continue
        left = least_left([shown[o] for o in inside], [count[o] for o in inside], atoms, count[cell])
        check(left is None or left >= K, seed, f"{left} people are left of {cell}")
        looked += 1
    return looked


def answered(seed):
    """Twelve departments of a municipality, most of which answer alike."""
    rows, parents, tables = municipality(seed)
    rng = random.Random(seed)
    rows = [row for row in rows if row[0] < "d12"]
    weights = {name: rng.choice([(1, 2, 4, 8, 5), (0, 0, 1, 9, 9), (0, 0, 0, 1, 15)]) for name in parents["department"]}
    return rows, parents, tables, [rng.choices("12345", weights[row[0]])[0] for row in rows]


def unions_alike(seed):
    """How many published groups, and which of them less others leave people of whom all but one gave one answer."""
    rows, parents, tables, answers = answered(seed)
    protected = protect(DIMS, rows, parents, K, tables, answers=answers)
    leaves = {d: sorted({row[i] for row in rows}) for i, d in enumerate(DIMS)}
    attacker = Attacker(DIMS, leaves, parents, [as_dicts(protected.table)], tables)
    count = truth(attacker, rows)
    shown = {cell: frozenset(attacker.members[cell]) for cell, n in attacker.shown[0].items() if n}
    gave = {answer: truth(attacker, [r for r, a in zip(rows, answers) if a == answer]) for answer in set(answers)}
    found = []
    for cell, atoms in shown.items():
        inside = [other for other, members in shown.items() if members < atoms]
        for of in gave.values() if inside else ():
            others = [count[o] - of.get(o, 0) for o in inside], count[cell] - of.get(cell, 0)
            left = least_left([shown[o] for o in inside], [count[o] for o in inside], atoms, count[cell], others)
            if left is not None and left <= 1:
                found.append(cell)
    return len(shown), found


def main():
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    began = time.time()
    looked = sum(attack(seed) for seed in range(how_many))
    for seed in range(how_many):
        shown, found = unions_alike(seed)
        check(not found, seed, f"nearly all gave one answer of what is left of {found[:1]}")
        looked += shown
    print(f"{how_many} municipalities, {looked} published groups taken apart: nothing found ({time.time() - began:.0f} s)")


if __name__ == "__main__":
    main()

"""protect.py FOLDER RSCRIPT|- R_LIBRARY|-: random tables, protected here and by GaussSuppression's algorithm.

The R side reads the tables that are written to FOLDER and prints, for each, its number of suppressed cells and seconds."""
import csv
import pathlib
import random
import resource
import subprocess
import sys
import time

import bry

SHAPES = [(20, 4, 3), (40, 6, 2), (60, 5, 3), (100, 4, 2)]


def table(seed, departments, ages, sexes):
    rng = random.Random(seed)
    people = {}
    for d in range(departments):
        for _ in range(rng.randint(4, 50)):
            key = (f"s{d // 10:03}", f"d{d:04}", f"a{min(rng.randrange(ages), rng.randrange(ages))}",
                   f"x{rng.randrange(sexes)}")
            people[key] = people.get(key, 0) + 1
    return people


def protect(people, **options):
    keys = list(people)
    parents = "code,parent\n" + "".join(f"{d},{s}\n" for d, s in dict.fromkeys((k[1], k[0]) for k in keys))
    dims = {"department": [k[1] for k in keys], "age": [k[2] for k in keys], "sex": [k[3] for k in keys]}
    began = time.perf_counter()
    found = bry.protect(dims, list(people.values()), hierarchies={"department": parents}, **options)
    return found.audit["primary"] + found.audit["secondary"], found.audit, time.perf_counter() - began


def main():
    folder, rscript, library = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    kinds = {"plain": dict(width=0, unions=False, alone=False), "alone": dict(width=0, unions=False),
             "unions": dict(width=0), "default": {}, "least0": dict(least=0)}
    totals = {kind: [0, 0.0] for kind in kinds}
    tables = []
    for number, shape in enumerate(SHAPES):
        people = table(number, *shape)
        name = folder / f"t{number:02}.csv"
        with open(name, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["section", "department", "age", "sex", "n"])
            writer.writerows([*key, count] for key, count in people.items())
        tables.append(name)
        for kind, options in kinds.items():
            withheld, _, seconds = protect(people, **options)
            totals[kind][0] += withheld
            totals[kind][1] += seconds
    for kind, (withheld, seconds) in totals.items():
        print(f"bench protect_{kind}_withheld {withheld} cells")
        print(f"bench protect_{kind}_time {1000 * seconds:.0f} ms")
    for kind in ("alone", "unions", "default", "least0"):
        print(f"bench protect_{kind}_cells_to_plain {totals[kind][0] / totals['plain'][0]:.3f} ratio")
    if rscript != "-":
        beside_r(rscript, library, tables, totals)
    large = table(99, 1000, 5, 2)
    for name, options in (("linked", dict(tables="department,age;department,sex")), ("crossed", {})):
        _, _, seconds = protect(large, **options)
        print(f"bench protect_1000_{name} {seconds:.2f} s")
    print(f"bench protect_peak_memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def beside_r(rscript, library, tables, totals):
    done = subprocess.run([rscript, str(pathlib.Path(__file__).with_suffix(".R")), library, *map(str, tables)],
                          stdout=subprocess.PIPE, text=True, check=True)
    for kind, ours in (("none", "plain"), ("anySum", "alone")):
        lines = [line.split() for line in done.stdout.splitlines() if line.startswith(f"{kind} ")]
        cells, seconds = sum(int(l[1]) for l in lines), sum(float(l[2]) for l in lines)
        print(f"bench protect_R_{kind}_withheld {cells} cells")
        print(f"bench protect_R_{kind}_time {1000 * seconds:.0f} ms")
        print(f"bench protect_{ours}_cells_to_R_{kind} {totals[ours][0] / cells:.3f} ratio")
        print(f"bench protect_{ours}_times_faster_than_R_{kind} {seconds / totals[ours][1]:.1f} ratio")


if __name__ == "__main__":
    main()

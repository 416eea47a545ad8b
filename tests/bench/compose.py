"""Instances by the published recipes of the maximally diverse grouping problem, what each program makes of them in equal
time, and schedules of social golfers. Called by compose.sh."""
import csv
import math
import os
import random
import subprocess
import sys

FOLDER, BRY, R_LIBRARY, SEEDS = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
SECONDS = [float(t) for t in sys.argv[5].split(",")]
GROUPS = {120: 10, 480: 20}


def instance(kind, n, seed):
    """RanInt: whole numbers in [0, 100]; RanReal: numbers in [0, 100]; Geo: Euclidean distances of points with 2 to 21
    coordinates in [0, 10] (M. Gallego, M. Laguna, R. Martí, A. Duarte, JORS 64, 2013)."""
    draw = random.Random(f"{kind} {n} {seed}")
    points = []
    if kind == "Geo":
        dimensions = draw.randint(2, 21)
        points = [[draw.uniform(0, 10) for _ in range(dimensions)] for _ in range(n)]

    def distance(i, j):
        if kind == "RanInt":
            return draw.randint(0, 100)
        return round(draw.uniform(0, 100), 4) if kind == "RanReal" else round(math.dist(points[i], points[j]), 5)

    path = os.path.join(FOLDER, f"{kind}-{n}-{seed}.txt")
    size = n // GROUPS[n]
    lines = [f"{i} {j} {distance(i, j)}\n" for i in range(n) for j in range(i + 1, n)]
    with open(path, "w") as file:
        file.writelines(lines)
    with open(path + ".mdgp", "w") as file:
        file.write(f"{n} {GROUPS[n]} ss" + f" {size} {size}" * GROUPS[n] + "\n")
        file.writelines(lines)
    return path


def by_bry(path, n, seconds, seed):
    sizes = ",".join([str(n // GROUPS[n])] * GROUPS[n])
    command = [BRY, "compose", "--distances", path, "--sizes", sizes, "--seconds", str(seconds), "--seed", str(seed)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[1])


def by_r(method, path, n, seconds):
    """The figures of an R program: anticlust gives one, the iterated maxima search the best and mean of ten runs."""
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "compose.R")
    command = ["Rscript", script, R_LIBRARY, method, path, str(n), str(GROUPS[n]), str(seconds)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    lines = [line.split()[1:] for line in done.stdout.splitlines() if line.startswith("result")]
    return [float(value) for value in lines[-1]] if lines else None


def compare(kind, n, seed, seconds):
    path = instance(kind, n, seed)
    figures = {"bry": by_bry(path, n, seconds, seed)}
    if R_LIBRARY != "-":
        anticlust = by_r("anticlust", path, n, seconds)
        search = by_r("ims", path, n, seconds)
        if anticlust:
            figures["anticlust"] = anticlust[0]
        if search:
            figures["ims_best_of_ten"], figures["ims_mean"] = search
    for name, value in figures.items():
        print(f"bench compose_{kind}_{n}_{seed}_{seconds:g}s_{name} {value:.4f} distance", flush=True)


def golfers(groups, size, rounds):
    people = os.path.join(FOLDER, "people.csv")
    measures = os.path.join(FOLDER, "measures.csv")
    with open(people, "w") as file:
        file.write("id\n" + "".join(f"p{i}\n" for i in range(groups * size)))
    command = [BRY, "compose", people, "--groups", str(groups), "--rounds", str(rounds)]
    subprocess.run(command + ["--out", os.path.join(FOLDER, "g.csv"), "--measures", measures], check=True)
    with open(measures) as file:
        repeats = next(row["value"] for row in csv.DictReader(file) if row["measure"] == "repeats")
    print(f"bench compose_golfers_{groups}x{size}x{rounds} {repeats} repeats", flush=True)


for count, length in ((20, 6), (8, 4)):
    golfers(count, length, 14 if count == 20 else 10)
for limit in SECONDS:
    for elements in GROUPS:
        for family in ("RanInt", "RanReal", "Geo"):
            for number in range(1, SEEDS + 1):
                compare(family, elements, number, limit)

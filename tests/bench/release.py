"""Makes a store of so many responses with 40 items and 3 segments, and publishes it: the time, and the most memory that
publishing took beside the same of a tenth of the responses. Called by release.sh."""
import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time

import json

BRY = os.environ["BRY_COMMAND"]
ITEMS, UNITS, SECTORS, ROLES = 40, 60, 5, 4


def run(folder, *words, **options):
    return subprocess.run([BRY, "--store", f"local:{folder / 'db'}", "--tenant", "t", *map(str, words)], check=True,
                          stdout=subprocess.PIPE, **options).stdout.decode()


def answers(path, rows):
    rng = random.Random(20261123)
    heads = [f"i{n}" for n in range(ITEMS)]
    with path.open("w") as file:
        file.write(",".join(["unit", "sector", "role"] + heads) + "\n")
        for _ in range(rows):
            unit = min(rng.randrange(UNITS), rng.randrange(UNITS))  # small ones among them
            codes = rng.choices("12345", k=ITEMS)
            if rng.random() < 0.2:
                codes[rng.randrange(ITEMS)] = ""
            file.write(",".join([f"u{unit}", f"s{unit % SECTORS}", f"r{rng.randrange(ROLES)}"] + codes) + "\n")


def publish(folder, slug):
    """Seconds, and the most memory of a program that ran so far, in MB."""
    spec = {"name": slug, "survey": slug, "by": ["unit", "sector", "role", ["unit", "role"], ["sector", "role"]],
            "items": [f"i{n}" for n in range(ITEMS)]}
    path = folder / "spec.json"
    path.write_text(json.dumps(spec))
    began = time.monotonic()
    said = json.loads(run(folder, "release", "publish", path))
    return time.monotonic() - began, said


def most_memory(folder, slug):
    """In a process of its own, whose children's peak it reads."""
    read, write = os.pipe()
    if os.fork() == 0:
        seconds, said = publish(folder, slug)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        os.write(write, json.dumps([seconds, peak, said["hash"], said["audit"]["passed"]]).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        return json.loads(pipe.read())


def fill(folder, slug, rows):
    form = {"elements": [{"type": "rating", "name": f"i{n}"} for n in range(ITEMS)]}
    (folder / "form.json").write_text(json.dumps(form))
    (folder / "segments.json").write_text(json.dumps([{"name": name} for name in ("unit", "sector", "role")]))
    answers(folder / "answers.csv", rows)
    run(folder, "survey", "create", slug, folder / "form.json", "--segments", folder / "segments.json")
    run(folder, "survey", "open", slug)
    run(folder, "response", "import", slug, folder / "answers.csv")
    run(folder, "survey", "close", slug)


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory(prefix="bry-bench-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o711)
        subprocess.run([BRY, "local", "start", str(folder / "db")], check=True, stdout=subprocess.DEVNULL)
        try:
            run(folder, "migrate")
            run(folder, "tenant", "add", "t", "T")
            peaks = {}
            for slug, count in (("small", rows // 10), ("large", rows)):
                fill(folder, slug, count)
                seconds, peak, digest, passed = most_memory(folder, slug)
                peaks[slug] = peak
                print(f"bench release_{slug}_responses {count} responses")
                print(f"bench release_{slug} {seconds:.1f} s")
                print(f"bench release_{slug}_memory {peak:.0f} MB")
                print(f"bench release_{slug}_passed {int(passed)} yes")
                again = most_memory(folder, slug)
                print(f"bench release_{slug}_same_hash {int(again[2] == digest)} yes", flush=True)
            print(f"bench release_memory_ratio {peaks['large'] / peaks['small']:.2f} x")
        finally:
            subprocess.run([BRY, "local", "stop", str(folder / "db")], check=True, stdout=subprocess.DEVNULL)


main()

"""Statistics against R's (base, survey, psych) on data sets that ship with R and its packages in Debian.

reference.json holds data, the R expressions and their figures; reference.R makes it anew, and with the argument `run`
that is done here first, where R has what it needs."""
import json
import math
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import bry

HERE = pathlib.Path(__file__).resolve().parent
STORED = HERE / "reference.json"


def ours(case, data):
    args = dict(case["args"])
    people = bry.Table.from_dicts([dict(zip(data, row)) for row in zip(*data.values())])
    if case["call"] == "rake":
        raked = bry.rake(people, args["margins"], low=0, high=0, tolerance=1e-10)
        return {**raked.audit, "first": raked.weights[0], "last": raked.weights[-1]}
    if "weights" in args:
        args["weights"] = data[args["weights"]]
    if case["call"] == "tabulate_waves":
        waves, rows = args.pop("waves"), people.to_dicts()
        parts = {wave: [row for row in rows if row[waves] == wave] for wave in dict.fromkeys(data[waves])}
        table = bry.tabulate_waves({wave: bry.tabulate(parts[wave], args["items"], answer=args["answer"])
                                    for wave in ("north", "south", "west")})
    elif case["call"] == "tabulate_counts":  # what follows from a table of counts, as tables of themes are
        statistic = args.pop("statistic")
        table = bry.tabulate_counts(bry.tabulate(people, args.pop("items"), **args), statistic, answer=args["answer"])
    else:
        table = getattr(bry, case["call"])(people, args.pop("items"), **args)
    rows = [row for row in table.to_dicts() if all(row[name] == value for name, value in case["where"].items())]
    assert len(rows) == 1, (case["where"], rows)
    return rows[0]


class AgainstR(unittest.TestCase):
    reference = STORED

    def test_every_figure_is_the_same(self):
        document = json.loads(self.reference.read_text(encoding="utf-8"))
        figures = 0
        for case in document["cases"]:
            found = ours(case, document["data"][case["data"]])
            for name, expected in case["is"].items():
                with self.subTest(call=case["call"], where=case["where"], r=case["r"][name]):
                    self.assertIsNotNone(found[name])
                    self.assertTrue(math.isclose(found[name], expected, rel_tol=1e-7, abs_tol=1e-9),
                                    f"{name} is {found[name]!r} here, {expected!r} in R")
                figures += 1
        self.assertGreater(figures, 150)
        print(f"{figures} figures of {len(document['cases'])} cases, {', '.join(document['by'].values())}")


def run_r(folder):
    """R's figures of now, or None with the reason."""
    if not shutil.which("Rscript"):
        return None, "there is no R"
    made = pathlib.Path(folder) / "reference.json"
    done = subprocess.run(["Rscript", str(HERE / "reference.R"), str(made)], capture_output=True, text=True, timeout=300)
    return (made, "") if done.returncode == 0 else (None, (done.stderr.strip() or "R failed").splitlines()[-1])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as room:
        if sys.argv[1:] == ["run"]:
            AgainstR.reference, reason = run_r(room)
            if AgainstR.reference is None:
                print("skipped:", reason)
                sys.exit(77)
        unittest.main(argv=sys.argv[:1])

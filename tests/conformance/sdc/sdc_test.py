"""The sets of GaussSuppression (Statistics Norway, MIT; data of SSBtools) protected the same way.

sets.json holds the rows, which cells GaussSuppression 1.2.3 suppresses by plain elimination ("none"), and how many with its
handling of singletons ("anySum", which are groups without people, since these are withheld in the sets).
"""
import json
import pathlib
import unittest

import bry

SETS = json.loads((pathlib.Path(__file__).parent / "sets.json").read_text(encoding="utf-8"))


def protect(case):
    rows = [row.split(" ") for row in case["rows"]]
    hierarchies = {
        dim: "code,parent\n" + "".join(f"{code},{parent}\n" for code, parent in edges)
        for dim, edges in case["parents"].items()
    }
    dims = case["dims"]
    protected = bry.protect(
        {dim: [row[i] for row in rows] for i, dim in enumerate(dims)},
        [int(row[-1]) for row in rows],
        k=case["k"], width=0, unions=False, alone=False, zeros=True, hierarchies=hierarchies or None,
    )
    cells = [dict(zip(protected.table.columns, row)) for row in protected.table]
    return len(cells), sorted(" ".join(c[d] for d in dims) for c in cells if c["status"] == "withheld")


class Sets(unittest.TestCase):
    def test_plain_elimination_withholds_the_same_cells(self):
        self.assertEqual(len(SETS), 7)
        for case in SETS:
            with self.subTest(case["name"]):
                cells, withheld = protect(case)
                self.assertEqual(cells, case["cells"])
                self.assertEqual(withheld, case["none"])

    def test_sums_of_empty_groups_cost_at_most_five_percent_more(self):
        for case in SETS:
            with self.subTest(case["name"]):
                self.assertLessEqual(len(protect(case)[1]), 1.05 * case["anySum"])


if __name__ == "__main__":
    unittest.main()

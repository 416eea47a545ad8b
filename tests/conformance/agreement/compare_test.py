"""Agreement of coders against the packages krippendorff and scikit-learn on random codings."""
import random
import unittest

import bry
import krippendorff
import numpy
from sklearn import metrics

SETS = 40


def random_matrix(seed, coders, units, values, missing):
    draw = random.Random(seed)
    truth = [draw.randrange(values) for _ in range(units)]
    return [[None if draw.random() < missing else truth[u] if draw.random() < 0.6 else draw.randrange(values)
             for u in range(units)] for _ in range(coders)]


def codings_of(matrix):
    return [(f"u{u}", f"k{c}", str(value)) for c, line in enumerate(matrix) for u, value in enumerate(line)
            if value is not None]


class Compared(unittest.TestCase):
    def test_alpha_is_that_of_krippendorff(self):
        for seed in range(SETS):
            matrix = random_matrix(seed, 2 + seed % 5, 10 + seed, 2 + seed % 6, 0.25)
            data = numpy.array([[numpy.nan if v is None else v for v in line] for line in matrix], dtype=float)
            for distance in ("nominal", "ordinal", "interval"):
                found = bry.agreement(codings_of(matrix), distance=distance, resamples=0).to_dicts()[0]["value"]
                self.assertAlmostEqual(found, krippendorff.alpha(data, level_of_measurement=distance), places=10)

    def test_kappa_is_that_of_scikit_learn(self):
        for seed in range(SETS):
            left, right = random_matrix(seed, 2, 50 + seed, 2 + seed % 5, 0)
            labels = list(range(2 + seed % 5))
            for distance, weights in (("nominal", None), ("linear", "linear"), ("interval", "quadratic")):
                found = bry.agreement(codings_of([left, right]), "kappa", distance=distance, resamples=0)
                self.assertAlmostEqual(found.to_dicts()[0]["value"],
                                       metrics.cohen_kappa_score(left, right, labels=labels, weights=weights), places=10)

    def test_f1_is_that_of_scikit_learn(self):
        for seed in range(SETS):
            draw = random.Random(seed)
            names = "abcdefgh"[: 2 + seed % 7]
            sets = {coder: [set(draw.sample(names, draw.randint(1, 2))) for _ in range(30)] for coder in ("gold", "k")}
            codings = [(f"u{u}", coder, themes) for coder, list_ in sets.items() for u, themes in enumerate(list_)]
            used = sorted(set().union(*sets["gold"], *sets["k"]))
            gold, k = ([[int(t in themes) for t in used] for themes in sets[c]] for c in ("gold", "k"))
            rows = bry.agreement(codings, "f1", reference="gold", resamples=0).to_dicts()
            found = {(row["scope"], row["theme"], row["measure"]): row["value"] for row in rows}
            for average in ("micro", "macro", None):
                scores = metrics.precision_recall_fscore_support(gold, k, average=average, zero_division=0)
                for measure, score in zip(("precision", "recall", "f1"), scores):
                    for theme, value in zip(used, score) if average is None else [(None, score)]:
                        self.assertAlmostEqual(found[average or "theme", theme, measure] or 0, value, places=12)


if __name__ == "__main__":
    unittest.main()

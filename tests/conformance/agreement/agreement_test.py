"""Agreement of coders against worked examples of the literature, and against the definitions on random codings."""
import itertools
import json
import pathlib
import random
import unittest

import bry
import definition

EXAMPLES = json.loads(pathlib.Path(__file__).with_name("examples.json").read_text(encoding="utf-8"))


def codings_of(example):
    if "coders" in example:
        return [(str(unit), coder, value) for coder, line in example["coders"].items()
                for unit, value in enumerate(line.split()) if value != "."]
    names = example["table"]["rows"].split()
    units = itertools.count()
    return [(str(unit), coder, value)
            for row, counts in zip(names, example["table"]["counts"])
            for column, count in zip(names, counts)
            for unit in itertools.islice(units, count)
            for coder, value in (("A", row), ("B", column))]


def random_codings(seed, units=40, coders=3, themes="abcdefg", most=3, missing=0.2, empty=0.0):
    draw = random.Random(seed)
    return [(f"u{unit}", f"k{coder}", set() if draw.random() < empty else set(draw.sample(themes, draw.randint(1, most))))
            for unit in range(units) for coder in range(coders) if draw.random() >= missing]


def overall(table):
    return table.to_dicts()[0]["value"]


class Literature(unittest.TestCase):
    def test_worked_examples(self):
        for example in EXAMPLES:
            for expected in example["expected"]:
                with self.subTest(example["name"], **expected):
                    table = bry.agreement(codings_of(example), expected["measure"], distance=expected["distance"])
                    self.assertEqual(round(overall(table), expected["digits"]), expected["value"], example["source"])

    def test_masi_of_two_sets(self):
        """Passonneau 2006, from an alpha in which the distance d is all that is open: 1 - 3d / (4 + d)."""
        for left, right, distance in (("ab", "ab", 0), ("ab", "abcd", 1 - 1 / 2 * 2 / 3), ("abc", "bcd", 1 - 2 / 4 / 3),
                                      ("a", "abc", 1 - 1 / 3 * 2 / 3), ("ab", "cd", 1)):
            codings = [("1", "A", left), ("1", "B", right), ("2", "A", "yz"), ("2", "B", "yz")]
            with self.subTest(left=left, right=right):
                alpha = overall(bry.agreement(codings_of_letters(codings), distance="masi"))
                self.assertAlmostEqual(alpha, 1 - 3 * distance / (4 + distance), places=14)


def codings_of_letters(codings):
    return [(unit, coder, list(letters)) for unit, coder, letters in codings]


class Definitions(unittest.TestCase):
    def hold(self, found, expected):
        if expected is None:
            self.assertIsNone(found)
        else:
            self.assertAlmostEqual(found, float(expected), places=12)

    def test_alpha_of_sets_and_of_each_theme(self):
        for seed in range(20):
            codings = random_codings(seed, coders=2 + seed % 4, empty=0.1 * (seed % 3))
            for distance in ("masi", "nominal"):
                table = bry.agreement(codings, distance=distance, empty="none", resamples=0)
                self.hold(overall(table), definition.alpha(codings, getattr(definition, distance)))
                for row in table.to_dicts()[1:]:
                    of_theme = definition.of_theme(codings, row["theme"])
                    self.hold(row["value"], definition.alpha(of_theme, definition.nominal))

    def test_what_is_empty_is_not_coded_unless_that_is_asked_for(self):
        codings = random_codings(5, empty=0.3)
        coded = [coding for coding in codings if coding[2]]
        self.hold(overall(bry.agreement(codings)), definition.alpha(coded, definition.masi))

    def test_kappa_of_each_pair(self):
        for seed in range(10):
            codings = random_codings(seed)
            for row in bry.agreement(codings, "kappa", resamples=0).to_dicts():
                distance = definition.masi if row["scope"] == "overall" else definition.nominal
                of = codings if row["scope"] == "overall" else definition.of_theme(codings, row["theme"])
                self.hold(row["value"], definition.kappa(of, row["coder"], row["other"], distance))

    def test_more_themes_than_bits_in_a_word(self):
        draw = random.Random(3)
        names = [f"t{i}" for i in range(150)]
        codings = [(f"u{u}", coder, set(draw.sample(names, 3))) for u in range(30) for coder in "AB"]
        self.hold(overall(bry.agreement(codings)), definition.alpha(codings, definition.masi))


if __name__ == "__main__":
    unittest.main()

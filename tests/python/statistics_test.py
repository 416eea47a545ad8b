"""Statistics in Python: what goes in, what comes out. Figures are held to R's in conformance/statistics."""
import math
import unittest

import bry

# Two departments of 40, a scale, several values, and two people of no stated sex.
PEOPLE = {
    "dep": ["a"] * 40 + ["b"] * 40,
    "sex": ["f", "m"] * 39 + [None, None],
    "near": [1 + i % 5 for i in range(40)] + [1 + (i * i) % 5 for i in range(40)],
    "glad": [5 - i % 4 for i in range(80)],
    "picks": ["x;y", "y", "x", "z;x"] * 20,
}


class Tabulate(unittest.TestCase):
    def test_counts_by_a_column(self):
        table = bry.tabulate(PEOPLE, "near", "dep")
        row = next(row for row in table.to_dicts() if (row["dep"], row["value"]) == ("a", "3"))
        self.assertEqual((row["respondents"], row["count"], row["share"]), (40, 8, 0.2))
        self.assertTrue(row["low"] < 0.2 < row["high"])

    def test_several_items_are_parts(self):
        rows = bry.tabulate(PEOPLE, ["near", "glad"], statistic="summary", scale=(1, 5)).to_dicts()
        self.assertEqual([row["part"] for row in rows], ["near", "glad"])
        self.assertAlmostEqual(rows[1]["mean"], 3.5)

    def test_tests_of_several_values(self):
        table = bry.tabulate(PEOPLE, "picks", ["dep"], statistic="test", answer="multiple")
        self.assertEqual(table.column("part"), ["x", "y", "z"])
        self.assertTrue(all(math.isclose(p, 1) for p in table.column("p")))

    def test_rows_frames_and_tables_are_the_same_people(self):
        rows = [dict(zip(PEOPLE, row)) for row in zip(*PEOPLE.values())]
        expected = bry.tabulate(PEOPLE, "near", "dep").to_csv()
        self.assertEqual(bry.tabulate(rows, "near", "dep").to_csv(), expected)
        self.assertEqual(bry.tabulate(bry.Table.from_dicts(rows), "near", "dep").to_csv(), expected)

    def test_numbers_of_columns_with_gaps_are_whole(self):
        people = dict(PEOPLE, near=[math.nan] * 5 + [float(value) for value in PEOPLE["near"][5:]])
        table = bry.tabulate(people, "near", statistic="response")
        self.assertEqual((table.column("answered"), table.column("missing")), ([75], [5]))
        self.assertEqual(bry.tabulate(people, "near").column("value"), ["1", "2", "3", "4", "5"])

    def test_weights_hierarchies_margins_and_reasons(self):
        tree = "code,parent\na,house\nb,house\nhouse,\n"
        table = bry.tabulate(PEOPLE, "near", "dep", hierarchies={"dep": tree}, margins=True, statistic="summary",
                             scale=(1, 5), weights=[1 + i % 2 for i in range(80)])
        self.assertEqual(table.column("dep"), ["*", "a", "b", "house"])
        self.assertEqual(table.column("effective")[1], 36)
        table = bry.tabulate(PEOPLE, "near", statistic="response", missing={5: "dont_know"})
        self.assertEqual(table.column("dont_know"), [PEOPLE["near"].count(5)])

    def test_counts_of_a_table(self):
        counts = bry.tabulate(PEOPLE, "near", "dep")
        direct = bry.tabulate(PEOPLE, "near", "dep", statistic="summary", scale=(1, 5))
        self.assertEqual(bry.tabulate_counts(counts).to_csv(), direct.to_csv())

    def test_waves_of_a_closed_item(self):
        half = [{name: PEOPLE[name][i] for name in PEOPLE} for i in range(0, 80, 2)]
        waves = {"2025": bry.tabulate(half, "near"), "2026": bry.tabulate(PEOPLE, "near")}
        table = bry.tabulate_waves(waves)
        self.assertEqual(table.columns[:3], ["wave", "value", "respondents"])
        for row in table.to_dicts()[5:]:
            self.assertLessEqual(row["change_low"], row["change"])
            self.assertLessEqual(row["change"], row["change_high"])
        self.assertEqual(len(bry.tabulate_waves(waves, values=["3"])), 2)
        with self.assertRaisesRegex(bry.InvalidArgument, "There are 1 waves"):
            bry.tabulate_waves({"2026": waves["2026"]})

    def test_mistakes(self):
        with self.assertRaisesRegex(ValueError, "statistic is one of"):
            bry.tabulate(PEOPLE, "near", statistic="guess")
        with self.assertRaisesRegex(ValueError, "3 weights, but 80 rows"):
            bry.tabulate(PEOPLE, "near", weights=[1, 1, 1])
        with self.assertRaisesRegex(ValueError, "'sex'"):
            bry.tabulate(PEOPLE, "near", "dep", hierarchies={"sex": ""})
        with self.assertRaisesRegex(bry.NotFound, "nothing"):
            bry.tabulate(PEOPLE, "nothing")
        with self.assertRaises(bry.InvalidArgument):
            bry.tabulate(PEOPLE, "near", k=2)
        with self.assertRaisesRegex(ValueError, "differ in length"):
            bry.tabulate({"a": [1], "b": []}, "a")


class Pictures(unittest.TestCase):
    def test_stacked_bars_and_trends(self):
        counts = bry.tabulate(PEOPLE, "near", "dep", scale=(1, 5))
        self.assertIn("<desc", counts.svg("likert"))
        means = bry.tabulate(PEOPLE, "near", "dep", scale=(1, 5), statistic="summary")
        self.assertIn("<desc", means.svg("trend", "en"))
        self.assertEqual([row["across"] for row in means.vega("trend")["data"]["values"]], ["a", "b"])
        self.assertIn("20,0 %", counts._repr_html_())
        self.assertEqual(counts._is_share("low"), True)
        self.assertEqual(means._is_share("low"), False)
        with self.assertRaisesRegex(ValueError, "chart is one of"):
            counts.vega("pie")

    def test_in_a_report(self):
        report = bry.Report("Staff", "en")
        report.add(bry.tabulate(PEOPLE, "near", "dep", scale=(1, 5)), chart="likert")
        self.assertIn("bry-likert", report.html())


class Weights(unittest.TestCase):
    def test_margins_are_met(self):
        raked = bry.rake(PEOPLE, {"sex": {"f": 3, "m": 1}})
        female = sum(w for w, sex in zip(raked.weights, PEOPLE["sex"]) if sex == "f")
        male = sum(w for w, sex in zip(raked.weights, PEOPLE["sex"]) if sex == "m")
        self.assertAlmostEqual(female / male, 3, places=4)
        self.assertTrue(raked.audit["converged"])
        self.assertAlmostEqual(raked.audit["design_effect"] * raked.audit["effective"], 80)
        self.assertEqual(raked.table.column("people"), [39, 39])

    def test_what_cannot_be_done(self):
        with self.assertRaisesRegex(bry.Refused, "no row has that value"):
            bry.rake(PEOPLE, {"sex": {"f": 1, "m": 1, "x": 1}})
        with self.assertRaisesRegex(bry.Refused, "did not converge"):
            bry.rake(PEOPLE, {"sex": {"f": 50, "m": 1}}, high=1.5)


class Reliability(unittest.TestCase):
    def test_alpha_of_items(self):
        people = dict(PEOPLE, glad=[6 - value for value in PEOPLE["near"]])
        table = bry.reliability(people, ["near", "glad"])
        self.assertEqual(table.column("item"), ["*", "near", "glad"])
        self.assertEqual(table.column("items"), [2, 1, 1])
        self.assertIsNone(table.column("alpha")[0])  # the items cancel each other out
        turned = bry.reliability(people, ["near", "glad"], reversed=["glad"], scale=(1, 5))
        self.assertAlmostEqual(turned.column("alpha")[0], 1)

    def test_mistakes(self):
        with self.assertRaisesRegex(ValueError, "'sex'"):
            bry.reliability(PEOPLE, ["near", "glad"], reversed=["sex"])
        with self.assertRaises(bry.ParseError):
            bry.reliability(PEOPLE, ["near", "picks"])


class RelationsTest(unittest.TestCase):
    ROWS = [{"person": f"a{i}", "from": "A", "to": "B", "hours_now": 2 * i, "hours_wanted": w, "quality": None}
            for i, w in ((1, 4), (2, 4), (3, 10), (4, 6))]

    def test_means_and_gap_of_a_pair(self):
        pair, unit = bry.relations(self.ROWS, k=3).to_dicts()
        self.assertEqual((pair["people"], pair["hours_now"], pair["hours_wanted"], pair["gap"]), (4, 5.0, 6.0, 1.0))
        self.assertEqual((pair["quality"], unit["to"], unit["hours_now"]), (None, None, 5.0))

    def test_few_are_withheld(self):
        self.assertEqual(bry.relations(self.ROWS).column("people"), [None, None])

    def test_who_says_two_things_is_refused(self):
        with self.assertRaises(bry.Refused):
            bry.relations(self.ROWS + self.ROWS[:1])


class LadderTest(unittest.TestCase):
    ROWS = [{"unit": unit, "wave": wave, "step": int(step)} for unit, wave, steps in (
        ("A", 2025, "1233"), ("A", 2026, "2344"), ("B", 2025, "224"), ("B", 2026, "22")) for step in steps]

    def test_medians_by_unit_and_wave(self):
        found = bry.ladder(self.ROWS, k=3).to_dicts()
        self.assertEqual([(row["unit"], row["wave"], row["median"]) for row in found], [
            ("A", "2025", 2), ("B", "2025", 2), (None, "2025", 2), ("A", "2026", 3), ("B", "2026", None), (None, "2026", 3)])

    def test_moves_between_two_waves(self):
        found = bry.ladder_shifts(self.ROWS, 2025, 2026, k=3).to_dicts()
        self.assertEqual([(row["from"], row["to"]) for row in found if row["units"]], [(2, 3)])
        with self.assertRaises(bry.NotFound):
            bry.ladder_shifts(self.ROWS, 2025, 2030)


if __name__ == "__main__":
    unittest.main()

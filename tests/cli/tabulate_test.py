"""bry tabulate: statistics of a file. Figures are held to R's in conformance/statistics."""
import csv
import io
import json
import unittest

from command import CommandTest

PEOPLE = "dep,sex,near,glad,w,picks\n" + "".join(
    f"{'ab'[i // 40]},{'fm'[i % 2]},{1 + i % 5},{5 - i % 4},{1 + i % 2},{('x;y', 'y', 'x')[i % 3]}\n" for i in range(80))


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


class Tabulate(CommandTest):
    def tabulate(self, *arguments, people=PEOPLE):
        return rows(self.ok("tabulate", "-", *arguments, "--format", "csv", stdin=people).out)

    def test_counts_by_columns(self):
        found = self.tabulate("--item", "near", "--by", "dep,sex")
        self.assertEqual(list(found[0]), ["dep", "sex", "value", "respondents", "count", "share", "low", "high"])
        self.assertEqual(len(found), 20)
        self.assertEqual(found, self.tabulate("--item", "near", "--by", "dep", "--by", "sex"))

    def test_a_summary_of_several_items(self):
        found = self.tabulate("--item", "near,glad", "--scale", "1-5", "--statistic", "summary", "--margins", "--by", "dep")
        self.assertEqual([(row["dep"], row["part"]) for row in found[:2]], [("*", "near"), ("*", "glad")])
        self.assertEqual((found[0]["mean"], found[1]["mean"]), ("3", "3.5"))

    def test_interval_ends_of_shares_are_written_in_per_cent(self):
        text = self.ok("tabulate", "-", "--item", "near", "--lang", "en", stdin=PEOPLE).out
        self.assertIn("20.0 %  12.7 %  30.0 %", text)

    def test_answers_in_anothers_shoes_are_not_mixed_with_ones_own(self):
        shoes = "dep,perspective,near\n" + "".join(f"a,{'innbygger' if i % 2 else ''},{1 + i % 5}\n" for i in range(40))
        self.fails("tabulate", "-", "--item", "near", "--by", "dep", stdin=shoes, saying="split by perspective")
        self.assertEqual({row["perspective"] for row in self.tabulate("--item", "near", "--by", "perspective", people=shoes)},
                         {"", "innbygger"})

    def test_weights_given_and_made(self):
        found = self.tabulate("--item", "near", "--weights", "w")
        self.assertEqual(found[0]["effective"], "72")
        margins = self.write("margins.json", json.dumps({"sex": {"f": 3, "m": 1}}))
        ran = self.run_bry("tabulate", "-", "--item", "sex", "--rake", margins, "--format", "csv", "--lang", "en", stdin=PEOPLE)
        self.assertEqual(ran.err, "bry: the weights have a design effect of 1.25: worth 64 unweighted answers\n")
        self.assertEqual([round(float(row["share"]), 4) for row in rows(ran.out)], [0.75, 0.25])
        self.fails("tabulate", "-", "--item", "near", "--rake", margins, "--bounds", "0.9-1.1", stdin=PEOPLE,
                   saying='in the margin "sex" the share of "f"')

    def test_tests_and_several_values(self):
        found = self.tabulate("--item", "picks", "--kind", "multiple", "--by", "dep", "--statistic", "test")
        self.assertEqual([row["part"] for row in found], ["x", "y"])
        found = self.tabulate("--item", "picks", "--kind", "ranking", "--statistic", "ranking")
        self.assertEqual([row["first"] for row in found], ["0.6625", "0.3375"])

    def test_hierarchies_and_reasons(self):
        tree = self.write("tree.csv", "code,parent\na,house\nb,house\nhouse,\n")
        found = self.tabulate("--item", "near", "--by", "dep", "--hierarchy", f"dep={tree}", "--statistic", "response",
                              "--missing", "5=dont_know")
        self.assertEqual([(row["dep"], row["dont_know"]) for row in found], [("a", "8"), ("b", "8"), ("house", "16")])

    def test_reliability(self):
        found = self.tabulate("--item", "near,glad", "--statistic", "reliability", "--reversed", "glad", "--scale", "1-5")
        self.assertEqual([row["item"] for row in found], ["*", "near", "glad"])

    def test_small_groups_are_withheld(self):
        found = self.tabulate("--item", "near", "--by", "dep", people=PEOPLE + "c,f,1,1,1,x\n")
        self.assertEqual([row["dep"] for row in found if row["count"] == ":"], ["b"] * 5 + ["c"] * 5)

    def test_pictures(self):
        base = ("tabulate", "-", "--item", "near", "--by", "dep", "--scale", "1-5", "--lang", "en")
        picture = self.folder / "near.svg"
        self.ok(*base, "--chart", "likert", "--out", picture, stdin=PEOPLE)
        self.assertIn("<desc", picture.read_text())
        spec = json.loads(self.ok(*base, "--statistic", "summary", "--chart", "trend", "--vega", stdin=PEOPLE).out)
        self.assertEqual([row["across"] for row in spec["data"]["values"]], ["a", "b"])
        self.fails(*base, "--chart", "trend", "--format", "csv", stdin=PEOPLE, status=2, saying="--format is for tables")
        self.fails(*base, "--vega", stdin=PEOPLE, status=2, saying="--vega needs --chart")
        self.fails(*base, "--statistic", "test", "--chart", "bars", stdin=PEOPLE, saying="Bars need a column")

    def test_mistakes(self):
        base = ("tabulate", "-", "--item", "near")
        for arguments, status, saying in (
                (("--scale", "1:5"), 2, "two whole numbers"),
                (("--weights", "w", "--rake", "x"), 2, "don't go together"),
                (("--bounds", "1-2"), 2, "--rake"),
                (("--by", "dep,sex,w,picks"), 2, "up to 3"),
                (("--hierarchy", "sex=tree.csv"), 2, "column of --by"),
                (("--reversed", "near"), 2, "--statistic reliability"),
                (("--reversed", "glad", "--statistic", "reliability"), 2, "not in --item"),
                (("--by", "nothing"), 1, "there are the columns dep, sex"),
                (("--weights", "dep"), 1, 'no number in the column "dep"'),
                (("--k", "2"), 1, "groups of fewer than"),
                (("--statistic", "summary"), 1, "needs a scale"),
                (("--statistic", "ranking", "--kind", "single"), 1, "give --kind ranking"),
                (("--scale", "1-4"), 1, "in --missing")):
            self.fails(*base, *arguments, stdin=PEOPLE, status=status, saying=saying)


if __name__ == "__main__":
    unittest.main()

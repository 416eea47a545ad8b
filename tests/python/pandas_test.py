"""Tables in pandas: types, order, labels, and missing values that can't be mistaken for nothing."""
import pathlib
import shutil
import tempfile
import unittest

import bry
import pandas

LABELS = {"id": "c", "version": "1", "themes": [
    {"id": "sun", "label": {"nb": "Sol", "en": "Sun"}, "indicators": {"nb": ["sol"]}},
    {"id": "staff", "label": {"nb": "Folk", "en": "Staff"}, "indicators": {"nb": ["bemanning"]}}]}
RATED = {"elements": [{"type": "rating", "name": "near", "rateMin": 1, "rateMax": 5},
                      {"type": "radiogroup", "name": "role", "choices": [
                          {"value": "b", "text": "Leder"}, {"value": "a", "text": "Ansatt"}]}]}


class Themes(unittest.TestCase):
    def setUp(self):
        codings = bry.code_texts(bry.Codebook(LABELS), ["sol"] * 8 + ["bemanning"] * 5)
        self.table = codings.table("unit", ["a"] * 5 + ["b"] * 3 + ["a"] * 5)

    def test_numbers_are_nullable_and_a_withheld_one_says_so_beside_it(self):
        frame = self.table.to_pandas("en")
        self.assertEqual((str(frame["count"].dtype), str(frame["share"].dtype)), ("Int64", "Float64"))
        hidden = frame["count"].isna()
        self.assertTrue(hidden.any())
        self.assertEqual(set(frame["count_missing"][hidden]), {"withheld"})
        self.assertTrue(frame["count_missing"][~hidden].isna().all())
        self.assertTrue(pandas.isna(frame["count"].sum(skipna=False)))
        self.assertEqual(list(frame.columns).index("count_missing"), list(frame.columns).index("count") + 1)
        self.assertNotIn("theme_missing", frame)

    def test_codes_are_ordered_as_in_the_table_and_labels_take_their_place(self):
        frame = self.table.to_pandas("en")
        self.assertTrue(frame["theme"].cat.ordered)
        self.assertEqual(list(frame["theme"].cat.categories), list(dict.fromkeys(self.table.column("theme"))))
        read = self.table.to_pandas("en", labels=True)
        self.assertEqual(set(read["theme"]), {"Sun", "Staff"})
        self.assertEqual(list(read["theme"].cat.codes), list(frame["theme"].cat.codes))

    def test_attrs_tell_title_and_labels(self):
        attrs = self.table.to_pandas("en").attrs
        self.assertEqual(attrs["title"], self.table.title("en"))
        self.assertEqual(attrs["labels"]["theme"], "Theme")
        self.assertEqual(attrs["value_labels"]["theme"]["sun"], "Sun")


class People(unittest.TestCase):
    def test_people_are_composed_from_a_frame_as_from_rows(self):
        rows = [{"id": i, "unit": "ab"[i % 2], "age": None if i == 3 else 30 + i} for i in range(12)]
        made = bry.compose(pandas.DataFrame(rows), "id", 3)
        self.assertEqual(made.groups.rows, bry.compose(rows, "id", 3).groups.rows)
        wishes = pandas.DataFrame({"from": ["a", "b"], "to": ["b", "a"]})
        self.assertEqual(bry.pair(wishes).rows, bry.pair(wishes.to_dict("records")).rows)


class Counts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="bry-pandas-"))
        cls.folder.chmod(0o711)
        cls.store = bry.Store(f"local:{cls.folder / 'db'}")
        cls.store.add_tenant("t", "T")
        cls.store.set_tenant("t")
        cls.survey = cls.store.create_survey("s", RATED)
        cls.survey.open()
        for i in range(20):
            cls.survey.submit({"near": i % 5 + 1, "role": "ab"[i % 2]})

    @classmethod
    def tearDownClass(cls):
        cls.store.close()
        shutil.rmtree(cls.folder)

    def test_a_ratings_values_are_numbers(self):
        frame = self.survey.counts("near").to_pandas()
        self.assertEqual(str(frame["value"].dtype), "Int64")
        self.assertEqual((frame["value"] * frame["count"]).sum() / frame["count"].sum(), 3)

    def test_choices_are_ordered_categories(self):
        self.assertEqual(list(self.survey.counts("role").to_pandas()["value"].cat.categories), ["b", "a"])
        self.assertEqual(list(self.survey.counts("role").to_pandas(labels=True)["value"]), ["Leder", "Ansatt"])


class Others(unittest.TestCase):
    def test_texts_stay_texts(self):
        frame = bry.Table.from_dicts([{"value": "01", "a_missing": "x", "a": ""}]).to_pandas()
        self.assertEqual(list(frame["value"]), ["01"])
        self.assertEqual(list(frame["a_missing_"]), ["missing"])

    def test_an_empty_table(self):
        frame = bry.Table.from_csv("a,b\n").to_pandas()
        self.assertEqual((list(frame.columns), len(frame)), (["a", "b"], 0))


if __name__ == "__main__":
    unittest.main()

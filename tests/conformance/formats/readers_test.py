"""What independent readers make of our files: pandas, pyarrow, polars, DuckDB, pyreadstat, pyjstat, frictionless."""
import importlib
import io
import json
import pathlib
import tempfile
import unittest

import bry
import pandas
import pyarrow
import pyreadstat
from pyjstat import pyjstat

import sample

COUNT = 200


def optional(name):
    """A reader that is large: it is used where it is, and installed by hand."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


duckdb, frictionless, polars = (optional(name) for name in ("duckdb", "frictionless", "polars"))


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.table, cls.values, cls.reasons = sample.make(COUNT)
        cls.place = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.place.name)

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    def write(self, name):
        path = self.folder / name
        self.table.save(path)
        return path


class Arrow(Case):
    def check(self, columns):
        """A dict of lists, such as each of these readers gives."""
        for name, wanted in self.values.items():
            self.assertEqual(list(columns[name]), wanted, name)
            if any(self.reasons[name]):
                self.assertEqual(list(columns[f"{name}_missing"]), self.reasons[name], name)
        self.assertNotIn("kommune_missing", columns)

    def test_pyarrow_takes_a_table_and_reads_a_file(self):
        taken = pyarrow.table(self.table)
        with pyarrow.memory_map(str(self.write("t.arrow"))) as source:
            read = pyarrow.ipc.open_file(source).read_all()
        for table in (taken, read):
            table.validate(full=True)
            self.check(table.to_pydict())
        self.assertTrue(read.equals(taken, check_metadata=True))
        field = read.schema.field("kommune")
        self.assertTrue(pyarrow.types.is_dictionary(field.type))
        self.assertEqual(json.loads(field.metadata[b"bry:label"]), {"nb": "Kommune å", "en": "Municipality"})
        self.assertEqual({code: label["nb"] for code, label in json.loads(field.metadata[b"bry:values"]).items()}, sample.PLACES)
        self.assertEqual(json.loads(read.schema.metadata[b"bry:title"])["en"], "Answers")

    def test_a_streamed_array_needs_neither_table_nor_library_handle(self):
        table, values, _ = sample.make(50)
        reader = pyarrow.RecordBatchReader.from_stream(table)
        del table
        batch = reader.read_next_batch()
        with self.assertRaises(StopIteration):
            reader.read_next_batch()
        del reader
        column = batch.column("note")
        del batch
        self.assertEqual(column.to_pylist(), values["note"])

    @unittest.skipUnless(polars, "polars is not installed")
    def test_polars_takes_a_table_and_reads_a_file(self):
        for frame in (polars.DataFrame(self.table), self.table.to_polars(), polars.read_ipc(self.write("p.arrow"))):
            self.check(frame.to_dict(as_series=False))
        self.assertEqual(self.table.to_polars(labels=True)["kommune"].to_list(),
                         [sample.PLACES[code] for code in self.values["kommune"]])

    @unittest.skipUnless(duckdb, "duckdb is not installed")
    def test_duckdb_takes_a_table(self):
        counted = self.table
        self.assertIs(counted, self.table)
        rows = duckdb.sql("select kommune, sum(count)::bigint from counted group by 1").fetchall()
        wanted = {}
        for code, count in zip(self.values["kommune"], self.values["count"]):
            wanted[code] = wanted.get(code, 0) + (count or 0)
        self.assertEqual(dict(rows), wanted)
        why = duckdb.sql("select count_missing, count(*) from counted where count is null group by 1").fetchall()
        self.assertEqual(dict(why), {reason: self.reasons["count"].count(reason) for reason in set(self.reasons["count"]) - {None}})

    def test_pandas_takes_arrow_and_has_its_own_frame(self):
        frame = pyarrow.table(self.table).to_pandas()
        self.assertEqual(list(frame["kommune"]), self.values["kommune"])
        read = pandas.read_feather(self.write("f.arrow"))
        self.assertTrue(read.equals(frame))
        own = self.table.to_pandas("nb")
        self.assertEqual(own.attrs["labels"]["near"], "Hvor nær?")
        self.assertEqual({row: reason for row, reason in enumerate(self.reasons["count"]) if reason}, own.attrs["missing"]["count"])

    def test_tables_without_rows_and_columns_without_values_are_read(self):
        for rows, missing in (([], []), ([[None, None, None]], [])):
            table = bry.Table.from_json(json.dumps({"columns": [
                {"name": "d", "type": "text", "role": "dimension"}, {"name": "t", "type": "text"}, {"name": "n", "type": "int64"}],
                "rows": rows, "missing": missing}))
            for read in (pyarrow.table(table), pyarrow.ipc.open_file(pyarrow.py_buffer(table.to_bytes("arrow"))).read_all()):
                read.validate(full=True)
                self.assertEqual(read.num_rows, len(rows))
            if polars:
                self.assertEqual(polars.DataFrame(table).height, len(rows))
                self.assertEqual(polars.read_ipc(io.BytesIO(table.to_bytes("arrow"))).height, len(rows))
            if duckdb:
                self.assertEqual(len(duckdb.sql("select * from read").fetchall()), len(rows))


def has_readstat():
    try:
        return bool(bry.Table.from_csv("a\n1\n").to_bytes("sav"))
    except bry.NotSupported:
        return False


@unittest.skipUnless(has_readstat(), "the library was built without ReadStat")
class Statistics(Case):
    """SPSS and Stata, by pyreadstat and pandas."""

    NAMES = {"æøå og mer": "aeoa_og_mer"}

    def check_common(self, frame, about):
        self.assertEqual(about.file_label, "Svar på øya")
        labels = about.column_names_to_labels
        self.assertEqual(labels["kommune"], "Kommune å")
        self.assertEqual(labels["aeoa_og_mer"], "Målt")
        places = about.variable_value_labels["kommune"]
        self.assertEqual([places[code] for code in frame["kommune"]], [sample.PLACES[code] for code in self.values["kommune"]])
        self.assertEqual([str(int(code)) for code in frame["near"]], self.values["near"])
        self.assertEqual(about.variable_value_labels["near"][1], "Langt unna")
        self.assertEqual(list(frame["note"]), [note or "" for note in self.values["note"]])
        words = {**sample.LABELS_NB, "missing": "Mangler"}
        why = about.variable_value_labels["note_missing"]
        self.assertEqual([None if pandas.isna(code) else why[code] for code in frame["note_missing"]],
                         [reason and words[reason] for reason in self.reasons["note"]])

    def numbers(self):
        return [(name, self.NAMES.get(name, name)) for name in ("count", "share", "æøå og mer")]

    def test_spss_has_user_missing_values_with_labels(self):
        frame, about = pyreadstat.read_sav(self.write("t.sav"), user_missing=True)
        self.check_common(frame, about)
        for name, written in self.numbers():
            bounds = about.missing_ranges[written][0]
            for value, wanted, reason in zip(frame[written], self.values[name], self.reasons[name]):
                if reason is None:
                    self.assertEqual(value, wanted)
                elif reason == "missing":
                    self.assertTrue(pandas.isna(value))
                else:
                    self.assertTrue(bounds["lo"] <= value <= bounds["hi"])
                    self.assertEqual(about.variable_value_labels[written][value], sample.LABELS_NB[reason])
        plain, _ = pyreadstat.read_sav(self.write("t.sav"))
        self.assertEqual(list(plain["count"].isna()), [value is None for value in self.values["count"]])

    def test_stata_has_letters_with_labels(self):
        frame, about = pyreadstat.read_dta(self.write("t.dta"), user_missing=True)
        self.check_common(frame, about)
        for name, written in self.numbers():
            for value, wanted, reason in zip(frame[written], self.values[name], self.reasons[name]):
                if reason is None:
                    self.assertEqual(value, wanted)
                elif reason == "missing":
                    self.assertTrue(pandas.isna(value))
                else:
                    self.assertEqual(value, "abcde"[sample.REASONS.index(reason) - 1])
                    self.assertEqual(about.variable_value_labels[written][value], sample.LABELS_NB[reason])

    def test_pandas_reads_stata_by_itself(self):
        frame = pandas.read_stata(self.write("p.dta"))
        self.assertEqual(list(frame["kommune"]), [sample.PLACES[code] for code in self.values["kommune"]])
        self.assertEqual(list(frame["count"].isna()), [value is None for value in self.values["count"]])
        self.assertEqual(list(frame["note"]), [note or "" for note in self.values["note"]])

    def test_long_texts_and_odd_names_are_written(self):
        notes = ["å" * 3000, "kort", ""]
        table = bry.Table.from_json(json.dumps({"columns": [
            {"name": name, "type": "text"} for name in ("with", "str5", "2x", "Ålder", "ålder", "x" * 60, "x" * 61)], "rows": [[note] * 7 for note in notes]}))
        (self.folder / "o.dta").write_bytes(table.to_bytes("dta"))
        (self.folder / "o.sav").write_bytes(table.to_bytes("sav"))
        for frame, about in (pyreadstat.read_dta(self.folder / "o.dta"), pyreadstat.read_sav(self.folder / "o.sav")):
            self.assertEqual(len({name.lower() for name in frame.columns}), 7)
            self.assertEqual(about.column_labels[3], "Ålder")
            for name in frame.columns:
                self.assertEqual(list(frame[name]), notes)
        self.assertEqual(list(pandas.read_stata(self.folder / "o.dta").iloc[:, 0]), notes)

    def test_numbers_at_the_edge_are_no_reasons(self):
        table = bry.Table.from_json(json.dumps({"columns": [{"name": "x", "type": "double"}, {"name": "y", "type": "double"}],
            "rows": [[-1e300, -100], [1.7e308, 5], [None, None]],
            "missing": [{"row": 2, "column": "x", "reason": "hidden"}, {"row": 2, "column": "y", "reason": "hidden"}]}))
        (self.folder / "e.dta").write_bytes(table.to_bytes("dta"))
        (self.folder / "e.sav").write_bytes(table.to_bytes("sav"))
        frame, about = pyreadstat.read_sav(self.folder / "e.sav", user_missing=True)
        self.assertEqual(list(frame["x"])[:2], [-1e300, 1.7e308])
        self.assertTrue(pandas.isna(frame["x"][2]))
        self.assertEqual((list(frame["y"]), about.variable_value_labels["y"]), ([-100, 5, -993], {-993: "Ikke vist"}))
        frame, _ = pyreadstat.read_dta(self.folder / "e.dta", user_missing=True)
        self.assertEqual((frame["x"][0], frame["x"][2], frame["y"][2]), (-1e300, "b", "b"))

    def test_what_a_format_has_no_room_for_is_told(self):
        with self.assertRaises(bry.LimitExceeded):
            bry.Table.from_json(json.dumps({"columns": [{"name": "t", "type": "text"}], "rows": [["x" * 40000]]})).to_bytes("sav")


class JsonStat(Case):
    def test_pyjstat_reads_the_cube(self):
        frame = pyjstat.Dataset.read(json.dumps(self.table.to_jsonstat())).write("dataframe")
        label = {"count": "Antall", "share": "Andel", "æøå og mer": "Målt"}
        near = {code: {"1": "Langt unna", "5": "Nær"}.get(code, code) for code in "12345"}
        found = {(row[0], row[1], str(row[2]), row[3]): row[4] for row in frame.itertuples(index=False)}
        self.assertEqual(list(frame.columns), ["Kommune å", "Hvor nær?", "row", "Statistikkvariabel", "value"])
        for number in range(COUNT):
            for name, shown in label.items():
                key = (sample.PLACES[self.values["kommune"][number]], near[self.values["near"][number]],
                       str(self.values["row"][number]), shown)
                value = found[key]
                self.assertEqual(None if pandas.isna(value) else value, self.values[name][number])

    def test_status_tells_why(self):
        cube = self.table.to_jsonstat()
        signs = {"withheld": ":", "missing": ".."}
        wanted = sum(1 for name in ("count", "share", "æøå og mer") for reason in self.reasons[name] if reason)
        self.assertEqual(len(cube["status"]), wanted)
        self.assertEqual(set(cube["status"].values()), {signs.get(reason, reason) for reason in sample.REASONS})


class Package(Case):
    @unittest.skipUnless(frictionless, "frictionless is not installed")
    def test_frictionless_finds_the_bundle_valid_and_reads_its_rows(self):
        about = {"name": "sample", "title": {"nb": "Svar på øya"}, "created": "2026-11-23", "version": "1",
                 "licence": {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}}
        folder = self.folder / "bundle"
        bry.Bundle(about, [self.table, self.table], ["json", "sav", "dta", "arrow"]).save(folder)
        package = frictionless.Package(str(folder / "datapackage.json"))
        report = package.validate()
        self.assertTrue(report.valid, report.flatten(["message"])[:3])
        self.assertEqual([resource.name for resource in package.resources], ["sample", "sample_2"])
        rows = [row.to_dict() for row in package.resources[0].read_rows()]
        for name in ("kommune", "near", "row", "count"):
            self.assertEqual([row[name] for row in rows], self.values[name])
        for name in ("share", "æøå og mer"):
            self.assertEqual([None if row[name] is None else float(row[name]) for row in rows], self.values[name])
        guarded = {"=1+1": "'=1+1"}
        self.assertEqual([row["note"] for row in rows], [guarded.get(note, note) for note in self.values["note"]])
        csv = (folder / "data" / "sample.csv")
        csv.write_bytes(csv.read_bytes().replace(b"fj,1,0", b"fj,1,9"))
        self.assertFalse(package.validate().valid)  # the hash is looked at


if __name__ == "__main__":
    unittest.main()

"""bry table: from one format to another, and bundles."""
import io
import json
import unittest
import zipfile

from command import DATA, CommandTest

TABLE = {"name": "counts", "title": {"nb": "Svar"}, "columns": [
    {"name": "kommune", "type": "text", "role": "dimension", "label": {"nb": "Kommune"},
     "values": {"fj": {"nb": "Fjørdvik"}}},
    {"name": "n", "type": "int64", "role": "count", "label": {"nb": "Antall"}}],
    "rows": [["fj", 12], ["sk", None]], "missing": [{"row": 1, "column": "n", "reason": "withheld"}]}


class Convert(CommandTest):
    def setUp(self):
        self.table = self.write("t.json", json.dumps(TABLE))

    def test_json_keeps_labels_and_reasons(self):
        self.assertEqual(json.loads(self.ok("table", "convert", self.table, "--to", "json").out), TABLE)
        self.assertIn("Fjørdvik", self.ok("table", "convert", self.table, "--to", "text").out)
        self.fails("table", "convert", "-", "--to", "json", stdin="a,a\n1,2\n", saying='two columns are named "a"')
        out = self.ok("table", "convert", "-", "--to", "excel", stdin=json.dumps(TABLE)).out
        self.assertEqual(out, "\ufeffKommune;Antall\r\nFjørdvik;12\r\nsk;:\r\n")

    def test_numbers_in_csv_become_numbers(self):
        path = self.write("t.csv", "a;n;x\nk;1;0,5\nl;:;2\n")
        table = json.loads(self.ok("table", "convert", path, "--to", "json").out)
        self.assertEqual(table["rows"], [["k", 1, 0.5], ["l", None, 2]])
        self.assertEqual(table["missing"], [{"row": 1, "column": "n", "reason": "withheld"}])
        cube = json.loads(self.ok("table", "convert", path, "--to", "jsonstat").out)
        self.assertEqual((cube["size"], cube["value"]), ([2, 2], [1, 0.5, None, 2]))

    def test_files_of_bytes_are_written_whole(self):
        out = self.folder / "t.arrow"
        self.ok("table", "convert", self.table, "--to", "arrow", "--out", out)
        self.assertEqual((out.read_bytes()[:6], out.read_bytes()[-6:]), (b"ARROW1", b"ARROW1"))

    def test_what_can_not_be_done_is_told(self):
        self.fails("table", "convert", self.table, "--to", "xlsx", status=2, saying="--to is one of text|csv|json|excel")
        self.fails("table", "convert", self.table, status=2, saying="--to FORMAT is missing")
        self.fails("table", "convert", self.write("bad.json", '{"columns": 1}'), "--to", "csv", saying="at /columns")
        self.fails("table", "convert", self.write("w.csv", "a\nx\n"), "--to", "jsonstat", saying="no column of numbers")

    def test_every_command_that_prints_a_table_has_the_formats(self):
        cube = json.loads(self.ok("protect", DATA / "answers.csv", "--dims", "kommune,sektor", "--format", "jsonstat").out)
        self.assertEqual(cube["id"], ["kommune", "sektor", "measure"])
        self.assertIn(":", cube["status"].values())


class Bundle(CommandTest):
    def setUp(self):
        self.table = self.write("t.json", json.dumps(TABLE))
        self.about = self.write("about.json", json.dumps({"title": "Drømmedag", "created": "2026-11-23"}))

    def test_an_archive_and_a_folder_hold_the_same(self):
        folder, archive = self.folder / "out", self.folder / "out.zip"
        for path in (folder, archive):
            self.ok("table", "bundle", self.about, "--table", self.table, "--table", self.table, "--to", "json", "--out", path)
        with zipfile.ZipFile(io.BytesIO(archive.read_bytes())) as zipped:
            self.assertIsNone(zipped.testzip())
            names = zipped.namelist()
            self.assertEqual(sorted(names), sorted(
                str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()))
            for name in names:
                self.assertEqual(zipped.read(name), (folder / name).read_bytes())
        self.assertIn("data/counts_2.json", names)
        self.fails("table", "bundle", self.about, "--table", self.table, "--out", folder, saying="not empty")

    def test_what_can_not_be_done_is_told(self):
        self.fails("table", "bundle", self.about, "--out", self.folder / "x", status=2, saying="--table FILE is missing")
        self.fails("table", "bundle", self.about, "--table", self.table, "--to", "xlsx", "--out", self.folder / "x",
                   saying='"xlsx" is none')
        self.fails("table", "bundle", self.write("bad.json", '{"titel": "x"}'), "--table", self.table,
                   "--out", self.folder / "x", saying="at /titel")
        self.assertFalse((self.folder / "x").exists())


if __name__ == "__main__":
    unittest.main()

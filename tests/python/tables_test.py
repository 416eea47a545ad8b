"""Tables for other programs, and bundles, without any package from outside."""
import csv
import gc
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import zipfile

import bry

TABLE = {"name": "counts", "title": {"nb": "Svar"}, "columns": [
    {"name": "kommune", "type": "text", "role": "dimension", "label": {"nb": "Kommune"},
     "values": {"fj": {"nb": "Fjørdvik"}}},
    {"name": "n", "type": "int64", "role": "count", "label": {"nb": "Antall"}}],
    "rows": [["fj", 12], ["sk", None]], "missing": [{"row": 1, "column": "n", "reason": "withheld"}]}


class Formats(unittest.TestCase):
    def setUp(self):
        self.table = bry.Table.from_json(json.dumps(TABLE))

    def test_json_is_read_back(self):
        self.assertEqual(json.loads(self.table.to_json()), TABLE)
        self.assertEqual(bry.Table.from_json(self.table.to_json()).to_json(), self.table.to_json())
        self.assertEqual(self.table.missing(1, "n"), "withheld")
        with self.assertRaises(bry.ParseError) as raised:
            bry.Table.from_json("{}")
        self.assertEqual(raised.exception.pointer, "/columns")

    def test_csv_gets_types(self):
        typed = bry.Table.from_csv("a,n\nx,1\ny,:\n").typed()
        self.assertEqual(typed.column("n"), [1, None])
        self.assertEqual(typed.missing(1, "n"), "withheld")

    def test_each_format_has_its_bytes(self):
        self.assertEqual(self.table.to_excel_csv().decode("utf-8-sig"), "Kommune;Antall\r\nFjørdvik;12\r\nsk;:\r\n")
        self.assertEqual(self.table.to_jsonstat()["status"], {"1": ":"})
        self.assertEqual(self.table.to_bytes("arrow")[-6:], b"ARROW1")
        with self.assertRaises(ValueError):
            self.table.to_bytes("xlsx")

    def test_a_file_is_saved_as_its_ending_says(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "t.arrow"
            self.table.save(path)
            self.assertEqual(path.read_bytes(), self.table.to_bytes("arrow"))
            self.table.save(path.with_suffix(".x"), "csv")
            self.assertEqual(len(list(csv.reader(io.StringIO(path.with_suffix(".x").read_text())))), 3)
            with self.assertRaises(ValueError):
                self.table.save(path.with_suffix(".xlsx"))

    def test_files_for_statistics_are_written_or_the_reason_is_told(self):
        try:
            self.assertEqual(self.table.to_bytes("sav")[:4], b"$FL2")
            self.assertEqual(self.table.to_bytes("dta")[:11], b"<stata_dta>")
        except bry.NotSupported as reason:
            self.assertIn("ReadStat", str(reason))

    def test_it_shows_itself_in_a_notebook(self):
        shown = self.table._repr_html_()
        self.assertIn("<th>Kommune</th>", shown)
        self.assertIn("<td>Fjørdvik</td>", shown)
        self.assertIn("<td>:</td>", shown)


class Arrow(unittest.TestCase):
    def test_a_capsule_that_nobody_takes_is_freed(self):
        table = bry.Table.from_json(json.dumps(TABLE))
        capsule = table.__arrow_c_stream__()
        self.assertIn("arrow_array_stream", repr(capsule))
        del table
        gc.collect()
        del capsule
        gc.collect()

    def test_one_that_lives_to_the_end_makes_no_noise(self):
        program = ("import bry; t = bry.Table.from_csv('a\\n1\\n'); kept = t.__arrow_c_stream__()\n"
                   "class Ring: pass\nring = Ring(); ring.ring = ring; ring.kept = t.__arrow_c_stream__()")
        done = subprocess.run([sys.executable, "-B", "-c", program], env=os.environ, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))


class Bundles(unittest.TestCase):
    def test_a_bundle_has_files_an_archive_and_a_folder(self):
        table = bry.Table.from_json(json.dumps(TABLE))
        bundle = bry.Bundle({"title": {"nb": "Drømmedag"}, "k": 5, "method": "suppress"}, [table, table], ["json", "arrow"])
        files = bundle.files
        self.assertEqual(files["data/counts.csv"], b"kommune,n\r\nfj,12\r\nsk,:\r\n")
        self.assertEqual(files["data/counts_2.arrow"], table.to_bytes("arrow"))
        package = json.loads(files["datapackage.json"])
        self.assertEqual([resource["name"] for resource in package["resources"]], ["counts", "counts_2"])
        with zipfile.ZipFile(io.BytesIO(bundle.zip())) as zipped:
            self.assertEqual({name: zipped.read(name) for name in zipped.namelist()}, files)
        with tempfile.TemporaryDirectory() as folder:
            place = pathlib.Path(folder) / "out"
            bundle.save(place)
            self.assertEqual((place / "ddi.xml").read_bytes(), files["ddi.xml"])
            bundle.save(place.with_suffix(".zip"))
            self.assertEqual(place.with_suffix(".zip").read_bytes(), bundle.zip())

    def test_mistakes_are_told(self):
        table = bry.Table.from_csv("a\n1\n")
        with self.assertRaises(bry.ParseError) as raised:
            bry.Bundle({"titel": "x"}, [table])
        self.assertEqual(raised.exception.pointer, "/titel")
        with self.assertRaises(bry.InvalidArgument):
            bry.Bundle({"title": "x"}, [])
        with self.assertRaises(bry.InvalidArgument):
            bry.Bundle({"title": "x"}, [table], ["xlsx"])


if __name__ == "__main__":
    unittest.main()

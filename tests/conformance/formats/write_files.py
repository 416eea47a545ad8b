"""Writes the sample for readers that are no Python: write_files.py FOLDER"""
import json
import pathlib
import sys

import bry
import sample

folder = pathlib.Path(sys.argv[1])
table, values, reasons = sample.make(200)
bry.Bundle({"name": "sample", "title": {"nb": "Svar på øya", "nn": "Svar", "en": "Answers"}, "producer": "Fjordvik <kommune> & co",
            "contact": "post@fjordvik.example", "version": "1", "created": "2026-11-23", "k": 5, "method": "suppress",
            "description": {"nb": "Hva folk svarte", "en": "What people answered"}, "population": "Alle ansatte",
            "place": {"nb": "Trøndelag"}, "protection": {"en": "Small groups are withheld."}, "keywords": ["trivsel", "æøå"],
            "collected": {"from": "2026-10-01", "to": "2026-10-31"},
            "licence": {"name": "CC-BY-4.0", "title": "Creative Commons", "path": "https://creativecommons.org/licenses/by/4.0/"}},
           [table, bry.Table.from_csv("a,b\nx\x01y,1\n").typed()], sys.argv[2].split(",") if len(sys.argv) > 2 else []).save(folder)
(folder / "wanted.json").write_text(json.dumps({"values": values, "reasons": reasons}), encoding="utf-8")

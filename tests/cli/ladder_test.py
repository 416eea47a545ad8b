"""bry ladder: where units stand. Figures are worked out in result/test_ladder.c."""
import csv
import io
import unittest

from command import CommandTest

STEPS = "enhet,wave,ladder.ask\n" + "".join(
    f"{unit},{wave},{step}\n" for unit, wave, steps in (
        ("A", 2025, "1233"), ("A", 2026, "2344"), ("B", 2025, "224"), ("B", 2026, "222"), ("C", 2025, "335"),
        ("C", 2026, "45")) for step in steps)
COLUMNS = ("--unit", "enhet", "--item", "ladder.ask", "--k", "3")


class Ladder(CommandTest):
    def ladder(self, *arguments, data=STEPS):
        out = self.ok("ladder", "-", *arguments, "--format", "csv", stdin=data).out
        return [tuple(row.values()) for row in csv.DictReader(io.StringIO(out))]

    def test_medians_by_unit_and_wave(self):
        self.assertEqual(self.ladder(*COLUMNS), [
            ("A", "2025", "4", "", "2"), ("B", "2025", "3", "", "2"), ("C", "2025", "3", "", "3"), ("", "2025", "", "3", "2"),
            ("A", "2026", "4", "", "3"), ("B", "2026", "3", "", "2"), ("C", "2026", ":", "", ":"), ("", "2026", "", "2", "2")])

    def test_moves_between_two_waves(self):
        found = self.ladder(*COLUMNS, "--shift", "2025:2026")
        self.assertEqual(len(found), 25)
        self.assertEqual([row for row in found if row[2] != "0"], [("2", "2", "1"), ("2", "3", "1")])

    def test_mistakes(self):
        self.fails("ladder", "-", stdin=STEPS, saying='"unit"')
        self.fails("ladder", "-", *COLUMNS, "--shift", "2025", stdin=STEPS, saying="WAVE:WAVE", status=2)
        self.fails("ladder", "-", *COLUMNS, "--shift", "2025:2030", stdin=STEPS, saying="2030")
        self.fails("ladder", "-", "--steps", "3", *COLUMNS, stdin=STEPS, saying="1 to 3")
        self.fails("ladder", "-", stdin="unit,wave,step\nA,1,high\n", saying="row 1")
        self.fails("ladder", "-", stdin="participant,unit,wave,step\na,A,1,1\na,B,1,1\n", saying="twice")


if __name__ == "__main__":
    unittest.main()

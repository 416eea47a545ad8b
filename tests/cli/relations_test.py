"""bry relations: the relationship budget of a file. Figures are worked out in result/test_relations.c."""
import csv
import io
import unittest

from command import CommandTest

HOURS = """participant,from,to,hours_now,hours_wanted,quality
a1,A,B,2,4,3
a2,A,B,4,4,4
a3,A,B,6,10,5
a4,A,B,8,6,2
b1,B,A,1,2,1
b2,B,A,3,4,2
b3,B,A,5,9,
a1,A,C,10,11,1
a2,A,C,20,10,2
"""

ANSWERS = "enhet,partners[0].unit,partners[0].hours_now,partners[0].hours_wanted,partners[1].unit,partners[1].hours_now\n" \
          "A,B,2,4,C,10\nA,B,4,4,,\nA,B,6,10,,\nA,B,8,6,,\nB,A,1,2,,\nB,,,,,\n"


class Relations(CommandTest):
    def relations(self, *arguments, data=HOURS):
        out = self.ok("relations", "-", *arguments, "--format", "csv", stdin=data).out
        return {(row["from"], row["to"]): row for row in csv.DictReader(io.StringIO(out))}

    def test_pairs_and_units(self):
        found = self.relations("--k", "3")
        self.assertEqual(list(found), [("A", "B"), ("A", "C"), ("A", ""), ("B", "A"), ("B", "")])
        self.assertEqual(list(found["A", "B"].values())[2:], ["4", "5", "6", "1", "3.5", "", "0.6"])
        self.assertEqual(list(found["A", "C"].values())[2:7], [":"] * 5)
        self.assertEqual((found["A", ""]["people"], found["A", ""]["hours_now"]), ("4", ":"))

    def test_five_people_unless_it_is_said_otherwise(self):
        self.assertEqual(self.relations()["A", "B"]["people"], ":")

    def test_answers_to_the_template_need_not_say_who(self):
        found = self.relations("--unit", "enhet", "--k", "3", data=ANSWERS)
        self.assertEqual((found["A", "B"]["people"], found["A", "B"]["gap"]), ("4", "1"))
        self.assertEqual((found["A", "C"]["people"], found["B", "A"]["people"]), (":", ":"))

    def test_mistakes(self):
        self.fails("relations", "-", stdin="participant,from\na,A\n", saying='"to"')
        self.fails("relations", "-", stdin="from,to\nA,B\n", saying='"participant"')
        self.fails("relations", "-", stdin="participant,from,to,hours_now\na,A,B,many\n", saying="row 1")
        self.fails("relations", "-", stdin="participant,from,to\n,A,B\n", saying="row 1")
        self.fails("relations", "-", stdin="participant,from,to\na,A,B\na,A,B\n", saying="two things")
        self.fails("relations", "-", "--k", "2", stdin=HOURS, saying="at least 3")


if __name__ == "__main__":
    unittest.main()

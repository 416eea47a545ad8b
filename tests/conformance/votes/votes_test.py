"""A real conversation, "Can there be consensus on Brexit?" (Polis, compdemocracy/openData, CC BY 4.0): 204 people, 50
statements, 5,312 votes. votes.csv are the votes as they came; statements.csv and participants.csv are the published figures:
agrees and disagrees of each statement, and each person's votes and group. The statements' own words are left out.
"""
import collections
import csv
import math
import pathlib
import unittest

import bry

HERE = pathlib.Path(__file__).parent


def read(name):
    with open(HERE / name, encoding="utf-8") as file:
        return list(csv.DictReader(file))


VOTES, STATEMENTS, PARTICIPANTS = read("votes.csv"), read("statements.csv"), read("participants.csv")
GROUP = {one["participant"]: one["group"] or None for one in PARTICIPANTS}


def rows(table):
    return [dict(zip(table.columns, row)) for row in table]


def count(people=None, groups=None, **options):
    people = people or [vote["participant"] for vote in VOTES]
    return bry.votes(people, [vote["statement"] for vote in VOTES], [int(vote["vote"]) for vote in VOTES], groups, **options)


def last_votes():
    return {(vote["statement"], vote["participant"]): int(vote["vote"]) for vote in VOTES}


def pairs(sizes):
    return sum(size * (size - 1) / 2 for size in sizes)


def adjusted_rand(a, b):
    both, left, right = (pairs(collections.Counter(x).values()) for x in (zip(a, b), a, b))
    expected = left * right / pairs([len(a)])
    return (both - expected) / ((left + right) / 2 - expected)


class Published(unittest.TestCase):
    def test_agrees_and_disagrees_of_each_statement(self):
        # what is published counts votes that were changed later as well: here each is somebody's own
        seen = collections.Counter()
        people = []
        for vote in VOTES:
            key = (vote["participant"], vote["statement"])
            people.append(f"{vote['participant']}/{seen[key]}")
            seen[key] += 1
        found = {row["statement"]: row for row in rows(count(people, find=1).statements)}
        self.assertEqual(len(found), 50)
        for one in STATEMENTS:
            row = found[one["statement"]]
            self.assertEqual((row["agrees"], row["disagrees"]), (int(one["agrees"]), int(one["disagrees"])))

    def test_votes_of_each_participant(self):
        found = {row["person"]: row for row in rows(count(find=1).people)}
        self.assertEqual(len(found), 204)
        for one in PARTICIPANTS:
            row = found[one["participant"]]
            self.assertEqual([row[key] for key in ("votes", "agrees", "disagrees")],
                             [int(one[key]) for key in ("votes", "agrees", "disagrees")])

    def test_the_groups_that_were_found(self):
        found = {row["person"]: row["group"] for row in rows(count().people)}
        self.assertEqual(set(found.values()), {"A", "B", None})  # two groups, as published
        both = [person for person in GROUP if GROUP[person] and found[person]]
        self.assertGreater(len(both), 185)
        self.assertGreater(adjusted_rand([GROUP[person] for person in both], [found[person] for person in both]), 0.85)


class Definitions(unittest.TestCase):
    """The figures, written again from their definitions, over the published groups."""

    @classmethod
    def setUpClass(cls):
        cls.votes = count(groups=[GROUP[vote["participant"]] for vote in VOTES])
        cls.counts = collections.Counter()
        for (statement, person), vote in last_votes().items():
            cls.counts[statement, GROUP[person], vote] += 1

    def of(self, statement, groups, *votes):
        return sum(self.counts[statement, group, vote] for group in groups for vote in votes)

    def test_group_informed_consensus(self):
        for row in rows(self.votes.statements):
            for key, vote in (("consensus_agree", 1), ("consensus_disagree", -1)):
                expected = math.prod((self.of(row["statement"], [g], vote) + 1) / (self.of(row["statement"], [g], -1, 0, 1) + 2)
                                     for g in "01")
                self.assertAlmostEqual(row[key], expected, 12)

    def test_representativeness(self):
        everyone = {"0", "1", None}
        representative = 0
        for row in rows(self.votes.groups):
            others = everyone - {row["group"]}
            there, here = self.of(row["statement"], others, -1, 0, 1), self.of(row["statement"], [row["group"]], -1, 0, 1)
            self.assertEqual(row["votes"], here)
            found = {}
            for stance, vote in (("agree", 1), ("disagree", -1)):
                a, b = self.of(row["statement"], [row["group"]], vote), self.of(row["statement"], others, vote)
                p, q = (a + 1) / (here + 1), (b + 1) / (there + 1)
                pooled = (a + b + 2) / (here + there + 2)
                spread = pooled * (1 - pooled) * (1 / (here + 1) + 1 / (there + 1))
                found[stance] = ((p - q) / math.sqrt(spread) if spread else 0, (a + 1) / (here + 2) / ((b + 1) / (there + 2)),
                                 2 * math.sqrt(here + 1) * (p - 0.5))
            self.assertEqual(row["stance"], max(found, key=lambda stance: found[stance][0]))
            z_others, representativeness, z = found[row["stance"]]
            self.assertAlmostEqual(row["z_others"], z_others, 9)
            self.assertAlmostEqual(row["representativeness"], representativeness, 12)
            self.assertAlmostEqual(row["z"], z, 9)
            self.assertEqual(row["representative"], int(z > 1.2816 and z_others > 1.2816))
            representative += row["representative"]
        self.assertGreater(representative, 5)


if __name__ == "__main__":
    unittest.main()

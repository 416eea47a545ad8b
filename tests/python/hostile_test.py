"""What is no good where it is given raises bry.Error, or TypeError where its type is wrong: over all that is public."""
import inspect
import os
import pathlib
import re
import shutil
import tempfile
import traceback
import unittest

import bry

DATA = pathlib.Path(__file__).resolve().parent.parent.parent / "examples" / "data"
LONE = "a\ud800b"
NAN = float("nan")
HOSTILE = [LONE, "a\0b", NAN, float("inf"), None, object(), [LONE], [None], [NAN], {LONE: LONE}, {"a": NAN}]
# What is made by other calls alone, ends what others stand on, starts a server or waits for one.
LEFT = {"Release", "close", "local_start", "local_stop", "connect", "cancel", "delete"}


def public(of):
    for name in dir(of):
        if name.startswith("_") or name in LEFT:
            continue
        member = inspect.getattr_static(of, name)
        if isinstance(member, property):
            continue
        yield name, getattr(of, name)


def tries(function):
    """Arguments for a call: each value for all that must be given, then alone for each that may be."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:
        return
    if any(p.name in ("pointer", "handle") for p in parameters):
        return  # made by other calls alone
    needed = [p for p in parameters if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    free = [p.name for p in parameters if p.default is not p.empty]
    for value in HOSTILE:
        yield [value] * len(needed), {}
        for name in free:
            yield ["a"] * len(needed), {name: value}
            yield [value] * len(needed), {name: value}


def as_python_does(reason):
    """A path as in open(), a column as in a dict, an object without the methods of a file, a table or a mapping."""
    if isinstance(reason, AttributeError):
        return bool(re.search(r"no attribute '(handle|read|write|keys|items|values)'$", str(reason)))
    frames = traceback.extract_tb(reason.__traceback__)
    by_path = any(word in (frames[-1].line or "") for word in ("open(", "os.path", "os.fspath"))
    column = isinstance(reason, KeyError) and "there is no column" in str(reason)
    return isinstance(reason, (OSError, ModuleNotFoundError)) or by_path or column


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="bry-python-"))
        cls.folder.chmod(0o711)
        os.chdir(cls.folder)  # what is saved as "a" goes there
        cls.store = bry.Store(f"local:{cls.folder / 'db'}", retry_time_ms=0)
        cls.store.add_tenant("fjordvik", "Fjordvik kommune")
        cls.store.set_tenant("fjordvik")
        cls.questionnaire = bry.Questionnaire.load(DATA / "dream_day.json")
        cls.survey = cls.store.create_survey("day", cls.questionnaire, segments=(DATA / "segments.json").read_text())
        cls.survey.open()
        cls.survey.import_csv(DATA / "answers.csv")
        cls.codebook = bry.Codebook.load(DATA / "codebook.json", "q1")
        cls.store.put_codebook(cls.codebook)
        cls.survey.code("q1")

    @classmethod
    def tearDownClass(cls):
        cls.store.close()
        os.chdir(cls.folder.parent)
        shutil.rmtree(cls.folder)

    def hold(self, where, function):
        """How many calls raised."""
        raised = 0
        for arguments, named in tries(function):
            try:
                result = function(*arguments, **named)
                if inspect.isgenerator(result):
                    list(result)
            except (bry.Error, TypeError):
                raised += 1
            except Exception as reason:
                if as_python_does(reason):
                    continue
                self.wrong.append(f"{where}(*{arguments!r}, **{named!r}): {type(reason).__name__}: {reason}")
        return raised

    def all_of(self, objects):
        self.wrong, calls = [], 0
        for where, of in objects.items():
            for name, member in public(of):
                if callable(member) and not (inspect.isclass(member) and issubclass(member, (BaseException, tuple))):
                    calls += self.hold(f"{where}.{name}", member)
        self.assertEqual(self.wrong, [], "\n".join(dict.fromkeys(line[:300] for line in self.wrong)))
        return calls

    def test_functions_and_classes(self):
        self.assertGreater(self.all_of({"bry": bry}), 500)

    def test_what_needs_no_database(self):
        texts = ["rolig dag med kolleger", "god tid og ro", "mangel på vikarer"] * 5
        self.all_of({
            "Questionnaire": self.questionnaire,
            "Codebook": self.codebook,
            "Table": self.codebook.table if hasattr(self.codebook, "table") else self.survey.counts("near"),
            "Discovery": bry.discover(texts),
            "Splitter": bry.Splitter(),
            "Builder": bry.Builder("En prøve"),
            "Map": bry.Map(),
            "MapHistory": bry.MapHistory(),
            "Report": bry.Report("En side"),
        })

    def test_what_does(self):
        self.all_of({"Survey": self.survey, "Store": self.store})

    def test_what_groups_do(self):
        series = self.store.create_series("vinter", "Vinter", "anonymous")
        people = [{"id": str(i), "group": "1", "facilitator": str(int(i == 0))} for i in range(4)]
        tokens = series.form_groups([{"id": p["id"], "group": p["group"]} for p in people], people).column("token")
        self.all_of({
            "Series": series,
            "Session": self.store.begin_session(tokens[0], self.questionnaire),
            "Gigamap": self.store.add_map("kart", "Kart"),
            "Commitments": self.store.commitments,
            "Pilots": self.store.pilots,
        })

    def test_rows_of_relations_and_ladders(self):
        rows = [[{**row, name: value}] for row in [{"person": "p", "from": "a", "to": "b", "unit": "a", "wave": "1", "step": 1}]
                for name in [*row, "hours_now", "points"] for value in [*HOSTILE, "x", 1.5, 0, 2**40]]
        self.wrong = []
        for function in (bry.relations, bry.ladder, lambda given: bry.ladder_shifts(given, "1", "2")):
            for given in [*rows, [{}], ["a"]]:
                try:
                    function(given)
                except (bry.Error, TypeError):
                    pass
                except Exception as reason:
                    self.wrong.append(f"{given!r}: {type(reason).__name__}: {reason}")
        self.assertEqual(self.wrong, [])
        for step in (1.5, 0, 2**40, "x", NAN):
            with self.assertRaises(bry.InvalidArgument):
                bry.ladder([{"unit": "a", "wave": "1", "step": step}])


if __name__ == "__main__":
    unittest.main()

"""The package with a store, on one private PostgreSQL."""
import hashlib
import io
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading
import unittest
import uuid
from datetime import date, datetime, timedelta, timezone

import bry

DATA = pathlib.Path(__file__).resolve().parent.parent.parent / "examples" / "data"
SEGMENTS = json.loads((DATA / "segments.json").read_text(encoding="utf-8"))


class StoreTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="bry-python-"))
        cls.folder.chmod(0o711)  # as root, the private server runs as another user, who must get in
        cls.store = bry.Store(f"local:{cls.folder / 'db'}", max_connections=4)
        cls.store.add_tenant("fjordvik", "Fjordvik kommune")
        cls.store.set_tenant("fjordvik")
        cls.questionnaire = bry.Questionnaire.load(DATA / "dream_day.json")
        cls.day = cls.make("day")
        cls.first = cls.day.import_csv(DATA / "answers.csv")
        for item in ("q1", "q2", "q3"):
            cls.store.put_codebook(bry.Codebook.load(DATA / "codebook.json", item))
            cls.day.code(item)

    @classmethod
    def tearDownClass(cls):
        cls.store.close()
        shutil.rmtree(cls.folder)

    @classmethod
    def make(cls, slug, **options):
        survey = cls.store.create_survey(slug, cls.questionnaire, segments=SEGMENTS, **options)
        survey.open()
        return survey

    # --- the store itself

    def test_the_local_server_runs_while_the_store_is_open(self):
        status = bry.local_status(self.folder / "db")
        self.assertTrue(status.running)
        self.assertIn("host=", status.conninfo)

    def test_maps_in_the_store(self):
        made = self.store.add_map("causes", "Hvorfor folk venter")
        self.assertEqual(made.apply([{"op": "add_node", "id": "own"}], seen=0), 1)
        with self.assertRaises(bry.Conflict):
            made.apply([{"op": "add_node", "id": "other"}], seen=0)
        self.assertEqual(made.derive(self.day, "q1"), 2)
        self.assertIn("derived", made.current().nodes.column("origin"))
        self.assertEqual(made.undo(), 3)
        self.assertNotIn("own", made.current().nodes.column("id"))
        self.assertEqual(self.store.map("causes").redo(seen=3), 4)
        self.assertEqual(made.history().revisions.column("act"), ["apply", "rebuild", "undo", "redo"])
        self.assertEqual(self.store.maps.column("revision"), [4])
        with self.assertRaises(bry.NotFound):
            self.store.map("nowhere").history()

    def test_a_store_closes_at_the_end_of_with(self):
        with bry.Store(f"local:{self.folder / 'db'}", tenant="fjordvik") as store:
            self.assertEqual(store.survey("day").count, self.day.count)
        with self.assertRaises(ValueError):
            store.tenants
        store.close()

    def test_roles_are_granted_listed_and_revoked(self):
        self.store.grant_role("bry", "facilitator", "fjordvik")
        rows = list(self.store.roles)
        self.assertIn(("bry", "facilitator", "fjordvik"), rows)
        self.assertIn(("bry", "owner", None), rows)
        self.store.revoke_role("bry", "facilitator", "fjordvik")
        with self.assertRaises(bry.NotFound):
            self.store.revoke_role("bry", "facilitator", "fjordvik")
        with self.assertRaises(bry.NotFound):
            self.store.grant_role("nobody", "portal", "fjordvik")

    def test_the_calls_for_citus(self):
        self.assertIn("create_distributed_table('bry.response', 'tenant_id'", self.store.citus())

    def test_a_tenant_that_is_not_there(self):
        with self.assertRaises(bry.NotFound):
            bry.Store(f"local:{self.folder / 'db'}", tenant="nobody")

    def test_an_unknown_option_is_a_type_error(self):
        with self.assertRaises(TypeError):
            bry.Store("local:x", colour=1)

    def test_a_server_that_is_not_there_is_worth_trying_again(self):
        with self.assertRaises(bry.Unavailable) as caught:
            bry.Store(f"host={self.folder} dbname=x")
        self.assertTrue(caught.exception.retryable)

    def test_migrating_again_does_nothing(self):
        before = self.store.migrations.rows
        self.store.migrate()
        self.assertEqual(self.store.migrations.rows, before)

    def test_tenants(self):
        self.store.add_tenant("skogdal", "Skogdal")
        self.assertIn(("skogdal", "Skogdal"), self.store.tenants.rows)
        with self.assertRaises(bry.Conflict):
            self.store.add_tenant("skogdal", "Something else")

    # --- surveys and responses

    def test_surveys_are_listed_and_fetched(self):
        self.assertIn("day", self.store.surveys.column("survey"))
        survey = self.store.survey("day")
        self.assertEqual((survey.slug, survey.title), ("day", "Drømmedag på jobb"))
        self.assertEqual(survey.questionnaire.version, self.questionnaire.version)
        with self.assertRaises(bry.NotFound):
            self.store.survey("none")

    def test_a_response_is_stored_once(self):
        survey = self.make("once")
        made = str(uuid.uuid4())
        self.assertEqual(survey.submit({"q1": "Sol"}, {"sektor": "helse"}, made), (made, False))
        self.assertEqual(survey.submit({"q1": "Sol"}, {"sektor": "helse"}, made), (made, True))
        with self.assertRaises(bry.Conflict):
            survey.submit({"q1": "Regn"}, {"sektor": "helse"}, made)
        self.assertFalse(survey.submit('{"near": 1}').repeated)
        self.assertEqual(survey.count, 2)

    def test_wrong_answers_are_refused_with_findings(self):
        with self.assertRaises(bry.Refused) as caught:
            self.day.submit({"near": 99, "meet": ["beach"]})
        self.assertEqual({f.pointer.split("/")[1] for f in caught.exception.findings}, {"near", "meet"})

    def test_a_closed_survey_takes_nothing(self):
        survey = self.make("closed")
        survey.end()
        with self.assertRaises(bry.WrongState):
            survey.submit({"near": 1})
        with self.assertRaises(bry.WrongState):
            survey.open()

    def test_a_survey_that_nobody_answered_can_be_deleted(self):
        survey = self.make("gone")
        self.store.delete_survey("gone")
        with self.assertRaises(bry.NotFound):
            self.store.survey("gone")
        with self.assertRaises(bry.NotFound):
            survey.submit({"near": 1})
        self.make("gone").submit({"near": 1})
        with self.assertRaises(bry.WrongState):
            self.store.delete_survey("gone")

    def test_a_survey_has_no_close_that_would_end_it_by_mistake(self):
        self.assertFalse(hasattr(self.day, "close"))

    def test_a_response_without_answers_is_refused(self):
        survey = self.make("empty")
        with self.assertRaises(bry.Refused) as caught:
            survey.submit({})
        self.assertEqual([f.rule for f in caught.exception.findings], ["empty"])
        self.assertEqual(survey.import_jsonl(b'{"answers": {}}\n')[:4], (1, 0, 0, 1))

    def test_a_survey_takes_answers_in_its_window(self):
        soon = datetime.now(timezone.utc) + timedelta(hours=1)
        with self.assertRaises(bry.WrongState):
            self.make("early", opens_at=soon).submit({"near": 1})
        with self.assertRaisesRegex(bry.InvalidArgument, "still to come"):
            self.make("late", closes_at=soon - timedelta(hours=2))
        with self.assertRaisesRegex(bry.InvalidArgument, "before it opens"):
            self.make("late", opens_at=soon, closes_at=soon)
        self.make("now", opens_at=soon - timedelta(hours=2), closes_at=soon).submit({"near": 1})
        with self.assertRaises(ValueError):
            self.make("naive", opens_at=datetime(2026, 1, 1))

    def test_a_time_that_is_no_datetime_is_told_what_to_give(self):
        survey = self.make("times", privacy="pseudonymous")
        for work in (lambda: self.make("t1", opens_at="2026-01-01"), lambda: self.store.audit(since="2026-01-01"),
                     lambda: survey.invite("a", expires_at=7)):
            with self.assertRaisesRegex(TypeError, "datetime with a time zone, such as .*, not as (str|int)"):
                work()
        for work in (lambda: self.make("t2", retain_until="2099-01-01"), lambda: survey.retain("2099-01-01"),
                     lambda: survey.retain(datetime(2099, 1, 1))):
            with self.assertRaisesRegex(TypeError, "given as a date, such as .*, not as (str|datetime)"):
                work()

    def test_what_a_survey_asks_for_is_told_as_arguments(self):
        survey = self.make("asks-more", admission="invited")
        with self.assertRaisesRegex(bry.Error, r"an invitation. Use Survey.submit\(\) with what it asks for: token="):
            survey.submit({"near": 1})

    def test_many_threads_submit_at_once(self):
        survey = self.make("threads")
        failures = []

        def work():
            try:
                for _ in range(10):
                    survey.submit({"near": 3})
            except Exception as reason:
                failures.append(reason)

        threads = [threading.Thread(target=work) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((failures, survey.count), ([], 60))

    def test_a_child_can_not_use_its_parents_store(self):
        child = os.fork()
        if child == 0:
            try:
                self.day.count
            except bry.Forked:
                os._exit(7)
            finally:
                os._exit(1)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 7)
        self.assertGreater(self.day.count, 0)

    # --- imports

    def test_an_import_counts_and_repeats(self):
        self.assertEqual(self.first[:4], (140, 140, 0, 0))
        again = self.day.import_csv((DATA / "answers.csv").read_bytes())
        self.assertEqual(again[:4], (140, 0, 140, 0))

    def test_another_file_with_equal_rows_is_other_people(self):
        survey = self.make("days")
        monday, tuesday = b"near\n3\n3\n4\n5\n1\n", b"near\n3\n3\n4\n2\n2\n"
        path = self.folder / "monday.csv"
        path.write_bytes(monday)
        self.assertEqual(survey.import_csv(path)[:4], (5, 5, 0, 0))
        second = survey.import_csv(tuesday)
        self.assertEqual((second[:4], second.alike), ((5, 5, 0, 0), 3))
        for again in (monday, io.BytesIO(monday), path):
            self.assertEqual(survey.import_csv(again)[:4], (5, 0, 5, 0))
        grown = monday + b"3\n"
        self.assertEqual(survey.import_csv(grown, batch=bry.import_batch_of(path))[:4], (6, 1, 5, 0))
        self.assertEqual(bry.import_batch_of(monday), hashlib.sha256(monday).hexdigest())
        self.assertEqual(survey.import_jsonl(b'{"answers": {"near": 3}}\n', batch="paper")[:4], (1, 1, 0, 0))
        self.assertEqual(survey.import_jsonl(b'{"answers": {"near": 3}}\n\n', batch="paper")[:4], (1, 0, 1, 0))

    def test_what_is_read_once_needs_a_batch(self):
        class Pipe:
            def __init__(self, data):
                self.read = io.BytesIO(data).read

        survey = self.make("pipe")
        with self.assertRaisesRegex(bry.Error, r"Row 1 \(line 2\) has no id.*bry\.import_batch_of\(\)"):
            survey.import_csv(Pipe(b"near\n3\n"))
        self.assertEqual(survey.import_csv(Pipe(b"near\n3\n"), batch="one")[:4], (1, 1, 0, 0))
        self.assertEqual(survey.import_csv(Pipe(b"id,near\na,3\n"))[:4], (1, 1, 0, 0))

    def test_refused_rows_are_a_table_with_labels(self):
        survey = self.make("refused")
        done = survey.import_csv(io.BytesIO(b"id,near,meet\na,3,lunch\nb,99,lunch\nc,1,beach\n"))
        self.assertEqual(done[:4], (3, 1, 0, 2))
        self.assertEqual(done.findings.column("column"), ["near", "meet"])
        self.assertTrue(done.findings.value_labels("reason", "nn"))

    def test_lines_of_json(self):
        survey = self.make("lines")
        done = survey.import_jsonl(b'{"id": "a", "answers": {"near": 1}}\n{"answers": {"near": 2}}\n')
        self.assertEqual(done[:4], (2, 2, 0, 0))

    def test_many_are_submitted_in_one_call(self):
        survey = self.make("many")
        one = str(uuid.uuid4())
        done = survey.submit_many(
            [{"near": 1}, ({"near": 2}, {"sektor": "helse"}, one), ({"near": 99}, None, None), '{"near": 3}']
        )
        self.assertEqual([outcome.error is None for outcome in done], [True, True, False, True])
        self.assertIsInstance(done[2].error, bry.Refused)
        self.assertEqual(done[2].error.findings[0].pointer, "/near")
        again = survey.submit_many([({"near": 2}, {"sektor": "helse"}, one), ({"near": 3}, None, one)])
        self.assertTrue(again[0].repeated)
        self.assertIsInstance(again[1].error, bry.Conflict)
        self.assertEqual(survey.submit_many([]), [])
        self.assertEqual(survey.count, 3)

    def test_what_is_exported_can_be_imported(self):
        copies = [self.make(slug) for slug in ("copy-csv", "copy-jsonl")]
        table, lines = io.BytesIO(), self.folder / "day.jsonl"
        self.assertEqual(self.day.export_csv(table), self.day.count)
        self.assertEqual(self.day.export_jsonl(lines, ids=True), self.day.count)
        self.assertEqual(copies[0].import_csv(table.getvalue())[:4], (self.day.count, self.day.count, 0, 0))
        self.assertEqual(copies[1].import_jsonl(lines)[:4], (self.day.count, self.day.count, 0, 0))
        for copy in copies:
            self.assertEqual(sorted(t.text for t in copy.texts("q1")), sorted(t.text for t in self.day.texts("q1")))
        with self.assertRaises(TypeError):
            self.day.export_csv(io.StringIO())
        with self.assertRaises(bry.Cancelled):
            self.day.export_csv(io.BytesIO(), progress=lambda done, total: False)

    def test_what_a_reader_raises_comes_out(self):
        class Broken:
            def read(self, size):
                raise RuntimeError("broken")

        with self.assertRaisesRegex(RuntimeError, "broken"):
            self.make("broken").import_csv(Broken())

    def test_progress_cancels_an_import(self):
        with self.assertRaises(bry.Cancelled):
            self.make("cancelled").import_csv(DATA / "answers.csv", progress=lambda done, total: False)

    def test_cancelling_ends_what_runs_and_nothing_else(self):
        survey = self.make("interrupted")
        store = self.store

        class Source(io.BytesIO):
            def read(self, size):
                store.cancel()
                return super().read(size)

        with self.assertRaises(bry.Cancelled):
            survey.import_csv(Source(b"near\n" + b"3\n" * 10))
        self.assertEqual(survey.count, 0)

    def test_an_unknown_column_is_refused(self):
        with self.assertRaises(bry.Refused):
            self.make("columns").import_csv(b"id,colour\n1,red\n")

    # --- texts, themes, results

    def test_texts_come_with_their_segments(self):
        texts = self.day.texts("q1")
        self.assertEqual(len(texts), 140)
        names = [s["name"] for s in SEGMENTS]
        self.assertIn(texts[0].segments[names.index("lang")], ("nb", "nn", "en"))
        self.assertEqual(len({t.response_id for t in texts}), 140)

    def test_streaming_ends_when_told_and_raises_what_is_raised(self):
        seen = []
        self.day.each_text("q1", lambda t: seen.append(t) or len(seen) < 3)
        self.assertEqual(len(seen), 3)

        def fail(text):
            raise RuntimeError("enough")

        with self.assertRaisesRegex(RuntimeError, "enough"):
            self.day.each_text("q1", fail)
        with self.assertRaises(bry.InvalidArgument):
            self.day.texts("near")

    def test_coding_in_the_store_and_in_memory_agree(self):
        texts = [t.text for t in self.day.texts("q1")]
        memory = bry.code_texts(self.store.codebook("q1"), texts).table()
        self.assertEqual(sorted(self.day.themes("q1").rows), sorted(memory.rows))

    def test_coding_tells_its_progress(self):
        seen = []
        self.assertEqual(self.day.code("q1", progress=lambda done, total: seen.append(done)), 140)
        self.assertEqual(seen[-1], 140)
        with self.assertRaises(bry.Cancelled):
            self.day.code("q1", progress=lambda done, total: False)

    def test_people_decide_over_found_themes(self):
        book = self.day.discover("q1", "funn", themes=4, seed=7)
        self.assertEqual(len(book.themes), 4)
        model = self.day.codings("q1", "funn", coder="model").to_dicts()
        unit = next(r["unit"] for r in model if r["theme"] == "t1")
        decided = self.day.decide("q1", [{"op": "code", "unit": unit, "themes": ["t2"]}], coder="kari", codebook="funn")
        self.assertEqual(decided, 1)
        again = self.day.decide("q1", [{"op": "code", "unit": unit, "themes": ["t2"]}], coder="kari", codebook="funn")
        self.assertEqual(again, 0)
        self.assertEqual(self.day.decisions("q1", "funn")[0]["coder"], "kari")
        self.assertEqual([r["theme"] for r in self.day.codings("q1", "funn").to_dicts()], ["t2"])
        self.assertEqual(self.day.suggest("q1", "funn"), 140)
        self.assertEqual(self.day.code_new("q1", "funn"), (0, None))
        with self.assertRaisesRegex(bry.Error, "Line 1 of the log"):
            self.day.decide("q1", [{"op": "merge", "theme": "t2", "into": "t2"}], coder="kari", codebook="funn")
        with self.assertRaisesRegex(bry.NotFound, r"Survey\.decide\(\)"):
            self.day.suggest("q1")

    def test_theme_pairs_in_the_store_and_in_memory_agree(self):
        texts = [t.text for t in self.day.texts("q1")]
        memory = bry.code_texts(self.store.codebook("q1"), texts).pairs(min_group=3)
        stored = self.day.theme_pairs("q1", min_group=3)
        self.assertEqual(stored.rows, memory.rows)
        self.assertEqual(stored.columns, ["theme", "other", "respondents", "count", "support", "jaccard", "npmi"])
        self.assertTrue(any(row[3] is not None for row in stored.rows))

    def test_themes_over_waves(self):
        later = self.make("wave-2")
        later.import_csv(DATA / "answers.csv")
        with self.assertRaisesRegex(bry.NotFound, r"Survey\.code\(\)"):
            self.store.theme_trend([self.day, later], "q1")
        later.code("q1")
        table = self.store.theme_trend([self.day, later], "q1", confidence=0.9)
        themes = self.day.themes("q1")
        self.assertEqual(table.column("wave"), ["day"] * len(themes) + ["wave-2"] * len(themes))
        self.assertEqual(table.column("count")[: len(themes)], themes.column("count"))
        self.assertEqual(set(table.column("change")[len(themes):]), {0})
        same = bry.tabulate_waves({"day": themes, "wave-2": later.themes("q1")}, confidence=0.9)
        self.assertEqual(table.to_csv(), same.to_csv())
        one = self.store.theme_trend([self.day, later], "q1", by="sektor", themes=[themes.column("theme")[0]])
        self.assertEqual(set(one.column("theme")), {themes.column("theme")[0]})
        with self.assertRaises(bry.InvalidArgument):
            self.store.theme_trend([later], "q1")

    def test_themes_by_segment(self):
        table = self.day.themes("q1", by="kommune")
        with self.assertRaisesRegex(TypeError, "one segment"):
            self.day.themes("q1", by=["kommune", "sektor"])
        with self.assertRaises(TypeError):
            self.day.rates(by=["kommune"])
        self.assertEqual(table.columns, ["kommune", "theme", "respondents", "count", "share"])
        self.assertEqual(len(table), 60)
        with self.assertRaises(bry.NotFound):
            self.day.themes("q1", codebook="q2")

    def test_messages_speak_python_and_tell_what_to_name(self):
        cells = [{"name": "a", "cellType": "rating"}]
        form = {"elements": [{"type": "matrixdropdown", "name": "m", "rows": ["r"], "columns": cells}]}
        survey = self.store.create_survey("cells", bry.Questionnaire(json.dumps(form)), admission="invited")
        survey.open()
        with self.assertRaisesRegex(bry.InvalidArgument, r"such as m\.r\.a; Questionnaire\.items lists them"):
            survey.counts("m")
        with self.assertRaisesRegex(bry.InvalidArgument, r"more than answers: an invitation\. Use Survey\.submit\(\)"):
            survey.submit({"m": {"r": {"a": 3}}})

    def test_counts_of_a_closed_item(self):
        self.assertEqual(self.day.counts("near").column("count"), [16, 37, 42, 28, 11])
        self.assertEqual(sum(c or 0 for c in self.day.counts("near", by="runde").column("count")), 134)

    def test_counts_by_two_segments(self):
        table = self.day.counts("near", by=["runde", "sektor"])
        self.assertEqual(table.columns[:2], ["runde", "sektor"])
        self.assertLessEqual(sum(c or 0 for c in table.column("count")), 134)
        self.assertEqual(self.day.counts("near", by=["runde"]).column("count"),
                         self.day.counts("near", by="runde").column("count"))
        with self.assertRaises(bry.InvalidArgument):
            self.day.counts("near", by=["runde", "runde"])

    def test_tallies_equal_a_recount(self):
        seen = []
        self.day.fold_tallies(lambda done, total: seen.append(total))
        self.assertEqual(set(seen), {-1})
        self.assertEqual(self.day.rebuild_tallies(), self.day.count)
        self.assertEqual(len(self.day.check_tallies()), 0)

    def test_quotes_and_maps(self):
        quotes = self.day.quotes("q2", per_theme=1)
        self.assertGreater(len(quotes), 3)
        self.assertEqual(len(set(quotes.column("theme"))), len(quotes))
        map = self.day.map("q1")
        self.assertTrue(set(map.edges.column("from")) <= set(map.nodes.column("id")))

    def test_codebooks(self):
        self.assertEqual(self.store.codebooks.column("codebook"), ["q1", "q2", "q3"])
        with self.assertRaises(bry.NotFound):
            self.store.codebook("q9")

    # --- privacy

    def test_invited_people_answer_once(self):
        survey = self.make("invited", admission="invited")
        tokens = survey.invite("staff", count=6, segments={"sektor": "helse"})
        self.assertEqual(len(set(tokens)), 6)
        with self.assertRaises(bry.Refused) as caught:
            survey.submit({"q1": "Sol"}, receipt=bry.new_receipt())
        self.assertEqual(caught.exception.findings[0].rule, "token.missing")
        receipt = bry.new_receipt()
        stored = survey.submit({"q1": "Sol"}, receipt=receipt, token=tokens[0])
        self.assertEqual(stored, (bry.receipt_response_id(receipt), False))
        self.assertTrue(survey.submit({"q1": "Sol"}, receipt=receipt, token=tokens[0]).repeated)
        with self.assertRaises(bry.Refused):
            survey.submit({"q1": "Sol"}, token=tokens[0])
        self.assertEqual(survey.revoke(token=tokens[5]), 1)
        self.assertEqual(survey.invitations.rows, [("staff", 6, 1, None)])
        self.assertEqual(survey.rates().rows, [("staff", 5, None, None)])  # one answered: few
        self.assertEqual(survey.rates(by="sektor").rows, [("helse", 5, None, None)])
        self.assertEqual(survey.revoke(batch="staff"), 5)
        with self.assertRaises(bry.NotFound):
            survey.revoke(batch="staff")
        with self.assertRaisesRegex(bry.InvalidArgument, "still to come"):
            survey.invite("late", expires_at=datetime.now(timezone.utc) - timedelta(minutes=1))
        self.assertEqual(len(survey.invite("later", expires_at=datetime.now(timezone.utc) + timedelta(hours=1))), 1)

    def test_closing_seals_an_anonymous_survey(self):
        survey = self.make("anonymous")
        self.assertEqual(survey.privacy, "anonymous")
        stored = survey.submit({"q1": "Sol"})
        with self.assertRaises(bry.Cancelled):
            survey.end(progress=lambda done, total: False)
        steps = []
        survey.end(progress=lambda done, total: steps.append((done, total)))
        self.assertEqual(steps[-1], (1, 1))
        with self.assertRaises(bry.WrongState):
            survey.submit({"q1": "Sol"}, response_id=stored.response_id)
        self.assertEqual(survey.count, 1)
        listed = {row[0]: row[4:7] for row in self.store.surveys.rows}
        self.assertEqual(listed["anonymous"], ("anonymous", 1, 1))
        self.assertEqual(self.store.surveys.value_labels("sealed", "en")["1"], "yes")

    def test_participants_are_known_where_that_was_promised(self):
        survey = self.make("identified", privacy="identified")
        self.assertEqual(survey.submit({"q1": "Sol"}, participant="7", name="Kari"), (None, False))
        self.assertTrue(survey.submit({"q1": "Sol"}, participant="7", name="Kari").repeated)
        with self.assertRaisesRegex(bry.Conflict, r"Survey.erase\(\) withdraws it"):
            survey.submit({"q1": "Regn"}, participant="7", name="Kari")
        with self.assertRaises(bry.InvalidArgument):
            survey.submit({"q1": "Sol"})
        with self.assertRaises(bry.Conflict):
            self.make("identified", privacy="pseudonymous")

    def test_consent_quotas_and_entries_by_proxy(self):
        survey = self.make("asks", quotas=[{"segments": {"sektor": "helse"}, "max": 1}])
        version = survey.set_consent({"nb": "Jeg samtykker.", "en": "I agree."})
        self.assertEqual(survey.consent("en"), (version, "I agree."))
        with self.assertRaises(bry.Refused):
            survey.submit({"q1": "Sol"}, {"sektor": "helse"}, proxy=True)
        survey.submit({"q1": "Sol"}, {"sektor": "helse"}, proxy=True, consent=version)
        with self.assertRaises(bry.WrongState) as caught:
            survey.submit({"q1": "Sol"}, {"sektor": "helse"}, consent=version)
        self.assertEqual(caught.exception.findings[0].rule, "quota.full")
        self.assertEqual(survey.entries.rows, [("self", 0), ("proxy", 1)])
        self.assertEqual(survey.set_consent({"nb": "Ja."}, keep_earlier=True), version + 1)

    def test_a_quota_alone_takes_plain_answers(self):
        survey = self.make("quota-alone", quotas=[{"segments": {"sektor": "helse"}, "max": 1}])
        self.assertFalse(survey.submit({"q1": "Sol"}, {"sektor": "helse"}).repeated)
        with self.assertRaises(bry.WrongState) as caught:
            survey.submit({"q1": "Sol"}, {"sektor": "helse"})
        self.assertEqual(caught.exception.findings[0].rule, "quota.full")
        outcome = survey.submit_many([{"q1": "Sol"}])[0]
        self.assertIn("send them one by one with Survey.submit().", str(outcome.error))

    def test_a_draft_waits_for_its_token(self):
        survey = self.make("drafts")
        token = bry.new_receipt()
        survey.save_draft(token, {"q1": "Sol og"}, days=2)
        self.assertEqual(survey.load_draft(token), {"q1": "Sol og"})
        survey.submit({"q1": "Sol"}, receipt=token, draft=token)
        with self.assertRaises(bry.NotFound):
            survey.load_draft(token)
        survey.save_draft(token, {})
        survey.drop_draft(token)
        with self.assertRaises(bry.NotFound):
            survey.load_draft(token)
        with self.assertRaises(bry.Refused):
            survey.save_draft(token, {"unknown": 1})

    # --- what people may ask for

    def test_a_receipt_shows_and_withdraws_its_response(self):
        survey = self.make("withdrawn")
        receipt = bry.new_receipt()
        survey.submit({"q1": "Sol"}, {"sektor": "helse"}, receipt=receipt)
        own = survey.show(receipt)
        self.assertIn(("sektor", "helse"), [(one["segment"], one["value"]) for one in own["segments"]])
        self.assertIn("Sol", [answer["value"] for answer in own["answers"]])
        self.assertTrue(survey.erase(receipt))
        self.assertFalse(survey.erase(receipt))
        self.assertEqual(survey.count, 0)
        with self.assertRaises(bry.NotFound):
            survey.show(receipt)
        survey.submit({"q1": "Sol"}, receipt=receipt)
        survey.end()
        with self.assertRaises(bry.WrongState):
            survey.erase(receipt)

    def test_a_participant_is_exported_and_erased(self):
        survey = self.make("person", privacy="identified")
        survey.submit({"q1": "Sol"}, participant="kari@x", name="Kari")
        held = self.store.export_participant("kari@x")
        self.assertEqual((held["name"], held["surveys"][0]["survey"]), ("Kari", "person"))
        self.assertEqual(self.store.erase_participant("kari@x").rows, [("person", 1, 0, 0, 0), (None, 0, 0, 0, 1)])
        self.assertEqual(self.store.export_participant("kari@x"), {"name": None, "surveys": [], "commitments": [], "pilots": []})

    def test_a_release_is_published_and_read(self):
        survey = self.make("dream-day")
        survey.import_csv(DATA / "answers.csv")
        survey.code("q1")
        spec = json.loads((DATA / "release.json").read_text(encoding="utf-8"))
        with self.assertRaises(bry.WrongState) as caught:
            self.store.publish(spec)
        self.assertEqual(caught.exception.pointer, "/survey")
        survey.end()
        withheld = self.store.release_dry_run(spec).to_dicts()
        self.assertIn("small", {row["reason"] for row in withheld})
        with self.assertRaises(bry.Cancelled):
            self.store.publish(spec, progress=lambda done, total: False)
        release = self.store.publish(spec)
        self.assertEqual((release.name, release.version, release.withdrawn), ("dream-day-2026", 1, None))
        again = self.store.publish(spec)
        self.assertEqual((again.version, again.hash), (2, release.hash))
        with bry.connect(f"local:{self.folder / 'db'}", "fjordvik") as store:
            table = store.releases()["dream-day-2026"]["themes_by_sektor"]
        self.assertEqual(table.columns, ["sektor", "theme", "respondents", "count", "share"])
        for row in table.to_dicts():
            self.assertTrue(row["respondents"] is None or row["respondents"] >= 5)
            self.assertTrue(row["count"] is None or row["respondents"] >= 8)
        self.assertIn("near_mean_by_rolle", release)
        self.assertEqual(len(release), len(release.tables))
        self.assertEqual(json.loads(release.bundle())["hash"], release.hash)
        with self.assertRaisesRegex(KeyError, "near_mean_by_rolle"):
            release["nothing"]
        self.store.withdraw_release("dream-day-2026", 2, "Feil")
        self.assertEqual(self.store.releases()["dream-day-2026"].version, 1)
        self.assertEqual([r.reason for r in self.store.releases()], [None, "Feil"])
        self.assertEqual(self.store.releases()["dream-day-2026@1"].version, 1)
        self.assertEqual(self.store.releases()["dream-day-2026@2"].reason, "Feil")
        for none in ("dream-day-2026@3", "dream-day-2026@", "dream-day"):
            with self.assertRaisesRegex(KeyError, r"dream-day-2026@1, dream-day-2026@2 \(withdrawn\)"):
                self.store.releases()[none]
        self.assertIn("properties", bry.release_schema())

    def test_commitments_are_kept_move_by_move(self):
        made = self.store.commitments.add("Felles lunsj", "leder", date(2026, 2, 1), segments={"sektor": "helse"})
        self.assertEqual(len(self.store.commitments.overdue(date(2026, 2, 1))), 0)
        self.assertEqual(self.store.commitments.overdue(date(2026, 2, 2)).column("commitment"), [made])
        self.store.commitments.move(made, "changed", role="medlem", note="For sjelden")
        self.store.commitments.renew(made, what="Lunsj hver måned", review_on=date(2026, 6, 1))
        with self.assertRaisesRegex(bry.Error, r"Commitments\.renew\(\)"):
            self.store.commitments.move(made, "open")
        self.store.commitments.move(made, "dropped")
        with self.assertRaises(bry.WrongState):
            self.store.commitments.renew(made)
        self.assertEqual(self.store.commitments.moves(made).column("to"), ["open", "changed", "open", "dropped"])
        self.store.commitments.forget(made)
        self.assertEqual(self.store.commitments.list().column("who"), [None])
        self.assertEqual(self.store.commitments.summary("sektor").column("dropped"), [1])

    def test_pilots_are_supported_and_reported_back(self):
        series = self.store.create_series("hospitering", "Hospitering", "anonymous")
        (lead,) = series.form_groups([{"id": "a", "group": 1}], [{"id": "a", "facilitator": 1}]).column("token")
        session = self.store.begin_session(lead, bry.Questionnaire.load(DATA / "dream_day.json"))
        (group,) = series.groups.column("group_id")
        with self.assertRaises(bry.NotFound):
            self.store.pilots.add("Bytte jobb en dag", group=str(uuid.uuid4()))
        made = self.store.pilots.add("Bytte jobb en dag", session=session.id, id=str(uuid.uuid4()))
        for _ in range(2):
            self.store.pilots.support(made, "kari@fjordvik.no")
        self.store.pilots.move(made, "supported", note="Alle vil")
        self.assertEqual(self.store.pilots.report(group).column("supporters"), [1])
        self.store.pilots.support(made, "kari@fjordvik.no", False)
        self.assertEqual(self.store.pilots.report(group).column("supporters"), [0])
        self.assertEqual(self.store.pilots.moves(made).column("to"), ["proposed", "supported"])
        self.assertEqual(self.store.pilots.summary(across=True).column("supported"), [1, 1])

    def test_retention_and_the_book_of_acts(self):
        survey = self.make("kept", retain_until=date(2999, 1, 1))
        with self.assertRaises(bry.InvalidArgument):
            survey.retain(date(2020, 1, 1))
        with self.assertRaises(bry.InvalidArgument):
            self.make("slip", retain_until=date(2020, 1, 1))
        survey.retain(None)
        survey.submit({"q1": "Sol"})
        self.assertEqual(self.store.run_retention().rows, [])
        server = bry.local_status(self.folder / "db").conninfo  # as if years had gone by
        plain = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}  # psql needs no sanitizer
        subprocess.run(["psql", "-X", "-q", "-d", server, "-c",
                        "UPDATE bry.survey SET retain_until = '2020-01-01' WHERE slug = 'kept'"], check=True, env=plain)
        dry = self.store.run_retention(dry_run=True).rows
        self.assertEqual(dry, [("kept", "2020-01-01", 1, 0, 0, 0, 0, 0)])
        with self.assertRaises(bry.Cancelled):
            self.store.run_retention(progress=lambda done, total: False)
        self.assertEqual(survey.count, 0)
        lines = self.store.audit(limit=3).rows
        self.assertEqual([line[2:4] for line in lines[:2]], [("retention.run", "kept"), ("survey.close", "kept")])
        self.assertEqual(json.loads(lines[0][4])["responses"], 1)


if __name__ == "__main__":
    unittest.main()

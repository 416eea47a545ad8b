"""A survey: its responses, invitations, results."""
from __future__ import annotations

import ctypes
import io
import json
import math
import os
import uuid
from ctypes import byref, c_double, c_int32, c_int64, c_void_p
from datetime import date, datetime
from typing import Any, Callable, Iterable, List, Mapping, NamedTuple, Optional, Sequence, TYPE_CHECKING, Tuple, Union

from ._abi import (
    CONSTANTS,
    bry_discover_options,
    bry_export_options,
    bry_import_options,
    bry_invitation_options,
    bry_progress_fn,
    bry_read_fn,
    bry_response_text_fn,
    bry_submission,
    bry_submit_options,
    bry_write_fn,
)
from ._errors import Cancelled, Conflict, Error
from ._files import Codebook, Document, Path, Questionnaire, day, microseconds
from ._maps import Map
from ._native import (
    Guard,
    Handle,
    call,
    document,
    error_of,
    json_of,
    lib,
    mapping,
    pointer_of,
    progress_guard,
    take_text,
    text,
    utf8,
)
from ._table import Table, take_table

if TYPE_CHECKING:
    from ._store import Store

Progress = Callable[[int, int], Any]


class Submitted(NamedTuple):
    """What became of a response."""

    response_id: Optional[str]
    """None for a participant's: the participant is its name."""
    repeated: bool
    """True when the very same response had been stored before."""


class Consent(NamedTuple):
    """What respondents are to agree to."""

    version: int
    text: str


class Text(NamedTuple):
    """One answer in words."""

    response_id: str
    text: str
    segments: Tuple[Optional[str], ...]
    """In the order of the survey's segments."""


class Imported(NamedTuple):
    """What an import did."""

    rows: int
    stored: int
    repeated: int
    refused: int
    findings: Table
    """Why rows were refused: row, line, column, rule, reason."""
    alike: int
    """Rows without an id that answer as a response that was there before. Nearly all: a file that was imported before,
    saved otherwise, or an export without ids; its answers count twice now."""


class Outcome(NamedTuple):
    """What became of one of many responses."""

    response_id: str
    repeated: bool
    """True when the very same response had been stored before."""
    error: Optional[Error]
    """Why it was not stored, as submit() would have raised it; None when it was."""


def _reader(source: Any) -> Guard:
    def read(buffer: int, capacity: int, user: Any) -> int:
        data = source.read(capacity)
        ctypes.memmove(buffer, data, len(data))
        return len(data)

    return Guard(bry_read_fn, read, failed=-1)


def import_batch_of(source: Union[Path, bytes, Any]) -> str:
    """The batch that an import makes of a path, bytes or the rest of an open binary file: its SHA-256 in hex."""
    if isinstance(source, (str, os.PathLike)):
        with open(source, "rb") as file:
            return import_batch_of(file)
    out = ctypes.create_string_buffer(65)
    reader = _reader(io.BytesIO(source) if isinstance(source, bytes) else source)
    call("bry_import_batch_of", reader.pointer, None, out, guards=[reader])
    return out.value.decode()


class _Import(Handle):
    _free_name = "bry_import_free"


class _Submitted(Handle):
    _free_name = "bry_submitted_free"


class Survey(Handle):
    """One run of a questionnaire."""

    _free_name = "bry_survey_free"

    def __init__(self, store: "Store", pointer: c_void_p) -> None:
        super().__init__(pointer)
        self.store = store

    @property
    def slug(self) -> str:
        return text(lib.bry_survey_slug(self.handle)) or ""

    @property
    def title(self) -> str:
        return text(lib.bry_survey_title(self.handle)) or ""

    @property
    def privacy(self) -> str:
        """"anonymous", "pseudonymous" or "identified"."""
        return text(lib.bry_survey_privacy(self.handle)) or ""

    @property
    def questionnaire(self) -> Questionnaire:
        pointer = lib.bry_survey_questionnaire(self.handle)
        return Questionnaire(lib.bry_questionnaire_json(pointer))

    def __repr__(self) -> str:
        return f"<bry.Survey {self.slug!r}>"

    def open(self) -> None:
        """Lets answers in, until end()."""
        call("bry_survey_open", self.store.handle, utf8(self.slug))

    def end(self, progress: Optional[Progress] = None) -> None:
        """Lets no more answers in, for good, as `bry survey close`: an ended survey can't be opened again. What was answered
        stays. An anonymous survey is sealed: receipts and ids lead to no response any more. progress(done, total) counts
        rows and cancels the seal by False or raising; ended again, it goes on."""
        guard = progress_guard(progress)
        call(
            "bry_survey_close",
            self.store.handle,
            utf8(self.slug),
            pointer_of(guard, bry_progress_fn),
            None,
            guards=[guard],
        )

    def submit(
        self,
        answers: Document,
        segments: Optional[Mapping[str, str]] = None,
        response_id: Optional[str] = None,
        *,
        receipt: Optional[str] = None,
        token: Optional[str] = None,
        participant: Optional[str] = None,
        name: Optional[str] = None,
        consent: int = 0,
        draft: Optional[str] = None,
        proxy: bool = False,
    ) -> Submitted:
        """Checks and stores one response, exactly once: after a lost connection, ask again with the same id (or receipt,
        or participant). `token` is an invitation's, `consent` the version agreed to, `draft` the token of a draft that
        goes with it; `proxy` marks what is entered for somebody else."""
        data = document(answers)
        attributes = None if segments is None else document(mapping(segments))
        if receipt is not None and response_id is None:
            chosen: Optional[str] = receipt_response_id(receipt)
        elif response_id is None and participant is None:
            made = ctypes.create_string_buffer(37)
            lib.bry_uuid_v4(made)
            chosen = made.value.decode()
        else:
            chosen = response_id
        outcome = c_int32()
        if not (receipt or token or participant or name or consent or draft or proxy):
            call(
                "bry_response_submit",
                self.store.handle,
                self.handle,
                utf8(chosen),
                data,
                len(data),
                attributes,
                byref(outcome),
            )
            return Submitted(chosen, outcome.value == CONSTANTS["BRY_SUBMIT_REPEATED"])
        options = bry_submit_options()
        lib.bry_submit_options_init(byref(options))
        options.response_id = utf8(response_id if receipt is not None or participant is not None else chosen)
        options.receipt, options.token, options.draft = utf8(receipt), utf8(token), utf8(draft)
        options.participant, options.name = utf8(participant), utf8(name)
        options.consent, options.proxy = consent, int(bool(proxy))
        try:
            call(
                "bry_response_submit_with",
                self.store.handle,
                self.handle,
                byref(options),
                data,
                len(data),
                attributes,
                byref(outcome),
            )
        except Conflict as reason:
            if participant is None:
                raise
            raise Conflict(
                "This participant has answered already, otherwise than now, and each answers once. To take another"
                " answer, withdraw the first: Store.export_participant() tells its id, Survey.erase() withdraws it.",
                status=reason.status,
                status_name=reason.status_name,
            ) from None
        return Submitted(chosen, outcome.value == CONSTANTS["BRY_SUBMIT_REPEATED"])

    @property
    def entries(self) -> Table:
        """How responses came in: by the respondents themselves, or by proxy."""
        return take_table("bry_response_entries", self.store.handle, self.handle)

    # --- invitations

    def invite(
        self,
        batch: str,
        count: int = 1,
        uses: int = 1,
        expires_at: Optional[datetime] = None,
        segments: Optional[Mapping[str, str]] = None,
    ) -> List[str]:
        """Makes tokens that admit responses; they can't be had again."""
        options = bry_invitation_options()
        lib.bry_invitation_options_init(byref(options))
        options.batch = utf8(batch)
        options.count = count
        options.uses = uses
        options.expires_at_us = microseconds(expires_at)
        options.segments = None if segments is None else document(mapping(segments))
        table = take_table("bry_invitation_create", self.store.handle, self.handle, byref(options))
        return [row[0] for row in table.rows]

    @property
    def invitations(self) -> Table:
        """The batches: batch, tokens, revoked, expires."""
        return take_table("bry_invitation_list", self.store.handle, self.handle)

    def revoke(self, batch: Optional[str] = None, token: Optional[str] = None) -> int:
        """Ends a batch or one token; how many tokens were in force until now."""
        out = c_int64()
        call("bry_invitation_revoke", self.store.handle, self.handle, utf8(batch), utf8(token), byref(out))
        return out.value

    def rates(self, by: Optional[str] = None, min_group: int = 0) -> Table:
        """Response rates by batch, or by a segment of the invitations; small groups are withheld."""
        return take_table("bry_invitation_rates", self.store.handle, self.handle, utf8(by), min_group)

    # --- consent and drafts

    def set_consent(self, texts: Union[Mapping[str, str], Document], keep_earlier: bool = False) -> int:
        """Asks respondents for consent to a text from now on; the version's number."""
        out = c_int32()
        call(
            "bry_survey_set_consent",
            self.store.handle,
            self.handle,
            document(texts),
            int(bool(keep_earlier)),
            byref(out),
        )
        return out.value

    def consent(self, lang: Optional[str] = None) -> Consent:
        """The text that respondents are to agree to now."""
        version = c_int32()
        found = take_text("bry_survey_consent", self.store.handle, self.handle, utf8(lang), byref(version))
        return Consent(version.value, found)

    def erase(self, receipt: str) -> bool:
        """Withdraws the response of a receipt (or, for managers, of an id) with all that was made of it; whether there was
        one. WrongState once an anonymous survey is sealed."""
        outcome = c_int32()
        call("bry_response_erase", self.store.handle, self.handle, utf8(receipt), byref(outcome))
        return outcome.value == CONSTANTS["BRY_ERASE_ERASED"]

    def show(self, receipt: str) -> Any:
        """All that is held of the response of a receipt (or, for managers, of an id), in words."""
        return json.loads(take_text("bry_response_export_own", self.store.handle, self.handle, utf8(receipt)))

    def retain(self, until: Optional[date]) -> None:
        """The last day that answers are kept: Store.run_retention() deletes them after it. None: without end."""
        call("bry_survey_set_retention", self.store.handle, self.handle, day(until))

    def save_draft(self, token: str, answers: Document, days: int = 30) -> None:
        """Keeps unfinished answers for whoever holds the token (new_receipt() makes one)."""
        data = document(answers)
        call("bry_draft_save", self.store.handle, self.handle, utf8(token), data, len(data), days)

    def load_draft(self, token: str) -> Any:
        return json.loads(take_text("bry_draft_load", self.store.handle, self.handle, utf8(token)))

    def drop_draft(self, token: str) -> None:
        call("bry_draft_drop", self.store.handle, self.handle, utf8(token))

    def submit_many(
        self,
        responses: Iterable[Union[Document, Tuple[Document, Optional[Mapping[str, str]], Optional[str]]]],
    ) -> List[Outcome]:
        """Checks and stores many responses, many times as fast as one by one; each has an outcome of its own. A response
        is its answers, or (answers, segments, response_id). After a lost connection, send all again with the same ids."""
        ids: List[str] = []
        keep: List[Any] = []
        for response in responses:
            answers, segments, response_id = response if isinstance(response, tuple) else (response, None, None)
            ids.append(response_id if response_id is not None else str(uuid.uuid4()))
            keep.append((document(answers), None if segments is None else document(mapping(segments)), utf8(ids[-1])))
        items = (bry_submission * len(keep))()
        for item, (answers, segments, response_id) in zip(items, keep):
            item.response_id = response_id
            item.answers = answers
            item.answers_size = len(answers)
            item.segments = segments
        out = c_void_p()
        call("bry_response_submit_many", self.store.handle, self.handle, items, len(keep), byref(out))
        done = _Submitted(out)
        return [
            Outcome(
                ids[i],
                lib.bry_submitted_outcome_at(done.handle, i) == CONSTANTS["BRY_SUBMIT_REPEATED"],
                error_of(lib.bry_submitted_error_at(done.handle, i)),
            )
            for i in range(len(ids))
        ]

    @property
    def count(self) -> int:
        """How many people answered."""
        out = c_int64()
        call("bry_response_count", self.store.handle, self.handle, byref(out))
        return out.value

    def import_csv(
        self, source: Union[Path, bytes, Any], progress: Optional[Progress] = None, batch: Optional[str] = None
    ) -> Imported:
        """Imports a path, bytes or an open binary file. progress(bytes_read, -1) cancels by False or raising.

        batch: what the rows without an id belong to; rows of another batch are other people, however alike they answered.
        By default the content itself (import_batch_of()): the same again adds nothing, but a file that was mended or has
        grown needs the batch of its first import. What can't be read twice has no such default, and then a row without an
        id raises."""
        return self._import(source, CONSTANTS["BRY_IMPORT_CSV"], progress, batch)

    def import_jsonl(
        self, source: Union[Path, bytes, Any], progress: Optional[Progress] = None, batch: Optional[str] = None
    ) -> Imported:
        """The same for lines of JSON: {"id"?, "segments"?, "answers"}."""
        return self._import(source, CONSTANTS["BRY_IMPORT_JSONL"], progress, batch)

    def _import(self, source: Any, form: int, progress: Optional[Progress], batch: Optional[str]) -> Imported:
        if isinstance(source, (str, os.PathLike)):
            with open(source, "rb") as file:
                return self._import(file, form, progress, batch)
        if isinstance(source, bytes):
            source = io.BytesIO(source)

        if batch is None and getattr(source, "seekable", bool)():
            begin = source.tell()
            batch = import_batch_of(source)
            source.seek(begin)
        options = bry_import_options()
        lib.bry_import_options_init(byref(options))
        options.batch = utf8(batch)
        reader = _reader(source)
        watcher = progress_guard(progress)
        out = c_void_p()
        call(
            "bry_response_import",
            self.store.handle,
            self.handle,
            form,
            reader.pointer,
            None,
            byref(options),
            pointer_of(watcher, bry_progress_fn),
            None,
            byref(out),
            guards=[reader, watcher],
        )
        done = _Import(out)
        return Imported(
            lib.bry_import_row_count(out),
            lib.bry_import_stored_count(out),
            lib.bry_import_repeated_count(out),
            lib.bry_import_refused_count(out),
            Table(lib.bry_import_refused(out), owner=done),
            lib.bry_import_alike_count(out),
        )

    def export_csv(
        self, target: Any, ids: bool = False, spreadsheet: bool = False, progress: Optional[Progress] = None
    ) -> int:
        """Writes all responses, in a random order, to a path or an open binary file, as import_csv() reads them; how many.
        spreadsheet: as Excel opens it, and runs nothing of it."""
        return self._export(target, CONSTANTS["BRY_IMPORT_CSV"], ids, spreadsheet, progress)

    def export_jsonl(self, target: Any, ids: bool = False, progress: Optional[Progress] = None) -> int:
        """The same as lines of JSON: {"id"?, "segments"?, "answers"}."""
        return self._export(target, CONSTANTS["BRY_IMPORT_JSONL"], ids, False, progress)

    def _export(self, target: Any, form: int, ids: bool, spreadsheet: bool, progress: Optional[Progress]) -> int:
        if isinstance(target, (str, os.PathLike)):
            with open(target, "wb") as file:
                return self._export(file, form, ids, spreadsheet, progress)

        def write(data: int, size: int, user: Any) -> int:
            target.write(ctypes.string_at(data, size))
            return 0

        options = bry_export_options()
        lib.bry_export_options_init(byref(options))
        options.with_ids = int(bool(ids))
        options.for_spreadsheet = int(bool(spreadsheet))
        writer = Guard(bry_write_fn, write)
        watcher = progress_guard(progress)
        out = c_int64()
        call(
            "bry_response_export",
            self.store.handle,
            self.handle,
            form,
            writer.pointer,
            None,
            byref(options),
            pointer_of(watcher, bry_progress_fn),
            None,
            byref(out),
            guards=[writer, watcher],
        )
        return out.value

    def each_text(self, item: str, function: Callable[[Text], Any]) -> None:
        """Calls function for each answer to an open question, in bounded memory; False ends it early."""
        stopped = []

        def run(response_id: bytes, data: int, size: int, segments: Any, count: int, user: Any) -> int:
            values = tuple(text(segments[i]) for i in range(count))
            answer = Text(response_id.decode(), ctypes.string_at(data, size).decode("utf-8"), values)
            if function(answer) is False:
                stopped.append(True)
            return len(stopped)

        guard = Guard(bry_response_text_fn, run)
        try:
            call(
                "bry_response_texts", self.store.handle, self.handle, utf8(item), guard.pointer, None, guards=[guard]
            )
        except Cancelled:
            if not stopped:
                raise

    def texts(self, item: str) -> List[Text]:
        """All answers to an open question."""
        found: List[Text] = []
        self.each_text(item, found.append)
        return found

    def counts(self, item: str, by: Union[str, Sequence[str], None] = None, min_group: int = 0) -> Table:
        """Answers to a closed question, whole or by a segment, or by the combinations of up to three; small groups
        are withheld."""
        if by is not None and not isinstance(by, str):
            names = [utf8(name) for name in by]
            segments = (ctypes.c_char_p * max(len(names), 1))(*names)
            return take_table(
                "bry_survey_crosstab", self.store.handle, self.handle, utf8(item), segments, len(names), min_group
            )
        return take_table("bry_survey_counts", self.store.handle, self.handle, utf8(item), utf8(by), min_group)

    def fold_tallies(self, progress: Optional[Progress] = None) -> int:
        """Takes new responses into the tallies now, instead of when a table is read next; how many."""
        return self._tally("bry_tally_fold", progress)

    def rebuild_tallies(self, progress: Optional[Progress] = None) -> int:
        """Makes the tallies anew, as after a dump was restored on another server; of how many responses."""
        return self._tally("bry_tally_rebuild", progress)

    def _tally(self, function: str, progress: Optional[Progress]) -> int:
        out = c_int64()
        guard = progress_guard(progress)
        call(
            function,
            self.store.handle,
            utf8(self.slug),
            pointer_of(guard, bry_progress_fn),
            None,
            byref(out),
            guards=[guard],
        )
        return out.value

    def check_tallies(self) -> Table:
        """Where the tallies differ from a recount: no rows when they are right."""
        return take_table("bry_tally_check", self.store.handle, utf8(self.slug))

    def code(self, item: str, codebook: Optional[str] = None, progress: Optional[Progress] = None) -> int:
        """Codes all answers to an open question by a stored codebook (default: named as the item); how many."""
        out = c_int64()
        guard = progress_guard(progress)
        call(
            "bry_survey_code",
            self.store.handle,
            self.handle,
            utf8(item),
            utf8(codebook or item),
            pointer_of(guard, bry_progress_fn),
            None,
            byref(out),
            guards=[guard],
        )
        return out.value

    def code_new(
        self, item: str, codebook: Optional[str] = None, progress: Optional[Progress] = None
    ) -> Tuple[int, Optional[float]]:
        """Codes the answers that came since the item was coded: how many, and how far all that came since has moved away
        from what was there then, 0 to 1 (None: nothing to compare); from about 0.2 it is time to look at the codebook.
        Fewer than five wait while the survey is open."""
        count, drift = c_int64(), c_double()
        guard = progress_guard(progress)
        call(
            "bry_survey_code_new",
            self.store.handle,
            self.handle,
            utf8(item),
            utf8(codebook or item),
            pointer_of(guard, bry_progress_fn),
            None,
            byref(count),
            byref(drift),
            guards=[guard],
        )
        return count.value, None if math.isnan(drift.value) else drift.value

    def suggest(self, item: str, codebook: Optional[str] = None, progress: Optional[Progress] = None) -> int:
        """Learns from what people coded and codes all answers after it, as coder "model"; how many."""
        out = c_int64()
        guard = progress_guard(progress)
        call(
            "bry_survey_suggest",
            self.store.handle,
            self.handle,
            utf8(item),
            utf8(codebook or item),
            pointer_of(guard, bry_progress_fn),
            None,
            byref(out),
            guards=[guard],
        )
        return out.value

    def discover(
        self,
        item: str,
        codebook: str,
        themes: Optional[int] = None,
        seed: int = 1,
        threads: int = 1,
        lang: Optional[str] = None,
        progress: Optional[Progress] = None,
    ) -> Codebook:
        """Finds themes in the answers to an open question and keeps them as a version of a codebook; found again, they keep
        the ids and the names that people gave them."""
        options = bry_discover_options()
        lib.bry_discover_options_init(byref(options))
        options.themes = themes or 0
        options.seed = seed
        options.threads = threads
        options.lang = utf8(lang)
        out = c_void_p()
        guard = progress_guard(progress)
        call(
            "bry_survey_discover",
            self.store.handle,
            self.handle,
            utf8(item),
            utf8(codebook),
            byref(options),
            pointer_of(guard, bry_progress_fn),
            None,
            byref(out),
            guards=[guard],
        )
        return Codebook._of(out)

    def decide(
        self,
        item: str,
        decisions: Iterable[Mapping[str, Any]],
        coder: Optional[str] = None,
        codebook: Optional[str] = None,
    ) -> int:
        """Adds decisions about answers and themes to the log, all or none; they count at once. Each is a dict as a line of
        a log has it: {"op": "code", "unit": response_id, "themes": [...]}, accept, reject, rename, merge, split, undo (of the same coder's
        last). What a coder said last and says again adds nothing; returned is how many were added."""
        log = b"".join(json_of(mapping(d)) + b"\n" for d in decisions)
        out = c_int64()
        call(
            "bry_survey_decide",
            self.store.handle,
            self.handle,
            utf8(item),
            utf8(codebook or item),
            utf8(coder),
            log,
            len(log),
            byref(out),
        )
        return out.value

    def decisions(self, item: str, codebook: Optional[str] = None) -> List[Any]:
        """The log: what people decided, in its order."""
        log = take_text("bry_survey_decisions", self.store.handle, self.handle, utf8(item), utf8(codebook or item))
        return [json.loads(line) for line in log.split("\n") if line]

    def codings(self, item: str, codebook: Optional[str] = None, coder: Optional[str] = None) -> Table:
        """What each answer is coded as: by "rules", by a "model" (with confidence), what counts ("final"), or by people."""
        return take_table(
            "bry_survey_codings", self.store.handle, self.handle, utf8(item), utf8(codebook or item), utf8(coder)
        )

    def themes(
        self, item: str, codebook: Optional[str] = None, by: Optional[str] = None, min_group: int = 0
    ) -> Table:
        """How many people touch each theme, whole or by one segment; small groups are withheld."""
        if by is not None and not isinstance(by, str):
            raise TypeError("themes are split by one segment, given as a text; counts() takes up to three")
        return take_table(
            "bry_survey_themes",
            self.store.handle,
            self.handle,
            utf8(item),
            utf8(codebook or item),
            utf8(by),
            min_group,
        )

    def quotes(self, item: str, codebook: Optional[str] = None, per_theme: int = 2) -> Table:
        """A few quotes for each theme with at least ten people: near what most say, rather short, unlike each other. Where
        the questionnaire has a boolean called may_quote, only of those who answered yes to it."""
        return take_table(
            "bry_survey_quotes", self.store.handle, self.handle, utf8(item), utf8(codebook or item), per_theme
        )

    def theme_pairs(self, item: str, codebook: Optional[str] = None, min_group: int = 0) -> Table:
        """Which themes the same people touch: count, support, jaccard and npmi of each pair; few people are withheld."""
        return take_table(
            "bry_survey_theme_pairs", self.store.handle, self.handle, utf8(item), utf8(codebook or item), min_group
        )

    def map(self, item: str, codebook: Optional[str] = None, min_group: int = 0) -> Map:
        """Which themes the same people touch."""
        out = c_void_p()
        call(
            "bry_survey_map",
            self.store.handle,
            self.handle,
            utf8(item),
            utf8(codebook or item),
            min_group,
            byref(out),
        )
        return Map(out)


def new_receipt() -> str:
    """A secret for a respondent to keep: a response's receipt, or a draft's token."""
    made = ctypes.create_string_buffer(CONSTANTS["BRY_SECRET_SIZE"])
    lib.bry_receipt_new(made)
    return made.value.decode()


def receipt_response_id(receipt: str) -> str:
    """The id of the response that was submitted with a receipt."""
    out = ctypes.create_string_buffer(37)
    call("bry_receipt_response_id", utf8(receipt), out)
    return out.value.decode()

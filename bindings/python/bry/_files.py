"""Everything that needs no database: questionnaires, codebooks, coding, reports."""
from __future__ import annotations

import json
import os
from ctypes import CFUNCTYPE, byref, c_char_p, c_size_t, c_void_p, string_at
from datetime import date, datetime
from typing import Any, Callable, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from ._abi import CONSTANTS, bry_agreement_options, bry_check_options, bry_progress_fn, bry_scrub_options
from ._errors import Finding, mistake
from ._native import (
    Handle,
    call,
    document,
    encoded,
    findings,
    json_of,
    lib,
    mapping,
    pointer_of,
    progress_guard,
    take_text,
    text,
    utf8,
)
from ._table import Table, chart_number, take_table

Document = Union[str, bytes, Mapping[str, Any]]
Path = Union[str, "os.PathLike[str]"]


def read_file(path: Path) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def microseconds(moment: Optional[datetime]) -> int:
    if moment is None:
        return 0
    if not isinstance(moment, datetime):
        raise TypeError(
            "a moment is given as a datetime with a time zone, such as"
            f" datetime(2026, 11, 23, 8, tzinfo=timezone.utc), not as {type(moment).__name__}"
        )
    if moment.tzinfo is None:
        raise mistake("the moment has no time zone")
    return round(moment.timestamp() * 1_000_000)


def day(value: Optional[date]) -> Optional[bytes]:
    if value is None:
        return None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise TypeError(f"a day is given as a date, such as date(2027, 6, 30), not as {type(value).__name__}")
    return utf8(value.isoformat())


def check_options(
    lang: str, zone: Optional[str], now: Optional[datetime], titles: Optional[str]
) -> bry_check_options:
    options = bry_check_options()
    lib.bry_check_options_init(byref(options))
    options.lang = utf8(lang)
    options.zone = utf8(zone)
    options.now_us = microseconds(now)
    if titles not in (None, "plain", "html"):
        raise mistake('titles must be "plain", "html" or None')
    options.titles = CONSTANTS["BRY_TITLES_" + (titles or "none").upper()]
    return options


def evaluate_expression(
    expression: str,
    values: Optional[Mapping[str, Any]] = None,
    zone: Optional[str] = None,
    now: Optional[str] = None,
) -> Dict[str, Any]:
    """The value of an expression over values: {"value": ...}, or {"error": ...} when it can't be read or evaluated."""
    request: Dict[str, Any] = {"expression": expression, "values": mapping(values or {})}
    if now is not None:
        request["now"] = now
    data = document(request)
    return json.loads(take_text("bry_expression_eval", data, len(data), utf8(zone)))


class Questionnaire(Handle):
    """A questionnaire, checked; immutable."""

    _free_name = "bry_questionnaire_free"

    def __init__(self, source: Document) -> None:
        """From JSON as text, bytes or a dict."""
        data = document(source)
        out = c_void_p()
        call("bry_questionnaire_parse", data, len(data), byref(out))
        super().__init__(out)

    @classmethod
    def load(cls, path: Path) -> "Questionnaire":
        return cls(read_file(path))

    @classmethod
    def _of(cls, pointer: c_void_p) -> "Questionnaire":
        questionnaire = cls.__new__(cls)
        Handle.__init__(questionnaire, pointer)
        return questionnaire

    @property
    def version(self) -> str:
        """SHA-256 of the canonical document."""
        return text(lib.bry_questionnaire_version(self.handle)) or ""

    @property
    def json(self) -> str:
        """The canonical document."""
        return text(lib.bry_questionnaire_json(self.handle)) or ""

    def title(self, lang: str = "nb") -> str:
        return text(lib.bry_questionnaire_title(self.handle, utf8(lang))) or ""

    @property
    def items(self) -> Table:
        """The items in order: item, type, title, page, required, kind. Only the kind "text" is coded; the others are closed,
        number, date, email, tel, computed, parts (a multipletext, whose fields are texts by the name item.part) and none."""
        return take_table("bry_questionnaire_items", self.handle)

    @property
    def choices(self) -> Table:
        """The values that closed items can take."""
        return take_table("bry_questionnaire_choices", self.handle)

    def compare(self, later: "Questionnaire") -> Table:
        """Which items are comparable between waves of this version and a later one: item, verdict, detail, comparable."""
        return take_table("bry_questionnaire_compare", self.handle, later.handle)

    @property
    def answers_schema(self) -> Any:
        """A JSON Schema (draft 2020-12) of the answers, as a dict."""
        return json.loads(take_text("bry_questionnaire_answers_schema", self.handle))

    def check(self, answers: Document) -> List[Finding]:
        """All that is wrong with one person's answers; empty when they are good."""
        data = document(answers)
        out = c_void_p()
        call("bry_answers_check", self.handle, data, len(data), byref(out))
        try:
            return findings(out)
        finally:
            lib.bry_findings_free(out)

    def evaluate(
        self,
        answers: Document,
        lang: str = "nb",
        zone: Optional[str] = None,
        now: Optional[datetime] = None,
        titles: Optional[str] = None,
    ) -> Dict[str, Any]:
        """What the form looks like with these answers: "ok", "visible", "required", "errors" and "values".

        With `titles`, "plain" or "html" (escaped for a page), also "titles", of each item that is shown, and "texts",
        every text with names in it ("Why {q1}?") by its JSON pointer, in a row or panel with its name before it
        ("panel[0]/pages/0/elements/1/templateTitle"); both with the answers filled in."""
        data = document(answers)
        options = check_options(lang, zone, now, titles)
        return json.loads(take_text("bry_answers_evaluate", self.handle, data, len(data), byref(options)))


    def render(
        self,
        where: str,
        answers: Optional[Document] = None,
        lang: str = "nb",
        zone: Optional[str] = None,
        now: Optional[datetime] = None,
        html: bool = False,
    ) -> str:
        """One text with answers filled in: the title of an item by its name, any text by its JSON pointer
        ("/pages/0/title"). With `html` it is escaped for a page."""
        data = document({} if answers is None else answers)
        options = check_options(lang, zone, now, "html" if html else "plain")
        return take_text("bry_questionnaire_render", self.handle, utf8(where), data, len(data), byref(options))


def questionnaire_schema() -> Dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what Questionnaire takes."""
    return json.loads(take_text("bry_questionnaire_schema"))


def templates() -> Table:
    """The ready questionnaires: key, title, items, minutes."""
    return take_table("bry_template_list")


def template(key: str) -> Dict[str, Any]:
    """A ready questionnaire, to be given to Questionnaire as it is or changed first."""
    return json.loads(take_text("bry_template_get", utf8(key)))


class Codebook(Handle):
    """A versioned set of themes; immutable."""

    _free_name = "bry_codebook_free"

    def __init__(self, source: Document, id: Optional[str] = None) -> None:
        """From JSON as text, bytes or a dict; `id` picks one of a document that holds several."""
        data = document(source)
        out = c_void_p()
        call("bry_codebook_parse", data, len(data), utf8(id), byref(out))
        super().__init__(out)

    @classmethod
    def load(cls, path: Path, id: Optional[str] = None, version: Optional[str] = None) -> "Codebook":
        """From a file: JSON, CSV or QDC by how its name ends. CSV and QDC have neither id nor version; the id is the file's
        name when none is given."""
        format = _codebook_format(path)
        if format == CONSTANTS["BRY_CODEBOOK_JSON"]:
            return cls(read_file(path), id)
        data = read_file(path)
        out = c_void_p()
        name = id or os.path.basename(os.fspath(path)).split(".")[0]
        call("bry_codebook_import", data, len(data), format, utf8(name), utf8(version), byref(out))
        return cls._of(out)

    def save(self, path: Path) -> None:
        """Into a file: JSON, CSV or QDC by how its name ends."""
        text = take_text("bry_codebook_export", self.handle, _codebook_format(path))
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)

    @classmethod
    def _of(cls, pointer: c_void_p) -> "Codebook":
        codebook = cls.__new__(cls)
        Handle.__init__(codebook, pointer)
        return codebook

    def review(self, log: Union[str, Iterable[Mapping[str, Any]]]) -> Tuple["Codebook", Table]:
        """What a log of decisions (JSONL, or dicts) leaves: the codebook, and the codings as a table."""
        if not isinstance(log, str):
            log = "\n".join(json_of(decision).decode() for decision in log)
        data = encoded(log)
        changed, codings = c_void_p(), c_void_p()
        call("bry_review_apply", self.handle, data, len(data), byref(changed), byref(codings))
        return Codebook._of(changed), Table(codings)

    @property
    def id(self) -> str:
        return text(lib.bry_codebook_id(self.handle)) or ""

    @property
    def version(self) -> str:
        return text(lib.bry_codebook_version(self.handle)) or ""

    @property
    def json(self) -> str:
        return text(lib.bry_codebook_json(self.handle)) or ""

    @property
    def themes(self) -> List[str]:
        """The ids of the themes, in order."""
        count = lib.bry_codebook_theme_count(self.handle)
        return [text(lib.bry_codebook_theme_id_at(self.handle, i)) or "" for i in range(count)]

    def _place(self, theme: str) -> int:
        if theme not in self.themes:
            raise mistake(f"there is no theme {theme!r}, only {', '.join(self.themes)}")
        return self.themes.index(theme)

    def label(self, theme: str, lang: str = "nb") -> str:
        return text(lib.bry_codebook_theme_label_at(self.handle, self._place(theme), utf8(lang))) or theme


def _codebook_format(path: Path) -> int:
    ending = os.path.splitext(os.fspath(path))[1].lstrip(".").upper()
    return CONSTANTS.get("BRY_CODEBOOK_" + ending, CONSTANTS["BRY_CODEBOOK_JSON"])


class Hit(NamedTuple):
    """Words in a text that speak for a theme: text[begin:end]."""

    theme: str
    begin: int
    end: int
    term: str
    """The codebook's term that matched; "" when the word was learned from coded answers."""
    confidence: float
    """How sure the theme is in this text, 0 to 1."""
    learned: bool
    """Whether the word was learned from coded answers."""
    negated: bool
    """Whether a negation before it reaches it."""


class Coded(NamedTuple):
    """What one text touches."""

    themes: List[str]
    hits: List[Hit]
    non_answer: bool
    """Whether it is a "don't know" or the like."""


class Codings(Handle, Sequence):
    """What texts touch, in their order: a sequence of Coded."""

    _free_name = "bry_codings_free"

    def __init__(self, pointer: c_void_p, codebook: Codebook, texts: Sequence[Optional[bytes]]) -> None:
        super().__init__(pointer)
        self.codebook = codebook
        self._texts = texts
        themes = codebook.themes
        self._hits: List[List[Hit]] = [[] for _ in texts]
        for i in range(lib.bry_codings_count(pointer)):
            place = lib.bry_codings_text_at(pointer, i)
            begin, end = (
                self._characters(place, f(pointer, i)) for f in (lib.bry_codings_begin_at, lib.bry_codings_end_at)
            )
            theme = themes[lib.bry_codings_theme_at(pointer, i)]
            term = text(lib.bry_codings_term_at(pointer, i)) or ""
            confidence, learned = lib.bry_codings_confidence_at(pointer, i), lib.bry_codings_learned_at(pointer, i)
            negated = lib.bry_codings_negated_at(pointer, i)
            self._hits[place].append(Hit(theme, begin, end, term, confidence, bool(learned), bool(negated)))

    def _characters(self, place: int, size: int) -> int:
        """A place in bytes as a place in characters."""
        return len((self._texts[place] or b"")[:size].decode("utf-8"))

    def __len__(self) -> int:
        return len(self._hits)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        place = range(len(self))[place]
        hits = self._hits[place]
        themes = list(dict.fromkeys(hit.theme for hit in hits))
        return Coded(themes, hits, bool(lib.bry_codings_non_answer(self.handle, place)))

    def table(
        self, by: Optional[str] = None, segments: Optional[Sequence[Optional[str]]] = None, min_group: int = 0
    ) -> Table:
        """Themes by respondents, whole or by a segment named `by` whose values, one a text, are in `segments`."""
        if (by is None) != (segments is None) or (segments is not None and len(segments) != len(self)):
            raise mistake("by and segments go together, with a segment for each text")
        values = None if segments is None else (c_char_p * len(segments))(*[utf8(s) for s in segments])
        return take_table(
            "bry_result_themes", self.codebook.handle, self.handle, utf8(by), values, min_group
        )

    def pairs(self, min_group: int = 0) -> Table:
        """Which themes the same people touch: count, support, jaccard and npmi of each pair; few people are withheld."""
        return take_table("bry_result_theme_pairs", self.codebook.handle, self.handle, min_group)


def code_texts(
    codebook: Codebook,
    texts: Iterable[Optional[str]],
    progress: Optional[Callable[[int, int], Any]] = None,
) -> Codings:
    """Codes texts by a codebook. `progress(done, total)` cancels by returning False or raising."""
    return _code("bry_theme_code", codebook.handle, codebook, texts, progress)


def _code(
    function: str,
    handle: c_void_p,
    codebook: Codebook,
    texts: Iterable[Optional[str]],
    progress: Optional[Callable[[int, int], Any]],
) -> Codings:
    data, pointers, sizes = _texts(texts)
    out = c_void_p()
    guard = progress_guard(progress)
    call(
        function,
        handle,
        pointers,
        sizes,
        len(data),
        pointer_of(guard, bry_progress_fn),
        None,
        byref(out),
        guards=[guard],
    )
    return Codings(out, codebook, data)


def _texts(texts: Iterable[Optional[str]]) -> Tuple[List[Optional[bytes]], Any, Any]:
    data = [None if t is None else encoded(t) for t in texts]
    return data, (c_char_p * len(data))(*data), (c_size_t * len(data))(*[len(d or b"") for d in data])


class Coder(Handle):
    """Codes texts after examples that people coded, and a codebook."""

    _free_name = "bry_coder_free"

    def __init__(
        self,
        codebook: Codebook,
        texts: Iterable[Optional[str]],
        labels: Iterable[Optional[Iterable[str]]],
    ) -> None:
        """`labels` has the themes of each text: a list, empty when it has none, or None when nobody coded it."""
        data, pointers, sizes = _texts(texts)
        joined = [None if themes is None else utf8(_joined(themes) or "-") for themes in labels]
        if len(joined) != len(data):
            raise mistake("texts and labels go together, one for each")
        out = c_void_p()
        array = (c_char_p * len(joined))(*joined)
        call("bry_coder_learn", codebook.handle, pointers, sizes, array, len(data), byref(out))
        super().__init__(out)
        self.codebook = codebook

    @property
    def learned(self) -> Dict[str, int]:
        """How many of the texts that it learned from have each theme; themes without one stay with their rules."""
        counts = [lib.bry_coder_theme_count_at(self.handle, i) for i in range(len(self.codebook.themes))]
        return dict(zip(self.codebook.themes, counts))

    def __len__(self) -> int:
        """How many texts it learned from."""
        return lib.bry_coder_text_count(self.handle)

    def code(
        self, texts: Iterable[Optional[str]], progress: Optional[Callable[[int, int], Any]] = None
    ) -> Codings:
        """Codes texts. `progress(done, total)` cancels by returning False or raising."""
        return _code("bry_coder_code", self.handle, self.codebook, texts, progress)


def language(source: str) -> str:
    """The language of a short text: "nb", "nn", "en" or "unsure"."""
    data = encoded(source)
    out = c_char_p()
    call("bry_language", data, len(data), byref(out), None)
    return text(out.value) or ""


class Splitter(Handle):
    """Splits Norwegian compounds; knows a few hundred words, and what it is taught."""

    _free_name = "bry_splitter_free"

    def __init__(self, installed: bool = True) -> None:
        """With `installed`, learns the word lists of bokmål and nynorsk on this machine."""
        out = c_void_p()
        call("bry_splitter_new", byref(out))
        super().__init__(out)
        if installed:
            call("bry_splitter_add_installed", self.handle, None)

    def learn(self, source: str) -> None:
        """Learns the words of a running text."""
        data = encoded(source)
        call("bry_splitter_learn", self.handle, data, len(data))

    def add_list(self, source: Union[str, bytes]) -> None:
        """Learns a list of words, one a line: plain or a hunspell dictionary."""
        data = source if isinstance(source, bytes) else encoded(source)
        call("bry_splitter_add_list", self.handle, data, len(data))

    def split(self, source: str) -> str:
        """The text with its compounds as parts: "vennskap(s)+avdelinger"."""
        data = encoded(source)
        return take_text("bry_splitter_split", self.handle, data, len(data))


class ScrubbedPlace(NamedTuple):
    """Personal data in a text: text[begin:end]."""

    kind: str
    """identity, account, phone, email, url, ip, postcode, plate, address or name."""
    begin: int
    end: int
    confidence: int
    """1 to 100: an order by rules, not a probability."""
    replaced: bool
    """Whether a placeholder stands for it in the scrubbed text."""


class Scrubbed(NamedTuple):
    """A text with placeholders for personal data, and what was found where in the text as it was given."""

    text: str
    places: List[ScrubbedPlace]


# The address: as a c_char_p it would be a copy that ends at the first NUL.
_scrubbed_address = CFUNCTYPE(c_void_p, c_void_p)(("bry_scrubbed_text", lib))


def scrub(
    source: str, kinds: Optional[Iterable[str]] = None, min_confidence: int = 50, lang: str = "nb"
) -> Scrubbed:
    """Finds personal data of these kinds (default: all) and replaces what is sure enough."""
    options = bry_scrub_options()
    lib.bry_scrub_options_init(byref(options))
    if kinds is not None:
        options.kinds = sum(_scrub_kind(kind) for kind in set(kinds))
    options.min_confidence = min_confidence
    options.lang = utf8(lang)
    data = encoded(source)
    out = c_void_p()
    call("bry_scrub", data, len(data), byref(options), byref(out))
    try:
        clean = string_at(_scrubbed_address(out), lib.bry_scrubbed_size(out)).decode("utf-8")
        return Scrubbed(clean, [_scrubbed_place(out, i, data) for i in range(lib.bry_scrubbed_count(out))])
    finally:
        lib.bry_scrubbed_free(out)


def _scrub_kind(name: str) -> int:
    value = CONSTANTS.get("BRY_SCRUB_" + str(name).upper())
    if value is None or not str(name).islower():
        raise mistake(f"there is no kind of personal data {name!r}")
    return value


def _scrubbed_place(scrubbed: c_void_p, i: int, data: bytes) -> ScrubbedPlace:
    begin, end = (
        len(data[: f(scrubbed, i)].decode("utf-8")) for f in (lib.bry_scrubbed_begin_at, lib.bry_scrubbed_end_at)
    )
    return ScrubbedPlace(
        text(lib.bry_scrub_kind_name(lib.bry_scrubbed_kind_at(scrubbed, i))) or "",
        begin,
        end,
        lib.bry_scrubbed_confidence_at(scrubbed, i),
        bool(lib.bry_scrubbed_replaced_at(scrubbed, i)),
    )


class Report(Handle):
    """One self-contained HTML page of pictures and tables."""

    _free_name = "bry_report_free"

    def __init__(self, title: str, lang: str = "nb") -> None:
        out = c_void_p()
        call("bry_report_new", utf8(title), utf8(lang), byref(out))
        super().__init__(out)

    def add(self, table: Table, heading: Optional[str] = None, chart: str = "bars") -> None:
        """Adds a section; chart is "bars", "heat", "likert", "trend" or "none"."""
        call("bry_report_add", self.handle, utf8(heading), table.handle, chart_number(chart))

    def note(self, text: str) -> None:
        """Adds a paragraph under the title: how many answered, when, what is withheld."""
        call("bry_report_note", self.handle, utf8(text))

    def html(self) -> str:
        return take_text("bry_report_html", self.handle)


def _joined(themes: Union[str, Iterable[str], None]) -> Optional[str]:
    if themes is None or isinstance(themes, str):
        return themes
    themes = list(themes)
    if any(";" in theme for theme in themes):
        raise mistake('a theme can\'t hold ";", which stands between themes')
    return ";".join(themes)


def _three(coding: Any) -> Any:
    if not isinstance(coding, (tuple, list)) or len(coding) != 3:
        raise TypeError("a coding is (unit, coder, themes)")
    return coding


def _coding_row(unit: str, coder: str, themes: Any) -> Tuple[Optional[bytes], ...]:
    return utf8(unit), utf8(coder), utf8(_joined(themes))


def agreement(
    codings: Iterable[Tuple[str, str, Union[str, Iterable[str], None]]],
    measure: str = "alpha",
    reference: Optional[str] = None,
    distance: str = "auto",
    empty: str = "uncoded",
    resamples: int = 1000,
    seed: int = 1,
) -> Table:
    """How far coders agree, over all themes and for each: codings are (unit, coder, themes), the themes a list or a
    text joined by ";". measure is "alpha", "kappa" or "f1" (which needs a reference, one of the coders); distance is
    "auto", "nominal", "masi", "ordinal", "interval" or "linear". A coding without themes counts as not done, with
    empty="none" as done: no theme was found; left_out says how many texts do not count. resamples=0 leaves the confidence intervals out."""
    if empty not in ("uncoded", "none"):
        raise mistake(f"there is no empty {empty!r}")
    options = bry_agreement_options()
    lib.bry_agreement_options_init(byref(options))
    for field, prefix, value in (
        ("measure", "BRY_AGREEMENT_", measure),
        ("distance", "BRY_DISTANCE_", distance),
        ("empty", "BRY_EMPTY_", "no_theme" if empty == "none" else empty),
    ):
        if prefix + str(value).upper() not in CONSTANTS:
            raise mistake(f"there is no {field} {value!r}")
        setattr(options, field, CONSTANTS[prefix + str(value).upper()])
    options.resamples = resamples
    options.seed = seed
    options.reference = utf8(reference)
    rows = [_coding_row(*_three(coding)) for coding in codings]
    array = c_char_p * len(rows)
    columns = [array(*(row[i] for row in rows)) for i in range(3)]
    return take_table("bry_agreement", *columns, len(rows), byref(options))

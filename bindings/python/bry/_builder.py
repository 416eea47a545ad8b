"""Making a questionnaire call by call."""
from __future__ import annotations

import datetime
import math
from ctypes import byref, c_void_p
from typing import Any, Callable, Iterable, Mapping, Optional, Tuple, Union

from ._files import Questionnaire
from ._errors import mistake
from ._native import LANGUAGES, Handle, call, checked, json_of, lib, mapping, utf8

Words = Union[str, Mapping[str, str]]
"""A text in bokmål, or texts by language: {"nb": ..., "nn": ..., "en": ..., "sma": ...}."""

Value = Union[str, int, float, bool]
Values = Union[Iterable[Value], Mapping[Value, Optional[Words]]]
"""Values, or values with what people read for them."""

Bound = Union[int, float, str, datetime.date, None]


def _bounds(bounds: Any) -> Tuple[int, int]:
    """Two numbers, None for none."""
    if not isinstance(bounds, (tuple, list)) or len(bounds) != 2:
        raise TypeError("bounds are two numbers, such as (1, 5), with None for none")
    return bounds[0] or 0, bounds[1] or 0


class _Part:
    """A page or panel; with `with`, it ends with the block."""

    def __init__(self, end: Callable[[], None]) -> None:
        self._end = end

    def __enter__(self) -> None:
        return None

    def __exit__(self, *reason: Any) -> None:
        self._end()


class Builder(Handle):
    """Makes a questionnaire without writing JSON.

        builder = bry.Builder({"nb": "Drømmedag", "nn": "Draumedag"})
        with builder.page("first"):
            builder.rating("near", "Hvor nær er den?", range=(1, 5), required=True)
            builder.radiogroup("meet", "Hvor møtes vi?", choices={"lunch": "Felles lunsj", "online": "På nett"})
        questionnaire = builder.finish()

    Mistakes are told by finish(), all at once. A question takes these by name: `required`, `input` ("number", "email",
    "date", "tel"), `range`, `length` and `count` (pairs, None for no limit), `pattern`, `choices`, `columns`, `rows`,
    `fields`, `other`, `none`, `refuse` and `dont_know` (True, or words), and any property of its JSON, where a mapping
    is words and anything else is the value: `placeholder={"nb": "Skriv her"}, colCount=2`.
    """

    _free_name = "bry_builder_free"

    def __init__(self, title: Optional[Words] = None, **properties: Any) -> None:
        out = c_void_p()
        call("bry_builder_new", None, None, None, byref(out))
        super().__init__(out)
        self._page_ended = False
        self._words("title", title)
        self._properties(properties)

    def finish(self) -> Questionnaire:
        """The questionnaire; raises what the first mistake was, or all that the questionnaire's check finds."""
        out = c_void_p()
        call("bry_builder_finish", self.handle, byref(out))
        return Questionnaire._of(out)

    # --- pages and panels

    def page(self, name: Optional[str] = None, title: Optional[Words] = None, **properties: Any) -> _Part:
        """Begins a page: until the next one, or for a `with` block."""
        checked.bry_builder_page(self.handle, utf8(name))
        self._page_ended = False
        self._words("title", title)
        self._properties(properties)
        return _Part(self._end_page)

    def panel(self, name: Optional[str] = None, title: Optional[Words] = None, **properties: Any) -> _Part:
        """Begins a panel for a `with` block."""
        self._must_have_page()
        checked.bry_builder_panel_begin(self.handle, utf8(name))
        self._words("title", title)
        self._properties(properties)
        return _Part(lambda: checked.bry_builder_panel_end(self.handle))

    def panels(
        self,
        name: str,
        title: Optional[Words] = None,
        *,
        count: Tuple[Optional[int], Optional[int]] = (None, None),
        **properties: Any,
    ) -> _Part:
        """Begins a repeated panel for a `with` block: what is in it is asked for each panel that is added, of which
        there are as many as `count` says."""
        self._must_have_page()
        checked.bry_builder_panels_begin(self.handle, utf8(name), None, None, None, *_bounds(count))
        self._words("title", title)
        self._properties(properties)
        return _Part(lambda: checked.bry_builder_panel_end(self.handle))

    def _end_page(self) -> None:
        self._page_ended = True

    def _must_have_page(self) -> None:
        if self._page_ended:
            raise mistake("the page has ended; begin another one with page()")

    # --- questions

    def text(self, name: str, title: Optional[Words] = None, **details: Any) -> None:
        self.item("text", name, title, **details)

    def comment(self, name: str, title: Optional[Words] = None, **details: Any) -> None:
        self.item("comment", name, title, **details)

    def radiogroup(self, name: str, title: Optional[Words] = None, choices: Values = (), **details: Any) -> None:
        self.item("radiogroup", name, title, choices=choices, **details)

    def checkbox(self, name: str, title: Optional[Words] = None, choices: Values = (), **details: Any) -> None:
        self.item("checkbox", name, title, choices=choices, **details)

    def dropdown(self, name: str, title: Optional[Words] = None, choices: Values = (), **details: Any) -> None:
        self.item("dropdown", name, title, choices=choices, **details)

    def ranking(self, name: str, title: Optional[Words] = None, choices: Values = (), **details: Any) -> None:
        self.item("ranking", name, title, choices=choices, **details)

    def boolean(self, name: str, title: Optional[Words] = None, **details: Any) -> None:
        self.item("boolean", name, title, **details)

    def rating(self, name: str, title: Optional[Words] = None, **details: Any) -> None:
        self.item("rating", name, title, **details)

    def matrix(
        self, name: str, title: Optional[Words] = None, columns: Values = (), rows: Values = (), **details: Any
    ) -> None:
        self.item("matrix", name, title, columns=columns, rows=rows, **details)

    def tagbox(self, name: str, title: Optional[Words] = None, choices: Values = (), **details: Any) -> None:
        self.item("tagbox", name, title, choices=choices, **details)

    def matrixdropdown(self, name: str, title: Optional[Words] = None, rows: Values = (), **details: Any) -> None:
        """A matrix whose columns are questions, which cell() adds."""
        self.item("matrixdropdown", name, title, rows=rows, **details)

    def multipletext(self, name: str, title: Optional[Words] = None, fields: Values = (), **details: Any) -> None:
        """`fields` are names, or names with titles; field() adds those that have more to say."""
        self.item("multipletext", name, title, fields=fields, **details)

    def html(self, name: str, html: Words, **properties: Any) -> None:
        self.item("html", name, **properties)
        self._words("html", html)

    def item(
        self,
        type: str,
        name: str,
        title: Optional[Words] = None,
        *,
        required: bool = False,
        input: Optional[str] = None,
        range: Tuple[Bound, Bound] = (None, None),
        length: Tuple[Optional[int], Optional[int]] = (None, None),
        pattern: Optional[str] = None,
        count: Tuple[Optional[int], Optional[int]] = (None, None),
        choices: Values = (),
        columns: Values = (),
        rows: Values = (),
        fields: Values = (),
        other: Union[bool, Words] = False,
        none: Union[bool, Words] = False,
        refuse: Union[bool, Words] = False,
        dont_know: Union[bool, Words] = False,
        **properties: Any,
    ) -> None:
        """A question of any type."""
        self._must_have_page()
        checked.bry_builder_item(self.handle, utf8(type), utf8(name), None, None, None)
        self._words("title", title)
        self._properties(properties)
        self._limits(required, input, range, length)
        if pattern is not None:
            self.pattern(pattern)
        self._count(count)
        for add, values in ((self.choice, choices), (self.column, columns), (self.row, rows), (self.field, fields)):
            for value, words in self._labelled(values):
                add(value, words)  # type: ignore[operator]
        self._specials(other, none, refuse, dont_know)

    def cell(
        self,
        name: str,
        title: Optional[Words] = None,
        type: Optional[str] = None,
        *,
        required: bool = False,
        input: Optional[str] = None,
        range: Tuple[Bound, Bound] = (None, None),
        length: Tuple[Optional[int], Optional[int]] = (None, None),
        count: Tuple[Optional[int], Optional[int]] = (None, None),
        choices: Values = (),
        other: Union[bool, Words] = False,
        none: Union[bool, Words] = False,
        refuse: Union[bool, Words] = False,
        dont_know: Union[bool, Words] = False,
        **properties: Any,
    ) -> None:
        """One more column of the last matrixdropdown: a question asked in each row, a list of choices unless `type`
        says otherwise."""
        checked.bry_builder_cell(self.handle, None if type is None else utf8(type), utf8(name), None, None, None)
        self._words("title", title)
        self._properties(properties)
        self._limits(required, input, range, length)
        self._count(count)
        for value, words in self._labelled(choices):
            self.choice(value, words)
        self._specials(other, none, refuse, dont_know)

    def choice(self, value: Value, words: Optional[Words] = None, **properties: Any) -> None:
        """One more choice of the last question; of a rating, a step."""
        self._value("bry_builder_choice", value, words, properties)

    def column(self, value: Value, words: Optional[Words] = None, **properties: Any) -> None:
        """One more column of the last matrix."""
        self._value("bry_builder_column", value, words, properties)

    def row(self, value: Value, words: Optional[Words] = None, **properties: Any) -> None:
        """One more row of the last matrix."""
        self._value("bry_builder_row", value, words, properties)

    def field(
        self,
        name: str,
        title: Optional[Words] = None,
        *,
        required: bool = False,
        input: Optional[str] = None,
        length: Tuple[Optional[int], Optional[int]] = (None, None),
        pattern: Optional[str] = None,
        **properties: Any,
    ) -> None:
        """One more field of the last multipletext."""
        checked.bry_builder_field(self.handle, utf8(name), None, None, None)
        self._words("title", title)
        self._properties(properties)
        self._limits(required, input, (None, None), length)
        if pattern is not None:
            self.pattern(pattern)

    def pattern(self, pattern: str, text: Optional[Words] = None, *, ignore_case: bool = False) -> None:
        """What the last question or field must match: a regular expression as JavaScript has them, without
        back-references and look-around. `text` is told when an answer does not. Several are several demands."""
        words = {"nb": text} if isinstance(text, str) else mapping(text or {})
        known = (words.get(lang) for lang in ("nb", "nn", "en"))
        checked.bry_builder_pattern(
            self.handle, utf8(pattern), int(bool(ignore_case)), *(None if word is None else utf8(word) for word in known)
        )

    # --- the parts of these

    @staticmethod
    def _labelled(values: Values) -> Iterable[Tuple[Any, Optional[Words]]]:
        return values.items() if isinstance(values, Mapping) else ((value, None) for value in values)

    def _value(self, function: str, value: Value, words: Optional[Words], properties: Mapping[str, Any]) -> None:
        text = utf8(value) if isinstance(value, str) else json_of(value)
        getattr(lib, function)(self.handle, text, None, None, None)
        if not isinstance(value, str):
            checked.bry_builder_set(self.handle, b"value", text)  # a number stays a number
        self._words("text", words)
        self._properties(properties)

    def _limits(
        self,
        required: bool,
        input: Optional[str],
        range: Tuple[Bound, Bound],
        length: Tuple[Optional[int], Optional[int]],
    ) -> None:
        if required:
            checked.bry_builder_required(self.handle)
        if input is not None:
            checked.bry_builder_input(self.handle, utf8(input))
        if any(isinstance(bound, (str, datetime.date)) for bound in range):
            checked.bry_builder_dates(self.handle, *(None if b is None else utf8(str(b)) for b in range))
        elif tuple(range) != (None, None):
            checked.bry_builder_range(self.handle, *(math.nan if b is None else float(b) for b in range))  # type: ignore
        if tuple(length) != (None, None):
            checked.bry_builder_length(self.handle, *_bounds(length))

    def _count(self, count: Tuple[Optional[int], Optional[int]]) -> None:
        if tuple(count) != (None, None):
            checked.bry_builder_count(self.handle, *_bounds(count))

    def _specials(
        self,
        other: Union[bool, Words],
        none: Union[bool, Words],
        refuse: Union[bool, Words],
        dont_know: Union[bool, Words],
    ) -> None:
        self._special("other", "otherText", other)
        self._special("none", "noneText", none)
        self._special("refuse", "refuseText", refuse)
        self._special("dont_know", "dontKnowText", dont_know)

    def _special(self, name: str, property: str, words: Union[bool, Words]) -> None:
        if words is not False:
            getattr(lib, f"bry_builder_{name}")(self.handle, None, None, None)
            self._words(property, None if words is True else words)

    def _words(self, property: str, words: Optional[Words]) -> None:
        """Words of what was begun last; the first language given is the default."""
        if isinstance(words, str):
            checked.bry_builder_text(self.handle, utf8(property), utf8(words), None, None)
        elif words is not None:
            first = [lang for lang in LANGUAGES if lang in words]
            for lang in first + [lang for lang in words if lang not in LANGUAGES]:
                checked.bry_builder_translate(self.handle, utf8(property), utf8(lang), utf8(words[lang]))

    def _properties(self, properties: Mapping[str, Any]) -> None:
        """Of what was begun last: a mapping is words, anything else the JSON value, None nothing at all."""
        for name, value in properties.items():
            if isinstance(value, Mapping):
                self._words(name, value)
            elif value is not None:
                checked.bry_builder_set(self.handle, utf8(name), json_of(value))

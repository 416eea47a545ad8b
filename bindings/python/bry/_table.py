"""Tables: the form in which every result is given."""
from __future__ import annotations

import csv
import html
import io
import json
import os
import pathlib
import re
from ctypes import byref, c_void_p, string_at
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional, Tuple, Union

from ._abi import CONSTANTS
from ._arrow import capsule as arrow_capsule
from ._errors import mistake
from ._native import Handle, call, encoded, lib, take_bytes, take_text, text, utf8

Value = Union[int, float, str, None]

_REASONS = {
    CONSTANTS["BRY_MISSING"]: "missing",
    CONSTANTS["BRY_MISSING_NOT_ASKED"]: "not_asked",
    CONSTANTS["BRY_MISSING_HIDDEN"]: "hidden",
    CONSTANTS["BRY_MISSING_SKIPPED"]: "skipped",
    CONSTANTS["BRY_MISSING_DONT_KNOW"]: "dont_know",
    CONSTANTS["BRY_MISSING_WITHHELD"]: "withheld",
}
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")
_CHARTS = {name: CONSTANTS[f"BRY_CHART_{name.upper()}"] for name in ("none", "bars", "heat", "likert", "trend")}
_FORMATS = {
    name: CONSTANTS[f"BRY_FORMAT_{name.upper()}"]
    for name in ("text", "csv", "json", "excel", "jsonstat", "arrow", "sav", "dta")
}
_ENDINGS = {
    ".txt": "text", ".csv": "csv", ".json": "json", ".arrow": "arrow", ".feather": "arrow", ".sav": "sav", ".dta": "dta",
}


def chart_number(chart: str) -> int:
    try:
        return _CHARTS[chart]
    except KeyError:
        raise mistake(f"chart is one of {', '.join(_CHARTS)}") from None


class Table(Handle):
    """Named, typed columns; a value that is not there is None, and missing() says why."""

    _free_name = "bry_table_free"

    def __init__(self, pointer: c_void_p, owner: Optional[Handle] = None) -> None:
        super().__init__(pointer, owner)
        self._count: int = lib.bry_table_row_count(pointer)
        width = lib.bry_table_column_count(pointer)
        self.columns: List[str] = [text(lib.bry_table_column_name(pointer, i)) or "" for i in range(width)]
        self._types = [lib.bry_table_column_type(pointer, i) for i in range(width)]
        self._rows: Optional[List[Tuple[Value, ...]]] = None

    @classmethod
    def from_csv(cls, data: Union[str, bytes]) -> "Table":
        """A table of text columns, from CSV with a header."""
        data = encoded(data) if isinstance(data, str) else data
        out = c_void_p()
        call("bry_table_from_csv", data, len(data), byref(out))
        return cls(out)

    @classmethod
    def from_json(cls, data: Union[str, bytes]) -> "Table":
        """What to_json() wrote, with labels, roles and missing reasons."""
        data = encoded(data) if isinstance(data, str) else data
        out = c_void_p()
        call("bry_table_from_json", data, len(data), byref(out))
        return cls(out)

    def typed(self) -> "Table":
        """A copy whose text columns of numbers are numbers, such as those of from_csv()."""
        return take_table("bry_table_typed", self.handle)

    @classmethod
    def from_dicts(cls, rows: Iterable[Mapping[str, Any]]) -> "Table":
        """A table of text columns, from rows that have the same keys."""
        rows = list(rows)
        if not rows:
            raise mistake("no rows: the columns are not known")
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, list(rows[0]), lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
        return cls.from_csv(buffer.getvalue())

    @property
    def name(self) -> str:
        return text(lib.bry_table_name(self.handle)) or ""

    def title(self, lang: str = "nb") -> str:
        return text(lib.bry_table_title(self.handle, utf8(lang))) or ""

    def _place(self, column: str) -> int:
        try:
            return self.columns.index(column)
        except ValueError:
            raise KeyError(f"there is no column {column!r}, only {', '.join(self.columns)}") from None

    def label(self, column: str, lang: str = "nb") -> str:
        """What people read above a column."""
        return text(lib.bry_table_column_label(self.handle, self._place(column), utf8(lang))) or column

    def value_labels(self, column: str, lang: str = "nb") -> Dict[str, str]:
        """What people read for each value of a text column, and for 1 and 0 of one that says whether, where that differs
        from the value."""
        place = self._place(column)
        labels = {}
        for row, value in enumerate(self.column(column)):
            label = text(lib.bry_table_value_label(self.handle, row, place, utf8(lang)))
            if label is not None and label != value:
                labels[str(value)] = label
        return labels

    def missing(self, row: int, column: str) -> Optional[str]:
        """Why a value is None: "withheld", "skipped", ...; None when it is there."""
        return _REASONS.get(lib.bry_table_missing(self.handle, row, self._place(column)))

    def _read_column(self, place: int) -> List[Value]:
        if not self._count:
            return []
        gone = string_at(lib.bry_table_missing_data(self.handle, place), self._count)
        if self._types[place] == CONSTANTS["BRY_TYPE_INT64"]:
            numbers: Any = lib.bry_table_int64_data(self.handle, place)
        elif self._types[place] == CONSTANTS["BRY_TYPE_DOUBLE"]:
            numbers = lib.bry_table_double_data(self.handle, place)
        else:
            return [text(lib.bry_table_text(self.handle, row, place)) for row in range(self._count)]
        return [None if gone[row] else numbers[row] for row in range(self._count)]

    def column(self, name: str) -> List[Value]:
        """All values of a column."""
        return self._read_column(self._place(name))

    @property
    def rows(self) -> List[Tuple[Value, ...]]:
        if self._rows is None:
            columns = [self._read_column(place) for place in range(len(self.columns))]
            self._rows = list(zip(*columns))
        return self._rows

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Tuple[Value, ...]]:
        return iter(self.rows)

    def __getitem__(self, row: int) -> Tuple[Value, ...]:
        return self.rows[row]

    def to_dicts(self) -> List[Dict[str, Value]]:
        return [dict(zip(self.columns, row)) for row in self.rows]

    def _render(self, form: str, lang: str) -> str:
        return take_text("bry_table_render", self.handle, CONSTANTS[form], utf8(lang))

    def to_text(self, lang: str = "nb") -> str:
        """Aligned columns with labels."""
        return self._render("BRY_FORMAT_TEXT", lang)

    def to_csv(self) -> str:
        """Names and codes; a missing value is empty, a withheld one ":"."""
        return self._render("BRY_FORMAT_CSV", "nb")

    def to_json(self, lang: str = "nb") -> str:
        """Names, types, labels, rows and missing reasons."""
        return self._render("BRY_FORMAT_JSON", lang)

    def to_excel_csv(self, lang: str = "nb") -> bytes:
        """CSV that Norwegian Excel opens: a byte order mark, semicolons, decimal commas, labels, no formula."""
        return self.to_bytes("excel", lang)

    def to_jsonstat(self, lang: str = "nb") -> Dict[str, Any]:
        """A JSON-stat 2.0 dataset."""
        return json.loads(self.to_bytes("jsonstat", lang))

    def to_bytes(self, format: str, lang: str = "nb") -> bytes:
        """As a file has it: "text", "csv", "json", "excel", "jsonstat", "arrow", "sav" (SPSS) or "dta" (Stata)."""
        if format not in _FORMATS:
            raise mistake(f"format is one of {', '.join(_FORMATS)}")
        return take_bytes("bry_table_render", self.handle, _FORMATS[format], utf8(lang))

    def save(self, path: Union[str, "os.PathLike[str]"], format: Optional[str] = None, lang: str = "nb") -> None:
        """Writes a file, by default in the format that its ending names: .csv, .json, .arrow, .sav, .dta, .txt."""
        chosen = format or _ENDINGS.get(pathlib.Path(path).suffix.lower())
        if chosen is None:
            raise mistake(f"format is one of {', '.join(_FORMATS)}, or told by an ending: {', '.join(_ENDINGS)}")
        pathlib.Path(path).write_bytes(self.to_bytes(chosen, lang))

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """Arrow's PyCapsule interface: pyarrow.table(t), polars.DataFrame(t) and DuckDB take a table as it is, its numbers
        uncopied. A column that lacks values is followed by `<column>_missing`. A requested schema is not heeded, as the
        interface allows."""
        return arrow_capsule(self)

    def to_polars(self, lang: str = "nb", labels: bool = False) -> Any:
        """A polars DataFrame: codes as categoricals, a column that lacks values followed by `<column>_missing`;
        labels=True puts what people read in the place of the codes."""
        import polars

        frame = polars.DataFrame(self)
        for name in self.columns if labels else ():
            read = self.value_labels(name, lang)
            if read:
                codes = list(dict.fromkeys(str(value) for value in self.column(name) if value is not None))
                shown = dict(zip(codes, _distinct(codes, read)))
                frame = frame.with_columns(
                    polars.col(name).cast(polars.String).replace(shown).cast(polars.Enum(list(shown.values())))
                )
        return frame

    def pivot(self, rows: str, columns: str, value: str) -> "Table":
        """A row for each value of one column, a column for each value of another."""
        out = c_void_p()
        call("bry_table_pivot", self.handle, utf8(rows), utf8(columns), utf8(value), byref(out))
        return Table(out)

    def svg(self, chart: str = "bars", lang: str = "nb") -> str:
        """An accessible picture: "bars", "heat", "likert" or "trend"."""
        return take_text("bry_chart_svg", self.handle, chart_number(chart), utf8(lang))

    def vega(self, chart: str = "bars", lang: str = "nb") -> Dict[str, Any]:
        """The same picture as a Vega-Lite specification."""
        return json.loads(take_text("bry_chart_vega", self.handle, chart_number(chart), utf8(lang)))

    def __str__(self) -> str:
        return self.to_text().rstrip("\n")

    def __repr__(self) -> str:
        return f"<bry.Table {self.name!r}: {len(self)} rows of {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(self.label(c))}</th>" for c in self.columns)
        labels = {c: self.value_labels(c) for c in self.columns}
        body = []
        for number, row in enumerate(self.rows):
            cells = (self._html_cell(number, c, v, labels[c]) for c, v in zip(self.columns, row))
            body.append(f"<tr>{''.join(cells)}</tr>")
        caption = html.escape(self.title())
        return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"

    def _html_cell(self, row: int, column: str, value: Value, labels: Mapping[str, str]) -> str:
        if value is None:
            return f"<td>{':' if self.missing(row, column) == 'withheld' else ''}</td>"
        if isinstance(value, float):
            shown = f"{100 * value:.1f} %" if self._is_share(column) else f"{value:.3g}"
            return f"<td>{shown.replace('.', ',')}</td>"
        return f"<td>{html.escape(labels.get(str(value), str(value)))}</td>"

    def _is_share(self, column: str) -> bool:
        """Of a share, and of the ends of its interval."""
        roles = [lib.bry_table_column_role(self.handle, place) for place in range(self._place(column) + 1)]
        ends = (CONSTANTS["BRY_ROLE_LOW"], CONSTANTS["BRY_ROLE_HIGH"])
        return next((role for role in reversed(roles) if role not in ends), None) == CONSTANTS["BRY_ROLE_SHARE"]

    def to_pandas(self, lang: str = "nb", labels: bool = False) -> Any:
        """A pandas DataFrame. Numbers are of the nullable types, so a missing one stays <NA>, and a column that lacks
        values is followed by `<column>_missing`, which says why. Coded columns are ordered categoricals, or numbers
        when all their values are, such as those of a rating; labels=True puts what people read in the place of the
        codes. Title, labels and missing reasons are in its attrs."""
        import pandas

        data: Dict[str, Any] = {}
        for place, name in enumerate(self.columns):
            data[name] = self._series(pandas, place, lang, labels)
            reasons = self._reasons(name)
            if reasons:
                beside = [reasons.get(row) for row in range(len(self))]
                data[self._free_column(f"{name}_missing")] = pandas.Series(beside, dtype="object")
        frame = pandas.DataFrame(data, columns=list(data))
        frame.attrs = {
            "name": self.name,
            "title": self.title(lang),
            "labels": {name: self.label(name, lang) for name in self.columns},
            "value_labels": {name: self.value_labels(name, lang) for name in self.columns},
            "missing": {name: self._reasons(name) for name in self.columns},
        }
        return frame

    def _free_column(self, name: str) -> str:
        while name in self.columns:
            name += "_"
        return name

    def _series(self, pandas: Any, place: int, lang: str, labels: bool) -> Any:
        name, kind = self.columns[place], self._types[place]
        values = self._read_column(place)
        if kind != CONSTANTS["BRY_TYPE_TEXT"]:
            return pandas.Series(values, dtype="Int64" if kind == CONSTANTS["BRY_TYPE_INT64"] else "Float64")
        if lib.bry_table_column_role(self.handle, place) != CONSTANTS["BRY_ROLE_DIMENSION"]:
            return pandas.Series(values, dtype="object")
        read = self.value_labels(name, lang)
        if name == "value" and not (labels and read):
            dtype, numbers = _numbers(values)
            if dtype is not None:
                return pandas.Series(numbers, dtype=dtype)
        if not read:
            return pandas.Series(values, dtype="object")
        codes = list(dict.fromkeys(str(value) for value in values if value is not None))
        series = pandas.Series(pandas.Categorical(values, categories=codes, ordered=True))
        return series.cat.rename_categories(_distinct(codes, read)) if labels else series

    def _reasons(self, column: str) -> Dict[int, str]:
        found = ((row, self.missing(row, column)) for row in range(len(self)))
        return {row: reason for row, reason in found if reason is not None}


def _numbers(values: List[Value]) -> Tuple[Optional[str], List[Value]]:
    """The pandas type and values of a text column whose every value is a number in its shortest form, else None."""
    present = [str(value) for value in values if value is not None]
    if not present or not all(_NUMBER.fullmatch(value) for value in present):
        return None, values
    if all("." not in value and len(value) <= 18 for value in present):
        return "Int64", [None if value is None else int(value) for value in values]
    return "Float64", [None if value is None else float(value) for value in values]


def _distinct(codes: List[str], labels: Mapping[str, str]) -> List[str]:
    """Labels of codes; one that several codes share has its code behind it."""
    wanted = [labels.get(code, code) for code in codes]
    return [label if wanted.count(label) == 1 else f"{label} ({code})" for code, label in zip(codes, wanted)]


def take_table(name: str, *arguments: Any) -> Table:
    """Calls a function whose out is a bry_table."""
    out = c_void_p()
    call(name, *arguments, byref(out))
    return Table(out)

"""Disclosure control of tables of counts."""
from __future__ import annotations

import json
from ctypes import byref, c_char_p, c_int32, c_int64, c_void_p
from typing import Any, Dict, Mapping, NamedTuple, Optional, Sequence

from ._abi import CONSTANTS, bry_protect_options
from ._errors import mistake
from ._native import call, lib, text, utf8
from ._table import Table

_METHODS = {"suppress": CONSTANTS["BRY_PROTECT_SUPPRESS"], "round": CONSTANTS["BRY_PROTECT_ROUND"]}


class Protected(NamedTuple):
    """A table that may be shown, and the audit of it."""

    table: Table
    audit: Dict[str, Any]


def _texts(values: Sequence[Optional[str]]) -> Any:
    return (c_char_p * max(len(values), 1))(*(utf8(value) for value in values))


def _numbers(kind: Any, values: Optional[Sequence[int]], rows: int, name: str) -> Any:
    if values is None:
        return None
    if len(values) != rows:
        raise mistake(f"{name} has {len(values)} values, but there are {rows} rows")
    return (kind * max(rows, 1))(*values)


def protect(
    dims: Mapping[str, Sequence[Optional[str]]],
    counts: Optional[Sequence[int]] = None,
    *,
    method: str = "suppress",
    k: int = 5,
    width: int = 3,
    least: int = 1,
    unions: bool = True,
    alone: bool = True,
    zeros: bool = False,
    owner: bool = False,
    tables: Optional[str] = None,
    hierarchies: Optional[Mapping[str, str]] = None,
    answers: Optional[Sequence[Optional[str]]] = None,
    since: Optional[Sequence[int]] = None,
    until: Optional[Sequence[int]] = None,
    earlier: Sequence[Table] = (),
) -> Protected:
    """Counts people by dims (a name and a value for each row) with all margins, "*", and withholds or rounds what would
    give somebody away: groups of fewer than k, and as many others as they need.

    hierarchies holds, by dimension, CSV with the columns code and parent. tables names the tables that are published
    ("a,b;a,c"); all dimensions are crossed unless it does. answers withholds groups that answered alike, too. since and
    until say, row by row, in which releases people counted, and earlier holds what was published in them. owner=True
    tells why each count is withheld: such a table must not leave the house. The audit tells what was checked."""
    if method not in _METHODS:
        raise mistake(f"method is one of {', '.join(_METHODS)}")
    names = list(dims)
    rows = len(dims[names[0]]) if names else 0
    for name in names:
        if len(dims[name]) != rows:
            raise mistake(f"{name} has {len(dims[name])} values, but there are {rows} rows")
    unknown = set(hierarchies or {}) - set(names)
    if unknown:
        raise mistake(f"there is no dimension {unknown.pop()!r}")
    options = bry_protect_options()
    lib.bry_protect_options_init(byref(options))
    options.method, options.min_group, options.width = _METHODS[method], k, width
    options.least, options.unions, options.alone, options.owner = least, int(bool(unions)), int(bool(alone)), int(bool(owner))
    options.zeros, options.tables = int(bool(zeros)), utf8(tables)
    if hierarchies:
        options.hierarchies = _texts([hierarchies.get(name) for name in names])
    if answers is not None:
        if len(answers) != rows:
            raise mistake(f"answers has {len(answers)} values, but there are {rows} rows")
        options.answers = _texts(answers)
    options.since, options.until = _numbers(c_int32, since, rows, "since"), _numbers(c_int32, until, rows, "until")
    if earlier:
        options.earlier = (c_void_p * len(earlier))(*(table.handle for table in earlier))
    options.earlier_count = len(earlier)
    flat = _texts([dims[name][row] for row in range(rows) for name in names])
    out, audit = c_void_p(), c_void_p()
    people = _numbers(c_int64, counts, rows, "counts")
    try:
        call("bry_protect", _texts(names), flat, len(names), people, rows, byref(options), byref(out), byref(audit))
        table = Table(out)
        return Protected(table, json.loads(text(lib.bry_text_data(audit)) or "null"))
    finally:
        lib.bry_text_free(audit)

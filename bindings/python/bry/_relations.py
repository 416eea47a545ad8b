"""Relations between units, and ladders that they climb."""
from __future__ import annotations

from math import nan
from typing import Any, Dict, Iterable, List, Mapping, Optional, Union

from ._abi import bry_ladder_answer, bry_relation
from ._errors import mistake
from ._native import mapping, utf8
from ._table import Table, take_table

Rows = Union[Table, Iterable[Mapping[str, Any]]]

_NUMBERS = {"now": "hours_now", "wanted": "hours_wanted", "quality": "quality", "points": "points"}
_STEPS_END = 2**31


def _listed(rows: Rows) -> List[Dict[str, Any]]:
    return [mapping(row) for row in (rows.to_dicts() if isinstance(rows, Table) else rows)]


def _of(row: Mapping[str, Any], name: str) -> Any:
    if name not in row:
        raise mistake(f"a row lacks {name!r}")
    return row[name]


def _name(row: Mapping[str, Any], name: str) -> Optional[bytes]:
    return utf8(_of(row, name))


def _number(value: Any, column: str) -> float:
    try:
        return nan if value is None else float(value)
    except (ValueError, OverflowError):
        raise mistake(f"{column} is a number, or None") from None


def _step(value: Any) -> int:
    try:
        step = int(value)
    except (ValueError, OverflowError):
        step = 0
    if not 1 <= step < _STEPS_END or (isinstance(value, float) and value != step):
        raise mistake("a step is a whole number from 1")
    return step


def relations(rows: Rows, *, k: int = 0) -> Table:
    """The relationship budget: means of what people of a unit say of other units, for each ordered pair of units.

    A row is what a person says of a unit: person, from, to, and hours_now, hours_wanted, quality, points (of a hundred), each
    of which may be missing or None. What fewer than k people say is withheld (0: 5)."""
    given = _listed(rows)
    all_of_them = (bry_relation * max(len(given), 1))()
    for one, row in zip(all_of_them, given):
        for name in ("person", "from", "to"):
            setattr(one, name, _name(row, name))
        for name, column in _NUMBERS.items():
            setattr(one, name, _number(row.get(column), column))
    return take_table("bry_relations", all_of_them, len(given), k)


def _ladder(rows: Rows) -> Any:
    given = _listed(rows)
    answers = (bry_ladder_answer * max(len(given), 1))()
    for one, row in zip(answers, given):
        one.person = utf8(row.get("person"))
        one.unit = _name(row, "unit")
        one.wave = utf8(str(_of(row, "wave")))
        one.step = _step(_of(row, "step"))
    return answers, len(given)


def ladder(rows: Rows, *, steps: int = 5, k: int = 0) -> Table:
    """On which step units stand, wave by wave: the lower median of what their people say.

    A row is the step on which a person sees their unit: unit, wave, step (from 1), and person, which may be missing. Units of
    fewer than k people are withheld (0: 5)."""
    return take_table("bry_ladder_steps", *_ladder(rows), steps, k)


def ladder_shifts(
    rows: Rows, from_wave: str, to_wave: str, *, steps: int = 5, k: int = 0
) -> Table:
    """How many units moved from each step to each other, of those that are shown in both waves."""
    return take_table("bry_ladder_shifts", *_ladder(rows), steps, utf8(str(from_wave)), utf8(str(to_wave)), k)

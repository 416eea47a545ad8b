"""Relations between units, and ladders that they climb."""
from __future__ import annotations

from math import nan
from typing import Any, Iterable, List, Mapping, Union

from ._abi import bry_ladder_answer, bry_relation
from ._native import mapping, utf8
from ._table import Table, take_table

_NUMBERS = {"now": "hours_now", "wanted": "hours_wanted", "quality": "quality", "points": "points"}


def relations(rows: Union[Table, Iterable[Mapping[str, Any]]], *, k: int = 0) -> Table:
    """The relationship budget: means of what people of a unit say of other units, for each ordered pair of units.

    A row is what a person says of a unit: person, from, to, and hours_now, hours_wanted, quality, points (of a hundred), each
    of which may be missing or None. What fewer than k people say is withheld (0: 5)."""
    given: List[Mapping[str, Any]] = list(rows.to_dicts() if isinstance(rows, Table) else rows)
    all_of_them = (bry_relation * max(len(given), 1))()
    for one, row in zip(all_of_them, given):
        for name in ("person", "from", "to"):
            setattr(one, name, utf8(row[name]))
        for name, column in _NUMBERS.items():
            value = row.get(column)
            setattr(one, name, nan if value is None else float(value))
    return take_table("bry_relations", all_of_them, len(given), k)


def _ladder(rows: Union[Table, Iterable[Mapping[str, Any]]]) -> Any:
    given = [mapping(row) for row in (rows.to_dicts() if isinstance(rows, Table) else rows)]
    answers = (bry_ladder_answer * max(len(given), 1))()
    for one, row in zip(answers, given):
        one.person = utf8(row.get("person"))
        one.unit = utf8(row["unit"])
        one.wave = utf8(str(row["wave"]))
        one.step = int(row["step"])
    return answers, len(given)


def ladder(rows: Union[Table, Iterable[Mapping[str, Any]]], *, steps: int = 5, k: int = 0) -> Table:
    """On which step units stand, wave by wave: the lower median of what their people say.

    A row is the step on which a person sees their unit: unit, wave, step (from 1), and person, which may be missing. Units of
    fewer than k people are withheld (0: 5)."""
    return take_table("bry_ladder_steps", *_ladder(rows), steps, k)


def ladder_shifts(
    rows: Union[Table, Iterable[Mapping[str, Any]]], from_wave: str, to_wave: str, *, steps: int = 5, k: int = 0
) -> Table:
    """How many units moved from each step to each other, of those that are shown in both waves."""
    return take_table("bry_ladder_shifts", *_ladder(rows), steps, utf8(str(from_wave)), utf8(str(to_wave)), k)

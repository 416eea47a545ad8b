"""Groups and pairs of people."""
from __future__ import annotations

import math
from ctypes import byref, c_void_p
from typing import Any, Callable, Iterable, Mapping, NamedTuple, Optional, Sequence, Union

from ._abi import bry_compose_options, bry_progress_fn
from ._errors import mistake
from ._native import call, document, encoded, lib, pointer_of, progress_guard, utf8
from ._statistics import people_table
from ._table import Table, take_table

People = Union[Table, Mapping[str, Any], Iterable[Mapping[str, Any]], Any]
"""A row a person: a Table, a DataFrame, columns by name, or rows that are dicts."""


class Composition(NamedTuple):
    """Who is in which group, and what came of it: diversity beside random groups, repeats, spread of attributes."""

    groups: Table
    measures: Table

    def measure(self, name: str) -> Optional[float]:
        """The first value of a measure, such as "objective" or "repeats"; None when there is none."""
        rows = zip(self.measures.column("measure"), self.measures.column("value"))
        return next((value for measure, value in rows if measure == name), None)


def _joined(numbers: Optional[Mapping[str, float]]) -> Optional[str]:
    return None if numbers is None else ",".join(f"{name}={value}" for name, value in numbers.items())


def _milliseconds(seconds: Optional[float]) -> int:
    if seconds is None:
        return 0
    if not math.isfinite(seconds):
        raise mistake("seconds is a number, or None")
    return max(1, round(seconds * 1000))


def _compose(name: str, arguments: Sequence[Any], progress: Optional[Callable[[int, int], Any]], given: Any) -> Composition:
    options = bry_compose_options()
    lib.bry_compose_options_init(byref(options))
    options.groups = given["groups"] or 0
    options.group_size = given["size"] or 0
    options.sizes = utf8(None if given["sizes"] is None else ",".join(map(str, given["sizes"])))
    options.rounds = given["rounds"]
    options.seed = given["seed"]
    options.iterations = given["iterations"]
    options.milliseconds = _milliseconds(given["seconds"])
    options.threads = given["threads"]
    options.weights = utf8(_joined(given.get("weights")))
    rules = None if given["rules"] is None else document(given["rules"])
    options.rules = rules
    options.rules_size = len(rules or b"")
    guard = progress_guard(progress)
    groups, measures = c_void_p(), c_void_p()
    call(
        name,
        *arguments,
        byref(options),
        pointer_of(guard, bry_progress_fn),
        None,
        byref(groups),
        byref(measures),
        guards=[guard],
    )
    return Composition(Table(groups), Table(measures))


def compose(
    people: People,
    id: str,
    groups: Optional[int] = None,
    *,
    size: Optional[int] = None,
    sizes: Optional[Sequence[int]] = None,
    rounds: int = 1,
    weights: Optional[Mapping[str, float]] = None,
    rules: Any = None,
    seed: int = 1,
    iterations: int = 0,
    seconds: Optional[float] = None,
    threads: int = 1,
    progress: Optional[Callable[[int, int], Any]] = None,
) -> Composition:
    """Puts people into groups that are as mixed as can be: so many groups, or of about `size`, or of `sizes`. Every column
    but `id` is something people differ in; `weights` says how much, such as {"unit": 2, "age:number": 0.5}. people may be a
    Table, a DataFrame, columns by name, or rows that are dicts. `rules` is
    {"rules": [...]} as JSON or a dict; when they can't all be kept, Refused.findings names a set that can't, and from
    which none can be spared. The same seed gives the same groups, unless `seconds` bounds the work."""
    given = dict(locals())
    table = people_table(people)
    return _compose("bry_compose", [table.handle, utf8(id)], progress, given)


def compose_distances(
    distances: Union[str, bytes],
    groups: Optional[int] = None,
    *,
    size: Optional[int] = None,
    sizes: Optional[Sequence[int]] = None,
    rounds: int = 1,
    rules: Any = None,
    seed: int = 1,
    iterations: int = 0,
    seconds: Optional[float] = None,
    threads: int = 1,
    progress: Optional[Callable[[int, int], Any]] = None,
) -> Composition:
    """The same from lines "i j d": two elements, counted from 0, and their distance."""
    given = dict(locals())
    data = encoded(distances) if isinstance(distances, str) else distances
    return _compose("bry_compose_distances", [data, len(data)], progress, given)


def pair(wishes: People, one_sided: bool = False) -> Table:
    """Pairs those who wish for each other so that wishes weigh most; columns from, to, weight, forbidden, review."""
    table = people_table(wishes)
    return take_table("bry_pair", table.handle, int(bool(one_sided)))

"""Statistics of answers by groups, weights by raking, and the reliability of scales."""
from __future__ import annotations

import json
from ctypes import byref, c_char_p, c_double, c_int32, c_void_p
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from ._abi import CONSTANTS, bry_rake_options, bry_tabulate_options, bry_waves_options
from ._errors import mistake
from ._native import call, json_of, lib, mapping, text, utf8
from ._table import Table

_STATISTICS = {name: CONSTANTS[f"BRY_STATISTIC_{name.upper()}"]
               for name in ("counts", "summary", "test", "residuals", "response", "ranking")}
_ANSWERS = {name: CONSTANTS[f"BRY_ANSWER_{name.upper()}"] for name in ("auto", "single", "scale", "multiple", "ranking")}

Names = Union[str, Sequence[str]]


def _cell(value: Any) -> Any:
    """None for what pandas and NumPy call missing; 3 for 3.0, which is what a column of whole numbers with gaps holds."""
    if value is None or value != value or str(value) == "<NA>":
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value


def people_table(people: Any) -> Table:
    """A table with a row for each person: of a Table, a DataFrame, columns by name, or rows that are dicts."""
    if isinstance(people, Table):
        return people
    if hasattr(people, "to_dict") and hasattr(people, "columns"):
        people = {str(name): list(people[name]) for name in people.columns}
    if isinstance(people, Mapping):
        names = list(people)
        if len({len(people[name]) for name in names}) > 1:
            raise mistake("the columns differ in length")
        people = [dict(zip(names, row)) for row in zip(*(people[name] for name in names))]
    return Table.from_dicts([{name: _cell(value) for name, value in mapping(row).items()} for row in people])


def _texts(values: Sequence[Optional[str]]) -> Any:
    return (c_char_p * max(len(values), 1))(*(utf8(value) for value in values))


def _names(names: Names) -> List[str]:
    return [names] if isinstance(names, str) else list(names)


def _weights(weights: Optional[Iterable[float]], people: Table) -> Any:
    if weights is None:
        return None
    listed = [float(weight) for weight in weights]
    if len(listed) != len(people):
        raise mistake(f"there are {len(listed)} weights, but {len(people)} rows")
    return (c_double * max(len(listed), 1))(*listed)


def _choice(kinds: Mapping[str, int], name: str, what: str) -> int:
    if name not in kinds:
        raise mistake(f"{what} is one of {', '.join(kinds)}")
    return kinds[name]


def _options(statistic: str, answer: str, confidence: float, scale: Optional[Tuple[int, int]] = None) -> Any:
    options = bry_tabulate_options()
    lib.bry_tabulate_options_init(byref(options))
    options.statistic = _choice(_STATISTICS, statistic, "statistic")
    options.answer, options.confidence = _choice(_ANSWERS, answer, "answer"), confidence
    if scale is not None:
        options.scale_low, options.scale_high = scale
    return options


def _missing(missing: Optional[Mapping[Any, str]]) -> Optional[bytes]:
    return utf8(";".join(f"{code}={reason}" for code, reason in missing.items())) if missing else None


def tabulate(
    people: Any,
    items: Names,
    by: Names = (),
    *,
    statistic: str = "counts",
    answer: str = "auto",
    scale: Optional[Tuple[int, int]] = None,
    weights: Optional[Iterable[float]] = None,
    k: int = 5,
    margins: bool = False,
    hierarchies: Optional[Mapping[str, str]] = None,
    missing: Optional[Mapping[Any, str]] = None,
    separator: str = ";",
    confidence: float = 0.95,
) -> Table:
    """Statistics of one or several items, by groups: statistic is counts, summary, test, residuals, response or ranking.

    people has a row for each person: a Table, a DataFrame, columns by name, or rows that are dicts. answer says how the
    item is answered: single, scale (from scale[0] to scale[1]), multiple or ranking. Groups of fewer than k are
    withheld, and what would give them away. hierarchies holds, by column, CSV with the columns code and parent. missing
    says which codes are no answers, and why: {98: "dont_know", 99: "skipped"}. margins=True adds groups over all."""
    table, wanted, groups = people_table(people), _names(items), _names(by)
    unknown = set(hierarchies or {}) - set(groups)
    if unknown:
        raise mistake(f"people are not split by {unknown.pop()!r}, which has a hierarchy")
    options = _options(statistic, answer, confidence, scale)
    options.min_group, options.margins = k, int(bool(margins))
    options.by, options.by_count = _texts(groups), len(groups)
    if hierarchies:
        options.hierarchies = _texts([hierarchies.get(name) for name in groups])
    options.weights, options.missing, options.separator = _weights(weights, table), _missing(missing), utf8(separator)
    out = c_void_p()
    call("bry_tabulate", table.handle, _texts(wanted), len(wanted), byref(options), byref(out))
    return Table(out)


def tabulate_counts(counts: Table, statistic: str = "summary", *, answer: str = "auto",
                    confidence: float = 0.95) -> Table:
    """The same statistics from a table of counts, such as Survey.counts() or Survey.themes() give."""
    options = _options(statistic, answer, confidence)
    out = c_void_p()
    call("bry_tabulate_counts", counts.handle, byref(options), byref(out))
    return Table(out)


def waves_options(values: Optional[Sequence[str]], confidence: float) -> Any:
    options = bry_waves_options()
    lib.bry_waves_options_init(byref(options))
    options.confidence = confidence
    if values is not None:
        options.values, options.value_count = _texts(list(values)), len(values)
    return options


def tabulate_waves(tables: Mapping[str, Table], *, values: Optional[Sequence[str]] = None,
                   confidence: float = 0.95) -> Table:
    """Tables of counts of several waves as one, for a trend: by the name of each wave, the earliest first, such as
    Survey.themes() or Survey.counts() give. Shares with intervals, and their change since the wave before; only some
    `values` (ids of themes) if they are given."""
    names, handles = list(tables), [table.handle for table in tables.values()]
    out = c_void_p()
    call("bry_tabulate_waves", (c_void_p * max(len(handles), 1))(*handles), _texts(names), len(names),
         byref(waves_options(values, confidence)), byref(out))
    return Table(out)


def reliability(
    people: Any,
    items: Sequence[str],
    *,
    reversed: Sequence[str] = (),
    scale: Optional[Tuple[int, int]] = None,
    missing: Optional[Mapping[Any, str]] = None,
    confidence: float = 0.95,
) -> Table:
    """Cronbach's alpha of a set of items, and without each of them. Items in `reversed` are turned round on the scale."""
    table, wanted = people_table(people), _names(items)
    unknown = set(reversed) - set(wanted)
    if unknown:
        raise mistake(f"there is no item {unknown.pop()!r} to turn round")
    options = _options("counts", "auto", confidence, scale)
    options.missing = _missing(missing)
    turned = (c_int32 * max(len(wanted), 1))(*(int(name in reversed) for name in wanted)) if reversed else None
    out = c_void_p()
    call("bry_reliability", table.handle, _texts(wanted), len(wanted), turned, byref(options), byref(out))
    return Table(out)


class Raked(NamedTuple):
    """Weights whose mean is 1, what came of each margin, and figures of the whole: design_effect, effective, ..."""

    weights: List[float]
    table: Table
    audit: Dict[str, Any]


def rake(
    people: Any,
    margins: Mapping[str, Mapping[str, float]],
    *,
    base: Optional[Iterable[float]] = None,
    low: float = 0.2,
    high: float = 5,
    iterations: int = 200,
    tolerance: float = 1e-6,
) -> Raked:
    """Weights that make the shares of groups what they are among all people: margins holds, by column, the share or the
    number of each value. No weight is less than low or more than high times the mean; low=0 and high=0: no bounds."""
    table = people_table(people)
    options = bry_rake_options()
    lib.bry_rake_options_init(byref(options))
    options.low, options.high, options.iterations_max, options.tolerance = low, high, iterations, tolerance
    options.base = _weights(base, table)
    weights = (c_double * max(len(table), 1))()
    wanted = json_of({name: mapping(values) for name, values in mapping(margins).items()})
    out, audit = c_void_p(), c_void_p()
    try:
        call("bry_rake", table.handle, wanted, len(wanted), byref(options), weights, byref(out), byref(audit))
        found = json.loads(text(lib.bry_text_data(audit)) or "null")
        return Raked(list(weights)[: len(table)], Table(out), found)
    finally:
        lib.bry_text_free(audit)

"""Votes on statements, in groups that are known or found."""
from __future__ import annotations

from ctypes import byref, c_char_p, c_int32, c_void_p
from typing import Any, Optional, Sequence

from ._abi import bry_vote_options
from ._errors import mistake
from ._native import call, lib, utf8
from ._table import Table


class Votes:
    """Counted votes. statements tells what the groups agree on, groups what sets them apart, and people who is in which
    (which is not to leave the house)."""

    def __init__(self, handle: c_void_p) -> None:
        self._handle = handle

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            lib.bry_votes_free(self._handle)
            self._handle = None

    def _table(self, function: str) -> Table:
        out = c_void_p()
        call(function, self._handle, byref(out))
        return Table(out)

    @property
    def statements(self) -> Table:
        return self._table("bry_votes_statements")

    @property
    def groups(self) -> Table:
        return self._table("bry_votes_groups")

    @property
    def people(self) -> Table:
        return self._table("bry_votes_people")


def _texts(values: Sequence[Optional[str]]) -> Any:
    return (c_char_p * max(len(values), 1))(*(utf8(value) for value in values))


def votes(
    people: Sequence[str],
    statements: Sequence[str],
    votes: Sequence[int],
    groups: Optional[Sequence[Optional[str]]] = None,
    *,
    find: int = 0,
    min_votes: int = 1,
    k: int = 0,
    placed: int = 7,
    seed: int = 1,
) -> Votes:
    """Counts votes: 1 agrees, -1 disagrees, 0 passes; the last of a person on a statement counts.

    groups says which group each vote's person is in; without it, find groups of people who voted alike are found (0: as
    many as fit). placed is how many votes it takes to be put into one. k withholds groups of fewer people."""
    count = len(votes)
    for name, values in (("people", people), ("statements", statements), ("groups", groups)):
        if values is not None and len(values) != count:
            raise mistake(f"{name} has {len(values)} values, but there are {count} votes")
    wrong = next((place for place, vote in enumerate(votes) if vote not in (-1, 0, 1)), None)
    if wrong is not None:
        raise mistake(f"vote {wrong} is none of 1, -1 and 0")
    options = bry_vote_options()
    lib.bry_vote_options_init(byref(options))
    options.groups, options.min_votes, options.min_group = find, min_votes, k
    options.placed, options.seed = placed, seed
    out = c_void_p()
    call("bry_votes_count", _texts(people), _texts(statements), (c_int32 * max(count, 1))(*votes),
         None if groups is None else _texts(groups), count, byref(options), byref(out))
    return Votes(out)

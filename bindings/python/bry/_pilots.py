"""Commitments and pilots: what groups promised, what they would try, and what became of both."""
from __future__ import annotations

from ctypes import byref, create_string_buffer
from datetime import date
from typing import TYPE_CHECKING, Any, Mapping, Optional

from ._abi import bry_commitment_options, bry_pilot_options
from ._files import day
from ._native import call, document, lib, mapping, utf8
from ._table import Table, take_table

if TYPE_CHECKING:
    from ._store import Store

Segments = Optional[Mapping[str, str]]


def _origin(options: Any, id: Optional[str], group: Optional[str], session: Optional[str], segments: Segments, role: str) -> None:
    options.id = utf8(id)
    options.group = utf8(group)
    options.session = utf8(session)
    options.segments = None if segments is None else document(mapping(segments))
    options.role = utf8(role)


class Commitments:
    """What groups promised: open, done, changed or dropped. Every move is kept."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def add(
        self,
        what: str,
        who: str,
        review_on: date,
        *,
        who_kind: str = "role",
        measure: Optional[str] = None,
        group: Optional[str] = None,
        session: Optional[str] = None,
        segments: Segments = None,
        role: str = "facilitator",
        id: Optional[str] = None,
    ) -> str:
        """Writes one down; its id. `who_kind` is "role", "participant" (kept as a keyed hash) or "name". It is of
        the session's group unless a group is given. With an `id` of yours the call may be repeated."""
        options = bry_commitment_options()
        lib.bry_commitment_options_init(byref(options))
        _origin(options, id, group, session, segments, role)
        options.who_kind = utf8(who_kind)
        options.measure = utf8(measure)
        out = create_string_buffer(37)
        call("bry_commitment_add", self._store.handle, utf8(what), utf8(who), day(review_on), byref(options), out)
        return out.value.decode()

    def move(self, id: str, state: str, *, role: str = "facilitator", note: Optional[str] = None) -> None:
        """To "done", "changed" or "dropped"."""
        call("bry_commitment_move", self._store.handle, utf8(id), utf8(state), utf8(role), utf8(note))

    def renew(
        self,
        id: str,
        *,
        what: Optional[str] = None,
        measure: Optional[str] = None,
        review_on: Optional[date] = None,
        role: str = "facilitator",
        note: Optional[str] = None,
    ) -> None:
        """Opens one again that was changed or done; what is not given stays as it was."""
        terms = utf8(what), utf8(measure), day(review_on)
        call("bry_commitment_renew", self._store.handle, utf8(id), *terms, utf8(role), utf8(note))

    def forget(self, id: str) -> None:
        """Takes away who promised; what was promised stays."""
        call("bry_commitment_forget", self._store.handle, utf8(id))

    def list(self, group: Optional[str] = None, across: bool = False) -> Table:
        """As they stand, by review date; `across` all tenants that the login reaches."""
        return take_table("bry_commitment_list", self._store.handle, utf8(group), int(bool(across)))

    def overdue(self, on: Optional[date] = None, group: Optional[str] = None, across: bool = False) -> Table:
        """Those that are open or changed past their review date; `on` is today in Oslo unless given."""
        return take_table("bry_commitment_overdue", self._store.handle, day(on), utf8(group), int(bool(across)))

    def moves(self, id: str) -> Table:
        return take_table("bry_commitment_moves", self._store.handle, utf8(id))

    def summary(self, segment: Optional[str] = None, on: Optional[date] = None, across: bool = False) -> Table:
        """How many there are by state, and overdue; by the values of a segment."""
        return take_table("bry_commitment_summary", self._store.handle, utf8(segment), day(on), int(bool(across)))


class Pilots:
    """Ideas to try: proposed, supported, trial, reviewed, kept or dropped. Every move is kept."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def add(
        self,
        idea: str,
        *,
        group: Optional[str] = None,
        session: Optional[str] = None,
        segments: Segments = None,
        role: str = "facilitator",
        id: Optional[str] = None,
    ) -> str:
        """Proposes one; its id. It is of the session's group unless a group is given."""
        options = bry_pilot_options()
        lib.bry_pilot_options_init(byref(options))
        _origin(options, id, group, session, segments, role)
        out = create_string_buffer(37)
        call("bry_pilot_add", self._store.handle, utf8(idea), byref(options), out)
        return out.value.decode()

    def move(self, id: str, state: str, *, role: str = "facilitator", note: Optional[str] = None) -> None:
        """To "supported", "trial", "reviewed", "kept" or "dropped"."""
        call("bry_pilot_move", self._store.handle, utf8(id), utf8(state), utf8(role), utf8(note))

    def support(self, id: str, participant: str, supports: bool = True) -> None:
        """A participant supports it, once, or takes that back."""
        call("bry_pilot_support", self._store.handle, utf8(id), utf8(participant), int(bool(supports)))

    def report(self, group: Optional[str] = None) -> Table:
        """What became of the ideas, group by group. Few supporters are withheld from all but managers."""
        return take_table("bry_pilot_report", self._store.handle, utf8(group))

    def moves(self, id: str) -> Table:
        return take_table("bry_pilot_moves", self._store.handle, utf8(id))

    def summary(self, segment: Optional[str] = None, across: bool = False) -> Table:
        """How many there are by state; by the values of a segment."""
        return take_table("bry_pilot_summary", self._store.handle, utf8(segment), int(bool(across)))

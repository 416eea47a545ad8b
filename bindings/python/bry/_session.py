"""Reflection groups and their sessions."""
from __future__ import annotations

import uuid
from ctypes import byref, c_char_p, c_int32, c_int64, c_void_p, create_string_buffer
from typing import TYPE_CHECKING, Iterable, Optional, Union

from ._abi import CONSTANTS, bry_discover_options
from ._files import Codebook, Document, Questionnaire
from ._groups import People
from ._native import call, encoded, lib, take_text, utf8
from ._statistics import people_table
from ._table import Table, take_table

if TYPE_CHECKING:
    from ._store import Store

_OUTCOMES = {
    CONSTANTS["BRY_CONTRIBUTION_" + name.upper()]: name for name in ("stored", "changed", "repeated", "withdrawn")
}


class Series:
    """A row of meetings of one or more groups, named or anonymous for good."""

    def __init__(self, store: "Store", slug: str) -> None:
        self.store = store
        self.slug = slug

    def form_groups(self, groups: People, people: Optional[People] = None, id: str = "id", round: int = 0) -> Table:
        """Makes the groups that a table of id and group (Composition.groups) says, and a token for each person, a row
        each: id, group, facilitator, token. `people`, with a row a person and their id in the column `id`, may
        tell more: name (kept in a named series only), municipality or kommune, and facilitator (1, "yes" or "true");
        other columns are not read. The tokens can't be had again."""
        listed = people_table(groups)
        known = None if people is None else people_table(people)
        return take_table(
            "bry_group_form",
            self.store.handle,
            utf8(self.slug),
            listed.handle,
            round,
            None if known is None else known.handle,
            utf8(id),
        )

    def admit(
        self, group: int, name: Optional[str] = None, municipality: Optional[str] = None, facilitator: bool = False
    ) -> str:
        """Takes one more person into a group: the token."""
        token = create_string_buffer(CONSTANTS["BRY_SECRET_SIZE"])
        call(
            "bry_group_admit",
            self.store.handle,
            utf8(self.slug),
            group,
            utf8(name),
            utf8(municipality),
            int(bool(facilitator)),
            token,
        )
        return token.value.decode()

    @property
    def groups(self) -> Table:
        return take_table("bry_group_list", self.store.handle, utf8(self.slug))

    @property
    def members(self) -> Table:
        return take_table("bry_group_members", self.store.handle, utf8(self.slug))

    def sessions(self, group: int = 0) -> Table:
        """The sessions of a group, or of all."""
        return take_table("bry_session_list", self.store.handle, utf8(self.slug), group)

    def report_html(
        self, tokens: Iterable[str] = (), map: Optional[str] = None, lang: Optional[str] = None, min_group: int = 0
    ) -> str:
        """What became of it, as one page to send round: sessions, themes and dots, promises, ideas, a map of the tenant. It
        tells no contribution and names nobody. `tokens` are of a member of each group, whose themes are left out without;
        of groups of fewer than `min_group` (0: 5) members little is told."""
        held = [utf8(token) for token in tokens]
        return take_text(
            "bry_series_report_html",
            self.store.handle,
            utf8(self.slug),
            (c_char_p * len(held))(*held),
            len(held),
            utf8(map),
            utf8(lang),
            min_group,
        )

    def delete(self) -> None:
        """Deletes it with its groups, members, sessions and all that was said in them."""
        call("bry_series_delete", self.store.handle, utf8(self.slug))

    def __repr__(self) -> str:
        return f"<bry.Series {self.slug}>"


class Session:
    """A meeting of a group, as the member with this token may take part in it."""

    def __init__(self, store: "Store", id: str, token: str) -> None:
        self.store = store
        self.id = id
        self._token = token

    @classmethod
    def begin(
        cls, store: "Store", token: str, questionnaire: Union[Questionnaire, Document], dots: int, id: Optional[str]
    ) -> "Session":
        if not isinstance(questionnaire, Questionnaire):
            questionnaire = Questionnaire(questionnaire)
        id = str(uuid.uuid4()) if id is None else id
        call("bry_session_create", store.handle, utf8(token), questionnaire.handle, dots, utf8(id))
        return cls(store, id, token)

    @property
    def _seat(self) -> tuple:
        return self.store.handle, utf8(self.id), utf8(self._token)

    def step(self, phase: str) -> None:
        """Moves it to its next phase: write, reveal, theme, prioritise, commit, learn, closed. For facilitators."""
        call("bry_session_step", *self._seat, utf8(phase))

    def prompts(self, lang: Optional[str] = None) -> Table:
        """What it asks: the questionnaire's free texts, questions of earlier sessions, what was not discussed there."""
        return take_table("bry_session_prompts", *self._seat, utf8(lang))

    def put(self, reference: str, item: str, text: str, kind: str = "answer") -> str:
        """Adds a contribution, or changes one's own, before the reveal: "stored", "changed" or "repeated". `reference` is
        what it is known by: a UUID in a named series, a receipt (new_receipt()) in an anonymous one."""
        data = encoded(text)
        outcome = c_int32()
        call(
            "bry_contribution_put",
            *self._seat,
            utf8(reference),
            utf8(item),
            utf8(kind),
            data,
            len(data),
            byref(outcome),
        )
        return _OUTCOMES[outcome.value]

    def withdraw(self, reference: str) -> None:
        """Takes one's own contribution back."""
        call("bry_contribution_withdraw", *self._seat, utf8(reference))

    def contributions(self, scrub: bool = False) -> Table:
        """What was said, after the reveal, in an order that has to do with nothing."""
        return take_table("bry_contribution_list", *self._seat, int(bool(scrub)))

    def set_theme(self, contribution: str, theme: Optional[str]) -> None:
        """Gives a contribution a theme; None takes it off."""
        call("bry_contribution_theme", *self._seat, utf8(contribution), utf8(theme))

    def discover(self, themes: int = 0, seed: int = 1) -> int:
        """Lets discovery give themes to those that have none: how many got one."""
        options = bry_discover_options()
        lib.bry_discover_options_init(byref(options))
        options.themes = themes
        options.seed = seed
        count = c_int64()
        call("bry_session_discover", *self._seat, byref(options), byref(count))
        return count.value

    def code(self, codebook: Codebook, lang: Optional[str] = None) -> int:
        """The same by the rules of a codebook."""
        count = c_int64()
        call("bry_session_code", *self._seat, codebook.handle, utf8(lang), byref(count))
        return count.value

    def discuss(self, contribution: str, discussed: bool = True) -> None:
        """Marks a contribution, or a prompt that was taken over ("@1"): what is not discussed goes to the next session."""
        call("bry_contribution_discuss", *self._seat, utf8(contribution), int(bool(discussed)))

    def give_dots(self, target: str, dots: int = 1) -> int:
        """Gives dots to a contribution or a theme: how many are left."""
        left = c_int32()
        call("bry_dots_give", *self._seat, utf8(target), dots, byref(left))
        return left.value

    def tally(self) -> Table:
        """What got dots, the most first; when voting is over."""
        return take_table("bry_dots_tally", *self._seat)

    def lineage(self, contribution: str) -> Table:
        """Where a contribution, or a prompt ("@1"), comes from: a row a step back."""
        return take_table("bry_contribution_lineage", *self._seat, utf8(contribution))

    def __repr__(self) -> str:
        return f"<bry.Session {self.id}>"

"""Maps in the store."""
from __future__ import annotations

from ctypes import byref, c_int64, c_void_p
from typing import TYPE_CHECKING, Any, Iterable, Mapping, Optional

from ._maps import Map, MapHistory, operations_of
from ._native import call, utf8

if TYPE_CHECKING:
    from ._store import Store
    from ._survey import Survey


class Gigamap:
    """A map in the store. An edit names the revision it was made for (`seen`; None: the last), and is refused with Conflict
    when somebody else was first: look again, and then make the change."""

    def __init__(self, store: Store, name: str) -> None:
        self.store = store
        self.name = name

    def history(self) -> MapHistory:
        """A copy of the map with all of its revisions; what is done to it stays in it."""
        pointer = c_void_p()
        call("bry_gigamap_open", self.store.handle, utf8(self.name), byref(pointer))
        return MapHistory._of(pointer)

    def current(self) -> Map:
        """The map as it is now."""
        return self.history().map()

    def _edit(self, function: str, seen: Optional[int], *arguments: Any) -> int:
        revision = c_int64()
        call(function, self.store.handle, utf8(self.name), -1 if seen is None else seen, *arguments, byref(revision))
        return revision.value

    def apply(self, operations: Iterable[Mapping[str, Any]], seen: Optional[int] = None) -> int:
        """Carries out operations as one revision, and returns its number; see Map.apply()."""
        raw = operations_of(operations)
        return self._edit("bry_gigamap_apply", seen, raw, len(raw))

    def undo(self, seen: Optional[int] = None) -> int:
        """Undoes the last edit that is in force; what is derived stays."""
        return self._edit("bry_gigamap_undo", seen)

    def redo(self, seen: Optional[int] = None) -> int:
        """Does again what was undone last."""
        return self._edit("bry_gigamap_redo", seen)

    def derive(
        self, survey: Survey, item: str, codebook: Optional[str] = None, min_group: int = 0, seen: Optional[int] = None
    ) -> int:
        """Lays the themes that the same people mention below what people did."""
        return self._edit(
            "bry_gigamap_derive", seen, survey.handle, utf8(item), utf8(codebook or item), min_group
        )

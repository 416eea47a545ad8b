"""Maps, and their histories, in memory."""
from __future__ import annotations

import time
from ctypes import byref, c_char_p, c_int32, c_int64, c_void_p
from typing import Any, Iterable, Mapping, Optional, Tuple, Union

from ._abi import CONSTANTS
from ._errors import mistake
from ._native import Handle, call, encoded, json_of, lib, mapping, take_text, utf8
from ._table import Table, take_table


def _mention(mention: Any) -> Tuple[int, Optional[str]]:
    if not isinstance(mention, (tuple, list)) or len(mention) != 2:
        raise TypeError("a mention is (person, theme)")
    person, theme = mention
    if theme is not None:
        encoded(theme)
    return person, theme


def operations_of(operations: Iterable[Mapping[str, Any]]) -> bytes:
    """A list of operations on a map, as JSON."""
    return json_of([mapping(operation) for operation in operations])


class Map(Handle):
    """Nodes and weighted edges of open kinds."""

    _free_name = "bry_map_free"

    @classmethod
    def read(cls, data: Union[str, bytes], format: str = "any") -> "Map":
        """A map from GraphML, GEXF or JSON Graph ("graphml", "gexf", "json_graph")."""
        pointer, raw = c_void_p(), encoded(data) if isinstance(data, str) else data
        call("bry_map_read", raw, len(raw), cls._format(format), byref(pointer))
        return cls(pointer)

    @classmethod
    def cooccurrence(
        cls,
        mentions: Iterable[Tuple[int, Optional[str]]],
        labels: Optional[Mapping[str, str]] = None,
        min_group: int = 0,
    ) -> "Map":
        """A map of themes that the same people mention, from pairs of a person's number and a theme (None: a person without one),
        where what would tell of fewer than min_group people (0: 5) is left out."""
        pairs = [_mention(mention) for mention in mentions]
        labelled = mapping(labels or {})
        names = list(dict.fromkeys(theme for _, theme in pairs if theme is not None))
        places = {name: place for place, name in enumerate(names)}
        people = (c_int64 * len(pairs))(*(person for person, _ in pairs))
        themes = (c_int32 * len(pairs))(*(-1 if theme is None else places[theme] for _, theme in pairs))
        ids = (c_char_p * len(names))(*(utf8(name) for name in names))
        words = (c_char_p * len(names))(*(utf8(labelled.get(name, name)) for name in names))
        pointer = c_void_p()
        call("bry_map_cooccurrence", people, themes, len(pairs), ids, words, len(names), min_group, byref(pointer))
        return cls(pointer)

    @staticmethod
    def _format(name: str) -> int:
        number = CONSTANTS.get(f"BRY_MAP_{str(name).upper().replace('-', '_')}")
        if number is None:
            raise mistake(f"there is no format {name!r}: graphml, gexf, json_graph, cytoscape or dot")
        return number

    def __init__(self, pointer: Optional[c_void_p] = None) -> None:
        if pointer is None:
            pointer = c_void_p()
            call("bry_map_new", byref(pointer))
        super().__init__(pointer)

    def add_node(self, id: str, label: Optional[str] = None, weight: float = 1.0) -> None:
        call("bry_map_add_node", self.handle, utf8(id), utf8(label), weight)

    def add_edge(self, source: str, target: str, weight: float = 1.0) -> None:
        call("bry_map_add_edge", self.handle, utf8(source), utf8(target), weight)

    def apply(self, operations: Iterable[Mapping[str, Any]]) -> None:
        """Carries out operations, all or none: `[{"op": "add_edge", "from": "a", "to": "b", "directed": True}]`."""
        raw = operations_of(operations)
        call("bry_map_apply", self.handle, raw, len(raw))

    def cycles(self, kind: Optional[str] = None) -> Table:
        """The edges on cycles of edges with a direction (of a kind), and which of them to look at."""
        return take_table("bry_map_cycles", self.handle, utf8(kind))

    @property
    def nodes(self) -> Table:
        return take_table("bry_map_nodes", self.handle)

    @property
    def edges(self) -> Table:
        return take_table("bry_map_edges", self.handle)

    def measures(self, seed: int = 1) -> Tuple[Table, Table]:
        """Each node's degree, strength, betweenness, component and community; and the map's own measures."""
        nodes, whole = c_void_p(), c_void_p()
        call("bry_map_measures", self.handle, seed, byref(nodes), byref(whole))
        return Table(nodes), Table(whole)

    def export(self, format: str) -> str:
        """The map as "graphml", "gexf", "json_graph", "cytoscape" or "dot"."""
        return take_text("bry_map_export", self.handle, self._format(format))

    def svg(self, width: int = 1000, lang: str = "nb", title: Optional[str] = None, seed: int = 1) -> str:
        """The map as an SVG picture, as wide as that; its height follows."""
        return take_text("bry_map_svg", self.handle, utf8(title), utf8(lang), width, seed)

    def to_graphml(self) -> str:
        return self.export("graphml")

    def to_dot(self) -> str:
        return self.export("dot")


class MapHistory(Handle):
    """A map with all of its revisions: edits, rebuilds of the derived layer, undo and redo. An edit says the revision that
    it was made for (`seen`; None: the last), and is refused with Conflict when there is a newer one."""

    _free_name = "bry_map_history_free"

    def __init__(self, log: Union[str, bytes, None] = None) -> None:
        pointer = c_void_p()
        if log is None:
            call("bry_map_history_new", byref(pointer))
        else:
            raw = encoded(log) if isinstance(log, str) else log
            call("bry_map_history_read", raw, len(raw), byref(pointer))
        super().__init__(pointer)

    @classmethod
    def _of(cls, pointer: c_void_p) -> "MapHistory":
        made = cls.__new__(cls)
        Handle.__init__(made, pointer)
        return made

    @property
    def revision(self) -> int:
        return lib.bry_map_history_revision(self.handle)

    def _seen(self, seen: Optional[int]) -> int:
        return self.revision if seen is None else seen

    @staticmethod
    def _at(at_us: Optional[int]) -> int:
        return time.time_ns() // 1000 if at_us is None else at_us

    def apply(
        self,
        operations: Iterable[Mapping[str, Any]],
        role: str,
        seen: Optional[int] = None,
        at_us: Optional[int] = None,
    ) -> int:
        """Carries out operations as one revision, and returns its number; see Map.apply()."""
        raw = operations_of(operations)
        call("bry_map_history_apply", self.handle, self._seen(seen), raw, len(raw), utf8(role), self._at(at_us))
        return self.revision

    def rebuild(self, derived: Map, role: str, seen: Optional[int] = None, at_us: Optional[int] = None) -> int:
        """Lays the derived layer anew; what people added, changed, removed or merged stays so."""
        call("bry_map_history_rebuild", self.handle, self._seen(seen), derived.handle, utf8(role), self._at(at_us))
        return self.revision

    def undo(self, role: str, seen: Optional[int] = None, at_us: Optional[int] = None) -> int:
        call("bry_map_history_undo", self.handle, self._seen(seen), utf8(role), self._at(at_us))
        return self.revision

    def redo(self, role: str, seen: Optional[int] = None, at_us: Optional[int] = None) -> int:
        call("bry_map_history_redo", self.handle, self._seen(seen), utf8(role), self._at(at_us))
        return self.revision

    def map(self, revision: int = -1) -> Map:
        """The map as it was after a revision; -1: as it is now."""
        pointer = c_void_p()
        call("bry_map_history_at", self.handle, revision, byref(pointer))
        return Map(pointer)

    @property
    def revisions(self) -> Table:
        return take_table("bry_map_history_revisions", self.handle)

    def log(self) -> str:
        """The history as JSON Lines, which MapHistory() reads."""
        return take_text("bry_map_history_write", self.handle)

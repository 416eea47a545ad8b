"""Releases: what researchers see."""
from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Iterator, List, Optional

from ._native import take_text, utf8
from ._table import Table, take_table

if TYPE_CHECKING:
    from ._store import Store


class Release:
    """A version of a release: a mapping of its tables by name, each checked against the hash it was published with."""

    def __init__(self, store: "Store", row: Any) -> None:
        self._store = store
        self.name: str = row["release"]
        self.version: int = row["version"]
        self.survey: str = row["survey"]
        self.hash: str = row["hash"]
        self.published: str = row["published"]
        self.withdrawn: Optional[str] = row["withdrawn"]
        self.reason: Optional[str] = row["reason"]
        self._names: Optional[List[str]] = None

    @property
    def tables(self) -> Table:
        """What there is: table, title, rows, sha256."""
        return take_table("bry_release_tables", self._store.handle, utf8(self.name), self.version)

    def keys(self) -> List[str]:
        if self._names is None:
            self._names = [str(name) for name in self.tables.column("table")]
        return self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self.keys())

    def __contains__(self, name: object) -> bool:
        return name in self.keys()

    def __getitem__(self, table: str) -> Table:
        if table not in self.keys():
            raise KeyError(f"{table}: {self.name}@{self.version} has {', '.join(self.keys())}")
        return take_table("bry_release_table", self._store.handle, utf8(self.name), self.version, utf8(table))

    def bundle(self) -> str:
        """The whole release as one JSON document."""
        return take_text("bry_release_bundle", self._store.handle, utf8(self.name), self.version)

    def __repr__(self) -> str:
        return f"<bry.Release {self.name}@{self.version}{' withdrawn' if self.withdrawn else ''}>"


class Releases(List[Release]):
    """All releases of a tenant, in the order of names and versions. A name gives the newest that is not withdrawn, and
    "name@2" the second."""

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, str):
            return super().__getitem__(key)
        name, at, version = key.partition("@")
        found = [r for r in self if r.name == name and (str(r.version) == version if at else not r.withdrawn)]
        if not found:
            there = ", ".join(f"{r.name}@{r.version}{' (withdrawn)' if r.withdrawn else ''}" for r in self)
            raise KeyError(f"{key}: the tenant has {there or 'no releases'}")
        return found[-1]


def release_schema() -> Any:
    """The JSON Schema of a release's specification."""
    return json.loads(take_text("bry_release_schema"))

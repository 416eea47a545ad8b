"""Bundles: tables with what documents them."""
from __future__ import annotations

import os
import pathlib
from ctypes import byref, c_void_p, string_at
from typing import Any, Dict, Sequence, Union

from ._native import Handle, call, document, lib, take_bytes, text, utf8
from ._table import Table


class Bundle(Handle):
    """A Frictionless Data Package of tables: CSV and further formats of each, datapackage.json, DDI-Codebook 2.6,
    README in three languages, hashes. The same tables and about give the same bytes.

    about is JSON, or a dict of it: title (needed), description, population, place and protection as texts or by language;
    name, producer, contact, version, created (a date), lang, k, method, keywords, collected and licence."""

    _free_name = "bry_bundle_free"

    def __init__(self, about: Any, tables: Sequence[Table], formats: Sequence[str] = ()) -> None:
        data = document(about)
        handles = (c_void_p * max(len(tables), 1))(*(table.handle for table in tables))
        out = c_void_p()
        call("bry_bundle_new", data, len(data), handles, len(tables), utf8(",".join(formats)), byref(out))
        super().__init__(out)

    @property
    def files(self) -> Dict[str, bytes]:
        """What each file of the bundle holds, by its path."""
        found = {}
        for place in range(lib.bry_bundle_file_count(self.handle)):
            size = lib.bry_bundle_file_size_at(self.handle, place)
            path = text(lib.bry_bundle_file_path_at(self.handle, place)) or ""
            found[path] = string_at(lib.bry_bundle_file_data_at(self.handle, place), size)
        return found

    def zip(self) -> bytes:
        """The bundle as a zip archive."""
        return take_bytes("bry_bundle_zip", self.handle)

    def save(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Writes a zip archive when the path ends with .zip, else a new folder."""
        if pathlib.Path(path).suffix.lower() == ".zip":
            pathlib.Path(path).write_bytes(self.zip())
        else:
            call("bry_bundle_write", self.handle, utf8(os.fspath(path)))

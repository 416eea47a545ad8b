"""The door to libbry: finding and checking the library, calling it, turning failures into exceptions."""
from __future__ import annotations

import ctypes
import ctypes.util
import json
import os
import weakref
from ctypes import byref, c_void_p
from typing import Any, Callable, Dict, List, Mapping, Optional

from . import _abi
from ._errors import CLASSES, Error, Finding, mistake
from ._spoken import spoken

LANGUAGES = ("nb", "nn", "en")


def _load() -> ctypes.CDLL:
    chosen = os.environ.get("BRY_LIBRARY")
    try:
        if chosen:
            return ctypes.CDLL(chosen)
        try:
            return ctypes.CDLL("libbry.so.0")
        except OSError:
            return ctypes.CDLL(ctypes.util.find_library("bry") or "libbry.so.0")
    except OSError as reason:
        raise ImportError(
            f"libbry can't be loaded ({reason}). Install it, or set BRY_LIBRARY to the path of libbry.so.0."
        ) from reason


def _declare(library: ctypes.CDLL) -> None:
    for name, (result, arguments) in _abi.FUNCTIONS.items():
        try:
            function = getattr(library, name)
        except AttributeError:
            raise ImportError(
                f"{library._name} has no {name}: it is not the libbry {_abi.VERSION} that this package is for."
            ) from None
        function.restype = result
        function.argtypes = arguments


def _differences(description: dict) -> List[str]:
    """In what a library's own description differs from what _abi.py was made from."""
    found = []
    version = str(description.get("version"))
    if version.split(".")[:2] != _abi.VERSION.split(".")[:2]:
        found.append(f"version is {version}")
    constants = description.get("constants", {})
    for name, value in _abi.CONSTANTS.items():
        if not name.startswith("BRY_VERSION") and constants.get(name) != value:
            found.append(f"{name} is {constants.get(name)}, not {value}")
    for name, struct in _abi.STRUCTS.items():
        layout = description.get("structs", {}).get(name, {})
        fields = {field[0]: getattr(struct, field[0]).offset for field in struct._fields_}
        if layout.get("size") != ctypes.sizeof(struct) or layout.get("fields") != fields:
            found.append(f"the layout of {name} differs")
    return found


def _check(library: ctypes.CDLL) -> None:
    out = c_void_p()
    if library.bry_abi_describe(byref(out), None) != 0:
        raise ImportError("libbry could not describe itself")
    description = json.loads(library.bry_text_data(out).decode())
    library.bry_text_free(out)
    found = _differences(description)
    if found:
        raise ImportError(
            f"{library._name} is not the libbry {_abi.VERSION} that this package is for: {'; '.join(found[:5])}. "
            "Install the package and the library of the same version."
        )


lib = _load()
_declare(lib)
_check(lib)


def text(value: Optional[bytes]) -> Optional[str]:
    return None if value is None else value.decode("utf-8")


def encoded(value: str) -> bytes:
    """A string for a parameter with a size."""
    if not isinstance(value, str):
        raise TypeError(f"a text is wanted here, not {type(value).__name__}")
    try:
        return value.encode("utf-8")
    except UnicodeEncodeError:
        raise mistake("the text holds half of a surrogate pair, which no UTF-8 can hold") from None


def utf8(value: Optional[str]) -> Optional[bytes]:
    """A string for a NUL-ended parameter."""
    if value is None:
        return None
    data = encoded(value)
    if b"\0" in data:
        raise mistake("the text holds a NUL character")
    return data


def mapping(value: Any) -> Dict[Any, Any]:
    if not isinstance(value, Mapping):
        raise TypeError(f"a mapping such as a dict is wanted here, not {type(value).__name__}")
    return dict(value)


def json_of(value: Any) -> bytes:
    """What json can write. NaN and infinities are no JSON."""
    try:
        return encoded(json.dumps(value, ensure_ascii=False, allow_nan=False))
    except TypeError:
        raise TypeError("this can't be written as JSON: it holds a value of another type") from None
    except (ValueError, RecursionError) as reason:
        raise reason if isinstance(reason, Error) else mistake(f"this can't be written as JSON: {reason}") from None


def findings(pointer: Any) -> List[Finding]:
    return [
        Finding(
            rule=text(lib.bry_findings_rule_at(pointer, i)) or "",
            item=text(lib.bry_findings_item_at(pointer, i)),
            pointer=text(lib.bry_findings_pointer_at(pointer, i)) or "",
            messages={
                lang: text(lib.bry_findings_message_at(pointer, i, lang.encode())) or "" for lang in LANGUAGES
            },
        )
        for i in range(lib.bry_findings_count(pointer))
    ]


def error_of(err: Any) -> Optional[Error]:
    """An error that the library keeps, as an exception; None for none."""
    status = lib.bry_error_status(err)
    if status == 0:
        return None
    return CLASSES.get(status, Error)(
        spoken(text(lib.bry_error_message(err)) or ""),
        status=status,
        status_name=text(lib.bry_status_name(status)) or "",
        sqlstate=text(lib.bry_error_sqlstate(err)),
        pointer=text(lib.bry_error_pointer(err)),
        retryable=bool(lib.bry_error_retryable(err)),
        findings=findings(lib.bry_error_findings(err)),
    )


def _error(status: int, err: c_void_p) -> Error:
    try:
        return error_of(err) or Error("the library gave no error", status=status)
    finally:
        lib.bry_error_free(err)


class Guard:
    """Keeps a callback alive during a call, and what it raised until the call is over."""

    def __init__(self, kind: Any, function: Callable[..., int], failed: int = 1) -> None:
        self.raised: Optional[BaseException] = None

        def run(*arguments: Any) -> int:
            try:
                return function(*arguments)
            except BaseException as reason:  # also KeyboardInterrupt: it ends the call and is raised after it
                self.raised = reason
                return failed

        self.pointer = kind(run)


def progress_guard(progress: Optional[Callable[[int, int], Any]]) -> Optional[Guard]:
    """A progress callback cancels by returning False or by raising."""
    if progress is None:
        return None
    return Guard(_abi.bry_progress_fn, lambda done, total, user: int(progress(done, total) is False))


def pointer_of(guard: Optional[Guard], kind: Any) -> Any:
    return kind() if guard is None else guard.pointer


def call(name: str, *arguments: Any, guards: Any = ()) -> None:
    """Calls a function that returns a status and takes an error last."""
    err = c_void_p()
    status = getattr(checked, name)(*arguments, byref(err))
    for guard in guards:
        if guard is not None and guard.raised is not None:
            lib.bry_error_free(err)
            raise guard.raised
    if status != 0:
        raise _error(status, err)


class _Checked:
    """The library, with TypeError for an argument of another type, as from Python's own functions."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        function = getattr(lib, name)

        def run(*arguments: Any) -> Any:
            try:
                return function(*arguments)
            except ctypes.ArgumentError as reason:
                raise TypeError(f"a value of another type is wanted: {reason}") from None

        return run


checked: Any = _Checked()

# The address: as a c_char_p it would be a copy that ends at the first NUL.
_text_address = ctypes.CFUNCTYPE(c_void_p, c_void_p)(("bry_text_data", lib))


def bytes_of(pointer: c_void_p) -> bytes:
    """The bytes of a bry_text, which it frees."""
    try:
        return ctypes.string_at(_text_address(pointer), lib.bry_text_size(pointer))
    finally:
        lib.bry_text_free(pointer)


def text_of(pointer: c_void_p) -> str:
    """The text of a bry_text, which it frees."""
    return bytes_of(pointer).decode("utf-8")


def take_bytes(name: str, *arguments: Any) -> bytes:
    """Calls a function whose out is a bry_text that may hold any bytes."""
    out = c_void_p()
    call(name, *arguments, byref(out))
    return bytes_of(out)


def take_text(name: str, *arguments: Any) -> str:
    """Calls a function whose out is a bry_text."""
    return take_bytes(name, *arguments).decode("utf-8")


class Handle:
    """An object of the library; freed with the Python object, or at exit, unless it is a part of its owner."""

    _free_name = ""

    def __init__(self, pointer: c_void_p, owner: Optional["Handle"] = None) -> None:
        self._pointer: Optional[c_void_p] = pointer
        self._owner = owner
        if owner is None:
            self._finalizer = weakref.finalize(self, getattr(lib, self._free_name), pointer)

    @property
    def handle(self) -> c_void_p:
        if self._pointer is None:
            raise mistake(f"this {type(self).__name__} is closed")
        return self._pointer

    def _release(self) -> None:
        self._pointer = None
        self._finalizer()


def document(source: Any) -> bytes:
    """JSON as bytes: from bytes, text, or anything that json can write."""
    if isinstance(source, bytes):
        return source
    if isinstance(source, str):
        return encoded(source)
    return json_of(source)

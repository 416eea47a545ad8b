"""Arrow's PyCapsule interface: a table as a stream (arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html)."""
from __future__ import annotations

import atexit
import ctypes
from ctypes import c_char_p, c_int, c_void_p, py_object
from typing import Any, Set

from ._native import call

_NAME = b"arrow_array_stream"  # the capsule keeps the address


class _Stream(ctypes.Structure):
    """struct ArrowArrayStream of Arrow's C stream interface."""

    _fields_ = [
        ("get_schema", c_void_p),
        ("get_next", c_void_p),
        ("get_last_error", c_void_p),
        ("release", ctypes.CFUNCTYPE(None, c_void_p)),
        ("private_data", c_void_p),
    ]


_python = ctypes.pythonapi
_new = ctypes.PYFUNCTYPE(py_object, c_void_p, c_char_p, c_void_p)(("PyCapsule_New", _python))
_pointer = ctypes.PYFUNCTYPE(c_void_p, c_void_p, c_char_p)(("PyCapsule_GetPointer", _python))
_set_destructor = ctypes.PYFUNCTYPE(c_int, c_void_p, c_void_p)(("PyCapsule_SetDestructor", _python))
_allocate = ctypes.PYFUNCTYPE(c_void_p, ctypes.c_size_t)(("PyMem_Malloc", _python))
_free = ctypes.PYFUNCTYPE(None, c_void_p)(("PyMem_Free", _python))


_living: Set[int] = set()


@ctypes.PYFUNCTYPE(None, c_void_p)
def _destroy(capsule: int) -> None:
    """What a consumer has taken has no release any more; the rest is ours to free."""
    _living.discard(capsule)
    address = _pointer(capsule, _NAME)
    stream = _Stream.from_address(address)
    if stream.release:
        stream.release(address)
    _free(address)


@atexit.register
def _let_be() -> None:
    """Once the interpreter ends, nothing written in Python can be called any more: what is left goes with the process."""
    for capsule in _living:
        _set_destructor(capsule, None)


def capsule(table: Any) -> Any:
    address = _allocate(ctypes.sizeof(_Stream))
    if not address:
        raise MemoryError
    try:
        call("bry_table_arrow_stream", table.handle, address)
    except BaseException:
        _free(address)
        raise
    made = _new(address, _NAME, ctypes.cast(_destroy, c_void_p))
    _living.add(id(made))
    return made

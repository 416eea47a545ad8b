"""Exceptions: one class for each status that a caller may want to tell apart."""
from __future__ import annotations

from typing import Dict, List, NamedTuple, Optional, Type

from ._abi import CONSTANTS


class Finding(NamedTuple):
    """One thing that is wrong in a document or in somebody's answers."""

    rule: str
    """A stable word, such as "required" or "choice.unknown"."""
    item: Optional[str]
    """The item it is about; None when it is about the document."""
    pointer: str
    """JSON pointer to the place; "" is the whole document."""
    messages: Dict[str, str]
    """A sentence for the respondent in each language: nb, nn, en."""

    @property
    def message(self) -> str:
        return self.messages["nb"]


class Error(Exception):
    """A call failed. A value of a type that is no good there, None for a text among them, raises TypeError instead."""

    def __init__(
        self,
        message: str,
        status: int = CONSTANTS["BRY_EINTERNAL"],
        status_name: str = "BRY_EINTERNAL",
        sqlstate: Optional[str] = None,
        pointer: Optional[str] = None,
        retryable: bool = False,
        findings: Optional[List[Finding]] = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.status_name = status_name
        self.sqlstate = sqlstate
        """The database's five characters, when a database spoke."""
        self.pointer = pointer
        """JSON pointer into the document at fault, or None."""
        self.retryable = retryable
        """Whether the same call may succeed later."""
        self.findings = findings or []

    def __str__(self) -> str:
        parts = [super().__str__()]
        if self.pointer is not None and not self.findings:
            parts.append(f"at {self.pointer or 'the document'}")
        if self.sqlstate is not None:
            parts.append(f"SQLSTATE {self.sqlstate}")
        parts += [f"{f.rule} {f.pointer}: {f.message}" for f in self.findings]
        return "\n  ".join(parts)


class InvalidArgument(Error, ValueError):
    """The caller's mistake."""


def mistake(message: str) -> InvalidArgument:
    """The caller's mistake, found before the library was asked."""
    return InvalidArgument(message, CONSTANTS["BRY_EINVAL"], "BRY_EINVAL")


class OutOfMemory(Error, MemoryError):
    """Memory ran out; nothing was changed."""


class ParseError(Error, ValueError):
    """A document is not well-formed JSON, CSV or UTF-8."""


class Refused(Error):
    """A well-formed document breaks a rule: see findings."""


class LimitExceeded(Error):
    """An input is larger or deeper than the library accepts."""


class NotFound(Error, LookupError):
    """No such tenant, survey, item, codebook, ..."""


class Conflict(Error):
    """The same id exists with other content."""


class WrongState(Error):
    """Not possible in the present state, such as a submit to a closed survey."""


class Unavailable(Error, ConnectionError):
    """The database can't be reached or went away."""


class Denied(Error):
    """The database refuses the login or the act."""


class SchemaMismatch(Error):
    """The schema is missing, older or newer than the library: see Store.migrate()."""


class DatabaseError(Error):
    """Any other answer of the database: see sqlstate."""


class MachineError(Error):
    """A file, folder or program on this machine could not be used."""


class NotSupported(Error):
    """Valid, but not by this version of the library."""


class Forked(Error):
    """The handle was made before fork(): open one of your own."""


class Cancelled(Error):
    """A callback cancelled the work."""


class InternalError(Error):
    """A defect of the library."""


CLASSES: Dict[int, Type[Error]] = {
    CONSTANTS[name]: cls
    for name, cls in {
        "BRY_EINVAL": InvalidArgument,
        "BRY_ENOMEM": OutOfMemory,
        "BRY_EPARSE": ParseError,
        "BRY_EREFUSED": Refused,
        "BRY_ELIMIT": LimitExceeded,
        "BRY_ENOTFOUND": NotFound,
        "BRY_ECONFLICT": Conflict,
        "BRY_ESTATE": WrongState,
        "BRY_EUNAVAILABLE": Unavailable,
        "BRY_EDENIED": Denied,
        "BRY_ESCHEMA": SchemaMismatch,
        "BRY_EDATABASE": DatabaseError,
        "BRY_EIO": MachineError,
        "BRY_ENOTSUPPORTED": NotSupported,
        "BRY_EFORKED": Forked,
        "BRY_ECANCELLED": Cancelled,
        "BRY_EINTERNAL": InternalError,
    }.items()
}

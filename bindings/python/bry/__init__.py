"""Questionnaires, answers in PostgreSQL, and the themes of what people wrote: libbry for Python.

    import bry

    with bry.Store("local:data") as store:
        store.add_tenant("fjordvik", "Fjordvik kommune")
        store.set_tenant("fjordvik")
        survey = store.create_survey("dream-day", bry.Questionnaire.load("dream_day.json"))
        survey.open()
        survey.submit({"q1": "Sol og full bemanning"})
        print(survey.count)

What goes wrong raises bry.Error; a value that no text or number can be, such as half of a surrogate pair or NaN in a
document, raises bry.InvalidArgument, which is a ValueError too. A value of another type than is wanted, None among them,
raises TypeError. Paths fail as in open(), and a column that a table has not as a key that a dict has not.

The library is libbry.so.0, found by the dynamic linker or by the environment variable BRY_LIBRARY.
"""
from ._builder import Builder
from ._bundle import Bundle
from ._errors import (
    Cancelled,
    Conflict,
    DatabaseError,
    Denied,
    Error,
    Finding,
    Forked,
    InternalError,
    InvalidArgument,
    LimitExceeded,
    MachineError,
    NotFound,
    NotSupported,
    OutOfMemory,
    ParseError,
    Refused,
    SchemaMismatch,
    Unavailable,
    WrongState,
)
from ._discover import Discovery, FoundTheme, Placed, discover
from ._files import (
    Codebook,
    Coded,
    Coder,
    Codings,
    Hit,
    Questionnaire,
    Report,
    agreement,
    Scrubbed,
    ScrubbedPlace,
    Splitter,
    code_texts,
    evaluate_expression,
    language,
    questionnaire_schema,
    scrub,
    template,
    templates,
)
from ._gigamap import Gigamap
from ._groups import Composition, compose, compose_distances, pair
from ._maps import Map, MapHistory
from ._native import lib as _lib
from ._pilots import Commitments, Pilots
from ._protect import Protected, protect
from ._relations import ladder, ladder_shifts, relations
from ._votes import Votes, votes
from ._statistics import Raked, rake, reliability, tabulate, tabulate_counts, tabulate_waves
from ._store import LocalStatus, Store, local_start, local_status, local_stop
from ._release import Release, release_schema
from ._session import Series, Session
from ._store import LocalStatus, Store, connect, local_start, local_status, local_stop
from ._survey import (
    Consent,
    Imported,
    Outcome,
    Submitted,
    Survey,
    Text,
    import_batch_of,
    new_receipt,
    receipt_response_id,
)
from ._table import Table

__version__: str = _lib.bry_version().decode()

__all__ = [name for name in dir() if not name.startswith("_")]

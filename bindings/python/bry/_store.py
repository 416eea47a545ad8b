"""The store: tenants, roles, surveys, codebooks; and private servers."""
from __future__ import annotations

import json
import os
from ctypes import byref, c_int32, c_void_p
from datetime import date, datetime
from types import TracebackType
from typing import Any, Mapping, NamedTuple, Optional, Sequence, Type, Union

from ._abi import bry_progress_fn, bry_store_options, bry_survey_options
from ._files import Codebook, Document, Path, Questionnaire, day, microseconds
from ._errors import mistake
from ._native import Handle, call, document, lib, pointer_of, progress_guard, take_text, text_of, utf8
from ._gigamap import Gigamap
from ._pilots import Commitments, Pilots
from ._release import Release, Releases
from ._session import Series, Session
from ._statistics import waves_options
from ._survey import Progress, Survey
from ._table import Table, take_table


class Store(Handle):
    """A database. Usable from many threads; after fork() the child opens its own."""

    _free_name = "bry_store_close"

    def __init__(self, conninfo: str, tenant: Optional[str] = None, **options: int) -> None:
        """`conninfo` is "local:DIR" or a libpq connection string. Options: max_connections, connect_timeout_ms,
        statement_timeout_ms, acquire_timeout_ms, retry_time_ms, pooler (0: found out,
        1: none, 2: one in transaction mode)."""
        settings = bry_store_options()
        lib.bry_store_options_init(byref(settings))
        for name, value in options.items():
            if name == "struct_size" or not hasattr(settings, name):
                raise TypeError(f"Store has no option {name!r}")
            setattr(settings, name, value)
        out = c_void_p()
        call("bry_store_open", utf8(conninfo), byref(settings), byref(out))
        super().__init__(out)
        if tenant is not None:
            try:
                self.set_tenant(tenant)
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """Closes it; again does nothing."""
        self._release()

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        reason: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def cancel(self) -> None:
        """Cancels all calls that run on this store at this moment, from whatever thread: they raise Cancelled."""
        lib.bry_store_cancel(self.handle)

    def migrate(self) -> None:
        """Brings the schema to this version."""
        call("bry_store_migrate", self.handle)

    @property
    def migrations(self) -> Table:
        return take_table("bry_store_migrations", self.handle)

    def add_tenant(self, slug: str, name: str) -> None:
        """Adds a municipality or organisation; the same again does nothing."""
        call("bry_tenant_add", self.handle, utf8(slug), utf8(name))

    @property
    def tenants(self) -> Table:
        return take_table("bry_tenant_list", self.handle)

    def grant_role(self, login: str, role: str, tenant: Optional[str] = None) -> None:
        """Gives a login of the database a role in a tenant: manager, portal, facilitator, researcher; or makes it an
        owner, which takes no tenant."""
        call("bry_role_grant", self.handle, utf8(login), utf8(role), utf8(tenant))

    def revoke_role(self, login: str, role: str, tenant: Optional[str] = None) -> None:
        """Takes it back, at once."""
        call("bry_role_revoke", self.handle, utf8(login), utf8(role), utf8(tenant))

    @property
    def roles(self) -> Table:
        """Who has which role in which tenant: an owner sees all, any other login its own."""
        return take_table("bry_role_list", self.handle)

    def citus(self) -> str:
        """The calls that would distribute the schema on Citus by tenant, as SQL: a plan, which Citus 13.2 refuses."""
        return take_text("bry_schema_citus", self.handle)

    def set_tenant(self, slug: str) -> None:
        """Chooses whom all further calls are about; before other threads use the store."""
        call("bry_store_set_tenant", self.handle, utf8(slug))

    def create_survey(
        self,
        slug: str,
        questionnaire: Union[Questionnaire, Document],
        segments: Union[Sequence[Mapping[str, Any]], str, bytes, None] = None,
        title: Optional[str] = None,
        opens_at: Optional[datetime] = None,
        closes_at: Optional[datetime] = None,
        privacy: Optional[str] = None,
        admission: Optional[str] = None,
        quotas: Union[Sequence[Mapping[str, Any]], str, bytes, None] = None,
        retain_until: Optional[date] = None,
    ) -> Survey:
        """Publishes a questionnaire and makes a survey of it; the very same again does nothing. `privacy` is "anonymous"
        (the default), "pseudonymous" or "identified", for good; `admission` "open" (the default) or "invited"."""
        if not isinstance(questionnaire, Questionnaire):
            questionnaire = Questionnaire(questionnaire)
        options = bry_survey_options()
        lib.bry_survey_options_init(byref(options))
        options.title = utf8(title)
        options.segments = None if segments is None else document(segments)
        options.opens_at_us = microseconds(opens_at)
        options.closes_at_us = microseconds(closes_at)
        options.privacy = utf8(privacy)
        options.admission = utf8(admission)
        options.quotas = None if quotas is None else document(quotas)
        options.retain_until = day(retain_until)
        out = c_void_p()
        call("bry_survey_create", self.handle, utf8(slug), questionnaire.handle, byref(options), byref(out))
        return Survey(self, out)

    def survey(self, slug: str) -> Survey:
        out = c_void_p()
        call("bry_survey_get", self.handle, utf8(slug), byref(out))
        return Survey(self, out)

    def delete_survey(self, slug: str) -> None:
        """Deletes a survey that nobody has answered; its slug may be used again."""
        call("bry_survey_delete", self.handle, utf8(slug))

    @property
    def surveys(self) -> Table:
        return take_table("bry_survey_list", self.handle)

    def theme_trend(
        self,
        surveys: Sequence[Any],
        item: str,
        codebook: Optional[str] = None,
        by: Optional[str] = None,
        min_group: int = 0,
        themes: Optional[Sequence[str]] = None,
        confidence: float = 0.95,
    ) -> Table:
        """The same themes over several surveys (waves), the earliest first: shares with intervals, and their change since
        the survey before. What a survey withholds is withheld here, and every change from or to it."""
        handles = [survey.handle for survey in surveys]
        out = c_void_p()
        call(
            "bry_survey_theme_trend",
            self.handle,
            (c_void_p * max(len(handles), 1))(*handles),
            len(handles),
            utf8(item),
            utf8(codebook or item),
            utf8(by),
            min_group,
            byref(waves_options(themes, confidence)),
            byref(out),
        )
        return Table(out)

    def erase_participant(self, participant: str) -> Table:
        """Erases a participant from all surveys of the tenant; what was removed, by survey."""
        return take_table("bry_participant_erase", self.handle, utf8(participant))

    def export_participant(self, participant: str) -> Any:
        """All that is held about a participant, in words."""
        return json.loads(take_text("bry_participant_export", self.handle, utf8(participant)))

    def run_retention(self, dry_run: bool = False, progress: Optional[Progress] = None) -> Table:
        """Deletes what is past its date, or with dry_run only tells what. progress(done, total) cancels by False or
        raising; run again, it goes on."""
        guard = progress_guard(progress)
        out = c_void_p()
        call(
            "bry_retention_run",
            self.handle,
            int(bool(dry_run)),
            pointer_of(guard, bry_progress_fn),
            None,
            byref(out),
            guards=[guard],
        )
        return Table(out)

    def audit(self, since: Optional[datetime] = None, limit: int = 0) -> Table:
        """Who did what, and when, the latest first: at, login, act, subject, counts."""
        return take_table("bry_audit_list", self.handle, microseconds(since), limit)

    @property
    def commitments(self) -> Commitments:
        """What groups promised."""
        return Commitments(self)

    @property
    def pilots(self) -> Pilots:
        """Ideas to try."""
        return Pilots(self)

    def put_codebook(self, codebook: Codebook) -> None:
        """Stores a version of a codebook; the very same again does nothing."""
        call("bry_codebook_put", self.handle, codebook.handle)

    def codebook(self, id: str) -> Codebook:
        """The newest version."""
        out = c_void_p()
        call("bry_codebook_get", self.handle, utf8(id), byref(out))
        return Codebook._of(out)

    @property
    def codebooks(self) -> Table:
        return take_table("bry_codebook_list", self.handle)


    def publish(self, spec: Union[Mapping[str, Any], str, bytes], progress: Optional[Progress] = None) -> Release:
        """Publishes a release of a closed survey, as the specification says (release_schema() describes it)."""
        data = document(spec)
        guard = progress_guard(progress)
        out = c_void_p()
        call(
            "bry_release_publish",
            self.handle,
            data,
            len(data),
            pointer_of(guard, bry_progress_fn),
            None,
            byref(out),
            guards=[guard],
        )
        made = json.loads(text_of(out))
        return next(r for r in self.releases() if (r.name, r.version) == (made["name"], made["version"]))

    def release_dry_run(self, spec: Union[Mapping[str, Any], str, bytes], progress: Optional[Progress] = None) -> Table:
        """What publishing would withhold, and why; it tells how small the small groups are, and must not leave the house."""
        data = document(spec)
        guard = progress_guard(progress)
        out = c_void_p()
        call(
            "bry_release_dry_run",
            self.handle,
            data,
            len(data),
            pointer_of(guard, bry_progress_fn),
            None,
            byref(out),
            guards=[guard],
        )
        return Table(out)

    def releases(self) -> Releases:
        """All releases, withdrawn ones too; releases()["name"] is the newest of that name that can be read."""
        table = take_table("bry_release_list", self.handle)
        return Releases(Release(self, row) for row in table.to_dicts())

    def withdraw_release(self, name: str, version: int, reason: str) -> None:
        """Withdraws a version: it stays listed with the reason, and nobody can read its tables again."""
        call("bry_release_withdraw", self.handle, utf8(name), version, utf8(reason))

    def add_map(self, name: str, title: str) -> Gigamap:
        """Makes an empty map that portals, facilitators and managers of the tenant edit together."""
        call("bry_gigamap_create", self.handle, utf8(name), utf8(title))
        return Gigamap(self, name)

    @property
    def maps(self) -> Table:
        """The tenant's maps: map, title, revision, created_at, changed_at (UTC)."""
        return take_table("bry_gigamap_list", self.handle)

    def map(self, name: str) -> Gigamap:
        """A map of the tenant; whether there is one shows when it is used."""
        return Gigamap(self, name)

    def push_releases(self, conninfo: str) -> Table:
        """Copies the releases to a database of their own; doing it again does nothing."""
        return take_table("bry_release_push", self.handle, utf8(conninfo))

    # --- reflection groups

    def create_series(self, slug: str, title: str, authorship: str) -> Series:
        """A series of meetings, "named" or "anonymous" for good; the very same again does nothing."""
        call("bry_series_create", self.handle, utf8(slug), utf8(title), utf8(authorship))
        return Series(self, slug)

    def series(self, slug: str) -> Series:
        return Series(self, slug)

    @property
    def series_list(self) -> Table:
        return take_table("bry_series_list", self.handle)

    def publish_questionnaire(self, questionnaire: Questionnaire) -> None:
        """Publishes a questionnaire without making a survey of it, so that sessions may ask it."""
        call("bry_questionnaire_publish", self.handle, questionnaire.handle)

    def begin_session(
        self, token: str, questionnaire: Union[Questionnaire, Document], dots: int = 3, id: Optional[str] = None
    ) -> Session:
        """Begins the next session of the group whose facilitator has this token; each member may give so many dots."""
        return Session.begin(self, token, questionnaire, dots, id)

    def session(self, id: str, token: str) -> Session:
        """A session, for the member with this token."""
        return Session(self, id, token)

    def remove_member(self, member: str) -> None:
        """Removes a member by its token or id, in a named series with all it said."""
        call("bry_member_remove", self.handle, utf8(member))


def connect(conninfo: str, tenant: Optional[str] = None, **options: int) -> Store:
    """A store, as researchers open it: `with bry.connect("host=db dbname=releases", "fjordvik") as store:`."""
    return Store(conninfo, tenant, **options)


class LocalStatus(NamedTuple):
    """What a private server does, and how others reach it."""

    running: bool
    conninfo: str


def _folder(path: Path) -> bytes:
    try:
        data = os.fsencode(path)
    except UnicodeEncodeError:
        raise mistake("the path holds half of a surrogate pair") from None
    if b"\0" in data:
        raise mistake("the path holds a NUL character")
    return data


def local_start(folder: Path) -> None:
    """Starts the private server of a folder and leaves it running until local_stop()."""
    call("bry_local_start", _folder(folder))


def local_stop(folder: Path) -> None:
    call("bry_local_stop", _folder(folder))


def local_status(folder: Path) -> LocalStatus:
    running = c_int32()
    conninfo = take_text("bry_local_status", _folder(folder), byref(running))
    return LocalStatus(bool(running.value), conninfo)

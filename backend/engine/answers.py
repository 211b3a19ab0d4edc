"""Answers requests of walls: reading is done beside the loop, acting goes through the pipeline."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, TypeVar

from backend.contract.messages import (
    AcknowledgeAlarm,
    Failure,
    GetHistory,
    GetJournal,
    GetMap,
    GetRefused,
    GetSnapshot,
    History,
    Journal,
    MapLayer,
    Refused,
    RefusedItem,
    ReplyBody,
    ReportShown,
    Request,
    SetOutOfService,
    ShelveAlarm,
    SignedIn,
    SignIn,
    Snapshot,
    UnshelveAlarm,
)
from backend.contract.state import Series
from backend.contract.version import CONTRACT_VERSION
from backend.contract.work_requests import AssignAlarm, CommentAlarm
from backend.domain.clock import Clock
from backend.engine.actions import Actions
from backend.engine.sessions import Session, Sessions, may
from backend.store import Store

MOST_SERIES = 200
"""Series in one history request."""
MOST_POINTS = 20_000
T = TypeVar("T")
Handler = Callable[[Any, Session], Awaitable[ReplyBody]]


class Answers:
    """The handler of the wire server."""

    def __init__(  # noqa: PLR0913 - the daemon's parts meet here
        self,
        *,
        store: Store,
        series: dict[str, Series],
        maps: Path,
        snapshot: Callable[[], Snapshot],
        actions: Actions,
        readers: Executor,
        clock: Clock,
        more: Mapping[type, Handler] | None = None,
    ) -> None:
        """Answer from these parts; `snapshot` is called on the loop, `more` answers about work."""
        self._store, self._series, self._maps = store, series, maps
        self._snapshot, self._readers, self._clock = snapshot, readers, clock
        self._sessions = Sessions()
        self._kinds: dict[type, Handler] = {
            GetSnapshot: self._get_snapshot,
            GetHistory: self._history,
            GetJournal: self._journal,
            GetRefused: self._refused,
            GetMap: self._map,
            AcknowledgeAlarm: actions.on_alarm,
            ShelveAlarm: actions.on_alarm,
            UnshelveAlarm: actions.on_alarm,
            SetOutOfService: actions.on_alarm,
            AssignAlarm: actions.on_alarm,
            CommentAlarm: actions.on_alarm,
            ReportShown: actions.report_shown,
            **(more or {}),
        }

    def n_present(self) -> int:
        """Return how many walls and desks somebody is looking at."""
        return self._sessions.n_present(self._clock.now())

    async def __call__(self, request: Request) -> ReplyBody:
        """Return the answer to one request."""
        if isinstance(request.body, SignIn):
            return await self._sign_in(request.body)
        session = self._sessions.of(request.session, self._clock.now())
        if session is None:
            return Failure("not_signed_in", "the session is not open (any more)", "sign in again")
        if not may(session, request.body):
            name = type(request.body).__name__
            return Failure(
                "not_allowed", f"{name} is not for the role {session.role!r}", "ask the shift supervisor"
            )
        return await self._kinds[type(request.body)](request.body, session)

    async def _beside(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, work)

    async def _sign_in(self, body: SignIn) -> ReplyBody:
        if body.version != CONTRACT_VERSION:
            return Failure(
                "version",
                f"this wall speaks version {body.version}, the daemon version {CONTRACT_VERSION}",
                "install the same version of Toàn Cảnh on both",
            )
        account = await self._beside(lambda: self._store.accounts.check_password(body.user, body.password))
        if account is None:
            cure = "check both; after five failures the account rests for a while"
            return Failure("not_signed_in", f"user {body.user!r} or the password is wrong", cure)
        session = self._sessions.start(account.user, account.display_name, account.role, self._clock.now())
        return SignedIn(
            session.token, session.user, session.display_name, session.role, self._snapshot().epoch
        )

    async def _get_snapshot(self, _body: GetSnapshot, _session: Session) -> ReplyBody:
        return self._snapshot()

    async def _history(self, body: GetHistory, _session: Session) -> ReplyBody:
        unknown = [s for s in body.series if s not in self._series]
        if unknown:
            return Failure("not_found", f"no series {unknown[0]!r}", "write <place>.<metric> of this centre")
        if not 0 < len(body.series) <= MOST_SERIES or not 2 <= body.max_points <= MOST_POINTS:
            return Failure(
                "invalid",
                f"{len(body.series)} series with {body.max_points} points each",
                f"ask for 1 to {MOST_SERIES} series and 2 to {MOST_POINTS} points",
            )
        if not body.start_at < body.end_at:
            return Failure("invalid", "the start does not come before the end", "swap them")
        store = self._store

        def read() -> History:
            columns = [store.history(s, body.start_at, body.end_at, body.max_points) for s in body.series]
            return History(tuple(columns))

        return await self._beside(read)

    async def _journal(self, body: GetJournal, _session: Session) -> ReplyBody:
        limit = max(1, min(body.limit, 1000))
        entries = await self._beside(
            lambda: self._store.journal(
                after_seq=body.after_seq, limit=limit, subject=body.subject, newest_first=body.newest_first
            )
        )
        return Journal(tuple(entries))

    async def _refused(self, body: GetRefused, _session: Session) -> ReplyBody:
        drafts = await self._beside(lambda: self._store.refused(body.source_id, max(1, min(body.limit, 500))))
        return Refused(
            tuple(
                RefusedItem(d.at, d.source_id, d.item, d.reason, d.raw[:500].decode(errors="replace"))
                for d in drafts
            )
        )

    async def _map(self, body: GetMap, _session: Session) -> ReplyBody:
        known = {p.stem: p for p in self._maps.glob("*.geojson")}
        path = known.get(body.layer)
        if path is None:
            names = ", ".join(sorted(known)) or "none"
            return Failure("not_found", f"this centre has no map layer {body.layer!r}", f"layers: {names}")
        return MapLayer(body.layer, await self._beside(path.read_bytes))

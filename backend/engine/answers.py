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
from backend.contract.state import Series, Text
from backend.contract.version import CONTRACT_VERSION
from backend.contract.work_requests import AssignAlarm, CommentAlarm
from backend.domain.clock import Clock
from backend.engine.actions import Actions
from backend.engine.sessions import Session, Sessions, may
from backend.engine.work.bench import wrong_password
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
            return Failure.of(
                "not_signed_in",
                Text("Phiên làm việc không còn mở.", "the session is not open (any more)"),
                Text("Hãy đăng nhập lại.", "sign in again"),
            )
        if not may(session, request.body):
            name = type(request.body).__name__
            return Failure.of(
                "not_allowed",
                Text("Tài khoản này không được làm việc đó.", f"{name} is not for the role {session.role!r}"),
                Text("Hãy nhờ trưởng ca.", "ask the shift supervisor"),
            )
        handler = self._kinds.get(type(request.body))
        if handler is None:
            name = type(request.body).__name__
            return Failure.of(
                "not_found",
                Text("Máy chủ này không phục vụ yêu cầu đó.", f"this daemon does not answer {name}"),
                Text("Hãy cập nhật máy chủ.", "update the daemon"),
            )
        return await handler(request.body, session)

    async def _beside(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, work)

    async def _sign_in(self, body: SignIn) -> ReplyBody:
        if body.version != CONTRACT_VERSION:
            return Failure.of(
                "version",
                Text(
                    f"Màn hình này dùng phiên bản {body.version}, máy chủ dùng phiên bản {CONTRACT_VERSION}.",
                    f"this wall speaks version {body.version}, the daemon version {CONTRACT_VERSION}",
                ),
                Text(
                    "Hãy cài cùng một phiên bản Toàn Cảnh ở cả hai.",
                    "install the same version of Toàn Cảnh on both",
                ),
            )
        account = await self._beside(lambda: self._store.accounts.check_password(body.user, body.password))
        if account is None:
            return wrong_password(body.user)
        session = self._sessions.start(
            account.user, account.display_name, account.role, self._clock.now(), account.unit_id
        )
        return SignedIn(
            session.token,
            session.user,
            session.display_name,
            session.role,
            self._snapshot().epoch,
            session.unit_id,
        )

    async def _get_snapshot(self, _body: GetSnapshot, _session: Session) -> ReplyBody:
        return self._snapshot()

    async def _history(self, body: GetHistory, _session: Session) -> ReplyBody:
        unknown = [s for s in body.series if s not in self._series]
        if unknown:
            return Failure.of(
                "not_found",
                Text(f"Không có chuỗi số liệu {unknown[0]}.", f"no series {unknown[0]!r}"),
                Text(
                    "Hãy viết <điểm đo>.<chỉ số> của trung tâm này.", "write <place>.<metric> of this centre"
                ),
            )
        if not 0 < len(body.series) <= MOST_SERIES or not 2 <= body.max_points <= MOST_POINTS:
            return Failure.of(
                "invalid",
                Text(
                    f"Yêu cầu {len(body.series)} chuỗi số liệu, mỗi chuỗi {body.max_points} điểm.",
                    f"{len(body.series)} series with {body.max_points} points each",
                ),
                Text(
                    f"Hãy xin từ 1 đến {MOST_SERIES} chuỗi và từ 2 đến {MOST_POINTS} điểm.",
                    f"ask for 1 to {MOST_SERIES} series and 2 to {MOST_POINTS} points",
                ),
            )
        if not body.start_at < body.end_at:
            return Failure.of(
                "invalid",
                Text("Thời điểm đầu không sớm hơn thời điểm cuối.", "the start does not come before the end"),
                Text("Hãy đổi chỗ hai thời điểm.", "swap them"),
            )
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
            names = ", ".join(sorted(known))
            return Failure.of(
                "not_found",
                Text(
                    f"Trung tâm này không có lớp bản đồ {body.layer}.",
                    f"this centre has no map layer {body.layer!r}",
                ),
                Text(f"Các lớp hiện có: {names or 'không có'}.", f"layers: {names or 'none'}"),
            )
        return MapLayer(body.layer, await self._beside(path.read_bytes))

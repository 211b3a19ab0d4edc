"""Answers about cases: kinds, lists, counts, one case whole, positions. All of it is read beside the loop."""

from __future__ import annotations

from typing import Protocol

import msgspec

from backend.contract.case_requests import (
    CaseCounts,
    CaseDetail,
    CaseKinds,
    CasePage,
    CasePoints,
    CountCases,
    CountRow,
    CountTabs,
    FindCases,
    GetCase,
    GetCaseKinds,
    GetCasePoints,
    SetCaseData,
    TabCounts,
)
from backend.contract.cases import CaseFile, CaseKindInfo, CaseQuery
from backend.contract.messages import Failure, ReplyBody
from backend.contract.state import Text
from backend.domain.cases.keeping import state_of
from backend.domain.cases.permission import may_correct
from backend.domain.cases.spec import CaseKindSpec
from backend.engine.cases.register import Register
from backend.engine.cases.scope import (
    MOST_POINTS,
    MOST_QUERIES,
    MOST_ROWS,
    actor_of,
    dims_fault,
    indexed_of,
    no_case,
    query_fault,
    scoped,
    sees,
)
from backend.engine.cases.shelf import EVERY_GROUP, MOST_CHILDREN, CaseReader
from backend.engine.sessions import Session, may
from backend.engine.work.bench import Bench, Handlers

_CORRECTION = SetCaseData("", {})


class CountedCases(CaseReader, Protocol):
    """What figures are computed from."""

    def count(self, query: CaseQuery, now: float) -> int:
        """Return how many cases a query has."""
        ...

    def count_by(self, query: CaseQuery, by: tuple[str, ...], now: float) -> list[CountRow]:
        """Return how many there are of each value of dimensions."""
        ...

    def measure(self, query: CaseQuery, what: str, now: float) -> tuple[float | None, int]:
        """Return a mean or sum over a query's cases, and over how many of them."""
        ...


class CaseStore(CountedCases, Protocol):
    """What screens ask the store for."""

    def points(self, query: CaseQuery, limit: int, now: float) -> CasePoints:
        """Return the positions of a query's cases."""
        ...


class OnCases:
    """Handlers of requests that look at cases."""

    def __init__(self, bench: Bench, register: Register, store: CaseStore) -> None:
        """Answer from `store`: what has committed."""
        self._bench, self._register, self._store = bench, register, store
        self._indexed = indexed_of(register.kinds)

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request."""
        return {
            GetCaseKinds: self._kinds,
            FindCases: self._find,
            CountCases: self._count,
            CountTabs: self._count_tabs,
            GetCase: self._get,
            GetCasePoints: self._points,
        }

    async def _kinds(self, _body: GetCaseKinds, session: Session) -> ReplyBody:
        kinds = self._register.kinds.values()
        return CaseKinds(
            tuple(_offered(kind.rules.info(kind.pack_id), kind.spec, session.role) for kind in kinds)
        )

    async def _find(self, body: FindCases, session: Session) -> ReplyBody:
        if not 1 <= body.limit <= MOST_ROWS or body.offset < 0:
            return Failure.of(
                "invalid",
                Text(
                    f"Yêu cầu {body.limit} hồ sơ từ vị trí {body.offset}.",
                    f"{body.limit} cases from {body.offset} on",
                ),
                Text(f"Hãy xin từ 1 đến {MOST_ROWS} hồ sơ mỗi trang.", f"1 to {MOST_ROWS}, from 0 on"),
            )
        fault = query_fault(body.query, self._register.kinds)
        if fault is not None:
            return fault
        query, now, store = scoped(body.query, session), self._bench.clock.now(), self._store

        def read() -> CasePage:
            rows = store.find(query, body.order, body.offset, body.limit, now)
            n_total = -1
            if body.count:
                # the last page says itself how many there are, whatever is written meanwhile
                is_last = len(rows) < body.limit and (bool(rows) or not body.offset)
                n_total = body.offset + len(rows) if is_last else store.count(query, now)
            return CasePage(tuple(_without_notes(file) for file in rows), n_total, _judged_at(query, now))

        return await self._bench.beside(read)

    async def _count(self, body: CountCases, session: Session) -> ReplyBody:
        fault = dims_fault(body.by, self._indexed) or query_fault(body.query, self._register.kinds)
        if fault is not None:
            return fault
        query, now, store = scoped(body.query, session), self._bench.clock.now(), self._store

        def read() -> CaseCounts:
            if not body.by:
                n = store.count(query, now)
                return CaseCounts((CountRow((), n),), n, _judged_at(query, now))
            rows = store.count_by(query, body.by, now)
            return CaseCounts(tuple(rows), sum(row.n for row in rows), _judged_at(query, now))

        return await self._bench.beside(read)

    async def _count_tabs(self, body: CountTabs, session: Session) -> ReplyBody:
        if len(body.queries) > MOST_QUERIES:
            return Failure.of(
                "invalid",
                Text(f"Yêu cầu đếm {len(body.queries)} danh sách.", f"{len(body.queries)} queries"),
                Text(f"Hãy xin tối đa {MOST_QUERIES} danh sách.", f"at most {MOST_QUERIES}"),
            )
        faults = [fault for q in body.queries if (fault := query_fault(q, self._register.kinds))]
        if faults:
            return faults[0]
        queries, now, store = [scoped(q, session) for q in body.queries], self._bench.clock.now(), self._store
        counts = await self._bench.beside(lambda: tuple(store.count(query, now) for query in queries))
        return TabCounts(counts, now)

    async def _get(self, body: GetCase, session: Session) -> ReplyBody:
        store, now = self._store, self._bench.clock.now()
        rows = await self._bench.beside(lambda: store.by_ids([body.case_id]))
        if not rows or not sees(session, rows[0].file):
            return no_case(body.case_id)
        file, children = rows[0].file, list[CaseFile]()
        if file.n_children:
            query = CaseQuery(groups=EVERY_GROUP, parent=file.case_id)
            children = await self._bench.beside(lambda: store.find(query, "oldest", 0, MOST_CHILDREN, now))
        kind = self._register.kinds.get(file.kind)
        state = state_of(file, rows[0].state)
        actor = actor_of(session)
        actions = kind.rules.allowed(state, actor) if kind is not None else ()
        corrects = kind is not None and may(session, _CORRECTION) and may_correct(kind.spec, state, actor)
        seen = tuple(_without_notes(child) for child in children if sees(session, child))
        return CaseDetail(file, seen, actions, corrects)

    async def _points(self, body: GetCasePoints, session: Session) -> ReplyBody:
        if not 0 < body.limit <= MOST_POINTS:
            return Failure.of(
                "invalid",
                Text(f"Yêu cầu {body.limit} vị trí.", f"{body.limit} positions"),
                Text(f"Hãy xin từ 1 đến {MOST_POINTS} vị trí.", f"1 to {MOST_POINTS}"),
            )
        fault = query_fault(body.query, self._register.kinds)
        if fault is not None:
            return fault
        query, now = scoped(body.query, session), self._bench.clock.now()
        return await self._bench.beside(lambda: self._store.points(query, body.limit, now))


def _offered(info: CaseKindInfo, spec: CaseKindSpec, role: str) -> CaseKindInfo:
    """Return a kind as a person of a role is shown it: what the role may not do is not offered."""
    may = {action.id for action in spec.actions if role in action.roles}
    actions = (msgspec.structs.replace(each, offered=each.action in may) for each in info.actions)
    return msgspec.structs.replace(info, actions=tuple(actions))


def _without_notes(file: CaseFile) -> CaseFile:
    return msgspec.structs.replace(file, notes=()) if file.notes else file


def _judged_at(query: CaseQuery, now: float) -> float:
    return now if query.at is None else query.at

"""Answers where cases hold good: surfaces and wards, for a map. Read beside the loop."""

from __future__ import annotations

from typing import Protocol

from msgspec.structs import replace

from backend.contract.case_shapes import CaseShape, CaseShapes, GetCaseShapes
from backend.contract.cases import OPEN_GROUPS, CaseFile, CaseQuery
from backend.contract.messages import Failure, ReplyBody
from backend.contract.state import Text
from backend.domain.cases.shapes import ShapeError, centre, drawn
from backend.domain.cases.spec import CaseKindSpec
from backend.engine.cases.areas import Areas
from backend.engine.cases.kinds import Kinds
from backend.engine.cases.scope import query_fault, scoped
from backend.engine.cases.shelf import Order
from backend.engine.cases.spreading import extent_of
from backend.engine.sessions import Session
from backend.engine.work.bench import Bench, Handlers

MOST = 2000
PAGE = 500


class ShapeStore(Protocol):
    """What the store is asked for."""

    def find(self, query: CaseQuery, order: Order, offset: int, limit: int, now: float) -> list[CaseFile]:
        """Return one page of a query's cases."""
        ...


class OnShapes:
    """Handler of requests where cases hold good."""

    def __init__(self, bench: Bench, kinds: Kinds, store: ShapeStore, areas: Areas) -> None:
        """Answer from `store`: what has committed."""
        self._bench, self._kinds, self._store, self._areas = bench, kinds, store, areas
        self._spread = [name for name, kind in kinds.items() if any(extent_of(kind.spec))]

    def handlers(self) -> Handlers:
        """Return the handler."""
        return {GetCaseShapes: self._shapes}

    async def _shapes(self, body: GetCaseShapes, session: Session) -> ReplyBody:
        if not 1 <= body.limit <= MOST:
            return Failure.of(
                "invalid",
                Text(f"Yêu cầu {body.limit} vùng.", f"{body.limit} surfaces"),
                Text(f"Hãy xin từ 1 đến {MOST} vùng.", f"1 to {MOST}"),
            )
        fault = query_fault(body.query, self._kinds)
        if fault is not None:
            return fault
        query, now = scoped(body.query, session), self._bench.clock.now()
        if not query.groups:
            query = replace(query, groups=OPEN_GROUPS)
        kinds = [query.kind] if query.kind else self._spread

        def read() -> CaseShapes:
            found: list[CaseShape] = []
            for kind in kinds:
                if kind in self._spread:
                    found += self._of_kind(kind, replace(query, kind=kind), body.limit + 1, now)
            return CaseShapes(tuple(found[: body.limit]), now, cut=len(found) > body.limit)

        return await self._bench.beside(read)

    def _of_kind(self, kind: str, query: CaseQuery, limit: int, now: float) -> list[CaseShape]:
        """Return up to `limit` surfaces of one kind's cases."""
        spec, found, offset = self._kinds[kind].spec, list[CaseShape](), 0
        while len(found) < limit:
            page = self._store.find(query, "severity", offset, PAGE, now)
            found += [shape for file in page if (shape := shape_of(spec, file, self._areas)) is not None]
            offset += len(page)
            if len(page) < PAGE:
                break
        return found[:limit]


def shape_of(spec: CaseKindSpec, file: CaseFile, areas: Areas) -> CaseShape | None:
    """Return the surface of a case, None where it says none."""
    extent = extent_of(spec)
    text = file.data.get(extent.shape, "") if extent.shape else ""
    codes = tuple(file.data.get(extent.areas, "").split()) if extent.areas else ()
    if not text and not codes:
        return None
    geometry, at = b"", None
    try:
        if text:
            geometry, at = drawn(text), centre(text)
    except (ShapeError, ValueError, KeyError):
        geometry = b""  # written by a program that checked less: its wards are still told
    at = at or areas.middle(codes)
    return CaseShape(
        case_id=file.case_id,
        kind=file.kind,
        title=file.title,
        severity=file.severity,
        geometry=geometry,
        area_codes=codes,
        lat=at[0] if at else None,
        lon=at[1] if at else None,
    )

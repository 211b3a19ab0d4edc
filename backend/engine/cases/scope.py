"""What a signed-in person may see and act on: the whole centre, or the cases of the own unit."""

from __future__ import annotations

from collections.abc import Sequence

from backend.contract.cases import CaseFile, CaseQuery
from backend.contract.messages import Failure
from backend.contract.state import Text
from backend.domain.cases.change import Actor
from backend.domain.cases.dimensions import DATA, DIMENSIONS
from backend.domain.cases.narrowing import narrowed
from backend.engine.cases.kinds import Kinds
from backend.engine.sessions import Session
from backend.engine.work.bench import who

MOST_ROWS = 500
MOST_DIMENSIONS = 2
MOST_QUERIES = 100
MOST_POINTS = 100_000


def actor_of(session: Session) -> Actor:
    """Return a signed-in person as rules know them."""
    return Actor(who(session), session.role, session.unit_id)


def scoped(query: CaseQuery, session: Session) -> CaseQuery:
    """Return the query within what the person may see."""
    return narrowed(query, CaseQuery(units=(session.unit_id,))) if session.unit_id else query


def sees(session: Session, file: CaseFile) -> bool:
    """Return whether a case is one that the person may see."""
    return session.unit_id in ("", file.unit_id)


def no_case(case_id: str) -> Failure:
    """Return the answer about a case that nobody knows, or that is another unit's."""
    return Failure.of(
        "not_found",
        Text(
            f"Không có hồ sơ {case_id}, hoặc hồ sơ thuộc đơn vị khác.",
            f"there is no case {case_id!r} for you",
        ),
        Text("Hãy tải lại danh sách.", "load the list again"),
    )


def indexed_of(kinds: Kinds) -> frozenset[str]:
    """Return the data fields by which cases of some kind are filtered and counted."""
    return frozenset(field.id for kind in kinds.values() for field in kind.spec.data if field.indexed)


def query_fault(query: CaseQuery, kinds: Kinds) -> Failure | None:
    """Return what is wrong with a query, None where nothing is: only indexed data fields may be asked for."""
    asked = [kinds[query.kind]] if query.kind in kinds else list(kinds.values())
    indexed = {field.id for kind in asked for field in kind.spec.data if field.indexed}
    unknown = [name for name in query.data if name not in indexed]
    if not unknown:
        return None
    names = ", ".join(sorted(indexed)) or "—"
    return Failure.of(
        "invalid",
        Text(f"Không lọc được theo trường “{unknown[0]}”.", f"cases are not filtered by {unknown[0]!r}"),
        Text(f"Hãy dùng một trong: {names}.", f"expected one of: {names}"),
    )


def dims_fault(by: Sequence[str], indexed: frozenset[str]) -> Failure | None:
    """Return what is wrong with the dimensions of a count, None where nothing is."""
    if len(by) > MOST_DIMENSIONS:
        return Failure.of(
            "invalid",
            Text(f"Chỉ đếm được theo {MOST_DIMENSIONS} chiều.", f"{len(by)} dimensions"),
            Text("Hãy bỏ bớt chiều.", f"at most {MOST_DIMENSIONS}"),
        )
    allowed = (*DIMENSIONS, *(f"{DATA}{name}" for name in sorted(indexed)))
    unknown = [dim for dim in by if dim not in allowed]
    if unknown:
        names = ", ".join(allowed)
        return Failure.of(
            "invalid",
            Text(f"Không đếm được theo “{unknown[0]}”.", f"cases are not counted by {unknown[0]!r}"),
            Text(f"Hãy dùng một trong: {names}.", f"expected one of: {names}"),
        )
    return None

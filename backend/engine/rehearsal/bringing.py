"""Brings the cases of a test: told by a source, or entered here by somebody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from backend.contract.state import Place, Text
from backend.contract.work import Case
from backend.domain.cases.change import CaseDraft
from backend.domain.cases.update import CaseUpdate
from backend.engine.cases.kinds import Kind
from backend.engine.rehearsal.deeds import actor_of
from backend.engine.rehearsal.stage import WorkStage
from backend.usecases.case_tests import CaseAt

SOURCE = "test"
"""Source that brings the cases of tests."""


def bring(given: CaseAt, stage: WorkStage, places: Mapping[str, Place], now: float) -> None:
    """Bring a case, or news of one.

    Args:
        given: what comes.
        stage: where.
        places: of the test.
        now: s since epoch.

    Raises:
        CaseRefusedError: it cannot be opened here.
    """
    kind = stage.work.setup.kinds.get(given.kind)
    case = _case(given, kind, places, now)
    if kind is not None and given.opened_by:
        draft = CaseDraft(
            title=given.title or given.id,
            text=given.text,
            field=given.field,
            severity=given.severity,
            unit_id=given.unit,
            area_code=case.area_code,
            area_name=case.area_name,
            place=case.place,
            lat=case.lat,
            lon=case.lon,
            source=given.source or "officer",
            reporter=given.reporter,
            phone=given.phone,
            email=given.email,
            data=_coded(given.data, kind, stage),
        )
        stage.cases.moved(now)
        stage.cases.open(given.id, given.kind, draft, actor_of(stage, given.opened_by))
        stage.settle([], now)
        return
    stage.take_case(_update(given, case), now)


def _coded(data: Mapping[str, str], kind: Kind, stage: WorkStage) -> dict[str, str]:
    """Return data fields with the code of the case that this one is about, not what the test calls it."""
    about = kind.spec.about
    return {name: stage.cases.code(value) if name == about else value for name, value in data.items()}


def _case(given: CaseAt, kind: Kind | None, places: Mapping[str, Place], now: float) -> Case:
    place = places.get(given.place)
    lat, lon = (given.lat, given.lon) if given.lat is not None or place is None else (place.lat, place.lon)
    return Case(
        case_id=given.id,
        kind=given.kind,
        title=Text(given.title or ("" if kind else given.id)),
        severity=given.severity or "high",
        opened_at=now,
        changed_at=now,
        open=given.status != "closed",
        status=given.status or ("" if kind else "open"),
        lat=lat,
        lon=lon,
        area_code=given.area or (place.area_code if place else ""),
        area_name=given.area_name or (place.area_name if place else ""),
        place=place.name if place else "",
        source_id=SOURCE,
    )


def _update(given: CaseAt, case: Case) -> CaseUpdate:
    return CaseUpdate(
        case=case,
        says_severity=given.severity is not None,
        text=given.text,
        field=given.field,
        unit=given.unit,
        assignee=given.assignee,
        source=given.source,
        reporter=given.reporter,
        phone=given.phone,
        email=given.email,
        accepted_at=_at(given.accepted),
        due_at=_at(given.due),
        finished_at=_at(given.finished),
        rating=given.rating,
        rating_text=given.rating_text,
        result=given.result,
        parent=given.parent,
        data=given.data,
    )


def _at(instant: dt.datetime | None) -> float | None:
    return None if instant is None else instant.timestamp()

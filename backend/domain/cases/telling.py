"""What the other system says anew: each part of its news is compared with what it said before.

Systems tell of the same case again and again. Only a part that differs from their last word is news; so a
repeated poll never undoes what a person did here meanwhile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from backend.contract.work import Case
from backend.domain.cases.change import CaseState
from backend.domain.cases.update import CaseUpdate


def _parts(update: CaseUpdate) -> Iterator[tuple[object, ...]]:
    """Yield the parts of an update, each of what belongs together; their order never changes."""
    case = update.case
    yield (case.title.vi, case.title.en)
    yield (case.severity,) if update.says_severity else ()
    yield (case.status, case.open)
    yield (case.lat, case.lon)
    yield (case.area_code, case.area_name)
    yield (case.place,)
    yield (update.text,)
    yield (update.field,)
    yield (update.unit,)
    yield (update.assignee,)
    yield (update.source,)
    yield (update.reporter, update.phone, update.email)
    yield (update.accepted_at, update.finished_at)
    yield (update.due_at,)
    yield (update.rating, update.rating_text)
    yield (update.result,)
    yield (update.parent,)
    yield update.media
    yield tuple(sorted(update.data.items()))


def told(update: CaseUpdate) -> tuple[int, ...]:
    """Return what an update says, hashed part by part (32 bits each)."""
    return tuple(_hashed(part) for part in _parts(update))


def _hashed(part: tuple[object, ...]) -> int:
    return int.from_bytes(hashlib.blake2b(msgspec.json.encode(part), digest_size=4).digest(), "big")


def news(update: CaseUpdate, before: CaseState) -> CaseUpdate | None:
    """Return an update with only those parts that its system has not said before; None: nothing new.

    An update older than the last one is no news at all.
    """
    if before.told_at is not None and update.case.changed_at < before.told_at:
        return None
    now, last = told(update), before.told
    if now == last:
        return None
    new = [i >= len(last) or one != last[i] for i, one in enumerate(now)]
    case, file = update.case, before.file
    (title, severity, status, position, area, place, text, field, unit, assignee, source, contact, instants,
     due, rating, result, parent, media, data) = new  # fmt: skip
    kept_case = Case(
        case_id=file.case_id,
        kind=file.kind,
        title=case.title if title else replace(case.title, vi="", en=""),
        severity=case.severity if severity else file.severity,
        opened_at=case.opened_at,
        changed_at=case.changed_at,
        open=case.open if status else file.open,
        status=case.status if status else "",
        lat=case.lat if position else None,
        lon=case.lon if position else None,
        area_code=case.area_code if area else "",
        area_name=case.area_name if area else "",
        place=case.place if place else "",
        source_id=case.source_id,
    )
    return CaseUpdate(
        case=kept_case,
        says_severity=severity and update.says_severity,
        text=update.text if text else "",
        field=update.field if field else "",
        unit=update.unit if unit else "",
        assignee=update.assignee if assignee else "",
        source=update.source if source else "",
        remote_id=update.remote_id,
        reporter=update.reporter if contact else "",
        phone=update.phone if contact else "",
        email=update.email if contact else "",
        accepted_at=update.accepted_at if instants else None,
        finished_at=update.finished_at if instants else None,
        due_at=update.due_at if due else None,
        rating=update.rating if rating else None,
        rating_text=update.rating_text if rating else "",
        result=update.result if result else "",
        parent=update.parent if parent else "",
        media=update.media if media else (),
        data=update.data if data else {},
        data_whole=update.data_whole,
    )

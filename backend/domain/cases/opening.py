"""A case begins: by hand here, or because another system tells of it."""

from __future__ import annotations

from collections.abc import Mapping

from backend.contract.cases import CaseAttachment, CaseFile
from backend.domain.cases.acting import Parts, known_unit
from backend.domain.cases.change import Actor, CaseDraft, CaseRefusedError, CaseState
from backend.domain.cases.spec import CaseKindSpec, DataSpec
from backend.domain.cases.values import checked_data, missing_data

_MEDIA = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp",
          "pdf": "application/pdf"}  # fmt: skip


def opened(  # noqa: PLR0913 - what a beginning is made of
    spec: CaseKindSpec,
    parts: Parts,
    draft: CaseDraft,
    *,
    case_id: str,
    actor: Actor,
    now: float,
) -> CaseState:
    """Return a case that somebody hands in, its clocks running.

    Raises:
        CaseRefusedError: it may not be opened here, or something in it cannot be used.
    """
    _refuse_closed_kind(spec, actor)
    if not draft.title.strip():
        raise CaseRefusedError(
            "Hồ sơ mới chưa có tiêu đề. Hãy nhập tiêu đề ngắn gọn về sự việc.",
            "the new case has no title; give it one",
        )
    field = _field(spec, parts, draft.field)
    source = parts.words.source(draft.source)
    file = CaseFile(
        case_id=case_id,
        kind=spec.id,
        title=draft.title.strip(),
        status=spec.statuses[0].id,
        group=spec.statuses[0].group,
        severity=draft.severity or parts.classing.severity_of(field),
        opened_at=now,
        changed_at=now,
        text=draft.text.strip(),
        field=field,
        unit_id=known_unit(parts, draft.unit_id, now) if draft.unit_id else parts.classing.unit_of(field),
        area_code=draft.area_code,
        area_name=draft.area_name,
        place=draft.place.strip(),
        lat=draft.lat,
        lon=draft.lon,
        source=source.id if source else draft.source,
        source_id=draft.source_id,
        remote_id=draft.remote_id,
        reporter=draft.reporter.strip(),
        phone=draft.phone.strip(),
        email=draft.email.strip(),
        incident_id=draft.incident_id,
        attachments=linked(draft.media, now, actor.name),
        data=_data({field.id: field for field in spec.data}, draft.data),
    )
    return begun(CaseState(file), parts, now)


def begun(state: CaseState, parts: Parts, at: float) -> CaseState:
    """Return a new case with the clocks running that run from its opening."""
    state = parts.clocks.accepting_from(state, at)
    if not parts.clocks.finish_waits(state):
        state = parts.clocks.finishing_from(state, at)
    return parts.clocks.shown(state)


def linked(addresses: tuple[str, ...], at: float, by: str) -> tuple[CaseAttachment, ...]:
    """Return attachments of which only the address is known."""
    return tuple(
        CaseAttachment(
            digest="",
            name=(name := address.split("?")[0].rstrip("/").rsplit("/", 1)[-1]),
            media_type=_MEDIA.get(name.rsplit(".", 1)[-1].lower(), "image/jpeg"),
            n_bytes=0,
            at=at,
            by=by,
            url=address,
        )
        for address in dict.fromkeys(addresses)
    )


def _refuse_closed_kind(spec: CaseKindSpec, actor: Actor) -> None:
    if not spec.may_open and actor.role != "system":
        raise CaseRefusedError(
            f"“{spec.name.vi}” chỉ đến từ hệ thống nguồn, không mở tại đây. Hãy nhập hồ sơ ở hệ thống nguồn.",
            f"cases of kind '{spec.id}' come from their source only; enter it there",
        )


def _field(spec: CaseKindSpec, parts: Parts, word: str) -> str:
    if not word:
        return ""
    found = parts.words.field(word)
    if found is None:
        offered = ", ".join(each.name.vi for each in spec.fields) or "–"
        raise CaseRefusedError(
            f"Không có lĩnh vực “{word}”. Hãy chọn một trong: {offered}.",
            f"there is no field {word!r}; expected one of: {', '.join(parts.words.fields) or '-'}",
        )
    return found.id


def _data(declared: Mapping[str, DataSpec], values: Mapping[str, str]) -> dict[str, str]:
    data = checked_data(declared, values)
    missing = missing_data(declared, data)
    if missing:
        raise CaseRefusedError(
            f"Hồ sơ mới còn thiếu: {', '.join(each.name.vi for each in missing)}. Hãy nhập đủ rồi lưu lại.",
            f"the new case lacks {', '.join(each.id for each in missing)}; give these data fields",
        )
    return data

"""Completes a case that is to be opened: its crew must be free, and what it is about says where it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from backend.contract.cases import CaseFile
from backend.contract.state import Alarm, Text
from backend.contract.work import Case, Incident
from backend.domain.cases.change import CaseDraft, CaseRefusedError
from backend.domain.cases.spec import CaseKindSpec, DataSpec
from backend.engine.cases.engaged import Engaged
from backend.engine.cases.spreading import refuse_areas, spread_draft

if TYPE_CHECKING:
    from backend.engine.work.casework import Casework

Subject = Incident | Alarm | CaseFile | Case


def completed(
    spec: CaseKindSpec, draft: CaseDraft, held: CaseFile | None, work: Casework, engaged: Engaged
) -> CaseDraft:
    """Return a draft with what the thing says that it is about: place, telephone, incident.

    Args:
        spec: of its kind.
        draft: as it was handed in; what it says itself stays.
        held: the case that it is about, where it is about a case of the register.
        work: knows incidents, alarms and places.
        engaged: knows who is busy.

    Raises:
        CaseRefusedError: the crew is busy, or nobody knows a place or what it is about.
    """
    refuse_places(spec, draft.data, work)
    refuse_busy(spec, draft.data, engaged, work)
    name = draft.data.get(spec.about, "").strip() if spec.about else ""
    if not name:
        return spread_draft(spec, draft, work.setup.areas)
    about = held or work.incidents.get(name) or work.alarm(name) or work.cases.get(name)
    if about is None:
        raise CaseRefusedError(
            f"Không có sự cố, cảnh báo hay hồ sơ {name}. Hãy chọn lại việc cần điều lực lượng.",
            f"there is no incident, alarm or case '{name}'; choose again what it is about",
        )
    incident_id = draft.incident_id or incident_of(about, name, work)
    draft = spread_draft(spec, draft, work.setup.areas)
    return replace(_placed(draft, about, work), incident_id=incident_id)


def incident_of(about: Subject | None, name: str, work: Casework) -> str:
    """Return the incident that something belongs to, or is; empty where it belongs to none."""
    if isinstance(about, Incident):
        return about.incident_id
    own = about.incident_id if isinstance(about, Alarm | CaseFile) else ""
    if own:
        return own
    incident = work.incidents.of_member(name)
    return incident.incident_id if incident is not None else ""


def refuse_busy(
    spec: CaseKindSpec, data: Mapping[str, str], engaged: Engaged, work: Casework, case_id: str = ""
) -> None:
    """Refuse to send a crew that is busy with another order.

    Args:
        spec: of the order's kind.
        data: of the order.
        engaged: knows who is busy.
        work: knows the crew's name.
        case_id: of the order itself, where there is one already.

    Raises:
        CaseRefusedError: it is busy; says with what.
    """
    crew = data.get(spec.resource, "").strip() if spec.resource else ""
    other = engaged.order_of(crew) if crew else ""
    if other and other != case_id:
        place = work.setup.ground.place(crew)
        name = place.name if place else crew
        raise CaseRefusedError(
            f"{name} đang làm lệnh {other}. Hãy chọn lực lượng khác, hoặc kết thúc lệnh {other} trước.",
            f"'{crew}' is busy with {other}; choose another crew, or end {other} first",
        )


def refuse_places(spec: CaseKindSpec, data: Mapping[str, str], work: Casework) -> None:
    """Refuse a data field that names a place which is not there, or of a kind that it does not take.

    Raises:
        CaseRefusedError: says which.
    """
    for field in spec.data:
        name = data.get(field.id, "").strip()
        if field.type == "place" and name:
            _refuse_place(field, name, work)
        elif field.type == "areas" and name:
            refuse_areas(field, name, work.setup.areas)


def _refuse_place(field: DataSpec, name: str, work: Casework) -> None:
    place = work.setup.ground.place(name)
    if place is None:
        raise CaseRefusedError(
            f"“{field.name.vi}” là “{name}”, không có điểm nào mang mã đó. Hãy chọn trong danh sách.",
            f"'{field.id}' is '{name}', no place has that id; choose one of the list",
        )
    if field.place_kinds and place.kind not in field.place_kinds:
        allowed = ", ".join(field.place_kinds)
        raise CaseRefusedError(
            f"“{field.name.vi}” không nhận {place.name} (loại {place.kind}). Hãy chọn loại: {allowed}.",
            f"'{field.id}' does not take '{name}' of the kind '{place.kind}'; expected one of: {allowed}",
        )


def _placed(draft: CaseDraft, about: Subject, work: Casework) -> CaseDraft:
    """Return a draft at the place of what it is about, where it says no place itself."""
    if draft.lat is None or draft.lon is None:
        lat, lon = _position(about, work)
        draft = replace(draft, lat=lat, lon=lon)
    area_code, area_name, place = _address(about, work)
    changes = {
        "area_code": draft.area_code or area_code,
        "area_name": draft.area_name or (area_name if draft.area_code in ("", area_code) else ""),
        "place": draft.place or place,
    }
    if isinstance(about, CaseFile):
        changes |= {"reporter": draft.reporter or about.reporter, "phone": draft.phone or about.phone}
    severity = draft.severity or about.severity
    return replace(draft, severity=severity, **changes)


def _position(about: Subject, work: Casework) -> tuple[float | None, float | None]:
    if isinstance(about, Incident):
        if about.extent is None:
            return None, None
        west, south, east, north = about.extent
        return (south + north) / 2, (west + east) / 2
    if isinstance(about, Alarm):
        place = work.setup.ground.place(about.subject)
        return (place.lat, place.lon) if place else (None, None)
    return about.lat, about.lon


def _address(about: Subject, work: Casework) -> tuple[str, str, str]:
    """Return code and name of the ward, and the address in words."""
    if isinstance(about, Incident):
        code = about.area_codes[0] if about.area_codes else ""
        return code, work.setup.area_names.get(code, ""), ""
    if isinstance(about, Alarm):
        place = work.setup.ground.place(about.subject)
        return (place.area_code, place.area_name, place.name) if place else ("", "", "")
    return about.area_code, about.area_name, about.place


def title_of(about: Subject | None) -> Text:
    """Return what something is called, empty where it is not known."""
    if about is None:
        return Text("")
    return Text(about.title) if isinstance(about, CaseFile) else about.title

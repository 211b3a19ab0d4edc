"""Approved cases of a kind as alerts of the Common Alerting Protocol."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from backend.contract.cases import CaseFile
from backend.domain.cap.alert import Alert, AlertArea, AlertInfo, Circle, Reference, Ring, plain_code
from backend.domain.cap.words import LONGEST_HEADLINE
from backend.domain.cases.expiry import instant
from backend.domain.cases.shapes import parts_of
from backend.domain.cases.spec import CapSpec, CaseKindSpec

CANCEL = ".cancel"
"""Ends the identifier of the alert that takes a case back."""
M_PER_KM = 1000.0
Replaced = Callable[[str], CaseFile | None]
"""Returns the case of a code."""


class Issuer(msgspec.Struct, frozen=True):
    """Whoever issues the alerts."""

    sender: str
    """Identifies the authority in the world: an address or object identifier."""
    zone: ZoneInfo
    sender_name: str = ""
    language: str = "vi-VN"
    geocode: str = ""
    """Name of the system of the wards' codes; empty: codes are left out."""
    area_names: Mapping[str, str] = {}
    """Ward code -> name."""
    web: str = ""
    contact: str = ""

    def __hash__(self) -> int:
        """Two are never compared by their content."""
        return id(self)


def in_force(spec: CaseKindSpec, file: CaseFile, now: float, zone: ZoneInfo) -> bool:
    """Return whether a case belongs into the feed: approved, and neither over nor taken back before its time.

    What is taken back stays in it as a Cancel until the alert would have expired by itself.
    """
    cap = _cap(spec)
    ends_at = instant(file.data.get(cap.expires, ""), zone)
    told = file.status in (*cap.statuses, *cap.cancelled)
    return told and file.accepted_at is not None and ends_at is not None and ends_at > now


def alerts_of(spec: CaseKindSpec, file: CaseFile, issuer: Issuer, replaced: Replaced) -> list[Alert]:
    """Return the alerts that a case was issued as, in the order of their issue; none: it never was.

    Args:
        spec: of its kind, with a `cap:`.
        file: the case; it was issued when it was accepted.
        issuer: who issues.
        replaced: looks up the cases that it replaces, one after the other.
    """
    cap = _cap(spec)
    if file.accepted_at is None or not instant(file.data.get(cap.expires, ""), issuer.zone):
        return []
    references = _references(spec, file, issuer, replaced)
    first = Alert(
        identifier=plain_code(file.case_id),
        sender=issuer.sender,
        sent_at=float(int(file.accepted_at)),
        status="Actual",
        msg_type="Update" if references else "Alert",
        scope="Public",
        references=references,
        infos=_infos(spec, file, issuer),
    )
    if file.status not in cap.cancelled or file.finished_at is None:
        return [first]
    own = Reference(issuer.sender, first.identifier, first.sent_at)
    last = replace(
        first,
        identifier=first.identifier + CANCEL,
        sent_at=max(float(int(file.finished_at)), first.sent_at),
        msg_type="Cancel",
        references=(*references, own),
        note=" ".join(file.result.split()),
    )
    return [first, last]


def _cap(spec: CaseKindSpec) -> CapSpec:
    if spec.cap is None:
        raise ValueError(f"the kind {spec.id!r} has no `cap:`")
    return spec.cap


def _references(
    spec: CaseKindSpec, file: CaseFile, issuer: Issuer, replaced: Replaced
) -> tuple[Reference, ...]:
    """Return every alert that this one replaces, oldest first."""
    cap, found, seen = _cap(spec), list[Reference](), {file.case_id}
    name = file.data.get(cap.replaces, "").strip() if cap.replaces else ""
    while name and name not in seen:
        seen.add(name)
        other = replaced(name)
        if other is None or other.accepted_at is None:
            break
        found.append(Reference(issuer.sender, plain_code(name), float(int(other.accepted_at))))
        name = other.data.get(cap.replaces, "").strip()
    return tuple(reversed(found))


def _infos(spec: CaseKindSpec, file: CaseFile, issuer: Issuer) -> tuple[AlertInfo, ...]:
    """Return one part for each language in which the case says at least what happens."""
    cap, data = _cap(spec), file.data

    def at(name: str) -> float | None:
        return instant(data.get(name, ""), issuer.zone) if name else None

    def word(name: str) -> str:
        return data.get(name, "").strip() if name else ""

    area = _area(cap, file, issuer)
    native = AlertInfo(
        event=_called(spec, cap.event, word(cap.event), "vi"),
        urgency=word(cap.urgency) or "Unknown",
        severity=word(cap.severity) or "Unknown",
        certainty=word(cap.certainty) or "Unknown",
        language=issuer.language,
        categories=(word(cap.category) or "Other",),
        responses=(word(cap.response),) if word(cap.response) else (),
        effective_at=at(cap.effective),
        onset_at=at(cap.onset),
        expires_at=at(cap.expires),
        sender_name=issuer.sender_name,
        headline=_short(word(cap.headline) or file.title),
        description=word(cap.description) or file.text,
        instruction=word(cap.instruction),
        web=word(cap.web) or issuer.web,
        contact=word(cap.contact) or issuer.contact,
        areas=(area,),
    )
    others = []
    for language, parts in cap.other_languages.items():
        said = {part: word(name) for part, name in parts.items()}
        event = said.get("event") or _called(spec, cap.event, word(cap.event), language)
        if any(said.values()):
            headline = _short(said.get("headline", ""))
            texts = {part: said.get(part, "") for part in ("description", "instruction")}
            others.append(replace(native, language=language, event=event, headline=headline, **texts))
    return (native, *others)


def _called(spec: CaseKindSpec, name: str, value: str, language: str) -> str:
    """Return what people call the value of a data field: the name of a choice, else the value."""
    field = next((each for each in spec.data if each.id == name), None)
    choice = field.choices.get(value) if field is not None else None
    return choice.in_language(language) if choice is not None else value


def _short(headline: str) -> str:
    """Return a headline of at most 160 characters. Source: CAP 1.2 §3.2.2, note on `headline`."""
    words = " ".join(headline.split())
    return words if len(words) <= LONGEST_HEADLINE else words[: LONGEST_HEADLINE - 1].rstrip() + "…"


def _area(cap: CapSpec, file: CaseFile, issuer: Issuer) -> AlertArea:
    codes = file.data.get(cap.areas, "").split() if cap.areas else []
    names = ", ".join(issuer.area_names.get(code, code) for code in codes)
    text = file.data.get(cap.area_text, "").strip() if cap.area_text else ""
    shape = file.data.get(cap.shape, "") if cap.shape else ""
    rings, circles = list[Ring](), list[Circle]()
    for part in parts_of(shape) if shape else ():
        if part["type"] == "Point":
            lon, lat = part["coordinates"]
            circles.append(Circle(lat, lon, part["radius_m"] / M_PER_KM))
        else:  # a hole cannot be told: who stands in it is warned, too
            rings.append(tuple((lat, lon) for lon, lat in part["coordinates"][0]))
    return AlertArea(
        text=text or names or file.area_name or file.place or file.title,
        polygons=tuple(rings),
        circles=tuple(circles),
        geocodes=tuple((issuer.geocode, code) for code in codes) if issuer.geocode else (),
    )

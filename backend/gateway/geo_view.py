"""Cases and kinds as GeoReport v2 shows them to everybody: nothing personal, nothing internal. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from backend.contract.cases import OPEN_GROUPS, CaseAttachment, CaseFile
from backend.domain.cases.spec import CaseKindSpec, DataSpec, FieldSpec
from backend.gateway.documents import Value
from backend.gateway.masking import masked

LONGEST_DESCRIPTION = 4_000
PROGRAM = "api:"
"""Beginning of the names under which programs hand in."""
DATATYPES = {
    "text": "string",
    "long_text": "text",
    "number": "number",
    "date": "datetime",
    "datetime": "datetime",
    "choice": "singlevaluelist",
    "place": "string",
    "areas": "string",
    "shape": "text",
}
_HINTS = {
    "vi": {
        "number": "số, dấu chấm thập phân",
        "date": "ngày, ví dụ 2026-11-24",
        "datetime": "thời điểm, ví dụ 2026-11-24T18:05:00+07:00",
    },
    "en": {
        "number": "a number with a decimal point",
        "date": "a date, e.g. 2026-11-24",
        "datetime": "an instant, e.g. 2026-11-24T18:05:00+07:00",
    },
}


@dataclass(frozen=True)
class View:
    """What cases of one kind are shown with."""

    kind: CaseKindSpec
    zone: ZoneInfo
    """Zone of the times in answers."""
    unit_name: Callable[[str], str]
    url: str
    """Address of the gateway, without slash at its end."""
    language: str = "vi"
    hidden: frozenset[str] = frozenset()
    """Fields whose cases are not shown."""

    # ---- services ---------------------------------------------------------------------------------

    def services(self) -> list[Value]:
        """Return the list of services: one for each field of the kind."""
        return [self._service(field) for field in self.kind.fields]

    def _service(self, field: FieldSpec) -> Value:
        words = [*field.words, field.name.in_language(self.language)]
        return {
            "service_code": field.id,
            "service_name": field.name.in_language(self.language),
            "description": field.description.in_language(self.language) or None,
            "metadata": bool(offered(self.kind)),
            "type": "realtime",
            "keywords": ", ".join(dict.fromkeys(word.replace(",", " ") for word in words)),
            "group": field.group.in_language(self.language) or None,
        }

    def definition(self, field: FieldSpec) -> Value:
        """Return the attributes that a report of a field may have."""
        attributes = [self._attribute(data, n) for n, data in enumerate(offered(self.kind), 1)]
        return {"service_code": field.id, "attributes": attributes}

    def _attribute(self, data: DataSpec, order: int) -> Value:
        hint = _HINTS[self.language].get(data.type)
        found: dict[str, Value] = {
            "variable": True,
            "code": data.id,
            "datatype": DATATYPES[data.type],
            "required": data.required,
            "datatype_description": hint,
            "order": order,
            "description": data.name.in_language(self.language),
        }
        if data.type == "choice":
            found["values"] = [
                {"key": key, "name": name.in_language(self.language)} for key, name in data.choices.items()
            ]
        return found

    def shows(self, file: CaseFile) -> bool:
        """Return whether everybody may see that there is this case."""
        return file.kind == self.kind.id and file.group != "deleted" and file.field not in self.hidden

    # ---- requests ---------------------------------------------------------------------------------

    def requests(self, files: Iterable[CaseFile]) -> list[Value]:
        """Return cases as everybody may see them."""
        return [self.request(file) for file in files]

    def request(self, file: CaseFile) -> Value:
        """Return one case as everybody may see it."""
        code = file.field or self.kind.other_field
        name = next((f.name.in_language(self.language) for f in self.kind.fields if f.id == code), None)
        updated_at = file.changed_at if file.open else (file.finished_at or file.changed_at)
        return {
            "service_request_id": file.case_id,
            "status": "open" if file.group in OPEN_GROUPS else "closed",
            "status_notes": self._status_notes(file),
            "service_name": name,
            "service_code": code,
            "description": masked(file.text or file.title)[:LONGEST_DESCRIPTION] or None,
            "agency_responsible": (self.unit_name(file.unit_id) if file.unit_id else "") or None,
            "service_notice": None,
            "requested_datetime": self.instant(file.opened_at),
            "updated_datetime": self.instant(updated_at),
            "expected_datetime": None if file.due_at is None else self.instant(file.due_at),
            "address": masked(", ".join(part for part in (file.place, file.area_name) if part)) or None,
            "address_id": None,
            "zipcode": None,
            "lat": file.lat,
            "long": file.lon,
            "media_url": self._media_url(file),
        }

    def _status_notes(self, file: CaseFile) -> str | None:
        """Return the public result; of a duplicate whose it is; else the status in words."""
        if file.result:
            return masked(file.result)
        if file.parent:
            return f"Trùng với {file.parent}" if self.language == "vi" else f"Duplicate of {file.parent}"
        names = {status.id: status.name.in_language(self.language) for status in self.kind.statuses}
        return names.get(file.status)

    def _media_url(self, file: CaseFile) -> str | None:
        public = [one for one in file.attachments if shows(one)]
        if not public:
            return None
        first = public[0]
        return first.url or f"{self.url}/media/{first.digest}?case={file.case_id}"

    def instant(self, at: float) -> str:
        """Return an instant as W3C writes it, in the centre's zone, to the second."""
        return datetime.datetime.fromtimestamp(int(at), self.zone).isoformat()


def offered(kind: CaseKindSpec) -> list[DataSpec]:
    """Return the data fields that programs may fill in: of personal ones only those that must be filled."""
    return [data for data in kind.data if data.required or not data.personal]


def local_time(at: float, zone: ZoneInfo) -> str:
    """Return an instant for people: `18:05 24/11/2026`."""
    return datetime.datetime.fromtimestamp(at, zone).strftime("%H:%M %d/%m/%Y")


def shows(attachment: CaseAttachment) -> bool:
    """Return whether everybody may see an attachment.

    A picture kept here must have been made public. An address must have been, too, or have been handed in
    by a program here: then the standard has it that it is handed out again.
    """
    if attachment.url:
        given = attachment.public or attachment.by.startswith(PROGRAM)
        return given and attachment.url.startswith(("https://", "http://"))
    return attachment.public and bool(attachment.digest) and attachment.media_type.startswith("image/")

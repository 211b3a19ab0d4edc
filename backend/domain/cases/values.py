"""Values that people hand in as text: instants, places and the kind's own data, read and checked."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping

from backend.domain.calendar.working import WorkingCalendar
from backend.domain.cases.change import CaseRefusedError
from backend.domain.cases.shapes import ShapeError, checked_areas, checked_shape
from backend.domain.cases.spec import DataSpec


def checked_data(declared: Mapping[str, DataSpec], values: Mapping[str, str]) -> dict[str, str]:
    """Return data fields as they are kept; empty ones are left out.

    Raises:
        CaseRefusedError: a field is not known, or its value cannot be read.
    """
    kept: dict[str, str] = {}
    for key, value in values.items():
        field = declared.get(key)
        if field is None:
            known = ", ".join(declared) or "–"
            raise CaseRefusedError(
                f"Loại hồ sơ này không có thông tin “{key}”. Hãy chọn một trong: {known}.",
                f"this kind has no data field '{key}'; expected one of: {known}",
            )
        text = value.strip()
        if text:
            kept[key] = _checked(field, text)
    return kept


def missing_data(declared: Mapping[str, DataSpec], data: Mapping[str, str]) -> list[DataSpec]:
    """Return the required data fields that have no value."""
    return [field for key, field in declared.items() if field.required and not data.get(key)]


def _checked(field: DataSpec, text: str) -> str:
    name = field.name.vi
    if field.type in ("areas", "shape"):
        return _checked_extent(field, text)
    if field.type == "number" and not _is_number(text):
        raise CaseRefusedError(
            f"“{name}” là “{text}”, không đọc được thành số. Hãy nhập số với dấu chấm thập phân, ví dụ 12.5.",
            f"'{field.id}' is {text!r}, no number; write it with a point, e.g. 12.5",
        )
    if field.type in ("date", "datetime") and not _is_instant(text, field.type == "date"):
        example = "2026-11-24" if field.type == "date" else "2026-11-24T08:30"
        raise CaseRefusedError(
            f"“{name}” là “{text}”, không đọc được thành ngày giờ. Hãy nhập dạng {example}.",
            f"'{field.id}' is {text!r}, no date; write e.g. {example}",
        )
    if field.type == "choice" and text not in field.choices:
        offered = ", ".join(field.choices)
        raise CaseRefusedError(
            f"“{name}” không có lựa chọn “{text}”. Hãy chọn một trong: {offered}.",
            f"'{field.id}' has no choice {text!r}; expected one of: {offered}",
        )
    return text


def _checked_extent(field: DataSpec, text: str) -> str:
    try:
        return checked_areas(text) if field.type == "areas" else checked_shape(text)
    except ShapeError as error:
        raise CaseRefusedError(
            f"“{field.name.vi}”: {error.text.vi}. Hãy chọn phường, xã trong danh sách, "
            "hoặc nhập tâm và bán kính của vùng.",
            f"'{field.id}': {error.text.en}; choose wards of the list, or give centre and radius",
        ) from None


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text)) and "_" not in text
    except ValueError:
        return False


def _is_instant(text: str, date_only: bool) -> bool:
    try:
        if date_only:
            dt.date.fromisoformat(text)
        else:
            dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def position(lat: str, lon: str) -> tuple[float, float] | None:
    """Return degrees north and east; None where both are empty.

    Raises:
        CaseRefusedError: only one is given, or they lie nowhere on the earth.
    """
    if not lat.strip() and not lon.strip():
        return None
    try:
        north, east = float(lat), float(lon)
    except ValueError:
        north = east = math.nan
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        raise CaseRefusedError(
            f"Tọa độ “{lat}, {lon}” không có trên trái đất. "
            "Hãy nhập vĩ độ −90…90 và kinh độ −180…180 theo độ thập phân.",
            f"the position {lat!r}, {lon!r} is not on the earth; give degrees north and east",
        )
    return north, east


def due_instant(text: str, calendar: WorkingCalendar) -> float:
    """Return a new deadline, s since epoch; a mere day means the closing of that day.

    Args:
        text: ISO 8601; without an offset it is local time.
        calendar: of the unit that has to keep it.

    Raises:
        CaseRefusedError: it cannot be read.
    """
    try:
        at = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        raise CaseRefusedError(
            f"Hạn mới “{text}” không đọc được. Hãy nhập ngày giờ dạng 2026-11-30T17:00.",
            f"the new deadline {text!r} cannot be read; write it as 2026-11-30T17:00",
        ) from None
    if at.tzinfo is None:
        at = at.replace(tzinfo=calendar.zone)
    if len(text.strip()) <= len("2026-11-30"):
        spans = calendar.day(at.date()).spans
        return at.timestamp() + (spans[-1].to_s if spans else 86_400.0)
    return at.timestamp()

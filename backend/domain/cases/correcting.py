"""Corrections of what a case says, and the checks of what is attached to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from msgspec.structs import replace

from backend.contract.cases import CaseAttachment, CaseFile
from backend.domain.cases.change import CaseRefusedError
from backend.domain.cases.spec import CaseKindSpec
from backend.domain.cases.values import checked_data, missing_data, position

OWN_FIELDS = ("title", "text", "place", "area_code", "area_name", "reporter", "phone", "email")
"""Fields of every case that are corrected, besides its position and the kind's own data.

People do not name `area_name`: it follows, see `readdressed`.
"""


class WardMap(Protocol):
    """The wards of a centre."""

    @property
    def names(self) -> Mapping[str, str]:
        """Names by codes."""
        ...

    def ward_at(self, lat: float, lon: float) -> str:
        """Return the code of the ward of a position (degrees north, east); empty outside of all."""
        ...


def readdressed(
    values: Mapping[str, str], file: CaseFile, wards: WardMap, *, anchored: bool = False
) -> dict[str, str]:
    """Return corrections with what follows from them, so that words, ward and position say one place.

    A new position brings its ward. New words without a position, or a ward in which the position does not
    lie, take the position away. A ward brings its name. Where no ward is known, a position leaves it alone.

    Args:
        values: as `corrected` takes them; `area_name` is not among them.
        file: as the case is.
        wards: of the centre.
        anchored: the position follows from the case's extent: it stays, and says nothing of the ward.

    Raises:
        CaseRefusedError: the name of a ward is named, or the position cannot be read.
    """
    if "area_name" in values:
        raise CaseRefusedError(
            f"Tên phường, xã của hồ sơ {file.case_id} tự lấy theo mã. Hãy sửa mã phường, xã.",
            f"the ward's name of {file.case_id} follows from its code; correct 'area_code'",
        )
    found, code = dict(values), values.get("area_code", file.area_code).strip()
    if not anchored and ("lat" in values or "lon" in values):
        at = _position(values, file)
        if at is not None and wards.names:
            code = wards.ward_at(*at) or values.get("area_code", "").strip()
    elif not anchored and _elsewhere(values, file, wards):
        found |= {"lat": "", "lon": ""}
    if code != file.area_code:
        found |= {"area_code": code, "area_name": wards.names.get(code, "")}
    return found


def _elsewhere(values: Mapping[str, str], file: CaseFile, wards: WardMap) -> bool:
    """Return whether the position that a case has is not that of its new words or of its new ward."""
    if file.lat is None or file.lon is None:
        return False
    if values.get("place", "").strip() not in ("", file.place):
        return True
    code, here = values.get("area_code", "").strip(), wards.ward_at(file.lat, file.lon)
    return bool(code and here and code != here)


def corrected(spec: CaseKindSpec, file: CaseFile, values: Mapping[str, str]) -> CaseFile:
    """Return a case with what `values` name corrected.

    Args:
        spec: of its kind.
        file: as it is.
        values: data field, `lat`, `lon` or one of `OWN_FIELDS` → new value; empty takes it away.

    Raises:
        CaseRefusedError: nothing is named, a name is not known, or a value cannot be used.
    """
    if not values:
        raise CaseRefusedError(
            f"Chưa có thông tin nào để sửa cho hồ sơ {file.case_id}. Hãy nhập giá trị mới.",
            f"nothing of {file.case_id} is to be corrected; name a field and its new value",
        )
    own = {key: value.strip() for key, value in values.items() if key in OWN_FIELDS}
    if own.get("title") == "":
        raise CaseRefusedError(
            f"Tiêu đề hồ sơ {file.case_id} không được để trống. Hãy nhập tiêu đề.",
            f"the title of {file.case_id} cannot be empty; give it one",
        )
    declared = {field.id: field for field in spec.data}
    rest = {key: value for key, value in values.items() if key not in (*OWN_FIELDS, "lat", "lon")}
    data = {key: value for key, value in file.data.items() if key not in rest}
    data |= checked_data(declared, rest)
    _refuse_emptied(spec, file, data, rest)
    file = replace(file, **own, data=data)
    if "lat" in values or "lon" in values:
        found = _position(values, file)
        file = replace(file, lat=found[0] if found else None, lon=found[1] if found else None)
    return file


def _position(values: Mapping[str, str], file: CaseFile) -> tuple[float, float] | None:
    lat = values.get("lat", "" if file.lat is None else str(file.lat))
    lon = values.get("lon", "" if file.lon is None else str(file.lon))
    return position(lat, lon)


def _refuse_emptied(
    spec: CaseKindSpec, file: CaseFile, data: Mapping[str, str], given: Mapping[str, str]
) -> None:
    declared = {field.id: field for field in spec.data}
    for field in missing_data(declared, data):
        if field.id in given:
            raise CaseRefusedError(
                f"“{field.name.vi}” của hồ sơ {file.case_id} không được để trống. Hãy nhập giá trị.",
                f"'{field.id}' of {file.case_id} is required and cannot be empty; give a value",
            )


def checked_attachment(spec: CaseKindSpec, file: CaseFile, attachment: CaseAttachment) -> None:
    """Refuse a photo or document that cases of this kind do not keep.

    Raises:
        CaseRefusedError: its type is not allowed, it is too big, or empty.
    """
    if attachment.media_type not in spec.attachment_types:
        allowed = ", ".join(spec.attachment_types)
        raise CaseRefusedError(
            f"Tệp “{attachment.name}” thuộc loại {attachment.media_type}, hồ sơ {file.case_id} không nhận. "
            f"Hãy dùng: {allowed}.",
            f"'{attachment.name}' is {attachment.media_type}, not kept with {file.case_id}; use {allowed}",
        )
    if attachment.n_bytes > spec.max_attachment_mb * 1e6:
        raise CaseRefusedError(
            f"Tệp “{attachment.name}” nặng {attachment.n_bytes / 1e6:.1f} MB, "
            f"quá {spec.max_attachment_mb:g} MB. Hãy giảm dung lượng rồi đính kèm lại.",
            f"'{attachment.name}' has {attachment.n_bytes / 1e6:.1f} MB, "
            f"more than {spec.max_attachment_mb:g} MB; make it smaller",
        )
    if not attachment.n_bytes and not attachment.url:
        raise CaseRefusedError(
            f"Tệp “{attachment.name}” rỗng. Hãy chọn lại tệp có nội dung.",
            f"'{attachment.name}' is empty; choose a file with content",
        )

"""What `POST requests` hands in: fields of a form as a draft of a case, or every reason why not. Pure."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import msgspec

from backend.contract.state import Text
from backend.domain.cases.change import CaseDraft
from backend.domain.cases.spec import CaseKindSpec, DataSpec
from backend.domain.cases.titles import title_of
from backend.gateway.geo_query import instant_of
from backend.gateway.geo_view import LONGEST_DESCRIPTION, offered
from backend.gateway.ports import Spot

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""
LONGEST_URL = 2_000
LONGEST = {
    "first_name": 100, "last_name": 100, "email": 254, "phone": 32, "address_string": 500, "address_id": 80,
    "device_id": 200, "account_id": 200,
}  # fmt: skip
LONGEST_VALUE = 2_000
"""Of one attribute."""
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,80})\](\[\])?")
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")
_PHONE = re.compile(r"\+?[\d .()-]{6,32}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of text around."""


class Handed(msgspec.Struct, frozen=True):
    """A form that was handed in, in parts."""

    fields: Mapping[str, Sequence[str]]
    """Name → values, in their order."""

    def one(self, name: str) -> str:
        """Return the last value of a field without blanks around and control characters; empty: none."""
        values = self.fields.get(name)
        return _clean(values[-1]) if values else ""


class Reader:
    """Reads one form; gathers what is wrong with it."""

    def __init__(self, handed: Handed, kind: CaseKindSpec, box: Box | None, spot: Spot | None) -> None:
        """Prepare.

        Args:
            handed: the form.
            kind: what cases of this kind have.
            box: positions outside are refused; None: any on Earth is good.
            spot: the place that `address_id` names; None: nobody knows it.
        """
        self._handed, self._kind, self._box, self._spot = handed, kind, box, spot
        self.wrong: list[Text] = []

    def draft(self, source: str) -> CaseDraft:
        """Return the case; worth something only while `wrong` is empty.

        Args:
            source: channel by which it came.
        """
        one = self._handed.one
        for name, most in LONGEST.items():
            self._check_length(name, one(name), most)
        text = one("description")
        self._check_length("description", text, LONGEST_DESCRIPTION)
        field = next(f for f in self._kind.fields if f.id == one("service_code"))
        lat, lon = self._position()
        spot = self._spot
        return CaseDraft(
            title=title_of(text) or field.name.vi,
            text=text,
            field=field.id,
            area_code=spot.area_code if spot else "",
            area_name=spot.area_name if spot else "",
            place=one("address_string") or (spot.name if spot else ""),
            lat=lat,
            lon=lon,
            source=source,
            reporter=" ".join(part for part in (one("last_name"), one("first_name")) if part),
            phone=self._phone(),
            email=self._email(),
            media=self._media(),
            data=self._data(),
        )

    def _say(self, vi: str, en: str) -> None:
        self.wrong.append(Text(vi, en))

    def _check_length(self, name: str, value: str, most: int) -> None:
        if len(value) > most:
            self._say(
                f"{name}: dài {len(value)} ký tự, tối đa {most}.",
                f"{name}: {len(value)} characters, at most {most}.",
            )

    def _position(self) -> tuple[float | None, float | None]:
        one = self._handed.one
        given = one("lat"), one("long")
        if any(given):
            lat, lon = _number(given[0]), _number(given[1])
            if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
                self._say(
                    "lat, long: cần cả hai, là độ WGS84 có dấu chấm thập phân, ví dụ 16.0678 và 108.2208.",
                    "lat, long: both are needed, degrees of WGS84 with a point, e.g. 16.0678 and 108.2208.",
                )
                return None, None
            if self._box is not None and not is_within(self._box, lat, lon):
                west, south, east, north = self._box
                self._say(
                    f"lat, long: nằm ngoài địa bàn (vĩ độ {south:g}–{north:g}, kinh độ {west:g}–{east:g}).",
                    f"lat, long: outside of the city (lat {south:g}–{north:g}, long {west:g}–{east:g}).",
                )
            return lat, lon
        if one("address_id") and self._spot is None:
            self._say(
                "address_id: không có địa điểm này; hãy gửi lat và long, hoặc address_string.",
                "address_id: there is no such place; send lat and long, or address_string.",
            )
        elif not one("address_string") and self._spot is None:
            self._say(
                "Thiếu vị trí: cần lat và long, hoặc address_string, hoặc address_id.",
                "No location: lat and long, or address_string, or address_id is needed.",
            )
        return (self._spot.lat, self._spot.lon) if self._spot else (None, None)

    def _email(self) -> str:
        email = self._handed.one("email")
        if email and not _EMAIL.fullmatch(email):
            self._say("email: không phải địa chỉ thư điện tử.", "email: no e-mail address.")
        return email

    def _phone(self) -> str:
        phone = self._handed.one("phone")
        if phone and not _PHONE.fullmatch(phone):
            self._say(
                "phone: chỉ gồm chữ số, có thể có + ở đầu.", "phone: digits only, perhaps a + before them."
            )
        return phone

    def _media(self) -> tuple[str, ...]:
        urls = tuple(
            dict.fromkeys(url for raw in self._handed.fields.get("media_url", ()) if (url := _clean(raw)))
        )
        if not all(is_web_address(url) for url in urls) or len(urls) > 10:
            self._say(
                f"media_url: cần địa chỉ http(s), dài tối đa {LONGEST_URL} ký tự, tối đa 10 địa chỉ.",
                f"media_url: expected http(s) addresses of at most {LONGEST_URL} characters, at most 10.",
            )
            return ()
        return urls

    # ---- attributes -------------------------------------------------------------------------------

    def _data(self) -> dict[str, str]:
        known = {data.id: data for data in offered(self._kind)}
        found: dict[str, str] = {}
        for name, values in self._handed.fields.items():
            match = _ATTRIBUTE.fullmatch(name)
            if match is None:
                continue
            code = match[1]
            if code not in known:
                self._say(
                    f"attribute[{code}]: không có thuộc tính này.",
                    f"attribute[{code}]: there is no such attribute.",
                )
            elif value := self._value(known[code], [clean for v in values if (clean := _clean(v))]):
                found[code] = value
        for data in known.values():
            if data.required and data.id not in found:
                self._say(
                    f"attribute[{data.id}]: bắt buộc ({data.name.vi}).",
                    f"attribute[{data.id}]: required ({data.name.in_language('en')}).",
                )
        return found

    def _value(self, data: DataSpec, values: Sequence[str]) -> str:
        if not values:
            return ""
        joined = ", ".join(values)
        self._check_length(f"attribute[{data.id}]", joined, LONGEST_VALUE)
        if data.type in ("text", "long_text"):
            return joined
        value = attribute_value(data, values[0]) if len(values) == 1 else None
        if value is None:
            expected = ", ".join(data.choices) if data.type == "choice" else data.type
            self._say(
                f"attribute[{data.id}]: cần một giá trị kiểu {expected}.",
                f"attribute[{data.id}]: expected one value: {expected}.",
            )
            return ""
        return value


def attribute_value(data: DataSpec, word: str) -> str | None:
    """Return a value as the case keeps it; None if it is none of this type."""
    match data.type:
        case "choice":
            return word if word in data.choices else None
        case "number":
            number = _number(word)
            return None if number is None else f"{number:.12g}"
        case "datetime":
            return None if instant_of(word) is None else word.replace(" ", "+")
        case "date":
            try:
                return datetime.date.fromisoformat(word[:10]).isoformat() if len(word) <= 40 else None
            except ValueError:
                return None
    return word


def is_within(box: Box, lat: float, lon: float) -> bool:
    """Return whether a position lies in a box."""
    west, south, east, north = box
    return south <= lat <= north and west <= lon <= east


def is_web_address(url: str) -> bool:
    """Return whether a text is an http(s) address without a user's name, blanks and signs of markup."""
    if len(url) > LONGEST_URL or any(c.isspace() or c in "<>\"'`\\" for c in url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def _number(word: str) -> float | None:
    try:
        found = float(word) if len(word) <= 40 and "_" not in word else math.nan
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _clean(value: str) -> str:
    return _CONTROL.sub(" ", value.replace("\r\n", "\n")).strip()

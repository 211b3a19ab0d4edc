"""What an administrator would have written of the demo's crews: places, people, sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backend.demo.crew_model import units

PACKS = ("dispatch", "security")
FLEET_PATH, POLICE_PATH = "/doi-xuong/vi-tri.json", "/113/vu-viec.json"
BOAT = "boat"
SMS_SECRET = "sms.token"  # noqa: S105 - the name of a keyring entry
TOPIC = "dn/luc-luong"
_VALUES = {
    "vi_do": {"metric": "lat_deg"},
    "kinh_do": {"metric": "lon_deg"},
    "huong": {"metric": "heading_deg"},
    "toc_do": {"metric": "track_km_h", "unit": "km/h"},
    "truc": {"metric": "on_duty"},
    "quan_so": {"metric": "n_on_duty"},
}


def place_rows() -> Iterator[dict[str, object]]:
    """Return the rows of places.csv: each crew at its base, each station where it stands."""
    for unit in units():
        lat, lon = unit.route[0]
        yield {
            "place_id": unit.place_id,
            "name": unit.name,
            "kind": unit.kind,
            "lat": lat,
            "lon": lon,
            "area_name": unit.area_name,
            "code": unit.place_id,
        }


def people() -> list[dict[str, Any]]:
    """Return the people of contacts.yaml: whoever holds the telephone of a crew or station."""
    return [
        {
            "id": f"truc-{unit.place_id}",
            "name": f"Trực {unit.name}",
            "unit": "cuu-ho" if unit.kind in ("boat", "rescue_team") else "cong-an",
            "roles": [],
            "place": unit.place_id,
            "channels": ["sms"],
            "phone": unit.phone,
            "email": f"{unit.place_id}@demo.invalid",
        }
        for unit in units()
    ]


def sources(broker: int, fleet: int) -> list[dict[str, Any]]:
    """Return the sources of positions and of the hotline 113.

    Args:
        broker: loopback port of the message broker.
        fleet: loopback port of the boats' fleet system and of the hotline; 0: none.
    """
    mapping = {"place": "ma", "time": "luc", "values": _VALUES}
    found: list[dict[str, Any]] = [
        {
            "id": "luc-luong",
            "kind": "mqtt",
            "name": "Vị trí tổ tuần tra, đội cứu hộ",
            "max_age_s": 60,
            "host": "127.0.0.1",
            "port": broker,
            "topics": [f"{TOPIC}/+"],
            "qos": 1,
            "mapping": mapping,
        }
    ]
    if not fleet:
        return found
    address = f"http://127.0.0.1:{fleet}"
    boats = {"items": "xuong", **mapping}
    return [
        *found,
        {
            "id": "doi-xuong", "kind": "http_json", "name": "Định vị đội xuồng", "max_age_s": 60,
            "url": f"{address}{FLEET_PATH}", "interval_s": 5, "mapping": boats,
        },
        {
            "id": "truc-ban-113", "kind": "http_json", "name": "Trực ban 113", "max_age_s": 120,
            "url": f"{address}{POLICE_PATH}", "interval_s": 5, "cases": _CASES,
        },
    ]  # fmt: skip


_CASES: dict[str, Any] = {
    "items": "vu_viec",
    "id": "ma",
    "kind": "security",
    "title": {"vi": "{noi_dung} — {ten_phuong}"},
    "text": "noi_dung",
    "field": "loai",
    "time": "luc",
    "changed": "cap_nhat",
    "status": "trang_thai",
    "closed": ["đã xử lý"],
    "lat": "vi_do",
    "lon": "kinh_do",
    "area": "phuong",
    "area_name": "ten_phuong",
    "place": "dia_chi",
    "phone": "dien_thoai",
    "data": {"n_injured": "so_bi_thuong"},
}


def answers() -> dict[str, Any]:
    """Return how the SMS gateway hands answers in: the `reports` of its channel."""
    return {
        "token_secret": SMS_SECRET,
        "token_field": "token",
        "key_field": "RequestId",
        "state_field": "SendStatus",
        "states": {"5": "delivered", "4": "failed"},
        "from_field": "Phone",
        "text_field": "Content",
    }

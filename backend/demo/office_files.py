"""Whom the demo centre tells, and by which ways: people, channels, hours of units. All made up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from backend.demo import crew_files, warning_files
from backend.demo.city import City
from backend.demo.departments import units
from backend.demo.people_names import full_name
from backend.demo.post_office import SMS_PATH

PEOPLE: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("truc-ban", "Trần Minh Hà", "ioc", ("duty_officer",)),
    ("truc-ban-2", "Lê Quang Vinh", "ioc", ("duty_officer",)),
    ("truong-ca", "Phạm Thị Thu", "ioc", ("shift_supervisor",)),
    ("lanh-dao-1", "Nguyễn Đức Long", "pctt", ("leader",)),
    ("lanh-dao-2", "Hoàng Thanh Mai", "pctt", ("leader",)),
    ("pctt-1", "Võ Văn Sơn", "pctt", ()),
    ("thoat-nuoc-1", "Đặng Hữu Phúc", "thoat-nuoc", ()),
    ("thoat-nuoc-2", "Bùi Văn Tâm", "thoat-nuoc", ()),
    ("cuu-ho-1", "Huỳnh Ngọc Dũng", "cuu-ho", ()),
    ("kttv-1", "Trịnh Thuỳ Linh", "kttv", ()),
    ("sxd-1", "Nguyễn Thị Phương", "so-xay-dung", ("unit_officer", "follower")),
    ("mtdt-1", "Trần Văn Lực", "moi-truong-do-thi", ("unit_officer", "follower")),
    ("cap-nuoc-1", "Lê Thị Ngân", "cap-nuoc", ("unit_officer", "follower", "don-vi-cap-nuoc")),
    ("thong-ke-1", "Phan Thị Cúc", "cuc-thong-ke", ("unit_officer", "follower")),
    ("cong-an-1", "Đỗ Mạnh Cường", "cong-an", ("unit_officer", "follower")),
    ("sct-1", "Ngô Bảo Trâm", "so-cong-thuong", ("unit_officer", "follower")),
    ("svhttdl-1", "Hồ Quang Khải", "so-vh-tt-dl", ("unit_officer", "follower")),
    ("stc-1", "Dương Thu Hằng", "so-tai-chinh", ("unit_officer", "follower")),
    ("snv-1", "Huỳnh Kim Liên", "so-noi-vu", ("unit_officer", "follower")),
    ("syt-1", "Bùi Thanh Nhàn", "so-y-te", ("unit_officer", "follower", "y-te")),
    ("sgddt-1", "Phạm Ngọc Quý", "so-gd-dt", ("unit_officer", "follower")),
    ("snnmt-1", "Võ Hữu Thọ", "so-nn-mt", ("unit_officer", "follower")),
    ("skhcn-1", "Lê Minh Tuệ", "so-kh-cn", ("unit_officer", "follower")),
    ("stp-1", "Trần Thị Yên", "so-tu-phap", ("unit_officer", "follower")),
)
"""Id (and account), name, unit, roles."""
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phan", "Võ", "Đỗ", "Hồ", "Dương")
_GIVEN = ("Văn An", "Thị Bình", "Quốc Cường", "Thị Diễm", "Minh Đạt", "Thị Hoa", "Văn Khánh", "Thị Lan")


UTILITY = "Công ty"
"""How the names of units begin that somebody answers for at any hour."""


def contacts(city: City) -> dict[str, Any]:
    """Return contacts.yaml: the centre's people, and three in each ward that has flood posts."""
    people = [
        {"id": name_id, "name": name, "unit": unit, "roles": list(roles), **_reached(n)}
        for n, (name_id, name, unit, roles) in enumerate(PEOPLE)
    ]
    people += _followers(len(people) + 200)
    others = (*_of_wards(city, len(people)), *crew_files.people(), *warning_files.citizens(city))
    return {"people": [*people, *others]}


def _followers(first: int) -> list[dict[str, Any]]:
    """Return one person in each unit that has nobody else: who follows its figures; utilities sleep never."""
    there = {unit for _id, _name, unit, _roles in PEOPLE}
    rng = np.random.default_rng(24)
    return [
        {
            "id": f"theo-doi-{unit.id}",
            "name": full_name(rng),
            "unit": unit.id,
            "roles": ["follower"],
            **({} if unit.name.startswith(UTILITY) else {"hours": ["07:30-17:30"]}),
            **_reached(first + n),
        }
        for n, unit in enumerate(unit for unit in units() if unit.id not in there)
    ]


def _of_wards(city: City, first: int) -> Iterator[dict[str, Any]]:
    for i, area in enumerate(city.hotline_areas()):
        code = city.area_codes[area]
        for j, role in enumerate(("ward_officer", "residential_head", "party_secretary")):
            n = first + 3 * i + j
            name = f"{_FAMILY[n % len(_FAMILY)]} {_GIVEN[(n * 5) % len(_GIVEN)]}"
            ways = {"areas": [code], "channels": ["sms", "email"]}
            yield {"id": f"{role}-{code}", "name": name, "roles": [role], **ways, **_reached(n)}


def _reached(n: int) -> dict[str, str]:
    return {"phone": f"090000{n + 1000:04}", "email": f"can-bo-{n + 1}@demo.invalid"}


def channels(folder: Path, smtp: int, sms: int) -> list[dict[str, Any]]:
    """Return the channels: all end on this machine.

    Args:
        folder: of the centre.
        smtp: loopback port of the mail server.
        sms: loopback port of the SMS gateway.
    """
    return [
        {
            "id": "sms",
            "kind": "sms_http",
            "name": "Tin nhắn SMS (cổng thử trên máy này)",
            "enabled": True,
            "url": f"http://127.0.0.1:{sms}{SMS_PATH}",
            "body": {"Phone": "{to}", "Content": "{body}", "Brandname": "{sender}", "RequestId": "{key}"},
            "sender": "IOC DA NANG",
            "code_field": "/CodeResult",
            "ok_codes": ["100"],
            "duplicate_codes": ["124"],
            "id_field": "/SMSID",
            "rate_per_s": 20,
            "reports": crew_files.answers(),
        },
        {
            "id": "email",
            "kind": "smtp",
            "name": "Thư điện tử (máy chủ thử trên máy này)",
            "enabled": True,
            "host": "127.0.0.1",
            "port": smtp,
            "security": "none",
            "sender": "ioc@demo.invalid",
            "sender_name": "IOC Đà Nẵng (trình diễn)",
        },
        {"id": "man-hinh", "kind": "notify", "name": "Thông báo trên màn hình", "enabled": True},
        {
            "id": "phieu-goi",
            "kind": "callsheet",
            "name": "Phiếu gọi điện in ra",
            "enabled": True,
            "folder": str((folder / "call-sheets").resolve()),
        },
    ]


def calendar() -> dict[str, Any]:
    """Return calendar.yaml: who of the units works around the clock."""
    always = [{"week": {"mon-sun": ["00:00-24:00"]}}]
    units = [{"id": unit, "hours": always, "holidays": False} for unit in ("ioc", "cuu-ho", "pctt")]
    return {"calendar": "vn", "units": units}

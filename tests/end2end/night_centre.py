"""A centre for one flood night: three wards with their people, stations, boats and shelters, on the shipped packs.

Stations speak by a broker, SMS leave by a gateway, citizens and crews come in by the centre's own gateway. The
posts and the people around them are those of the pack's own test of eighteen people.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import yaml

from backend.cli.accounts import ensure_accounts
from backend.demo import departments
from backend.wire import keys
from tests.end2end.daemon_run import PASSWORD, ROOT, Broker, DaemonRun, free_port
from tests.peers.starting import Peer

PACKS = ("flooding", "dispatch", "public-warning", "cameras")
BEGIN = "2026-11-24T19:00:00+07:00"
BEGIN_AT = dt.datetime.fromisoformat(BEGIN).timestamp()
FLOODING_TESTS = ROOT / "resources" / "usecases" / "flooding" / "tests" / "messages.yaml"
EIGHTEEN = "eighteen people"
"""Begins the name of the pack's test from which the posts and the people around them are taken."""
POSTS = {"t1": "ngap-me-suot", "t2": "ngap-au-co", "t3": "ngap-ham-nghi"}
"""The test's posts → their ids here, which are those that the shipped layouts show."""
DEEP, BESIDE, FAR = POSTS.values()
RAIN, LIGHT_RAIN = "mua-hoa-khanh", "mua-suoi-luong"
SCHOOL, HALL = "so-tan-truong", "so-tan-hoi-truong"
AWAY, OFF_DUTY, NEAREST, DISTANT = "xuong-hoa-khanh", "xuong-phu-loc-1", "xuong-phu-loc-2", "xuong-song-han"
BOATS = {
    AWAY: ("Xuồng Hòa Khánh", (16.0710, 108.1515), (16.1200, 108.1300), 1),
    OFF_DUTY: ("Xuồng Phú Lộc 1", (16.0680, 108.1560), (16.0680, 108.1560), 0),
    NEAREST: ("Xuồng Phú Lộc 2", (16.0660, 108.1750), (16.0690, 108.1640), 1),
    DISTANT: ("Xuồng sông Hàn", (16.0720, 108.2270), (16.0720, 108.2270), 1),
}
"""Boat → name, base, where it is tonight, whether it is on duty."""
HOTLINE = "tong-dai-1022"
RIVER = "song-cam-le"
PLACES = (
    f"{RIVER},Cẩm Lệ,river_gauge,16.0113,108.2049,,Cẩm Lệ,",
    f"{RAIN},Hòa Khánh,rain_station,16.0652,108.1478,001,Hòa Khánh,",
    f"{LIGHT_RAIN},Suối Lương,rain_station,16.1467,108.1189,,Hải Vân,",
    f"{HOTLINE},Tổng đài 1022,hotline,16.0600,108.2100,,Toàn thành phố,",
    f"{SCHOOL},Trường Tiểu học Hòa Khánh,shelter,16.0640,108.1560,001,Hòa Khánh,200",
    f"{HALL},Hội trường UBND Hòa Khánh,shelter,16.0610,108.1440,001,Hòa Khánh,90",
)
WARDS = {
    "001": ("Hòa Khánh", (108.140, 16.0550, 108.160, 16.0735)),
    "002": ("Liên Chiểu", (108.140, 16.0735, 108.160, 16.0900)),
    "003": ("Thanh Khê", (108.160, 16.0550, 108.190, 16.0900)),
}
"""Ward → name and its box: west, south, east, north."""
UNITS = ("ubnd", "ioc", "pctt", "thoat-nuoc", "cuu-ho", "kttv")
OFFICER, SUPERVISOR, LEADERS = "truc-ban", "truong-ca", ("lanh-dao-1", "lanh-dao-2")
DRAINAGE, RESCUE, WARD = "thoat-nuoc-1", "cuu-ho-1", "phuong-1"
WALL = "wall"
ACCOUNTS = (
    (OFFICER, "Trần Hà", "duty_officer", ""),
    (SUPERVISOR, "Phạm Thị Thu", "shift_supervisor", ""),
    (LEADERS[0], "Nguyễn Đức Long", "leader", ""),
    (LEADERS[1], "Hoàng Thanh Mai", "leader", ""),
    (DRAINAGE, "Đặng Hữu Phúc", "unit_officer", "thoat-nuoc"),
    (RESCUE, "Huỳnh Ngọc Dũng", "unit_officer", "cuu-ho"),
    (WARD, "Lê An", "unit_officer", "pctt"),
    (WALL, "Màn hình trung tâm", "duty_officer", ""),
)
"""User, name, role and unit of whoever signs in tonight."""
NAMES = {user: name for user, name, _role, _unit in ACCOUNTS}
CITIZENS = ("dan-1", "dan-2")
APP_KEY, SMS_TOKEN = "khoa-cua-ung-dung-cong-dan-0123456789", "m4t-kh4u-sms"


def eighteen() -> dict[str, Any]:
    """Return the pack's test: `places` and `people`."""
    tests = yaml.safe_load(FLOODING_TESTS.read_text(encoding="utf-8"))["tests"]
    (found,) = [test for test in tests if test["name"].startswith(EIGHTEEN)]
    return dict(found)


def told() -> set[str]:
    """Return who that test expects to get the SMS of the ward's flooding."""
    messages = eighteen()["expect"][0]["messages"]
    return {m["to"] for m in messages if m.get("n") == 1 and "to" in m}


def phone_of(person: str) -> str:
    """Return the telephone of one of the centre's people, as they write it."""
    return f"0905{[one['id'] for one in people()].index(person):06}"


def people() -> list[dict[str, Any]]:
    """Return contacts.yaml, without telephones: the test's people, the centre's, crews and citizens."""
    names = dict.fromkeys((OFFICER, SUPERVISOR, *LEADERS, DRAINAGE, RESCUE))
    others: list[dict[str, Any]] = [
        {"id": OFFICER, "roles": ["duty_officer"], "unit": "ioc"},
        {"id": SUPERVISOR, "roles": ["shift_supervisor"], "unit": "ioc"},
        *({"id": leader, "roles": ["leader"], "unit": "pctt"} for leader in LEADERS),
        {"id": DRAINAGE, "unit": "thoat-nuoc"},
        {"id": RESCUE, "unit": "cuu-ho"},
    ]
    found = [{"name": NAMES[one["id"]], **one} for one in others if one["id"] in names]
    found += [one for one in eighteen()["people"] if "duty_officer" not in one["roles"]]
    found += [{"id": f"truc-{boat}", "name": f"Trực {of[0]}", "place": boat} for boat, of in BOATS.items()]
    found += [
        {"id": one, "name": f"Người dân {n}", "roles": ["citizen"], "areas": ["001"]}
        for n, one in enumerate(CITIZENS, 1)
    ]
    return found


def _places() -> Iterator[str]:
    for place in eighteen()["places"]:
        where = f"{place['lat']},{place['lon']},{place['area_code']},{place['area_name']}"
        yield f"{POSTS[place['place_id']]},{place['name']},{place['kind']},{where},"
    yield from PLACES
    for boat, (name, (lat, lon), _at, _duty) in BOATS.items():
        yield f"{boat},{name},boat,{lat},{lon},,Đà Nẵng,"


def _channels(sms: int) -> dict[str, Any]:
    return {
        "id": "sms", "kind": "sms_http", "name": "SMS", "enabled": True, "url": f"http://127.0.0.1:{sms}/esms",
        "body": {"ApiKey": "api-key", "SecretKey": "secret-key", "Phone": "{to}", "Content": "{body}",
                 "RequestId": "{key}"},
        "code_field": "/CodeResult", "ok_codes": ["100"], "duplicate_codes": ["124"], "id_field": "/SMSID",
        "reports": {"token_secret": "sms-token", "key_field": "RequestId", "state_field": "SendStatus",
                    "states": {"5": "delivered", "4": "failed"}, "from_field": "Phone", "text_field": "Content"},
    }  # fmt: skip


def _stations(broker: int) -> dict[str, Any]:
    metrics = (
        *("rain_mm_h", "rain_1h_mm", "depth_cm", "level_m", "lat_deg", "lon_deg", "on_duty"),
        *("n_calls_15min", "n_sos_open", "n_sos_waiting"),
    )
    return {
        "id": "tram", "kind": "mqtt", "name": "Trạm đo, xuồng", "max_age_s": 60, "host": "127.0.0.1",
        "port": broker, "topics": ["dn/#"], "qos": 1,
        "mapping": {"place": "tram", "time": "luc", "values": {name: {"metric": name} for name in metrics}},
    }  # fmt: skip


def _gateway(port: int) -> dict[str, Any]:
    return {
        "port": port,
        "api_keys": [{"id": "app", "source": "app", "posts_per_minute": 600}],
        "georeport": {"kind": "sos", "jurisdiction_id": "danang.example"},
        "limits": {"requests_per_minute": 6000},
        "cap": {
            "sender": "canhbao@danang.example",
            "sender_name": "Trung tâm IOC Đà Nẵng",
            "contact": "1022",
        },
    }


def _wards() -> dict[str, Any]:
    def ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
        return [[west, south], [east, south], [east, north], [west, north], [west, south]]

    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "code": code,
                    "name": name,
                    "kind": "phường",
                    "label": [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2],
                },
                "geometry": {"type": "Polygon", "coordinates": [ring(*box)]},
            }
            for code, (name, box) in WARDS.items()
        ],
    }


class NightCentre:
    """The centre's folder and daemon, and its doors to the world."""

    def __init__(self, folder: Path, broker: Broker, sms: Peer) -> None:
        self.broker, self.sms, self.port = broker, sms, free_port()
        self.run = DaemonRun(
            folder,
            packs=ROOT / "resources" / "usecases",
            pack=", ".join(PACKS),
            places=list(_places()),
            sources=[_stations(broker.port)],
            attributes=("n_places",),
            clock_from=BEGIN,
        )
        centre = self.run.centre
        settings = yaml.safe_load((centre / "centre.yaml").read_text(encoding="utf-8"))
        _write(centre / "centre.yaml", settings | {"map": {"centre": [108.158, 16.0705], "zoom": 13.4}})
        contacts = [one | {"phone": phone_of(one["id"]), "channels": ["sms"]} for one in people()]
        _write(centre / "contacts.yaml", {"people": contacts})
        _write(centre / "channels" / "sms.yaml", _channels(sms.port))
        _write(centre / "gateway.yaml", _gateway(self.port))
        (centre / "maps").mkdir()
        (centre / "maps" / "wards.geojson").write_text(json.dumps(_wards()))
        head, *rows = departments.table().splitlines()
        wanted = [row for row in rows if row.split(",")[0] in UNITS]
        (centre / "units.csv").write_text("\n".join([head, *wanted]) + "\n")
        secrets = keys.KeyFolder(folder / "keys")
        for name, value in (("api.app", APP_KEY), ("sms-token", SMS_TOKEN), (keys.WALL_PASSWORD, PASSWORD)):
            secrets.put(name, value)
        accounts = [(user, name, role, PASSWORD, unit) for user, name, role, unit in ACCOUNTS]
        ensure_accounts(self.run.database, accounts)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def call_for_rescue(self, description: str, lat: float, lon: float, phone: str, **attributes: str) -> str:
        """Hand a call in as the citizens' app does; return its code."""
        form = {
            "api_key": APP_KEY, "jurisdiction_id": "danang.example", "service_code": "mac-ket", "lat": f"{lat}",
            "long": f"{lon}", "description": description, "phone": phone,
        }  # fmt: skip
        form |= {f"attribute[{name}]": value for name, value in attributes.items()}
        answer = httpx.post(f"{self.url}/open311/v2/requests.json", data=form, timeout=30)
        assert answer.status_code == 200, answer.text
        return str(answer.json()[0]["service_request_id"])

    def write_back(self, person: str, text: str) -> None:
        """Answer the centre by SMS, as the gateway hands it in."""
        body = {"Phone": phone_of(person), "Content": text, "token": SMS_TOKEN}
        answer = httpx.post(f"{self.url}/hooks/sms", json=body, timeout=30)
        assert answer.status_code == 200, answer.text

    def arrived(self) -> list[dict[str, str]]:
        """Return the SMS that the gateway took, each with its fields, oldest first."""
        return [json.loads(item["body"]) for item in self.sms.received() if item["accepted"]]

    def alerts(self) -> str:
        """Return the feed of messages to the public."""
        answer = httpx.get(f"{self.url}/cap/feed.atom", timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.text


def _write(file: Path, content: dict[str, Any]) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")

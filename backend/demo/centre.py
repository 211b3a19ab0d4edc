"""The demo centre's folder: what an administrator of a real centre would have written by hand."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import yaml

from backend.demo import (
    area_tables,
    boundaries,
    crew_files,
    departments,
    fields,
    office_files,
    places,
    ptz_cameras,
    shelters,
    warning_files,
    water_places,
    water_works,
)
from backend.demo import ports as ports_
from backend.demo.city import CITY_CENTRE, CITY_HOTLINE_ID, Camera, City, Site, load
from backend.demo.offices import DOSSIERS_PATH, REPORTS_PATH
from backend.demo.storm import Floats, Storm

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CENTRE_ID = "da-nang-demo"
NAMED_DAY = dt.date(2022, 10, 14)
RECORDING_STEP_S = 300
GAUGE_FOLDER = "drop/muc-nuoc"
APP_KEY_ID = "app-demo"
"""Name of the key by which a citizens' app hands reports in."""


class Ports(msgspec.Struct, frozen=True):
    """Loopback ports of the demo's doors."""

    broker: int
    rtsp: int
    http: int
    smtp: int = 0
    """0: no mail server."""
    sms: int = 0
    gateway: int = 0
    """Of Open311, opened by the daemon; 0: none."""
    onvif: int = 0
    """Of the cameras that can be turned; 0: none can."""
    fleet: int = 0
    """Of the boats' fleet system and the hotline 113; 0: none."""


class Settings(msgspec.Struct, frozen=True):
    """What the feeder needs to know of a prepared folder (`demo.yaml`)."""

    seed: int
    ports: Ports


def free_ports() -> Ports:
    """Return loopback ports that nobody uses now."""
    return Ports(*ports_.free_ports(8))


def settings_of(folder: Path) -> Settings:
    """Return the settings of a prepared folder.

    Raises:
        FileNotFoundError: the folder was not prepared.
    """
    file = folder / "demo.yaml"
    if not file.is_file():
        raise FileNotFoundError(f"{file} is missing: prepare the folder first (`toancanh demo` does it)")
    return msgspec.convert(yaml.safe_load(file.read_text(encoding="utf-8")), Settings)


def prepare(folder: Path, seed: int = 1, ports: Ports | None = None) -> Settings:
    """Write the centre's folder; what is there already and equal is not touched.

    Args:
        folder: of the centre; made if missing.
        seed: of storm and calls.
        ports: of the doors; None keeps those of an earlier run, or takes free ones.

    Raises:
        OSError: the folder cannot be written.
    """
    if ports is None:
        ports = settings_of(folder).ports if (folder / "demo.yaml").is_file() else free_ports()
    settings = write_settings(folder, seed, ports)
    recording = folder / "recordings" / f"{NAMED_DAY.isoformat()}.csv"
    if not recording.is_file():
        _write(recording, _recording(load(), seed))
    if not any((folder / "maps").glob("*.geojson")):
        boundaries.build(folder / "maps")
    return settings


def write_settings(folder: Path, seed: int, ports: Ports) -> Settings:
    """Write what an administrator would type: centre, places, sources.

    Raises:
        OSError: the folder cannot be written.
    """
    city = load()
    settings = Settings(seed, ports)
    for part in ("sources", "channels", "maps", "recordings", GAUGE_FOLDER):
        (folder / part).mkdir(parents=True, exist_ok=True)
    _write_yaml(folder / "demo.yaml", msgspec.to_builtins(settings))
    _write_yaml(folder / "centre.yaml", _centre())
    _write(folder / "places.csv", places_table(city, ports))
    _write_yaml(folder / "cameras.yaml", ptz_cameras.groups())
    _write(folder / "units.csv", departments.table())
    for source in (*_sources(city, ports, folder), *warning_files.sources(ports.http)):
        _write_yaml(folder / "sources" / f"{source['id']}.yaml", source)
    for channel in office_files.channels(folder, ports.smtp, ports.sms):
        _write_yaml(folder / "channels" / f"{channel['id']}.yaml", channel)
    _write_yaml(folder / "contacts.yaml", office_files.contacts(city))
    _write_yaml(folder / "calendar.yaml", office_files.calendar())
    area_tables.drop(folder)
    fields.make_folders(folder)
    shelters.make_folders(folder)
    water_works.make_folders(folder)
    if ports.gateway:
        _write_yaml(folder / "gateway.yaml", gateway(ports.gateway) | warning_files.gateway())
    return settings


def gateway(port: int) -> dict[str, Any]:
    """Return the gateway's settings: a citizens' app of this machine may hand reports in by Open311."""
    return {
        "address": "127.0.0.1",
        "port": port,
        "api_keys": [{"id": APP_KEY_ID, "source": "app"}],
        "georeport": {
            "kind": "report",
            "hidden_fields": ["cuu-ho", "an-ninh"],
            "contact": "Trung tâm giám sát, điều hành thông minh Đà Nẵng (bản trình diễn)",
        },
    }


def _write(file: Path, text: str) -> None:
    if not file.is_file() or file.read_text(encoding="utf-8") != text:
        part = file.with_name(f".{file.name}.part")
        part.write_text(text, encoding="utf-8", newline="")
        part.replace(file)


def _write_yaml(file: Path, data: Mapping[str, Any]) -> None:
    _write(file, yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False, width=100))


def _centre() -> dict[str, Any]:
    return {
        "id": CENTRE_ID,
        "name": "Trung tâm giám sát, điều hành thông minh Đà Nẵng (bản trình diễn)",
        "timezone": "Asia/Ho_Chi_Minh",
        "packs": [
            *("flooding", "cameras", "citizen-reports", "public-services", "indicators"),
            "public-warning",
            *crew_files.PACKS,
            *fields.PACKS,
            *water_places.PACKS,
        ],
        "map": {
            "centre": [108.19, 16.035],
            "zoom": 11.2,
            "note": {
                "vi": "Ranh giới phường, xã dựng gần đúng từ vị trí các xã cũ; không thay bản đồ địa chính.",
                "en": "Ward boundaries are approximate, built from the former communes' positions.",
            },
        },
        "shifts": [
            {"name": "Ca 1", "starts": "06:00"},
            {"name": "Ca 2", "starts": "18:00"},
        ],
        "province": places.PROVINCE_CODE,
        "issuer": {
            "above": "UBND THÀNH PHỐ ĐÀ NẴNG",
            "name": "TRUNG TÂM GIÁM SÁT, ĐIỀU HÀNH THÔNG MINH",
            "place": "Đà Nẵng",
            "code": "IOC",
        },
        "reference_days": [
            {
                "id": NAMED_DAY.isoformat(),
                "name": NAMED_DAY.strftime("%d/%m/%Y"),
                "start": f"{NAMED_DAY.isoformat()}T00:00+07:00",
                "note": "Số liệu ngày này do mô hình dựng lại theo trận mưa lớn có thật, không phải số đo.",
            }
        ],
    }


_ATTRIBUTES = (
    "river", "gauge", "bd1", "bd2", "bd3", "limit_source", "stream", "near", "bearing_deg",
    "n_places", "code", "onvif", "ptz", "column", "market", "stall_group", *water_places.ATTRIBUTES,
)  # fmt: skip


def places_table(city: City, ports: Ports) -> str:
    """Return places.csv: everything that the city measures or sees, with its attributes."""
    out = io.StringIO()
    columns = ["place_id", "name", "kind", "lat", "lon", "area_code", "area_name", *_ATTRIBUTES]
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    for row in _place_rows(city, ports):
        row["area_code"] = city.area_codes.get(str(row["area_name"]), "")
        writer.writerow(row)
    return out.getvalue()


def _place_rows(city: City, ports: Ports) -> Iterable[dict[str, object]]:
    for station in city.stations:
        yield _row(station, "rain_station", code=code_of(station.place_id))
    for post in city.posts:
        yield _row(post, "flood_post", code=code_of(post.place_id))
    for gauge in city.gauges:
        yield _row(
            gauge,
            gauge.kind,
            river=gauge.river,
            gauge=code_of(gauge.place_id),
            bd1=gauge.bd1,
            bd2=gauge.bd2,
            bd3=gauge.bd3,
            limit_source=gauge.limit_source,
        )
    for camera in city.cameras:
        yield _row(
            camera,
            "camera",
            stream=stream_of(camera, ports),
            near=camera.near,
            bearing_deg=f"{camera.bearing_deg:g}",
            **ptz_cameras.attributes(camera.place_id, ports.onvif),
        )
    lat, lon = CITY_CENTRE
    yield {
        "place_id": CITY_HOTLINE_ID,
        "name": "Tổng đài 1022",
        "kind": "hotline",
        "lat": lat,
        "lon": lon,
        "area_name": "Hải Châu",
    }
    for name in city.hotline_areas():
        posts = [post for post in city.posts if post.area_name == name]
        yield {
            "place_id": sos_place(city, name),
            "name": name,
            "kind": "sos_area",
            "lat": round(sum(post.lat for post in posts) / len(posts), 4),
            "lon": round(sum(post.lon for post in posts) / len(posts), 4),
            "area_name": name,
        }
    yield from fields.place_rows()
    yield from shelters.place_rows(city)
    yield from crew_files.place_rows()
    yield from water_places.place_rows()


def _row(place: Site, kind: str, **attributes: object) -> dict[str, object]:
    columns = ("place_id", "name", "lat", "lon", "area_name")
    return {"kind": kind, **{name: getattr(place, name) for name in columns}, **attributes}


def stream_of(camera: Camera, ports: Ports) -> str:
    """Return the address of a camera's stream."""
    return f"rtsp://127.0.0.1:{ports.rtsp}/{camera.place_id}"


def code_of(place_id: str) -> str:
    """Return what the place is called on the wire: its id without the kind's prefix."""
    return place_id.split("-", 1)[1]


def sos_place(city: City, area_name: str) -> str:
    """Return the id of the place that counts the requests from a ward."""
    return f"sos-{city.area_codes[area_name]}"


def _sources(city: City, ports: Ports, folder: Path) -> list[dict[str, Any]]:
    def mqtt(source_id: str, name: str, values: dict[str, dict[str, str]]) -> dict[str, Any]:
        mapping = {"place": "tram", "place_prefix": f"{source_id}-", "time": "luc", "values": values}
        return {
            "id": source_id,
            "kind": "mqtt",
            "name": name,
            "max_age_s": 60,
            "host": "127.0.0.1",
            "port": ports.broker,
            "topics": [f"dn/{source_id}/+"],
            "qos": 1,
            "mapping": mapping,
        }

    calls = ("n_calls_15min", "n_sos_open", "n_sos_waiting")
    columns = ("cuoc_goi_15p", "sos_dang_mo", "sos_cho")
    return [
        mqtt(
            "mua",
            "Mạng trạm mưa tự động",
            {
                "mua_mm_h": {"metric": "rain_mm_h", "unit": "mm/h"},
                "mua_1h_mm": {"metric": "rain_1h_mm", "unit": "mm"},
            },
        ),
        mqtt("ngap", "Mạng trụ cảnh báo ngập", {"sau_cm": {"metric": "depth_cm", "unit": "cm"}}),
        {
            "id": "muc-nuoc",
            "kind": "folder",
            "name": "Mực nước sông, hồ (tệp CSV)",
            "max_age_s": 180,
            "path": str((folder / GAUGE_FOLDER).resolve()),
            "pattern": "*.csv",
            "table": _gauge_table(city),
        },
        {
            "id": "tong-dai",
            "kind": "http_json",
            "name": "Tổng đài 1022 và SOS",
            "max_age_s": 60,
            "url": f"http://127.0.0.1:{ports.http}/1022/ngap.json",
            "interval_s": 5,
            "mapping": {
                "items": "khu_vuc",
                "place": "ma",
                "place_prefix": "sos-",
                "places": {"1022": CITY_HOTLINE_ID},
                "time": "luc",
                "values": {field: {"metric": metric} for field, metric in zip(columns, calls, strict=True)},
            },
            "cases": _SOS_CASES,
        },
        *_offices(ports),
        *fields.sources(folder),
        *shelters.sources(city, folder),
        *water_works.sources(folder),
        *crew_files.sources(ports.broker, ports.fleet),
        {
            "id": "camera",
            "kind": "rtsp",
            "name": "Camera giao thông và sông",
            "max_age_s": 90,
            "interval_s": 30,
            "cameras": [
                {"place_id": camera.place_id, "url": stream_of(camera, ports)} for camera in city.cameras
            ],
        },
    ]


_SOS_CASES: dict[str, Any] = {
    "items": "sos",
    "id": "ma",
    "kind": "sos",
    "title": {
        "vi": "SOS {so_nguoi} người — {duong}, {ten_phuong}",
        "en": "SOS, {so_nguoi} people — {duong}, {ten_phuong}",
    },
    "time": "luc",
    "changed": "cap_nhat",
    "status": "trang_thai",
    "closed": ["xong"],
    "severity": {"path": "trang_thai", "values": {"chờ": "high", "đang đi": "medium", "xong": "low"}},
    "lat": "vi_do",
    "lon": "kinh_do",
    "area": "phuong",
    "area_name": "ten_phuong",
    "place": "duong",
    "data": {"n_people": "so_nguoi"},
}


def _gauge_table(city: City) -> dict[str, Any]:
    return {
        "time": ["Thời gian"],
        "time_format": "%d/%m/%Y %H:%M:%S",
        "place": "Trạm",
        "places": {gauge.name: gauge.place_id for gauge in city.gauges},
        "values": {"Mực nước (m)": {"metric": "level_m", "unit": "m"}},
        "decimal": ",",
    }


def _recording(city: City, seed: int) -> str:
    """Return the named day as the model makes it: rain and depth at steps of five minutes."""
    storm = Storm(city, seed, 0.0, named_day=True)
    midnight = dt.datetime.combine(NAMED_DAY, dt.time(), ZONE)
    lines = ["place,metric,at,value"]
    for step in range(0, 86_400, RECORDING_STEP_S):
        storm.advance(step / 3600)
        at = (midnight + dt.timedelta(seconds=step)).isoformat()
        columns: tuple[tuple[str, tuple[Site, ...], Floats], ...] = (
            ("rain_mm_h", city.stations, storm.rain_mm_h()),
            ("rain_1h_mm", city.stations, storm.rain_1h_mm()),
            ("depth_cm", city.posts, storm.depth_cm()),
        )
        for metric, sites, values in columns:
            lines += [f"{p.place_id},{metric},{at},{v:.1f}" for p, v in zip(sites, values, strict=True)]
    return "\n".join(lines) + "\n"


def _offices(ports: Ports) -> list[dict[str, Any]]:
    """Return the sources of reports and dossiers."""

    def document(source_id: str, name: str, path: str, cases: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": source_id,
            "kind": "http_json",
            "name": name,
            "max_age_s": 900,
            "url": f"http://127.0.0.1:{ports.http}{path}",
            "interval_s": 10,
            "cases": cases,
        }

    return [
        document("cong-phan-anh", "Cổng phản ánh hiện trường", REPORTS_PATH, _REPORT_CASES),
        document("mot-cua", "Hệ thống một cửa điện tử", DOSSIERS_PATH, _DOSSIER_CASES),
    ]


_REPORT_CASES: dict[str, Any] = {
    "items": "phan_anh",
    "id": "ma",
    "kind": "report",
    "title": {"vi": "{tieu_de}"},
    "text": "noi_dung",
    "field": "linh_vuc",
    "unit": "don_vi",
    "source": "kenh",
    "severity": {"path": "muc_do", "values": {"gấp": "high", "thường": "low"}},
    "time": "luc",
    "changed": "cap_nhat",
    "status": "trang_thai",
    "closed": ["đã xử lý", "từ chối"],
    "lat": "vi_do",
    "lon": "kinh_do",
    "area": "phuong",
    "area_name": "ten_phuong",
    "place": "dia_chi",
    "reporter": "nguoi_gui",
    "phone": "dien_thoai",
    "accepted": "tiep_nhan",
    "finished": "hoan_thanh",
    "result": "ket_qua",
    "rating": "danh_gia",
    "parent": "trung",
}

_DOSSIER_CASES: dict[str, Any] = {
    "items": "ho_so",
    "id": "so_ho_so",
    "kind": "dossier",
    "title": {"vi": "{ten_thu_tuc}"},
    "field": "linh_vuc",
    "unit": "don_vi",
    "assignee": "can_bo",
    "source": "kenh",
    "time": "ngay_nop",
    "changed": "cap_nhat",
    "status": "trang_thai",
    "closed": ["3", "7", "9", "10"],
    "reporter": "nguoi_nop",
    "phone": "dien_thoai",
    "accepted": "tiep_nhan",
    "due": "hen_tra",
    "finished": "hoan_thanh",
    "rating": "danh_gia",
    "data": {
        "procedure": "ma_thu_tuc",
        "procedure_name": "ten_thu_tuc",
        "level": "muc_do",
        "paid_online": "thanh_toan",
        "digitised": "so_hoa",
        "e_result": "ket_qua_dien_tu",
        "reused": "tai_su_dung",
    },
}

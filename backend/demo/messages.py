"""What the demo's stations and systems send: pure functions from the model's state to bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import msgspec

from backend.demo.hotline import AreaCalls, Request

_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_encode = msgspec.json.Encoder().encode

GAUGE_HEADER = "Thời gian;Trạm;Mực nước (m)\n"
UNREADABLE = '{"tram": "phu-loc", "luc": "2026-13-45", "sau_cm": "lỗi cảm biến"'.encode()
"""What a faulty post sends now and then: neither whole JSON, nor a date, nor a number."""


class RainMessage(msgspec.Struct, frozen=True):
    """One reading of a rain station."""

    tram: str
    luc: float
    """s since epoch."""
    mua_mm_h: float
    mua_1h_mm: float


class PostMessage(msgspec.Struct, frozen=True):
    """One reading of a street-flood post."""

    tram: str
    luc: float
    sau_cm: float


class AreaRecord(msgspec.Struct, frozen=True):
    """The hotline's figures of one ward, or of the whole city (`1022`), at one time."""

    ma: str
    luc: str
    cuoc_goi_15p: int
    sos_dang_mo: int
    sos_cho: int


WAITING, UNDER_WAY, DONE = "chờ", "đang đi", "xong"
"""Where a request for rescue stands, in the hotline's words."""


class SosRecord(msgspec.Struct, frozen=True):
    """One request for rescue as the hotline publishes it: no name, no telephone number."""

    ma: str
    phuong: str
    ten_phuong: str
    duong: str
    vi_do: float
    kinh_do: float
    luc: str
    cap_nhat: str
    so_nguoi: int
    trang_thai: str


def rain(code: str, at: float, rain_mm_h: float, rain_1h_mm: float) -> bytes:
    """Return the message of a rain station; `at` in s since epoch."""
    return _encode(RainMessage(code, round(at, 3), round(float(rain_mm_h), 1), round(float(rain_1h_mm), 1)))


def post(code: str, at: float, depth_cm: float) -> bytes:
    """Return the message of a flood post; `at` in s since epoch."""
    return _encode(PostMessage(code, round(at, 3), round(float(depth_cm), 1)))


def gauge_rows(at: float, levels: Iterable[tuple[str, float]]) -> str:
    """Return lines of the gauges' CSV file for (name, m): local time, decimal comma."""
    when = dt.datetime.fromtimestamp(at, _ZONE).strftime("%d/%m/%Y %H:%M:%S")
    return "".join(f"{when};{name};{f'{level:.2f}'.replace('.', ',')}\n" for name, level in levels)


def area_record(code: str, at: float, calls: AreaCalls) -> AreaRecord:
    """Return the hotline's figures of one area as it publishes them."""
    return AreaRecord(code, _local(at), calls.n_calls_15min, calls.n_sos_open, calls.n_sos_waiting)


def sos_code(at: float, number: int) -> str:
    """Return the code of the `number`-th request of the local day of `at` (s since epoch)."""
    return f"SOS.{dt.datetime.fromtimestamp(at, _ZONE):%Y%m%d}.{number:04d}"


def sos_record(code: str, area_code: str, request: Request, at: float, status: str) -> SosRecord:
    """Return a request that came at `at` (s since epoch) as the hotline publishes it."""
    return SosRecord(
        code,
        area_code,
        request.area_name,
        request.street,
        request.lat,
        request.lon,
        _local(at),
        _local(at),
        request.n_people,
        status,
    )


def sos_turned(record: SosRecord, at: float, status: str) -> SosRecord:
    """Return the record after its status turned at `at` (s since epoch)."""
    return msgspec.structs.replace(record, cap_nhat=_local(at), trang_thai=status)


def hotline(records: Iterable[AreaRecord], requests: Iterable[SosRecord] = ()) -> bytes:
    """Return the hotline's document: figures by ward, and each request that is or was just open."""
    return _encode(
        {"nguon": "Tổng đài 1022 Đà Nẵng", "khu_vuc": list(records), "sos": list(requests)},
    )


def _local(at: float) -> str:
    return dt.datetime.fromtimestamp(round(at), _ZONE).isoformat()

"""What the demo sends is what the shipped source settings read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np

from backend.demo import centre, messages
from backend.demo.city import CITY_HOTLINE_ID, load
from backend.demo.hotline import AreaCalls, Request
from backend.engine.centre import load_centre
from backend.sources import http_json, mqtt

AT = 1_795_320_137.0


def sources(tmp_path: Path) -> dict[str, Any]:
    centre.write_settings(tmp_path, 1, centre.Ports(18911, 8592, 8593))
    return {source.id: source for source in load_centre(tmp_path).sources}


def test_rain_and_depth_are_read_by_the_centres_sources(tmp_path: Path) -> None:
    config = sources(tmp_path)
    rain = mqtt.parse(
        ("dn/mua/suoi-luong", messages.rain("suoi-luong", AT, np.float64(62.44), np.float64(48.0))),
        config["mua"],
        AT,
    )
    assert {o.series_id: (o.value, o.at) for o in rain.observations} == {
        "mua-suoi-luong.rain_mm_h": (62.4, AT),
        "mua-suoi-luong.rain_1h_mm": (48.0, AT),
    }
    depth = mqtt.parse(("dn/ngap/me-suot", messages.post("me-suot", AT, 62.0)), config["ngap"], AT)
    assert [o.series_id for o in depth.observations] == ["ngap-me-suot.depth_cm"]


def test_the_faulty_message_is_refused_with_a_reason(tmp_path: Path) -> None:
    parsed = mqtt.parse(("dn/ngap/phu-loc", messages.UNREADABLE), sources(tmp_path)["ngap"], AT)
    assert parsed.observations == []
    assert len(parsed.refusals) == 1


def test_the_hotline_document_is_read_by_the_centres_source(tmp_path: Path) -> None:
    code = load().area_codes["Hòa Khánh"]
    document = messages.hotline(
        [
            messages.area_record("1022", AT, AreaCalls(31, 5, 2)),
            messages.area_record(code, AT, AreaCalls(9, 2, 1)),
        ]
    )
    parsed = http_json.parse(document, sources(tmp_path)["tong-dai"], AT)
    values = {o.series_id: (o.value, o.at) for o in parsed.observations}
    assert values[f"{CITY_HOTLINE_ID}.n_sos_open"] == (5, AT)
    assert values[f"sos-{code}.n_sos_waiting"] == (1, AT)
    assert parsed.refusals == []


def test_requests_are_read_as_cases_by_the_centres_source(tmp_path: Path) -> None:
    request = Request(25, "Hòa Khánh", "Mẹ Suốt", 16.0661, 108.15, 4, 3.5, 4.5)
    code = messages.sos_code(AT, request.number)
    record = messages.sos_record(code, load().area_codes["Hòa Khánh"], request, AT, messages.WAITING)
    done = messages.sos_turned(record, AT + 60, messages.DONE)
    config = sources(tmp_path)["tong-dai"]
    parsed = http_json.parse(messages.hotline([], [record]), config, AT)
    case = parsed.cases[0].case
    assert len(parsed.cases) == 1
    assert parsed.refusals == []
    assert (case.case_id, case.kind, case.source_id) == ("SOS.20261122.0025", "sos", "tong-dai")
    assert case.title.vi == "SOS 4 người — Mẹ Suốt, Hòa Khánh"
    assert (case.open, case.severity, case.opened_at, case.changed_at) == (True, "high", AT, AT)
    assert (case.lat, case.lon, case.area_code) == (16.0661, 108.15, load().area_codes["Hòa Khánh"])
    (update,) = http_json.parse(messages.hotline([], [done]), config, AT).cases
    case = update.case
    assert (case.open, case.status, case.opened_at, case.changed_at) == (False, "xong", AT, AT + 60)


def test_a_request_names_no_person() -> None:
    assert messages.SosRecord.__struct_fields__ == (
        "ma",
        "phuong",
        "ten_phuong",
        "duong",
        "vi_do",
        "kinh_do",
        "luc",
        "cap_nhat",
        "so_nguoi",
        "trang_thai",
    )


def test_gauge_rows_have_local_time_and_decimal_comma() -> None:
    at = dt.datetime(2026, 11, 22, 3, 42, tzinfo=dt.timezone(dt.timedelta(hours=7))).timestamp()
    assert messages.gauge_rows(at, [("Cẩm Lệ", 1.478)]) == "22/11/2026 03:42:00;Cẩm Lệ;1,48\n"

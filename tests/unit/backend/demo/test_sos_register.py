from __future__ import annotations

from pathlib import Path

from backend.demo.hotline import Request
from backend.demo.sos_register import KEEP_DONE_S, SosRegister

AT = 1_795_496_400.0
"""24/11/2026, 12:00 in Việt Nam."""
AREAS = {"Hòa Khánh": "20200"}


def request(number: int, assigned_h: float = 5.0) -> Request:
    return Request(number, "Hòa Khánh", "Mẹ Suốt", 16.06, 108.15, 3, assigned_h, 9.0)


def states(register: SosRegister) -> dict[str, str]:
    return {record.ma: record.trang_thai for record in register.records()}


def test_a_request_keeps_its_code_while_it_waits_is_served_and_ends(tmp_path: Path) -> None:
    register = SosRegister(tmp_path / "sos.json", AREAS, AT)
    register.note([request(1), request(2, 4.0)], 4.5, AT)
    assert states(register) == {"SOS.20261124.0001": "chờ", "SOS.20261124.0002": "đang đi"}
    register.note([request(1), request(3)], 5.5, AT + 60)
    assert states(register) == {
        "SOS.20261124.0001": "đang đi",
        "SOS.20261124.0003": "đang đi",
        "SOS.20261124.0002": "xong",
    }
    first = register.records()[0]
    assert (first.phuong, first.luc) == ("20200", "2026-11-24T12:00:00+07:00")
    assert first.cap_nhat == "2026-11-24T12:01:00+07:00"
    register.note([request(1)], 5.5, AT + 61 + KEEP_DONE_S)
    assert states(register) == {"SOS.20261124.0001": "đang đi", "SOS.20261124.0003": "xong"}


def test_what_did_not_turn_stays_word_for_word(tmp_path: Path) -> None:
    register = SosRegister(tmp_path / "sos.json", AREAS, AT)
    register.note([request(1)], 4.0, AT)
    before = register.records()
    register.note([request(1)], 4.1, AT + 300)
    assert register.records() == before


def test_codes_start_anew_with_each_local_day(tmp_path: Path) -> None:
    register = SosRegister(tmp_path / "sos.json", AREAS, AT)
    register.note([request(1)], 4.0, AT)
    register.note([request(1), request(2)], 4.0, AT + 12 * 3600)
    assert set(states(register)) == {"SOS.20261124.0001", "SOS.20261125.0001"}


def test_a_second_run_closes_what_was_open_and_uses_no_code_twice(tmp_path: Path) -> None:
    file = tmp_path / "sos.json"
    first = SosRegister(file, AREAS, AT)
    first.note([request(1)], 4.0, AT)
    first.save()
    second = SosRegister(file, AREAS, AT + 900)
    second.note([request(1)], 4.0, AT - 3600)  # the past is sent first
    assert states(second) == {"SOS.20261124.0001": "xong", "SOS.20261124.0002": "chờ"}
    closed = next(record for record in second.records() if record.trang_thai == "xong")
    assert closed.cap_nhat == "2026-11-24T12:15:00+07:00"


def test_a_spoilt_file_is_an_empty_one(tmp_path: Path) -> None:
    file = tmp_path / "sos.json"
    file.write_text('{"last": 7', encoding="utf-8")
    assert SosRegister(file, AREAS, AT).records() == []

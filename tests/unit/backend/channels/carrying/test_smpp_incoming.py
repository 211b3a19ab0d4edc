from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.channels.carrying.smpp_incoming import Joiner, report_of, spellings


@dataclass
class Tlv:
    tag: int
    value: bytes


@dataclass
class Event:
    short_message: bytes = b""
    esm_class: int = 0
    data_coding: int = 0
    source_addr: str = "84905123456"
    tlvs: list[Tlv] = field(default_factory=list)


def part(text: str, n: int, i: int, reference: int = 7, source: str = "84905123456") -> Event:
    return Event(bytes([5, 0, 3, reference, n, i]) + text.encode("utf-16-be"), 0x40, 8, source)


@pytest.mark.parametrize(
    ("said", "state", "words"),
    [
        ("id:abc sub:001 dlvrd:001 stat:DELIVRD err:000 text:x", "delivered", "DELIVRD 000"),
        ("id:abc stat:EXPIRED err:12", "failed", "EXPIRED 12"),
        ("ID:abc STAT:undeliv", "failed", "UNDELIV"),
        ("id:abc stat:ACCEPTD", "sent", "ACCEPTD"),
        ("id:abc stat:STRANGE", "unknown", "STRANGE"),
        ("id:abc", "unknown", "UNKNOWN"),
    ],
)
def test_reports_are_read_from_their_text(said: str, state: str, words: str) -> None:
    report = report_of(Event(said.encode(), 0x04))
    assert report is not None
    assert (report.remote_id, report.state, report.words) == ("abc", state, words)


@pytest.mark.parametrize(
    ("number", "state"), [(2, "delivered"), (5, "failed"), (6, "sent"), (7, "unknown"), (99, "unknown")]
)
def test_reports_are_read_from_optional_parameters(number: int, state: str) -> None:
    report = report_of(Event(esm_class=0x04, tlvs=[Tlv(0x1E, b"x1\0"), Tlv(0x427, bytes([number]))]))
    assert report is not None
    assert (report.remote_id, report.state) == ("x1", state)


def test_a_telephones_message_is_no_report() -> None:
    assert report_of(Event(b"id:abc stat:DELIVRD", 0x40)) is None


@pytest.mark.parametrize(
    ("answered", "reported"),
    [("0012ABCD", "1223629"), ("12abcd", "1223629"), ("1223629", "12ABCD"), ("77", "0077")],
)
def test_names_are_known_in_hex_and_decimal(answered: str, reported: str) -> None:
    assert answered in spellings(reported) or answered.lstrip("0") in spellings(reported)


def test_whole_messages_are_replies() -> None:
    (found,) = Joiner().take(Event("Đã nhận".encode("utf-16-be"), 0, 8), 5.0)
    assert (found.kind, found.address, found.text, found.at) == ("reply", "84905123456", "Đã nhận", 5.0)


def test_a_text_may_stand_in_message_payload() -> None:
    (found,) = Joiner().take(Event(tlvs=[Tlv(0x424, b"OK")]), 0.0)
    assert found.text == "OK"


@given(st.permutations([1, 2, 3]))
def test_parts_are_joined_in_any_order(order: list[int]) -> None:
    joiner, texts = Joiner(), {1: "Cần ", 2: "thêm ", 3: "xuồng"}
    found = [one for i in order for one in joiner.take(part(texts[i], 3, i), 0.0)]
    assert [one.text for one in found] == ["Cần thêm xuồng"]


def test_parts_of_different_telephones_stay_apart() -> None:
    joiner = Joiner()
    assert joiner.take(part("A", 2, 1), 0.0) == []
    assert joiner.take(part("B", 2, 1, source="84905000000"), 0.0) == []
    assert [one.text for one in joiner.take(part("C", 2, 2), 0.0)] == ["AC"]


def test_what_stays_incomplete_is_handed_on_with_a_gap() -> None:
    joiner = Joiner()
    joiner.take(part("hai xuồng", 2, 2), 0.0)
    assert joiner.overdue(299.0) == []
    assert [one.text for one in joiner.overdue(301.0)] == [" […] hai xuồng"]
    assert joiner.overdue(999.0) == []


def test_a_flood_of_first_parts_is_not_kept() -> None:
    joiner = Joiner()
    found = [one for n in range(300) for one in joiner.take(part("x", 2, 1, source=str(n)), 0.0)]
    assert len(found) >= 99


@given(st.binary(max_size=40), st.integers(0, 255), st.sampled_from([0, 3, 8]))
def test_no_bytes_of_the_air_end_the_reading(raw: bytes, esm_class: int, data_coding: int) -> None:
    event = Event(raw, esm_class, data_coding)
    assert report_of(event) is not None or Joiner().take(event, 0.0) is not None

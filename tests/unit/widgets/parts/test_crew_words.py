from __future__ import annotations

import pytest

from backend.contract.case_requests import CaseKinds, GetCaseKinds
from backend.contract.cases import CaseFile, CaseKindInfo, CaseNote, StatusInfo
from backend.contract.resources import NearPlace
from backend.contract.state import Place, Text
from tests.unit.widgets.city import NOW
from tests.unit.widgets.storm import context, stormy
from widgets.logic.crews import Crew
from widgets.parts.case_book import CaseBook
from widgets.parts.crew_words import clock_words, crew_line, distance_words, is_late, note_line, state_word

KIND = CaseKindInfo(
    "order",
    Text("Lệnh"),
    "dispatch",
    (StatusInfo("sent", Text("Đã gửi lệnh"), "waiting"),),
    (),
    (),
    resource="crew",
)


@pytest.fixture
def book(vietnamese: None) -> CaseBook:
    city = stormy([])
    city.daemon.answers[GetCaseKinds] = CaseKinds((KIND,))
    return CaseBook(context(city), city.live)


def crew(state: str = "free", order: CaseFile | None = None, **fields: object) -> Crew:
    base: dict[str, object] = {"travel_s": 240.0, "seen_at": NOW - 12, "case_id": ""}
    near = NearPlace("t1", 1234.0, 16.0, 108.0, state, **(base | fields))  # type: ignore[arg-type]
    return Crew(near, Place("t1", "Tổ tuần tra 1", "patrol"), order, "fresh")


def order(**fields: object) -> CaseFile:
    base: dict[str, object] = {
        "kind": "order", "title": "Giật túi", "status": "sent", "group": "waiting", "severity": "high",
        "opened_at": NOW - 60, "changed_at": NOW - 60, "accept_due_at": NOW + 120, "due_at": NOW + 840,
    }  # fmt: skip
    return CaseFile(case_id="LDD.1", **(base | fields))  # type: ignore[arg-type]


def test_a_free_crew_says_how_far_how_long_and_how_old_its_track_is(book: CaseBook) -> None:
    line = crew_line(crew(), book, NOW, "vi")
    assert (line.words, line.tag, line.mark, line.solid) == ("Tổ tuần tra 1", "rảnh", "open", True)
    assert line.right == "1,2 km · 4\N{NO-BREAK SPACE}ph"
    assert line.detail == "vị trí 12\N{NO-BREAK SPACE}s trước"


def test_a_busy_crew_says_its_order_and_clock(book: CaseBook) -> None:
    line = crew_line(crew("busy", order()), book, NOW, "vi")
    assert line.detail.startswith("Đã gửi lệnh · còn 2\N{NO-BREAK SPACE}ph để nhận")
    assert "Giật túi · LDD.1" in line.detail
    assert (line.tag, line.right) == ("đang có lệnh", "1,2 km")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"accept_due_at": NOW - 60}, "quá giờ nhận 1\N{NO-BREAK SPACE}ph"),
        (
            {"group": "working", "accepted_at": NOW, "due_at": NOW + 300},
            "phải tới trong 5\N{NO-BREAK SPACE}ph",
        ),
        (
            {"group": "working", "accepted_at": NOW, "due_at": NOW - 300},
            "quá giờ có mặt 5\N{NO-BREAK SPACE}ph",
        ),
        ({"group": "paused", "paused_at": NOW - 600}, "đã ở hiện trường 10\N{NO-BREAK SPACE}ph"),
        ({"accept_due_at": None, "due_at": None}, ""),
    ],
)
def test_the_clock_runs_until_it_is_accepted_then_until_they_are_there(
    vietnamese: None, fields: dict[str, object], words: str
) -> None:
    assert clock_words(order(**fields), NOW, "vi") == words


def test_late_is_what_nobody_took_or_where_nobody_is(vietnamese: None) -> None:
    assert is_late(order(accept_due_at=NOW - 1), NOW)
    assert is_late(order(group="working", accepted_at=NOW, due_at=NOW - 1), NOW)
    assert not is_late(order(), NOW)
    assert not is_late(None, NOW)


def test_every_state_has_its_word_and_sign(book: CaseBook) -> None:
    states = ("free", "busy", "full", "off", "lost", "unknown")
    assert len({state_word(state) for state in states}) == len(states)
    assert len({crew_line(crew(state), book, NOW, "vi").mark for state in states}) == len(states)


def test_a_crew_without_any_position_says_so(book: CaseBook) -> None:
    lost = Crew(crew("lost", seen_at=None).near, Place("t1", "Tổ", "patrol"), None, "lost")
    assert crew_line(lost, book, NOW, "vi").detail == "chưa báo vị trí lần nào"


@pytest.mark.parametrize(
    ("metres", "words"), [(12.0, "10 m"), (940.0, "940 m"), (951.0, "1,0 km"), (12_340.0, "12,3 km")]
)
def test_distances_are_said_as_people_say_them(metres: float, words: str) -> None:
    assert distance_words(metres, "vi") == words


def test_a_word_of_the_talk_says_when_and_who() -> None:
    line = note_line(CaseNote(NOW, "Lê Thọ", "Kẹt xe"), "Asia/Ho_Chi_Minh")
    assert (line.words, line.lead, line.right) == ("Kẹt xe", "03:42", "Lê Thọ")

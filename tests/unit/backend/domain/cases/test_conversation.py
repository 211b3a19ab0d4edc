"""Conversations as playbooks: what a person says, what the page answers."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.state import Text
from backend.domain.cases.conversation import (
    MOST_CASES,
    MOST_PHOTOS,
    Command,
    Conversation,
    LookUp,
    Rate,
    Said,
    Say,
    Submit,
    Talk,
)
from backend.domain.cases.spec import CaseKindSpec, FieldSpec, StatusSpec
from tests.unit.backend.domain.cases.test_conversation_words import words

BOX = (107.8, 15.8, 108.5, 16.4)
KIND = CaseKindSpec(
    id="report",
    name=Text("Phản ánh"),
    statuses=(StatusSpec(id="new", name=Text("Mới"), group="waiting"),),
    fields=(
        FieldSpec(id="cong", name=Text("Cống rãnh"), words=("cống", "nghẹt")),
        FieldSpec(id="ngap", name=Text("Ngập úng"), words=("ngập",)),
        FieldSpec(id="rac", name=Text("Rác thải"), words=("rác",)),
        FieldSpec(id="khac", name=Text("Lĩnh vực khác")),
    ),
)
WORDS = words(
    send_words=["gửi", "đồng ý gửi"],
    cancel_words=["hủy", "thôi"],
    skip_words=["bỏ qua", "không"],
    look_up_words=["tra cứu", "xem kết quả"],
)
PAGE = Conversation(WORDS, KIND, BOX, 1800)
REPORT = "Cống nghẹt, đường ngập nước"
CODE = "PAHT.20261124.0025"
HERE = {"lat": 16.07, "lon": 108.22}


class Person:
    """One person in conversation with the page."""

    def __init__(self, page: Conversation = PAGE) -> None:
        self.page, self.talk, self.now = page, Talk(), 1000.0
        self._ids = itertools.count()

    def says(self, text: str = "", **more: Any) -> list[str]:
        """Return the names of the texts that answer, and of the deeds."""
        self.now += 10
        said = Said(**{"message_id": str(next(self._ids)), "at": self.now, "text": text, **more})
        self.talk, commands = self.page.heard(self.talk, said)
        return names(commands)

    def reports(self) -> None:
        """Say everything until the summary."""
        assert self.says(REPORT) == ["ask_photo"]
        assert self.says(photos=("https://zalo/1.jpg",)) == ["photo_taken", "ask_place"]
        assert self.says(**HERE) == ["ask_field"]
        assert self.says("1") == ["summary"]


def names(commands: tuple[Command, ...]) -> list[str]:
    return [c.text.split()[0] if isinstance(c, Say) else type(c).__name__ for c in commands]


# ---- the usual way --------------------------------------------------------------------------------


def test_a_report_from_greeting_to_code() -> None:
    an = Person()
    assert an.says(began=True) == ["greeting"]
    assert an.says("chào") == ["greeting"]
    assert an.says("cống") == ["ask_more"]
    an.reports()
    assert an.says("Gửi!") == ["Submit"]
    talk = an.talk
    assert (talk.step, talk.text, talk.photos, talk.lat, talk.field) == (
        "sending", REPORT, ("https://zalo/1.jpg",), 16.07, "cong",
    )  # fmt: skip
    an.talk, said = PAGE.opened(an.talk, CODE, "18:05 25/11")
    assert said == (Say(f"opened {CODE} 18:05 25/11"),)
    assert (an.talk.step, an.talk.text, an.talk.cases) == ("idle", "", (CODE,))


def test_whoever_begins_with_the_matter_is_not_asked_for_it_again() -> None:
    an = Person()
    assert an.says(REPORT, photos=("https://zalo/1.jpg",), **HERE) == ["ask_field"]


def test_photos_and_place_that_come_first_are_kept() -> None:
    an = Person()
    assert an.says(photos=("https://zalo/1.jpg",)) == ["greeting"]
    assert an.says(**HERE) == ["ask_more"]
    assert an.says(REPORT) == ["ask_field"]
    assert an.talk.photos == ("https://zalo/1.jpg",)


def test_without_photo_and_with_a_place_in_words() -> None:
    an = Person()
    an.says(REPORT)
    assert an.says("Bỏ qua") == ["ask_place"]
    assert an.says("đó") == ["ask_place"]
    assert an.says("không") == ["ask_place"]
    assert an.says("12   Trần Phú") == ["ask_field"]
    an.says("2")
    assert (an.talk.place, an.talk.lat, an.talk.field) == ("12 Trần Phú", None, "ngap")


def test_more_words_at_the_photo_belong_to_the_matter() -> None:
    an = Person()
    an.says(REPORT)
    assert an.says("từ sáng đến giờ") == ["ask_photo"]
    assert an.talk.text == f"{REPORT}\ntừ sáng đến giờ"


# ---- the field ------------------------------------------------------------------------------------


def test_guesses_are_offered_by_number_with_none_of_them_last() -> None:
    an = Person()
    an.says(REPORT)
    an.says("bỏ qua")
    an.says("12 Trần Phú")
    assert an.talk.offered == ("cong", "ngap", "")
    assert an.says("9") == ["not_in_list"]
    assert an.says("0") == ["not_in_list"]
    assert an.says("3") == ["ask_any_field"]
    assert an.talk.offered == ("cong", "ngap", "rac", "khac")
    assert an.says("4") == ["summary"]
    assert an.talk.field == "khac"


def test_a_field_may_be_named_in_words() -> None:
    for answer, field in (("rác thải", "rac"), ("Rac thai.", "rac"), ("bị ngập", "ngap")):
        an = Person()
        an.says(REPORT, photos=("p",), **HERE)
        assert an.says(answer) == ["summary"]
        assert an.talk.field == field
    an = Person()
    an.says(REPORT, photos=("p",), **HERE)
    assert an.says("ngập với rác") == ["ask_field"]
    assert an.says("gì đó") == ["not_in_list"]


def test_a_matter_that_no_word_fits_gets_the_whole_list() -> None:
    an = Person()
    assert an.says("Có chuyện lạ ở đây", photos=("p",), **HERE) == ["ask_any_field"]


# ---- the end --------------------------------------------------------------------------------------


def test_before_sending_photos_and_place_may_still_change() -> None:
    an = Person()
    an.reports()
    assert an.says(photos=("https://zalo/2.jpg",)) == ["summary"]
    assert an.says(lat=16.1, lon=108.2) == ["summary"]
    assert an.says("ờ") == ["confirm"]
    assert an.says("đồng ý gửi") == ["Submit"]
    assert (len(an.talk.photos), an.talk.lat) == (2, 16.1)


def test_while_it_is_being_kept_nothing_else_is_taken() -> None:
    an = Person()
    an.reports()
    an.says("gửi")
    assert an.says("gửi") == ["sending"]
    assert an.says("hủy") == ["sending"]


def test_a_report_that_could_not_be_kept_may_be_sent_again() -> None:
    an = Person()
    an.reports()
    an.says("gửi")
    an.talk, said = PAGE.failed(an.talk)
    assert names(said) == ["failed"]
    assert an.says("gửi") == ["Submit"]
    an.talk, said = PAGE.refused(an.talk, "Ngừng nhận.")
    assert said == (Say("refused Ngừng nhận."),)
    assert an.talk.step == "idle"


@pytest.mark.parametrize("n_steps", range(4))
def test_a_report_may_be_given_up_at_every_step(n_steps: int) -> None:
    an = Person()
    steps: list[dict[str, Any]] = [
        {"text": REPORT},
        {"text": "bỏ qua"},
        {"text": "12 Trần Phú"},
        {"text": "1"},
    ]
    for step in steps[: n_steps + 1]:
        an.says(**step)
    assert an.says("Hủy") == ["cancelled"]
    assert (an.talk.step, an.talk.text, an.talk.photos) == ("idle", "", ())
    assert an.says("hủy") == ["nothing_to_cancel"]


def test_silence_ends_a_report_and_says_so_once() -> None:
    an = Person()
    an.says(REPORT)
    assert PAGE.timed_out(an.talk, an.now + 1800) is None
    outcome = PAGE.timed_out(an.talk, an.now + 1801)
    assert outcome is not None
    an.talk, said = outcome
    assert names(said) == ["timed_out"]
    assert PAGE.timed_out(an.talk, an.now + 9999) is None


def test_what_comes_after_a_long_silence_begins_anew() -> None:
    an = Person()
    an.says(REPORT)
    an.now += 1801
    assert an.says("chào") == ["greeting"]
    assert an.talk.text == ""


def test_what_was_being_kept_at_a_crash_may_be_sent_once_more() -> None:
    an = Person()
    an.reports()
    an.says("gửi")
    an.talk = PAGE.resumed(an.talk)
    assert an.says("gửi") == ["Submit"]
    assert PAGE.resumed(Talk(step="place")).step == "place"
    assert PAGE.timed_out(Talk(step="sending"), 1e9) is None


# ---- places and photos ----------------------------------------------------------------------------


def test_a_position_outside_is_refused_in_words() -> None:
    an = Person()
    an.says(REPORT)
    an.says("bỏ qua")
    assert an.says(lat=21.03, lon=105.85) == ["outside"]
    assert an.says(lat=999.0, lon=108.2) == ["outside"]
    assert an.talk.lat is None
    anywhere = Person(Conversation(WORDS, KIND, None, 1800))
    anywhere.says(REPORT)
    anywhere.says("bỏ qua")
    assert anywhere.says(lat=21.03, lon=105.85) == ["ask_field"]
    assert Person(Conversation(WORDS, KIND, None, 1800)).says(lat=999.0, lon=0.0) == ["outside", "greeting"]


def test_no_more_than_five_photos_are_kept_and_none_twice() -> None:
    an = Person()
    an.says(REPORT)
    an.says(photos=("a", "a"))
    assert an.talk.photos == ("a",)
    assert "too_many_photos" in an.says(photos=tuple("bcdefgh"))
    assert an.talk.photos == tuple("abcde")


def test_a_message_that_comes_twice_is_no_news() -> None:
    an = Person()
    assert an.says(REPORT, message_id="m1") == ["ask_photo"]
    assert an.says(REPORT, message_id="m1") == []


# ---- looking up and rating ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"tra cứu {CODE}", CODE), (f"Tra cuu {CODE.lower()}.", CODE), ("xem kết quả #ABC-1 nhé", "ABC-1"),
        ("tra cứu", ""), ("tra cứu x", "X"),
    ],
)  # fmt: skip
def test_a_code_is_looked_up_at_every_step(text: str, code: str) -> None:
    for begin in ([], [REPORT]):
        an = Person()
        for line in begin:
            an.says(line)
        step = an.talk.step
        an.talk, commands = PAGE.heard(an.talk, Said(message_id="x", at=an.now, text=text))
        assert commands == ((LookUp(code),) if code else (Say("ask_code"),))
        assert an.talk.step == step


def test_without_code_the_own_newest_report_is_looked_up() -> None:
    an = Person()
    an.talk = Talk(cases=("B", "A"))
    assert PAGE.heard(an.talk, Said(message_id="x", at=1, text="tra cứu"))[1] == (LookUp("B"),)


def test_a_number_rates_only_when_nothing_else_is_asked() -> None:
    an = Person()
    assert an.says("5") == ["greeting"]  # no report yet
    an.talk = Talk(cases=("B", "A"))
    assert PAGE.heard(an.talk, Said(message_id="x", at=1, text="4."))[1] == (Rate(4, ("B", "A")),)
    assert an.says("6") == ["greeting"]
    an.talk = Talk(cases=("A",))
    an.says(REPORT, photos=("p",), **HERE)
    assert an.says("2") == ["summary"]  # a number of the list


def test_status_and_rating_are_told_in_words() -> None:
    facts = {"code": CODE, "title": "Cống nghẹt", "status": "Đang xử lý", "unit": "Thoát nước"}
    assert PAGE.status(facts).text == f"status {CODE} Đang xử lý Cống nghẹt Thoát nước"
    more = PAGE.status(facts | {"due": "18:05", "result": "Đã thông"}).text
    assert more.splitlines()[1:] == ["status_due 18:05", "status_result Đã thông"]
    assert PAGE.rated(CODE, 5).text == f"rated {CODE} 5"
    assert names((PAGE.rated("", 5), PAGE.unknown("X" * 99))) == ["nothing_to_rate", "unknown_code"]


def test_codes_of_a_person_are_remembered_newest_first() -> None:
    talk = Talk()
    for n in range(MOST_CASES + 5):
        talk, _ = PAGE.opened(talk, f"P{n}", "")
    assert len(talk.cases) == MOST_CASES
    assert talk.cases[:2] == (f"P{MOST_CASES + 4}", f"P{MOST_CASES + 3}")
    assert names(PAGE.opened(talk, "Q", "")[1]) == ["opened_without_due"]


# ---- whatever people say --------------------------------------------------------------------------

_SAID = st.builds(
    Said,
    message_id=st.integers(0, 30).map(str),
    at=st.floats(0, 5000),
    text=st.one_of(
        st.sampled_from(["", "1", "2", "9", "gửi", "hủy", "bỏ qua", "tra cứu X", REPORT, "12 Trần Phú"]),
        st.text(max_size=40),
    ),
    photos=st.lists(st.sampled_from("abcdefg"), max_size=3).map(tuple),
    lat=st.one_of(st.none(), st.floats(15, 17)),
    lon=st.one_of(st.none(), st.floats(107, 109)),
    began=st.booleans(),
)


@given(st.lists(_SAID, max_size=25))
def test_every_new_message_is_answered_and_only_whole_reports_are_sent(lines: list[Said]) -> None:
    talk = Talk()
    for said in lines:
        news = said.message_id not in talk.seen
        talk, commands = PAGE.heard(talk, said)
        assert bool(commands) == news
        assert len(talk.photos) <= MOST_PHOTOS
        for command in commands:
            if isinstance(command, Submit):
                report = command.talk
                assert report.text
                assert report.field
                assert report.place or report.lat is not None
                talk, _ = PAGE.opened(talk, "P1", "")

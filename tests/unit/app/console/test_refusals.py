import pytest

from app.console.refusals import refusal_words
from backend.contract.messages import Done, Failure
from backend.contract.state import Text


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("not_allowed", "không được phép"),
        ("late", "chưa trả lời kịp"),
        ("busy", "đang bận"),
    ],
)
def test_what_any_request_may_meet_is_told_in_vietnamese(vietnamese, kind, words):
    said = refusal_words(Failure(kind, "EnableChannel is not for the role 'duty_officer'"))
    assert words in said
    assert "EnableChannel" not in said


def test_what_only_the_daemon_knows_is_told_with_its_cure(vietnamese):
    assert refusal_words(Failure("invalid", "mục đã đổi", "tải lại")) == "Mục đã đổi. Tải lại."
    assert refusal_words(Failure("failed", "đứt kết nối!")) == "Đứt kết nối!"


GONE = Failure.of(
    "not_found", Text("Không có sự cố S1.", "there is no incident 'S1'"), Text("Tải lại.", "load again")
)


def test_it_is_told_in_the_language_of_the_interface(vietnamese):
    assert refusal_words(GONE) == "Không có sự cố S1. Tải lại."


def test_an_english_interface_tells_it_in_english(qapp):
    assert refusal_words(GONE) == "There is no incident 'S1'. Load again."


def test_an_answer_to_something_else_is_no_success(vietnamese):
    assert "phiên bản" in refusal_words(Done(1))

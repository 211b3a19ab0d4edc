import pytest

from app.console.refusals import refusal_words, sentence
from backend.contract.messages import Done, Failure


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


def test_an_answer_to_something_else_is_no_success(vietnamese):
    assert "phiên bản" in refusal_words(Done(1))


def test_a_sentence_has_a_head_and_an_end():
    assert sentence("  ") == ""
    assert sentence("there is no handover") == "There is no handover."
    assert sentence("Waiting…") == "Waiting…"

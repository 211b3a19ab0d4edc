import pytest

from backend.contract import codec
from backend.contract.messages import Failure, Reply, as_sentence
from backend.contract.state import Text

GONE = Failure.of(
    "not_found",
    Text("Không có sự cố S1.", "there is no incident 'S1'"),
    Text("Hãy tải lại.", "load it again"),
)


def test_a_failure_is_english_for_programs_and_both_for_people():
    assert (GONE.kind, GONE.message, GONE.cure) == ("not_found", "there is no incident 'S1'", "load it again")
    assert GONE.told("vi") == ("Không có sự cố S1.", "Hãy tải lại.")
    assert GONE.said("vi") == "Không có sự cố S1. Hãy tải lại."
    assert GONE.said("en") == "There is no incident 'S1'. Load it again."


def test_without_vietnamese_the_english_is_told():
    assert Failure("failed", "it broke").said("vi") == "It broke."
    assert Failure.of("invalid", Text("Sai.", "wrong")).said("vi") == "Sai."


def test_both_languages_go_over_the_wire():
    assert codec.decode_reply(codec.encode(Reply(7, GONE))).body == GONE


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("  ", ""),
        ("there is no handover", "There is no handover."),
        ("Waiting…", "Waiting…"),
        ("ngap@p1 is normal", "ngap@p1 is normal."),
        ("flood.level: too high!", "flood.level: too high!"),
        ("phiên hết hạn", "Phiên hết hạn."),
    ],
)
def test_words_become_a_sentence_but_an_id_stays_as_it_is(words, sentence):
    assert as_sentence(words) == sentence

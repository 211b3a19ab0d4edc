import pytest

from tests.unit.widgets.city import NOW
from tests.unit.widgets.storm import message
from widgets.parts.incident_messages import SHOWN, channel_word, delivery_word, message_lines

ZONE = "Asia/Ho_Chi_Minh"


def test_counts_first_then_who_was_not_reached(vietnamese):
    failed = message(2, "failed", reason="số máy không liên lạc được", n_tries=4)
    head, first, second = message_lines([message(1), failed], NOW, ZONE)
    assert (head.head, head.words) == (True, "2 tin: 1 đã đến máy · 1 không gửi được")
    assert (first.words, first.right_tone, first.mark, first.solid) == ("Người 2", "bad", "failed", True)
    assert first.detail == (
        "SMS · +84905123456 · số máy không liên lạc được · gửi 4 lần · Ngập 62 cm tại Mẹ Suốt"
    )
    assert first.right == "không gửi được 03:28"
    assert second.detail == "SMS · Ngập 62 cm tại Mẹ Suốt"


def test_nothing_is_nothing(vietnamese):
    assert message_lines([], NOW, ZONE) == []


def test_a_list_has_an_end_and_the_counts_tell_all(vietnamese):
    lines = message_lines([message(n) for n in range(SHOWN + 50)], NOW, ZONE)
    assert len(lines) == SHOWN + 1
    assert lines[0].words.startswith(f"{SHOWN + 50} tin")


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("smtp", "thư điện tử"),
        ("sms_http", "SMS"),
        ("zalo-oa", "Zalo"),
        ("callsheet", "phiếu gọi"),
        ("bo-dam", "bo-dam"),
    ],
)
def test_channels_are_called_as_people_do(vietnamese, channel, words):
    assert channel_word(channel) == words


def test_every_delivery_state_has_words(vietnamese):
    states = ["queued", "held", "sent", "delivered", "read", "failed", "unknown", "cancelled"]
    words = [delivery_word(state) for state in states]
    assert len(set(words)) == len(states)
    assert not set(words) & set(states)

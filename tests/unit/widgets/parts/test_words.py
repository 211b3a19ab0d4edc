from tests.unit.widgets.city import NOW
from widgets.parts.words import (
    late_words,
    lost_words,
    operator_word,
    quality_word,
    severity_word,
    updated_words,
)


def test_ages_are_said_in_words(vietnamese):
    assert late_words(250, "vi") == "chậm 4\u00a0ph"
    assert updated_words(2, "vi") == "cập nhật 2\u00a0s trước"
    assert lost_words(NOW - 240, NOW, "Asia/Ho_Chi_Minh") == "không có số liệu từ 03:38"
    assert lost_words(None, NOW, "Asia/Ho_Chi_Minh") == "chưa có số liệu"


def test_severities_and_operator_states_have_words(vietnamese):
    assert severity_word("critical") == "nguy cấp"
    assert operator_word("unacknowledged") == "CHƯA NHẬN"
    states = ("acknowledged", "shelved", "suppressed", "out_of_service", "none")
    assert len({operator_word(state) for state in states}) == 5


def test_qualities_have_words(vietnamese):
    assert quality_word(0) == ""
    assert len({quality_word(k) for k in range(1, 5)}) == 4

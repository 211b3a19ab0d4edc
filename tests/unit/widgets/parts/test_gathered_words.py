import pytest

from widgets.logic.timeline_groups import GATHERED, Outcome
from widgets.parts.gathered_words import gathered_words, names_words, outcome_words


def test_a_row_says_to_how_many_and_what_became_of_it(vietnamese):
    found = gathered_words("message.sent", Outcome(18, n_received=17, n_failed=1, n_unsure=0))
    assert found == "Đã gửi tin cho 18 người — 17 đã nhận, 1 hỏng"
    assert gathered_words("message.sent", Outcome(18, 0, 0, 0)) == "Đã gửi tin cho 18 người"
    assert outcome_words(Outcome(5, 0, 2, 3)) == "2 hỏng, 3 chưa rõ"


@pytest.mark.parametrize("kind", sorted(GATHERED))
def test_every_kind_that_is_gathered_has_words(vietnamese, kind):
    assert "7 người" in gathered_words(kind, Outcome(7, 0, 0, 0))


def test_only_what_was_sent_counts_who_has_it(vietnamese):
    assert gathered_words("message.queued", Outcome(18, 17, 1, 0)) == "Soạn tin cho 18 người"


def test_of_many_people_the_first_are_named(vietnamese):
    assert names_words(["An", "Bình"]) == "An, Bình"
    assert names_words([f"Người {k}" for k in range(1, 19)]) == "Người 1, Người 2, Người 3, Người 4 (+14)"

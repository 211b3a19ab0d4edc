from __future__ import annotations

from typing import Any

import pytest

from backend.domain.cases.change import Actor, CaseChange, CaseState
from backend.domain.cases.rules import CaseRules
from backend.domain.cases.spec import TermSpec
from backend.domain.cases.update import CaseUpdate
from tests.unit.backend.domain.cases.conftest import Says, instant, make_rules

NOW = instant("30/12 08:00")
HA = Actor("Trần Hà", "system")


class Source:
    """A source that tells of one case."""

    def __init__(self, rules: CaseRules) -> None:
        self.rules = rules
        self.state: CaseState | None = None

    def tell(self, update: CaseUpdate, now: float = NOW) -> CaseChange | None:
        change = self.rules.taken(update, self.state, now)
        if change is not None:
            self.state = change.state
        return change

    def told(self, update: CaseUpdate) -> CaseChange:
        change = self.tell(update)
        assert change is not None
        return change


@pytest.fixture
def source(rules: CaseRules) -> Source:
    return Source(rules)


def test_a_new_case_is_as_the_source_has_it_in_the_words_of_the_kind(source: Source, says: Says) -> None:
    change = source.told(
        says("03/11 09:00", "Đang xử lý", field="MẶT ĐƯỜNG", unit="Công an thành phố", source="Mobile app", severity="high",
             assignee="Lê Bình", remote_id="R-9", reporter="Nguyễn An", phone="0901", text="hố sâu", lat=16.0, lon=108.0,
             place="Lê Lợi", area_code="20194", media=("https://x.vn/a.jpg",), data={"level": "full"})
    )  # fmt: skip
    file = change.state.file
    assert (change.kind, change.actor) == ("case.opened", "mot-cua")
    assert (file.status, file.field, file.unit_id, file.source) == ("working", "road", "cong-an", "app")
    assert (file.opened_at, file.accepted_at, file.changed_at) == (
        instant("02/11 08:00"), instant("03/11 09:00"), instant("03/11 09:00"),
    )  # fmt: skip
    assert (file.assignee, file.remote_id, file.source_id, file.lat, file.data) == (
        "Lê Bình",
        "R-9",
        "mot-cua",
        16.0,
        {"level": "full"},
    )
    assert [each.url for each in file.attachments] == ["https://x.vn/a.jpg"]
    assert "Nguyễn An" not in str(change.payload)


def test_the_centres_terms_hold_where_the_source_has_no_deadline(source: Source, says: Says) -> None:
    file = source.told(says()).state.file
    assert (file.unit_id, file.due_at, file.accept_due_at) == (
        "ioc",
        instant("09/11 08:00"),
        instant("02/11 10:00"),
    )


def test_a_sources_deadline_wins_and_follows_it(source: Source, says: Says) -> None:
    assert source.told(says(due_at=instant("30/11 17:00"))).state.file.due_at == instant("30/11 17:00")
    paused = source.told(says("04/11 08:00", "5", due_at=instant("30/11 17:00")))
    assert paused.state.file.group == "paused"
    moved = source.told(says("20/11 08:00", "working", due_at=instant("15/12 17:00"))).state.file
    assert (moved.due_at, moved.group) == (instant("15/12 17:00"), "working")


def test_a_sources_deadline_wins_over_the_centres_later_on(source: Source, says: Says) -> None:
    source.told(says())
    assert source.told(says("03/11 08:00", due_at=instant("30/11 17:00"))).state.file.due_at == instant(
        "30/11 17:00"
    )


def test_finished_cases_come_with_their_instants(source: Source, says: Says) -> None:
    file = source.told(
        says("20/11 08:00", "closed", accepted_at=instant("02/11 09:00"), due_at=instant("10/11 17:00"),
             finished_at=instant("12/11 10:00"), rating=2, rating_text="chậm", result="đã trả")
    ).state.file  # fmt: skip
    assert (file.accepted_at, file.finished_at, file.due_at) == (
        instant("02/11 09:00"), instant("12/11 10:00"), instant("10/11 17:00"),
    )  # fmt: skip
    assert (file.rating, file.rating_text, file.result, file.due_state(NOW)) == (
        2,
        "chậm",
        "đã trả",
        "missed",
    )


def test_terms_from_the_acceptance_begin_at_the_sources(says: Says) -> None:
    source = Source(make_rules(terms=(TermSpec(finish="5d", finish_from="accepted"),)))
    file = source.told(says("05/11 08:00", "working", accepted_at=instant("03/11 09:00"))).state.file
    assert file.due_at == instant("10/11 09:00")


def test_what_was_told_already_changes_nothing(source: Source, says: Says) -> None:
    update = says(field="road", rating=4, media=("https://x",), due_at=instant("30/11 17:00"))
    source.told(update)
    assert source.tell(update) is None
    assert (
        source.tell(
            says("09/11 08:00", field="road", rating=4, media=("https://x",), due_at=instant("30/11 17:00"))
        )
        is None
    )


def test_older_news_changes_nothing(source: Source, says: Says) -> None:
    source.told(says("05/11 08:00", "working"))
    assert source.tell(says("04/11 08:00", "closed")) is None
    assert source.state is not None
    assert source.state.file.status == "working"


def test_at_one_time_the_later_word_counts_but_reopens_nothing(source: Source, says: Says) -> None:
    source.told(says("05/11 08:00", "working"))
    source.told(says("05/11 08:00", "closed"))
    source.tell(says("05/11 08:00", "working"))
    assert source.state is not None
    assert source.state.file.status == "done"


def test_a_poll_never_undoes_what_people_did(source: Source, says: Says) -> None:
    source.told(says("03/11 08:00", "working", field="road"))
    assert source.state is not None
    source.state = source.rules.acted(
        "classify", {"field": "jam"}, source.state, HA, instant("04/11 08:00")
    ).state
    source.state = source.rules.acted(
        "finish", {"result": "xong"}, source.state, HA, instant("04/11 09:00")
    ).state
    assert source.tell(says("05/11 08:00", "working", field="road")) is None
    rated = source.told(says("06/11 08:00", "working", field="road", rating=5)).state.file
    assert (rated.status, rated.field, rated.rating) == ("done", "jam", 5)


def test_a_reopening_at_the_source_reopens_here(source: Source, says: Says) -> None:
    source.told(says("05/11 08:00", "closed"))
    change = source.told(says("06/11 08:00", "working"))
    assert (change.kind, change.state.file.n_reopened, change.state.file.finished_at) == (
        "case.reopened",
        1,
        None,
    )


@pytest.mark.parametrize(
    ("fields", "key", "word"),
    [
        ({"status": "chờ ký số"}, "unknown_status", "chờ ký số"),
        ({"field": "cầu đường"}, "unknown_field", "cầu đường"),
        ({"unit": "Sở Y tế"}, "unknown_unit", "Sở Y tế"),
        ({"source": "fax"}, "unknown_source", "fax"),
        ({"data": {"level": "half"}}, "unread_data.level", "choice"),
    ],
)
def test_a_word_that_nobody_knows_is_kept_in_the_journal_once(
    source: Source, says: Says, fields: dict[str, Any], key: str, word: str
) -> None:
    source.told(says())
    given = {"when": "03/11 08:00", **fields}
    change = source.told(says(**given))
    assert change.payload[key] == word
    assert change.state.file.status == "new"
    assert source.tell(says(**given)) is None


def test_an_unknown_field_goes_where_the_kind_says(source: Source, says: Says) -> None:
    assert source.told(says(field="cầu")).state.file.field == "other"
    own = Source(make_rules(other_field=""))
    assert own.told(says(field="cầu")).state.file.field == ""


def test_a_case_that_is_over_ends_even_in_a_word_that_nobody_knows(source: Source, says: Says) -> None:
    source.told(says())
    change = source.told(says("05/11 08:00", "lưu kho", is_open=False))
    assert (change.state.file.status, change.payload["unknown_status"]) == ("done", "lưu kho")


def test_what_a_source_does_not_say_stays(source: Source, says: Says) -> None:
    source.told(says(text="hố sâu", field="road", lat=16.0, lon=108.0, reporter="An", data={"level": "full"}))
    file = source.told(says("03/11 08:00", "working", title="")).state.file
    assert (file.text, file.field, file.lat, file.reporter, file.data, file.title) == (
        "hố sâu", "road", 16.0, "An", {"level": "full"}, "Hồ sơ đất đai",
    )  # fmt: skip


def test_a_source_may_move_a_case_to_another_unit_and_field(source: Source, says: Says) -> None:
    source.told(says(field="road"))
    moved = source.told(says("03/11 08:00", field="jam")).state.file
    assert (moved.unit_id, moved.field) == ("cong-an", "jam")
    again = source.told(says("04/11 08:00", field="jam", unit="so-xd", severity="critical")).state.file
    assert (again.unit_id, again.severity) == ("so-xd", "critical")


def test_a_duplicate_at_the_source_has_no_deadline_of_its_own(source: Source, says: Says) -> None:
    assert source.told(says(parent="H-0")).state.file.due_at is None
    other = Source(source.rules)
    other.told(says())
    change = other.told(says("03/11 08:00", parent="H-0"))
    assert (change.kind, change.state.file.parent, change.state.file.due_at) == ("case.merged", "H-0", None)


def test_a_clock_that_runs_ahead_does_not_bring_news_from_the_future(source: Source, says: Says) -> None:
    change = source.tell(says("20/11 08:00", "working"), now=instant("10/11 08:00"))
    assert change is not None
    assert (change.state.file.changed_at, change.state.file.accepted_at) == (
        instant("10/11 08:00"),
        instant("10/11 08:00"),
    )


def test_a_source_that_says_no_severity_leaves_it_to_the_field(source: Source, says: Says) -> None:
    assert source.told(says(field="jam", severity="low", says_severity=False)).state.file.severity == "high"
    later = source.told(says("03/11 08:00", "working", severity="low", says_severity=False)).state.file
    assert later.severity == "high"


def test_a_rating_beyond_the_scale_is_left_out(source: Source, says: Says) -> None:
    assert source.told(says(rating=9)).state.file.rating is None


def test_an_empty_field_stays_as_it_was_unless_the_source_says_all_that_there_is(
    source: Source, says: Says
) -> None:
    source.told(says(data={"level": "full", "n_people": "3"}))
    source.told(says("02/11 09:00", data={"level": "", "n_people": "4"}))
    assert source.state is not None
    assert source.state.file.data == {"level": "full", "n_people": "4"}
    source.told(says("02/11 10:00", data={"level": "", "n_people": "5"}, data_whole=True))
    assert source.state.file.data == {"n_people": "5"}

from backend.contract.case_requests import CountTabs, FindCases, TabCounts
from backend.contract.cases import CaseQuery
from backend.contract.messages import Failure, RegistersChanged
from tests.unit.widgets.case_city import DeskCity
from tests.unit.widgets.city import NOW
from widgets.live import LinkState
from widgets.parts.case_reader import MOST_ASKED, CaseReader

QUERY = CaseQuery(kind="report")


def reader_of(city: DeskCity) -> CaseReader:
    reader = CaseReader(city.live, "report")
    reader.want(0, 20)
    reader.show(QUERY, "newest")
    return reader


def test_a_list_of_a_million_is_read_by_the_page(desk_city: DeskCity):
    desk_city.daemon.n_total = 1_000_000
    reader = reader_of(desk_city)
    assert reader.pages.n_total == 1_000_000
    reader.want(640_000, 640_020)
    asked = desk_city.daemon.of(FindCases)
    assert [(body.offset, body.limit, body.count) for body in asked] == [
        (0, 100, True),
        (640_000, 100, False),
    ]
    assert len(reader.rows(640_000, 640_020)) == 21
    assert desk_city.daemon.n_given == 200


def test_dragging_over_everything_asks_for_few_pages(desk_city: DeskCity):
    desk_city.daemon.n_total = 1_000_000
    reader = reader_of(desk_city)
    desk_city.daemon.slow = (FindCases,)
    for first in range(0, 1_000_000, 997):
        reader.want(first, first + 20)
    assert len(desk_city.daemon.waiting) <= MOST_ASKED
    desk_city.daemon.let_go()
    desk_city.daemon.let_go()
    assert reader.rows(999_500, 999_520) == [] or len(reader.rows(999_500, 999_520)) == 21
    reader.want(999_500, 999_520)
    desk_city.daemon.let_go()
    assert len(reader.rows(999_500, 999_520)) == 21, "where the hand came to rest is read at last"
    assert len(desk_city.daemon.of(FindCases)) < 12


def test_answers_of_an_older_search_are_dropped(desk_city: DeskCity):
    desk_city.daemon.slow = (FindCases,)
    reader = reader_of(desk_city)
    reader.show(CaseQuery(kind="report", text="o ga"), "newest")
    desk_city.daemon.let_go()
    assert reader.pages.n_total == 3


def test_a_query_that_can_hold_nothing_asks_nothing(desk_city: DeskCity):
    reader = CaseReader(desk_city.live, "report")
    reader.show(None, "newest")
    reader.count([None, QUERY])
    assert desk_city.daemon.of(FindCases) == []
    assert reader.pages.n_total == 0
    assert reader.counts == (0, 12)


def test_counters_come_together_and_only_the_last_asked_count(desk_city: DeskCity):
    reader = CaseReader(desk_city.live, "report")
    desk_city.daemon.slow = (CountTabs,)
    reader.count([QUERY])
    reader.count([QUERY, CaseQuery(groups=("done",))])
    (_first, answer_first), (second, answer_second) = desk_city.daemon.waiting
    answer_second(TabCounts((5, 7), NOW))
    answer_first(TabCounts((99,), NOW))
    assert reader.counts == (5, 7)
    assert len(second.queries) == 2


def test_a_change_of_the_register_is_read_once_a_moment_later(qtbot, desk_city: DeskCity):
    reader = reader_of(desk_city)
    reader.count([QUERY])
    desk_city.daemon.n_total = 13
    for number in range(5):
        desk_city.live.take(RegistersChanged({"report": number}))
    desk_city.live.take(RegistersChanged({"dossier": 1}))
    n_before = len(desk_city.daemon.of(FindCases))
    with qtbot.waitSignal(reader.counted):
        pass
    assert len(desk_city.daemon.of(FindCases)) == n_before + 1
    assert reader.pages.n_total == 13


def test_another_kinds_change_is_not_ours(qtbot, desk_city: DeskCity):
    reader = reader_of(desk_city)
    desk_city.live.take(RegistersChanged({"dossier": 1, "indicators": 4}))
    assert not reader._gather.isActive()


def test_a_refused_page_is_said_and_tried_again_later(desk_city: DeskCity):
    desk_city.daemon.answers[FindCases] = Failure("busy", "too much to do")
    reader = reader_of(desk_city)
    assert reader.failure is not None
    n_asked = len(desk_city.daemon.of(FindCases))
    desk_city.pass_time(2)
    assert len(desk_city.daemon.of(FindCases)) == n_asked, "not at once"
    desk_city.daemon.answers.clear()
    desk_city.live.set_link(LinkState("live", NOW))
    desk_city.pass_time(5)
    assert reader.failure is None
    assert reader.pages.n_total == 12

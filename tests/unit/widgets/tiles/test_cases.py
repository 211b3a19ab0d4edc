import gc
import weakref

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from backend.contract.case_requests import (
    ActOnCases,
    CaseKinds,
    CountTabs,
    ExportCases,
    FindCases,
    GetCase,
    GetCaseKinds,
    OpenCase,
)
from backend.contract.cases import CaseQuery
from backend.contract.messages import Failure, RegistersChanged
from backend.contract.state import Text
from tests.unit.widgets.case_city import KIND, DeskCity, case
from widgets.logic.case_query import Filter
from widgets.registry import make

MILLION = 1_000_000


@pytest.fixture
def tile(show, desk_city: DeskCity):
    def build(
        n_total: int = MILLION, width: int = 1900, height: int = 1000, theme="dark", density="desk", **options
    ):
        desk_city.daemon.n_total = n_total
        context = desk_city.context(theme, density)
        frame = show(make("cases", {"case_kind": "report", **options}, context), width, height)
        frame.body.list.setFocus()
        return frame

    return build


def last_query(city: DeskCity) -> CaseQuery:
    return city.daemon.of(FindCases)[-1].query


def press(qtbot, frame, *keys, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        qtbot.keyClick(frame.body.list, key, modifiers)


def test_the_first_tab_is_listed_and_every_tab_counted_exactly(tile, desk_city: DeskCity):
    desk_city.daemon.totals = {("waiting",): 30_113, ("near", "overdue"): 1_284}
    frame = tile()
    assert frame.title() == "Phản ánh"
    assert frame.body.head().subtitle == "30.113 phản ánh"
    assert [(tab.words, tab.n) for tab in frame.body.tabs.tabs] == [
        ("Chờ xử lý", 30_113), ("Đang xử lý", MILLION), ("Sắp, đã hết hạn", 1_284), ("Đã xử lý", MILLION),
        ("Tất cả", MILLION),
    ]  # fmt: skip
    assert last_query(desk_city) == CaseQuery(kind="report", groups=("waiting",), parent="")
    (counted,) = desk_city.daemon.of(CountTabs)
    assert counted.queries[0] == last_query(desk_city), "a number and its list are one query"


def test_a_million_is_walked_by_keys_with_few_requests(qtbot, tile, desk_city: DeskCity):
    frame = tile(tab="all")
    press(qtbot, frame, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_Home)
    press(qtbot, frame, *[Qt.Key.Key_PageDown] * 30)
    assert frame.body.list.under_cursor().case_id == case(30 * frame.body.list.n_in_view()).case_id
    assert len(desk_city.daemon.of(FindCases)) <= 9
    assert frame.body.reader.pages.n_kept <= 1_200


def test_the_layout_chooses_tab_order_and_conditions(tile, desk_city: DeskCity):
    frame = tile(tab="due", order="due", where={"units": ["so-xay-dung"], "severities": ["high"]})
    assert frame.body.tabs.current == "due"
    body = desk_city.daemon.of(FindCases)[-1]
    assert body.order == "due"
    assert body.query == CaseQuery(
        kind="report", due=("near", "overdue"), parent="", units=("so-xay-dung",), severities=("high",)
    )
    assert frame.body.head().remark == "theo thời hạn"


def test_arrows_change_the_tab(qtbot, tile, desk_city: DeskCity):
    frame = tile()
    press(qtbot, frame, Qt.Key.Key_Right)
    assert frame.body.tabs.current == "working"
    assert last_query(desk_city).groups == ("working", "paused")
    press(qtbot, frame, Qt.Key.Key_Left, Qt.Key.Key_Left)
    assert frame.body.tabs.current == "all"


def test_search_narrows_list_and_counters_alike(qtbot, tile, desk_city: DeskCity):
    frame = tile()
    press(qtbot, frame, Qt.Key.Key_Slash)
    frame.body.filters.search.setText("o ga")
    qtbot.keyClick(frame.body.filters.search, Qt.Key.Key_Return)
    assert last_query(desk_city).text == "o ga"
    assert all(query.text == "o ga" for query in desk_city.daemon.of(CountTabs)[-1].queries)
    assert frame.body.head().subtitle == "3 phản ánh"
    qtbot.keyClick(frame.body.filters.search, Qt.Key.Key_Escape)
    assert last_query(desk_city).text == ""


def test_a_filter_that_excludes_the_tab_asks_for_nothing_and_says_so(tile, desk_city: DeskCity):
    frame = tile(where={"units": ["so-xay-dung"]})
    n_asked = len(desk_city.daemon.of(FindCases))
    frame.body.filters.add(Filter("unit", "cty-cay-xanh"))
    assert len(desk_city.daemon.of(FindCases)) == n_asked
    assert frame.body.list.words.startswith("Không có phản ánh nào khớp")
    assert [tab.n for tab in frame.body.tabs.tabs] == [0] * 5


def test_an_action_is_taken_by_its_key(qtbot, tile, desk_city: DeskCity):
    frame = tile()
    press(qtbot, frame, Qt.Key.Key_G)
    assert frame.body.form.isVisible()
    assert frame.body.bar.isHidden()
    frame.body.form.fields[0].inner.field.setText("moi truong")
    frame.body.form.send()
    (body,) = desk_city.daemon.of(ActOnCases)
    assert body.values == {"unit": "cty-moi-truong"}
    assert frame.body.message.words() == "Đã làm 1."
    assert not frame.body.bar.isHidden()


def test_many_are_marked_and_done_at_once_and_what_was_refused_stays(qtbot, tile, desk_city: DeskCity):
    frame = tile()
    press(qtbot, frame, *[Qt.Key.Key_Space] * 14)
    assert frame.body.bar.subject == "14 đã chọn"
    ids = [file.case_id for file in frame.body.list.selection.marked()]
    desk_city.daemon.refuse = {case_id: Text("Hồ sơ đã đóng.") for case_id in ids[:2]}
    press(qtbot, frame, Qt.Key.Key_X)
    assert desk_city.daemon.of(ActOnCases)[0].case_ids == tuple(ids)
    assert frame.body.form.message.text().startswith("Đã làm 12, từ chối 2.")
    assert [line.note for line in frame.body.form.refusals.lines()] == ["Hồ sơ đã đóng."] * 2
    qtbot.keyClick(frame.body.form, Qt.Key.Key_Escape)
    assert [file.case_id for file in frame.body.list.selection.marked()] == ids[:2]


def test_what_is_not_possible_is_said_and_nothing_is_sent(qtbot, tile, desk_city: DeskCity):
    frame = tile()
    press(qtbot, frame, Qt.Key.Key_K)
    assert frame.body.message.words() == "Chưa thể “Báo kết quả” lúc này: Mới tiếp nhận."
    press(qtbot, frame, Qt.Key.Key_Space, Qt.Key.Key_Space, Qt.Key.Key_B)
    assert frame.body.message.words().startswith("“Yêu cầu bổ sung” chỉ làm được với từng hồ sơ một.")
    press(qtbot, frame, Qt.Key.Key_W)
    assert desk_city.daemon.of(ActOnCases) == []


def test_all_that_one_action_may_take_are_marked_in_one_go(qtbot, tile):
    frame = tile()
    press(qtbot, frame, Qt.Key.Key_A, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert len(frame.body.list.selection) == 500
    assert (
        frame.body.message.words()
        == "Đã chọn 500 hồ sơ đầu trong 1.000.000: mỗi lần làm nhiều nhất chừng ấy."
    )


def test_the_order_goes_round(qtbot, tile, desk_city: DeskCity):
    frame = tile()
    for wanted in ("oldest", "due", "severity", "changed", "code", "newest"):
        press(qtbot, frame, Qt.Key.Key_O, modifiers=Qt.KeyboardModifier.ControlModifier)
        assert desk_city.daemon.of(FindCases)[-1].order == wanted


def test_what_is_listed_is_exported(qtbot, tile, desk_city: DeskCity):
    frame = tile(tab="due", order="due")
    press(qtbot, frame, Qt.Key.Key_E, modifiers=Qt.KeyboardModifier.ControlModifier)
    (body,) = desk_city.daemon.of(ExportCases)
    assert (body.query, body.order) == (last_query(desk_city), "due")
    assert frame.body.saver.dialog.isVisible()
    frame.body.saver.dialog.reject()


def test_enter_opens_the_case_inside_the_tile_and_escape_comes_back(qtbot, tile, desk_city: DeskCity):
    frame = tile()
    press(qtbot, frame, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert frame.body.pane.case_id == case(1).case_id
    assert desk_city.daemon.of(GetCase)[0].case_id == case(1).case_id
    assert not frame.body.list.isVisible()
    qtbot.keyClick(frame.body.pane, Qt.Key.Key_Escape)
    assert frame.body.pane is None
    assert frame.body.list.selection.cursor == 1


def test_a_new_case_is_entered_and_named(qtbot, tile, desk_city: DeskCity):
    frame = tile()
    press(qtbot, frame, Qt.Key.Key_N)
    frame.body.opening.title.setText("Ổ gà")
    frame.body.opening.send()
    assert desk_city.daemon.of(OpenCase)[0].title == "Ổ gà"
    assert frame.body.opening is None
    assert frame.body.message.words() == "Đã ghi nhận: PAHT.20261122.0099"
    press(qtbot, frame, Qt.Key.Key_Insert)
    qtbot.keyClick(frame.body.opening.title, Qt.Key.Key_Escape)
    assert frame.body.opening is None


def test_n_belongs_to_an_action_that_the_kind_gave_it_to(qtbot, tile, desk_city: DeskCity):
    actions = (msgspec.structs.replace(KIND.actions[1], key="N"), *KIND.actions[2:])
    desk_city.daemon.answers[GetCaseKinds] = CaseKinds((msgspec.structs.replace(KIND, actions=actions),))
    frame = tile()
    press(qtbot, frame, Qt.Key.Key_N)
    assert frame.body.opening is None
    assert len(desk_city.daemon.of(ActOnCases)) == 1
    assert next(deed.key for deed in frame.body.bar.deeds if deed.deed == "new") == "Ins"


def test_nothing_waiting_is_said_in_words(tile):
    frame = tile(0)
    assert frame.body.list.words == "Không có phản ánh nào đang chờ"
    assert frame.health().state == "fresh"


def test_loading_is_said_and_not_taken_for_empty(tile, desk_city: DeskCity):
    desk_city.daemon.slow = (FindCases, CountTabs)
    frame = tile()
    assert frame.body.list.words == "đang tải …"
    assert [tab.n for tab in frame.body.tabs.tabs] == [None] * 5
    assert frame.body.head().subtitle == ""
    desk_city.daemon.let_go()
    assert frame.body.tabs.tabs[0].n == MILLION


def test_a_refusal_stands_where_the_rows_would(tile, desk_city: DeskCity):
    desk_city.daemon.answers[FindCases] = Failure.of("not_allowed", Text("tài khoản này không xem phản ánh"))
    frame = tile()
    assert frame.body.list.words == "Tài khoản này không xem phản ánh."
    assert frame.health().note == "Tài khoản này không xem phản ánh."


def test_a_kind_that_no_pack_declares_is_named(show, desk_city: DeskCity):
    frame = show(make("cases", {"case_kind": "khong-co"}, desk_city.context()), 900, 500)
    assert frame.body.list.words == "Chưa có gói nghiệp vụ nào khai báo loại hồ sơ “khong-co”."
    assert frame.title() == "khong-co"


def test_kinds_that_come_late_fill_the_desk(tile, desk_city: DeskCity):
    desk_city.daemon.slow = (GetCaseKinds,)
    frame = tile()
    assert desk_city.daemon.of(FindCases) == []
    desk_city.daemon.let_go()
    assert frame.body.list.n_rows() == MILLION
    assert frame.title() == "Phản ánh"


def test_a_lost_link_is_hatched_with_its_age(tile, desk_city: DeskCity):
    frame = tile()
    desk_city.pass_time(400)
    assert frame.health().state in ("late", "lost")
    assert frame._hatch.isVisible()
    assert frame.body.list.under_cursor() is not None, "what was known stays on show"


def test_a_new_case_of_the_feed_is_counted_a_moment_later(qtbot, tile, desk_city: DeskCity):
    frame = tile(40)
    desk_city.daemon.n_total = 41
    desk_city.live.take(RegistersChanged({"report": 1}))
    qtbot.waitUntil(lambda: frame.body.tabs.tabs[0].n == 41)
    assert frame.body.head().subtitle == "41 phản ánh"


def test_a_wall_that_is_only_looked_at_has_no_search_and_no_actions(qtbot, tile, desk_city: DeskCity):
    frame = tile(compact=True, acting=False)
    assert frame.body.filters.isHidden()
    assert frame.body.bar.isHidden()
    press(qtbot, frame, Qt.Key.Key_G, Qt.Key.Key_N, Qt.Key.Key_Slash)
    assert frame.body.form.isHidden()
    assert frame.body.opening is None


def test_a_small_tile_keeps_its_rows_until_a_search_is_asked_for(qtbot, tile):
    frame = tile(width=620, height=400)
    assert frame.body.filters.isHidden()
    press(qtbot, frame, Qt.Key.Key_Slash)
    assert frame.body.filters.isVisible()
    frame.body.list.setFocus()
    press(qtbot, frame, Qt.Key.Key_G)
    assert frame.body.form.isVisible()
    assert frame.body.filters.isHidden(), "the form has the room"
    frame.body.form.close_form()
    assert frame.body.filters.isVisible()


@pytest.mark.parametrize("theme", ["dark", "light", "contrast"])
@pytest.mark.parametrize("density", ["desk", "wall", "briefing"])
def test_every_theme_and_density_is_painted(tile, theme, density):
    frame = tile(100, 1920, 1080, theme, density, tab="due")
    assert not frame.grab().isNull()
    assert frame.body.list.n_in_view() >= 4


def test_the_mouse_does_what_the_keys_do(qtbot, tile, desk_city: DeskCity):
    frame = tile()
    frame.grab()
    box = next(box for box, deed in frame.body.bar._boxes if deed == "accept")
    qtbot.mouseClick(frame.body.bar, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert desk_city.daemon.of(ActOnCases)[0].action == "accept"
    box = next(box for box, deed in frame.body.bar._boxes if deed == "open")
    qtbot.mouseClick(frame.body.bar, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert frame.body.pane is not None


def test_a_desk_that_is_taken_down_leaves_nothing(tile, desk_city: DeskCity):
    frame = tile(100)
    frame.body.open_case(case(1).case_id)
    body = weakref.ref(frame.body)
    frame.release()
    QApplication.sendPostedEvents(None, 52)  # DeferredDelete
    gc.collect()
    n_asked = len(desk_city.daemon.asked)
    desk_city.pass_time(10)
    desk_city.live.take(RegistersChanged({"report": 9}))
    assert len(desk_city.daemon.asked) == n_asked
    assert body() is None

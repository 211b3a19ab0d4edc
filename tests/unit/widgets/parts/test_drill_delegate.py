import pytest
from PySide6.QtWidgets import QWidget

from backend.contract.cases import CaseQuery
from tests.unit.widgets.casework import CaseRegister, case, kind_info, units
from tests.unit.widgets.city import NOW
from tests.unit.widgets.conftest import has_colour, picture
from widgets.logic.board_names import BoardNames
from widgets.parts.drill_delegate import ROW_DESK_PX, DrillDelegate, where_words
from widgets.parts.drill_model import DrillModel
from widgets.parts.list_view import ListView

NAMES = BoardNames([kind_info()], units())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"due_at": NOW - 3 * 86400}, "quá hạn 3\u00a0ngày"),
        ({"due_at": NOW + 7200, "near_at": NOW - 1}, "sắp đến hạn 2\u00a0giờ"),
        ({"due_at": NOW + 7200, "near_at": NOW + 1}, "trong hạn 2\u00a0giờ"),
        ({"due_at": None}, "không có hạn"),
        ({"group": "paused", "due_at": NOW - 5}, "tạm dừng tính hạn"),
        ({"group": "done", "finished_at": NOW - 7200, "due_at": NOW - 3600}, "xong đúng hạn 1\u00a0giờ"),
    ],
)
def test_deadlines_in_words(city, fields, words):
    assert DrillDelegate(city.context(), NAMES, city.live).due_words(case(1, **fields)) == words


def test_each_part_of_where_is_said_once():
    ward = case(1, unit_id="w0", area_name="Phường Hải Châu")
    assert where_words(ward, NAMES) == "PAHT.20261121.0001 · Phường Hải Châu"
    assert where_words(case(1, place="Chợ Hàn"), NAMES, unit_first=True) == (
        "Sở Nông nghiệp và Môi trường · Chợ Hàn · PAHT.20261121.0001"
    )


@pytest.mark.parametrize(("group", "seen"), [("working", True), ("done", False)])
def test_colour_is_for_cases_that_need_somebody(city, show, group, seen):
    CaseRegister(city, [case(1, group=group, severity="critical", finished_at=NOW - 9)])
    context = city.context()
    model = DrillModel(city.live, "vi")
    model.show_query(CaseQuery(kind="report"))
    holder = QWidget()
    view = ListView(context.look, model, context.look.px(ROW_DESK_PX), holder)
    view.set_delegate(DrillDelegate(context, NAMES, view))
    view.resize(700, 200)
    shown = show(holder, 700, 200)
    assert has_colour(picture(shown), context.look.tokens.critical) is seen

from backend.contract.cases import CaseKindInfo, DataFieldInfo, UnitInfo
from backend.contract.state import Text
from tests.unit.widgets.casework import kind_info, units
from widgets.logic.board_names import BoardNames

NAMES = BoardNames([kind_info()], units())


def test_keys_have_the_names_that_packs_and_registers_give():
    assert NAMES.of("status", "asking", "report", "vi") == "Chờ bổ sung thông tin"
    assert NAMES.of("field", "waste", "report", "en") == "Waste"
    assert NAMES.of("unit", "dep0", "report", "vi") == "Sở Xây dựng"
    assert NAMES.of("area", "20200", "report", "vi") == "Phường Hải Châu"
    assert NAMES.of("source", "hotline", "report", "vi") == "Tổng đài 1022"
    assert NAMES.kind("report", "vi") == "Phản ánh của người dân"


def test_what_nobody_named_stays_as_it_is():
    for dim in ("status", "field", "unit", "area", "source", "data.x"):
        assert BoardNames().of(dim, "k", "report", "vi") == "k"
    assert BoardNames().kind("report", "vi") == "report"
    assert BoardNames().order("status", "report") == []


def test_a_ward_of_today_names_its_area_before_one_of_the_past():
    old = UnitInfo("o", "Xã cũ", "commune", area_code="1", valid_to="2025-07-01")
    new = UnitInfo("n", "Phường mới", "ward", area_code="1")
    assert BoardNames(units=[old, new]).areas == {"1": "Phường mới"}


def test_choices_of_data_fields_have_names_too():
    lane = DataFieldInfo("lane", Text("Làn"), "choice", {"l": Text("Làn trái", "Left lane")})
    kind = CaseKindInfo("k", Text("K"), "p", (), (), (), data=(lane,))
    assert BoardNames([kind]).of("data.lane", "l", "k", "en") == "Left lane"


def test_statuses_and_sources_keep_the_order_of_their_kind():
    assert NAMES.order("status", "report")[:2] == ["new", "assigned"]
    assert NAMES.order("source", "report")[0] == "zalo"
    assert NAMES.order("field", "report") == []

import msgspec
import pytest
from PySide6.QtWidgets import QWidget

from backend.contract.cases import DataFieldInfo
from backend.contract.state import Place, Text
from tests.unit.widgets.case_city import KIND, DeskCity
from widgets.parts.case_data_fields import DataFields

INFOS = (
    DataFieldInfo("tuyen", Text("Tuyến đường", "Road"), required=True),
    DataFieldInfo(
        "mat", Text("Mặt đường"), "choice", {"nhua": Text("Nhựa"), "btxm": Text("Bê tông xi măng")}
    ),
    DataFieldInfo("ngay", Text("Ngày thấy"), "date"),
)


@pytest.fixture
def fields(show, desk_city: DeskCity) -> DataFields:
    kind = msgspec.structs.replace(KIND, data=INFOS)
    above = show(QWidget(), 400, 300)
    return DataFields(desk_city.context().look, kind, "vi", above)


def test_every_data_field_of_the_kind_is_asked(fields):
    assert [name for name, _widget in fields.rows()] == ["Tuyến đường", "Mặt đường", "Ngày thấy"]
    road, surface, day = (widget for _name, widget in fields.rows())
    assert day.placeholderText() == "2026-11-24"
    road.setText(" QL1A ")
    surface.field.setText("be tong")
    assert fields.values() == {"tuyen": "QL1A", "mat": "btxm"}
    assert len(fields.edits()) == 3


def test_what_must_be_there_is_named(fields):
    name, widget = fields.first_missing()
    assert name == "Tuyến đường"
    widget.setText("QL1A")
    assert fields.first_missing() is None


def test_a_field_that_names_a_place_offers_those_of_its_kinds(show, desk_city: DeskCity):
    crew = DataFieldInfo("crew", Text("Lực lượng"), "place", place_kinds=("patrol",), required=True)
    kind = msgspec.structs.replace(KIND, data=(crew,))
    places = [
        Place("t2", "Tổ 2", "patrol"),
        Place("t1", "Tổ 1", "patrol"),
        Place("t9", "Tổ 1", "patrol"),
        Place("c1", "Camera", "camera"),
    ]
    above = show(QWidget(), 400, 300)
    fields = DataFields(desk_city.context().look, kind, "vi", above, places)
    ((_name, picker),) = fields.rows()
    picker.field.setText("to 2")
    assert fields.values() == {"crew": "t2"}
    picker.field.setText("t9")
    assert fields.values() == {"crew": "t9"}, "two of one name are told apart"
    picker.field.setText("camera")
    assert fields.values() == {}


def test_what_a_case_says_is_written_into_the_fields(fields):
    fields.fill({"tuyen": "QL1A", "mat": "nhua", "ngay": "2026-11-24"}, {}, "Asia/Ho_Chi_Minh")
    assert fields.values() == {"tuyen": "QL1A", "mat": "nhua", "ngay": "2026-11-24"}


def test_long_words_have_lines_and_instants_are_local(show, desk_city: DeskCity):
    infos = (DataFieldInfo("lam", Text("Làm gì"), "long_text"), DataFieldInfo("den", Text("Đến"), "datetime"))
    above = show(QWidget(), 400, 300)
    fields = DataFields(desk_city.context().look, msgspec.structs.replace(KIND, data=infos), "vi", above)
    for written, shown in (
        ("2026-11-24T14:00:00+00:00", "2026-11-24 21:00"),
        ("2026-11-24T21:00", "2026-11-24 21:00"),
        ("chiều mai", "chiều mai"),
    ):
        fields.fill({"lam": "Một\nHai", "den": written}, {}, "Asia/Ho_Chi_Minh")
        assert fields.values() == {"lam": "Một\nHai", "den": shown}
    assert len(fields.edits()) == 2

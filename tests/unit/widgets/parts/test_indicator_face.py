from backend.contract.state import Text
from tests.unit.widgets.indicator_office import entry_of
from widgets.logic.indicator_explain import Explanation
from widgets.parts.indicator_face import face_of, tip_of


def test_a_face_says_value_plan_trend_period_and_marks(office):
    face = face_of(entry_of(office, "MT.05", "2026-10"), "vi")
    assert (face.value, face.unit, face.period) == ("14.310", "nghìn lượt", "10 tháng năm 2026")
    assert (face.provisional, face.unverified) == ("sơ bộ", True)
    assert face.plan.startswith("KH 15.833 · đạt 90,3")
    assert (face.trend_short, face.way) == ("▲\u00a016,9\u00a0%", "better")


def test_without_a_figure_there_is_neither_unit_nor_trend(office):
    face = face_of(entry_of(office, "MT.15", "2026-Q3"), "vi")
    assert (face.value, face.unit, face.trend, face.provisional) == ("chưa có số liệu", "", "", "")
    assert face.group == "none"


def test_the_period_of_the_whole_tile_is_not_said_again(office):
    assert face_of(entry_of(office, "MT.05", "2026-10"), "vi", common_period="2026-10").period == ""


def test_an_explanation_that_is_not_read_yet_is_marked_all_the_same(office):
    office.explain("MT.04", "2026-10")
    entry = entry_of(office, "MT.04", "2026-10")
    assert face_of(entry, "vi").standing == "unknown"
    assert face_of(entry, "vi", Explanation("GT", "answered", "?")).standing == "answered"
    assert face_of(entry_of(office, "MT.05", "2026-10"), "vi").standing is None


def test_the_tip_says_why(office):
    entry = entry_of(office, "MT.04", "2026-10")
    assert entry.figure.why != Text("")
    assert "86,4 %" in tip_of(face_of(entry, "vi"), "vi")

from tests.unit.widgets.city import NOW
from widgets.parts.axis_items import TimeAxis, ValueAxis
from widgets.theme.look import DARK, Look


def test_values_are_written_the_vietnamese_way(qapp):
    axis = ValueAxis(Look(DARK), "vi")
    [(_spacing, ticks)] = axis.tickValues(0, 2, 300)
    assert axis.tickStrings(ticks, 1, 0.5) == ["0,0", "0,5", "1,0", "1,5", "2,0"]
    assert axis.tickValues(1, 1, 300) == []


def test_times_are_local_and_never_cut_at_the_edges(qapp):
    axis = TimeAxis(Look(DARK), lambda: "Asia/Ho_Chi_Minh")
    [(_spacing, ticks)] = axis.tickValues(NOW - 7200, NOW, 600)
    words = axis.tickStrings(ticks, 1, 1)
    assert set(words) <= {"02:00", "02:30", "03:00", "03:30"}
    assert len(words) >= 3
    assert axis.tickStrings([0.0], 1, 1) == [""]
    assert axis.tickValues(NOW, NOW, 600) == []

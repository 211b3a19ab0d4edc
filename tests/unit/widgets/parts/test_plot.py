import numpy as np
import pytest
from PySide6.QtCore import QRectF

from backend.contract.state import Limit, Text
from tests.unit.widgets.city import NOW
from tests.unit.widgets.conftest import has_colour, picture
from widgets.parts.plot import CurveEnd, Plot
from widgets.theme.look import DARK, Look


@pytest.fixture
def plot(show, vietnamese):
    made = show(Plot(Look(DARK), "vi", lambda: "Asia/Ho_Chi_Minh"), 600, 300)
    made.set_curves([DARK.live_series], [2.2])
    made.set_ranges(NOW - 7200, NOW + 60, -2, 82)
    return made


def test_a_curve_is_drawn_and_its_gap_is_not(plot):
    at = np.array([NOW - 7000, NOW - 4000, NOW - 4000, NOW - 1000, NOW])
    plot.set_points(0, at, np.array([40.0, 40.0, np.nan, 40.0, 40.0]))
    image = picture(plot)
    assert has_colour(image, DARK.live_series)
    view = plot.getPlotItem().vb
    gap = view.mapViewToScene(plot.getPlotItem().vb.viewRect().center())
    x = int(view.mapViewToScene(type(gap)(NOW - 2500, 40)).x())
    column = image.copy(x, 0, 2, image.height())
    assert not has_colour(column, DARK.live_series, 1)


def limits(*rows):
    return [(Limit(Text(name), value, "above", severity), name) for value, name, severity in rows]


def label_boxes(plot):
    return [
        label.mapRectToScene(QRectF(label.boundingRect()))
        for _l, _line, label in plot._limits
        if label.isVisible()
    ]


def test_names_of_limits_never_cover_each_other(plot):
    rows = [
        (10, "Cảnh giác 10 cm", "medium"),
        (14, "Cảnh báo 14 cm", "high"),
        (16, "Nguy cấp 16 cm", "critical"),
    ]
    plot.set_limits(limits(*rows))
    boxes = [box.adjusted(0, 4, 0, -4) for box in label_boxes(plot)]
    assert len(boxes) >= 2
    assert not any(a.intersects(b) for k, a in enumerate(boxes) for b in boxes[:k])
    assert has_colour(picture(plot), DARK.high)


def test_a_limit_outside_the_range_has_no_name(plot):
    plot.set_limits(limits((500, "Xa", "high")))
    assert label_boxes(plot) == []


def test_a_late_end_is_marked_with_its_age(plot):
    plot.set_end(0, CurveEnd(NOW, 40.0, "chậm 4 ph", stale=True))
    assert has_colour(picture(plot), DARK.age)
    plot.set_end(0, CurveEnd(NOW, 40.0, "40", stale=False))
    assert not has_colour(picture(plot), DARK.age, 1)
    plot.set_end(0, None)
    assert not plot._ends[0][1].isVisible()


def test_a_band_of_rolled_up_values(plot):
    before = picture(plot)
    at = np.array([NOW - 7000, NOW - 6940, NOW - 3000, NOW - 2940.0])
    plot.set_band(0, at, np.full(4, 10.0), np.full(4, 60.0), 120.0)
    assert picture(plot) != before
    plot.set_band(0, np.empty(0), np.empty(0), np.empty(0), 120.0)
    assert picture(plot) == before


def test_the_range_leaves_room_for_the_outermost_labels(plot):
    low, high = plot.padded(0, 80)
    assert low < 0
    assert high > 80


@pytest.mark.parametrize(
    ("width", "at", "words"),
    [
        (600, NOW, "không có số liệu từ 17:50"),
        (600, NOW - 7000, "không có số liệu từ 17:50"),
        (280, NOW - 3500, "từ 17:50"),
        (110, NOW - 3500, ""),
    ],
)
def test_words_at_a_curves_end_stay_inside_or_become_shorter(show, vietnamese, width, at, words):
    plot = show(Plot(Look(DARK), "vi", lambda: "Asia/Ho_Chi_Minh"), width, 300)
    plot.set_curves([DARK.live_series], [2.2])
    plot.set_ranges(NOW - 7200, NOW + 60, -2, 82)
    plot.set_end(0, CurveEnd(at, 40.0, "không có số liệu từ 17:50", stale=True, short="từ 17:50"))
    picture(plot)  # words find their place when they are painted
    (_dot, label) = plot._ends[0]
    assert (label.textItem.toPlainText(), label.isVisible()) == (words, bool(words))
    if words:
        box = label.textItem.mapRectToScene(label.textItem.boundingRect())
        area = plot.getPlotItem().vb.sceneBoundingRect()
        assert area.left() - 1 <= box.left()
        assert box.right() <= area.right() + 1

import math

import msgspec
import pytest
from PySide6.QtGui import QImage

from backend.contract.messages import Failure, GetHistory, History
from tests.unit.widgets.city import NOW, City
from tests.unit.widgets.conftest import has_colour, picture
from widgets.registry import make, options_type
from widgets.theme.look import DARK

RAIN = {"series": ["suoi_luong.rain"]}


@pytest.fixture
def chart(qtbot, show, city: City):
    def made(options, city=city):
        frame = show(make("chart", options, city.context()), 640, 360)
        frame.body.draw()
        return frame

    return made


def image_of(frame) -> QImage:
    return picture(frame.body.plot)


def test_history_and_limits_are_drawn(chart, city):
    frame = chart(RAIN)
    assert frame.title() == "Mưa 15 phút · Suối Lương"
    assert isinstance(city.daemon.asked[0], GetHistory)
    assert city.daemon.asked[0].end_at == NOW
    image = image_of(frame)
    assert has_colour(image, DARK.live_series)
    assert has_colour(image, DARK.high), "the limit, in the colour of its severity"


def test_a_live_value_is_added_at_the_end(qtbot, chart, city):
    frame = chart(RAIN)
    city.pass_time(5)
    city.publish("suoi_luong.rain", 71.0)
    curve = frame.body.curves["suoi_luong.rain"]
    assert (curve.at[-1], curve.value[-1]) == (NOW + 5, 71.0)
    qtbot.waitUntil(lambda: frame.body.plot._shown_ends[1].words == "71,0")


def test_values_of_other_series_draw_nothing(chart, city):
    frame = chart(RAIN)
    frame.body._redraw.stop()
    city.publish("me_suot.level", 50.0)
    assert not frame.body._redraw.isActive()


def test_a_day_is_laid_onto_today(chart, city):
    frame = chart({**RAIN, "compare": "2022-10-14"})
    assert frame.title() == "Mưa 15 phút · Suối Lương"
    assert frame.body.head().subtitle == "mm/h — so 14/10/2022"
    asked = [body for body in city.daemon.asked if body.end_at < NOW - 86400]
    assert len(asked) == 1
    assert has_colour(image_of(frame), DARK.reference_series)
    reference = frame.body.reference
    assert NOW - 7200 < reference.at[len(reference) // 2] < NOW + 7200
    frame.body.draw()
    assert len([body for body in city.daemon.asked if body.end_at < NOW - 86400]) == 1, "asked once"


def test_an_unknown_day_changes_nothing(chart):
    assert chart({**RAIN, "compare": "1999-11-02"}).body.reference is None


def test_a_late_curve_says_its_age_at_its_end(chart):
    frame = chart({"series": ["cam_le.stage"]})
    assert frame.health().state == "late"
    end = frame.body.plot._shown_ends[1]
    assert end.stale
    assert "chậm" in end.words
    assert has_colour(image_of(frame), DARK.age)


def test_a_lost_curve_says_since_when(chart):
    frame = chart({"series": ["phu_loc_07.level"]})
    assert "không có số liệu từ" in frame.body.plot._shown_ends[1].words
    assert frame.health().state == "lost"


def test_several_series_have_a_legend(chart):
    frame = chart({"series": ["me_suot.level", "phu_loc_07.level"]})
    entries = frame.body.legend._entries
    assert [(e.name, e.value, e.stale) for e in entries] == [
        ("Mẹ Suốt", "62 cm", False),
        ("Phú Lộc 07", "7 cm", True),
    ]
    assert frame.title() == "Mực ngập"


def test_fixed_ends_of_the_axis(chart):
    frame = chart({**RAIN, "y_min": -10.0, "y_max": 200.0, "limits": False})
    low, high = frame.body.plot.getPlotItem().viewRange()[1]
    assert low < -10 < 200 < high
    assert not has_colour(image_of(frame), DARK.high, 1)


def test_without_history_live_values_are_still_drawn(chart, city):
    city.daemon.answers[GetHistory] = Failure("busy", "Bận.")
    frame = chart(RAIN)
    assert len(frame.body.curves["suoi_luong.rain"]) == 1


def test_a_past_that_could_not_be_had_is_said_and_asked_for_again(chart, city):
    city.daemon.answers[GetHistory] = Failure("busy", "Bận.")
    frame = chart(RAIN)
    assert frame.body.head().subtitle == "mm/h · chưa tải được quá khứ"
    del city.daemon.answers[GetHistory]
    for _ in range(3):
        city.pass_time(1)
    assert frame.body.head().subtitle == "mm/h"
    assert len(frame.body.curves["suoi_luong.rain"]) > 100


def test_readings_that_come_late_fill_the_past_in(chart, city):
    city.daemon.answers[GetHistory] = History(())
    frame = chart(RAIN)
    assert len(frame.body.curves["suoi_luong.rain"]) == 1
    del city.daemon.answers[GetHistory]
    for _ in range(6):
        city.pass_time(1)
    assert len(frame.body.curves["suoi_luong.rain"]) > 100


def test_a_day_that_was_not_there_is_asked_for_again(chart, city):
    city.daemon.answers[GetHistory] = History(())
    frame = chart({**RAIN, "compare": "2022-10-14"})
    assert frame.body.reference is None
    del city.daemon.answers[GetHistory]
    for _ in range(3):
        city.pass_time(1)
    frame.body.draw()
    assert len(frame.body.reference) > 100


def test_an_answer_to_a_former_catalogue_is_dropped(chart, city):
    frame = chart(RAIN)
    before = len(frame.body.curves["suoi_luong.rain"])
    frame.body._take_history(city.daemon.default(GetHistory(("suoi_luong.rain",), 0, NOW)), -1)
    frame.body._take_reference(city.daemon.default(GetHistory(("suoi_luong.rain",), 0, NOW)), 0, NOW, -1)
    assert len(frame.body.curves["suoi_luong.rain"]) == before


def test_rolled_up_history_shows_its_band(chart, city):
    from tests.unit.widgets.city import column

    at = [NOW - 3600 + 60 * k for k in range(60)]
    values = [40 + math.sin(k) for k in range(60)]
    city.daemon.answers[GetHistory] = History((column("suoi_luong.rain", at, values, step_s=60.0),))
    frame = chart(RAIN)
    assert not frame.body.plot._bands[1].path().isEmpty()


def test_an_unknown_series_is_named(chart, city):
    frame = chart({"series": ["no.such"]})
    assert frame.health().state == "lost"
    assert frame.health().note == "không có chuỗi số liệu: no.such"
    assert frame.title() == "no.such"


@pytest.mark.parametrize("series", [[], [f"a.{k}" for k in range(7)]])
def test_one_to_six_series(series):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"series": series}, options_type("chart"))

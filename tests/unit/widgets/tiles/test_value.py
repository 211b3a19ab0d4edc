import math

import msgspec
import pytest

from backend.contract.messages import Failure, GetHistory
from backend.contract.state import Quality, Text, ValueClass
from tests.unit.widgets.city import City, alarm, values
from tests.unit.widgets.conftest import has_colour, picture
from widgets.registry import make, options_type
from widgets.theme.look import DARK

POSTS = {"kind": "flood_post", "metric": "level"}


@pytest.fixture
def value(show, city: City):
    return lambda **options: show(make("value", options, city.context()), 310, 178)


def words(frame):
    found = frame.body.words()
    return [text.replace("\u00a0", " ") for text in (found.number, found.unit, found.ageing, found.second)]


def test_a_value_over_its_limit_is_coloured_and_says_by_how_much(value):
    frame = value(series="me_suot.level")
    assert words(frame) == ["62", "cm", "", "Nguy cấp 40 cm: vượt 22 cm"]
    assert has_colour(picture(frame), DARK.critical)


def test_a_value_under_its_limits_has_no_colour(value, city):
    frame = value(series="nguyen_luong_bang.level")
    assert words(frame)[3] == "Cảnh giác 10 cm: còn 6 cm"
    image = picture(frame)
    assert not any(has_colour(image, c, 1) for c in (DARK.critical, DARK.high, DARK.medium))


def test_a_late_value_is_hatched_with_its_age(value):
    frame = value(series="cam_le.stage")
    assert words(frame) == ["1,48", "m", "chậm 4 ph", "BĐ I: vượt 0,48 m"]
    assert frame.health().state == "late"
    assert not frame._hatch.isHidden()


def test_a_lost_value_says_since_when(value):
    assert words(value(series="phu_loc_07.level"))[2] == "không có số liệu từ 03:38"


def test_a_value_ages_without_any_message(value, city):
    frame = value(series="me_suot.level")
    city.pass_time(100)
    assert words(frame)[2] == "chậm 1 ph"
    assert frame.health().state == "late"


def test_counting_with_a_trend(value, city):
    frame = value(count={**POSTS, "above": 20}, trend_s=1800)
    asked = [body for body in city.daemon.asked if isinstance(body, GetHistory)]
    assert len(asked[0].series) == 8
    assert words(frame)[:2] == ["3", "/8"]
    assert words(frame)[3].endswith("1 không có số liệu")
    assert "trong 30 ph" in words(frame)[3]
    assert frame.title() == "Mực ngập ≥ 20 cm"


def test_a_trend_without_past_is_left_out(value, city):
    city.daemon.answers[GetHistory] = Failure("busy", "Bận.")
    frame = value(series="me_suot.level", trend_s=1800)
    assert math.isnan(frame.body.trend(62.0))


def test_a_steady_value_says_so(value, city, monkeypatch):
    frame = value(series="me_suot.level", trend_s=1800)
    monkeypatch.setattr(frame.body, "trend", lambda _now: 0.2)
    assert words(frame)[3].endswith("không đổi trong 30 ph")
    monkeypatch.setattr(frame.body, "trend", lambda _now: 4.0)
    assert words(frame)[3].endswith("+4 cm trong 30 ph")


def test_a_river_is_said_in_the_words_of_the_bulletins(show, vietnamese):
    city = City(late=False)
    stage = city.live.state.series["cam_le.stage"]
    levels = tuple(
        msgspec.structs.replace(limit, name=Text(limit.name.vi.replace("BĐ", "Báo động")))
        for limit in stage.limits
    )
    city.live.state.series["cam_le.stage"] = msgspec.structs.replace(stage, limits=levels)
    frame = show(make("value", {"series": "cam_le.stage"}, city.context()), 310, 178)
    assert words(frame)[3] == "trên báo động I 0,48 m (dưới báo động II 0,32 m)"
    city.publish("cam_le.stage", 0.9)
    assert words(frame)[3] == "dưới báo động I 0,10 m"


def test_a_class_is_said_in_words_and_not_twice(value, city):
    series = city.live.state.series["me_suot.level"]
    classes = (ValueClass(0, Text("An toàn")), ValueClass(40, Text("Nước vào nhà")))
    city.live.state.series["me_suot.level"] = msgspec.structs.replace(series, classes=classes)
    frame = value(series="me_suot.level")
    assert words(frame)[3] == "Nguy cấp 40 cm: vượt 22 cm · Nước vào nhà"
    same = (ValueClass(40, Text("Nguy cấp")),)
    city.live.state.series["me_suot.level"] = msgspec.structs.replace(series, classes=same)
    city.publish("me_suot.level", 63.0)
    assert words(frame)[3] == "Nguy cấp 40 cm: vượt 23 cm"


def test_a_doubtful_value_is_marked_and_has_no_colour(value, city):
    index = city.live.state.series["me_suot.level"].index
    frame = value(series="me_suot.level")
    city.live.take(values([(index, city.clock.at, 250.0)], Quality.UNCERTAIN))
    assert words(frame)[0] == "?250"
    assert words(frame)[3] == "đáng ngờ"
    assert not has_colour(picture(frame), DARK.critical)


def test_a_figure_beside_is_said_in_words(value, city):
    beside = {
        "series": "au_co.level",
        "words": {"vi": "{value} chưa có người đi"},
        "none": {"vi": "đều đã có người đi"},
    }
    frame = value(series="nguyen_luong_bang.level", beside=beside)
    assert words(frame)[3].startswith("18 chưa có người đi")
    city.publish("au_co.level", 0.0)
    assert frame.body._shown.second.startswith("đều đã có người đi")


def test_rounding_never_reaches_a_limit_that_the_value_has_not(value, city):
    frame = value(series="nguyen_luong_bang.level")
    city.publish("nguyen_luong_bang.level", 9.7)
    assert words(frame)[0] == "9"
    city.publish("nguyen_luong_bang.level", 10.0)
    assert words(frame)[0] == "10"


def test_the_highest_of_many_names_its_place(value, qtbot):
    frame = value(aggregate={**POSTS, "of": "max"})
    assert words(frame)[3] == "Nguy cấp 40 cm: vượt 22 cm · Mẹ Suốt"
    assert frame.title() == "Cao nhất: Mực ngập"
    with qtbot.waitSignal(frame.place_chosen) as caught:
        frame.body.mouseDoubleClickEvent(None)
    assert caught.args == ["me_suot"]


@pytest.mark.parametrize(("of", "title"), [("min", "Thấp nhất"), ("sum", "Tổng"), ("mean", "Trung bình")])
def test_titles_of_aggregates(value, of, title):
    assert value(aggregate={**POSTS, "of": of}).title() == f"{title}: Mực ngập"


def test_alarms_are_counted(value, city):
    frame = value(alarms={})
    assert words(frame) == ["5", "", "", "1 chưa nhận"]
    city.change(alarm(1, operator="acknowledged"))
    assert words(frame)[3] == "đã nhận hết"
    assert frame.title() == "Cảnh báo đang hoạt động"


def test_a_note_stands_where_nothing_is_urgent(value):
    assert words(value(series="nguyen_luong_bang.level", note="23 nơi mở"))[3] == "23 nơi mở"
    assert words(value(series="me_suot.level", note="23 nơi mở"))[3].startswith("Nguy cấp")


def test_a_unit_of_ones_own(value):
    assert words(value(count={**POSTS, "below": 0}, unit="điểm"))[:2] == ["2", "điểm"]


def test_unknown_series_and_kinds_show_a_dash(value):
    frame = value(series="no.such")
    assert words(frame)[0] == "–"
    assert frame.title() == "no.such"
    assert value(count={"kind": "volcano", "metric": "x", "above": 1}).title() == "Không có điểm đo như vậy"


@pytest.mark.parametrize(
    "options", [{}, {"series": "a.b", "alarms": {}}, {"count": {**POSTS}}, {"alarms": {"colour": "red"}}]
)
def test_options_that_ask_nothing_or_too_much_are_refused(options):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(options, options_type("value"))

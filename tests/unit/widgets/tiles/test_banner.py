import msgspec

from tests.unit.widgets.city import City, alarm, flood_alarms
from tests.unit.widgets.conftest import has_colour, picture
from widgets.live import LinkState
from widgets.registry import make
from widgets.theme.look import DARK


def banner(show, city):
    return show(make("banner", {}, city.context()), 1200, 80)


def test_the_worst_unacknowledged_alarm_stands_large(show, city, qtbot):
    frame = banner(show, city)
    words, side = frame.body.words()
    assert words == "NGUY CẤP · Ngập 62 cm — Mẹ Suốt, Hòa Khánh"
    assert side == "chờ 1\u00a0ph\u00a025\u00a0s"
    assert has_colour(picture(frame), DARK.critical)
    with qtbot.waitSignal(frame.place_chosen) as caught:
        frame.body.mouseDoubleClickEvent(None)
    assert caught.args == ["me_suot"]


def test_more_waiting_are_counted(show, city):
    city.change(alarm(7, severity="low"))
    assert banner(show, city).body.words()[1].endswith("còn 1 nữa")


def test_only_a_critical_one_blinks(show, city, qtbot):
    body = banner(show, city).body
    qtbot.waitUntil(lambda: body._dark, timeout=3000)
    city.change(alarm(1, severity="high"))
    assert not body._blink.isActive()
    assert not body._dark


def test_without_any_it_is_calm_and_not_green(show, vietnamese):
    frame = banner(show, City())
    assert frame.body.words() == ("Không có cảnh báo chưa nhận", "")
    image = picture(frame)
    assert has_colour(image, DARK.text_second)
    assert not has_colour(image, DARK.done, 1)


def test_without_a_daemon_it_does_not_pretend_to_be_calm(show, vietnamese):
    city = City(flood_alarms()[1:])
    frame = banner(show, city)
    city.pass_time(8)
    assert "mất kết nối" in frame.body.words()[0]
    assert frame.health().state == "late"
    city.live.state.pulse = None
    assert frame.body.health().state == "lost"
    city.live.set_link(LinkState("live", 0.0))
    assert frame.body.health().state == "fresh"


def test_calm_that_nobody_can_see_is_not_called_calm(show, vietnamese):
    city = City()
    frame = banner(show, city)
    quiet = picture(frame)
    sources = city.live.state.sources
    city.live.state.sources = {
        name: msgspec.structs.replace(source, state="lost" if k == 0 else "fresh")
        for k, (name, source) in enumerate(sources.items())
    }
    name = next(iter(sources.values())).name
    assert frame.body.words() == ("Không có cảnh báo chưa nhận", f"1/{len(sources)} nguồn im lặng: {name}")
    assert has_colour(picture(frame), DARK.age)
    assert not has_colour(quiet, DARK.age)

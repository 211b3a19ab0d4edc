import msgspec

from backend.contract.state import Text, ValueClass
from tests.unit.widgets.city import City
from tests.unit.widgets.conftest import has_colour, picture
from widgets.registry import make
from widgets.theme.look import DARK

OPTIONS = {"kind": "flood_post", "metrics": ["level", "battery"]}


def test_colour_only_where_a_limit_is_exceeded(show, vietnamese):
    city = City(late=False)
    frame = show(make("table", OPTIONS, city.context()), 800, 560)
    assert has_colour(picture(frame.body.view), DARK.critical)
    for place_id in ("me_suot", "ham_nghi", "khue_trung", "au_co"):
        city.publish(f"{place_id}.level", 1.0)
    image = picture(frame.body.view)
    assert not any(has_colour(image, c, 1) for c in (DARK.critical, DARK.high, DARK.medium))


def test_a_lost_row_wears_ring_hatch_and_words(show, city):
    frame = show(make("table", OPTIONS, city.context()), 800, 560)
    assert has_colour(picture(frame.body.view), DARK.age)
    frame.body.view.selectRow(1)
    assert has_colour(picture(frame.body.view), DARK.text)


def test_a_class_is_painted_beneath_the_number_and_coloured_only_where_it_has_a_severity(show, vietnamese):
    city = City(late=False)
    series = city.live.state.series["me_suot.level"]
    plain = (ValueClass(0, Text("Nước vào nhà dân")),)
    city.live.state.series["me_suot.level"] = msgspec.structs.replace(series, limits=(), classes=plain)
    for place_id in ("ham_nghi", "khue_trung", "au_co"):
        city.publish(f"{place_id}.level", 1.0)
    frame = show(make("table", OPTIONS, city.context()), 800, 560)
    without = picture(frame.body.view)
    assert not has_colour(without, DARK.critical, 1)
    coloured = (ValueClass(0, Text("Nước vào nhà dân"), "critical"),)
    city.live.state.series["me_suot.level"] = msgspec.structs.replace(series, limits=(), classes=coloured)
    frame.body.reload()
    assert has_colour(picture(frame.body.view), DARK.critical)

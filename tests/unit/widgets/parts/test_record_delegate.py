import msgspec
import pytest
from PySide6.QtGui import QColor

from backend.contract.state import Text, ValueClass
from tests.unit.widgets.city import City
from tests.unit.widgets.conftest import has_colour, picture
from widgets.registry import make
from widgets.theme.look import DARK
from widgets.theme.palettes import look_for

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


def test_a_long_name_makes_no_row_smaller_than_its_neighbours(show, vietnamese):
    city = City(late=False)
    short, long = "Trạm Suối", "Trạm Suối Lương Hòa Hiệp Bắc, Liên Chiểu, Đà Nẵng"

    def names_of(*names):
        for place_id, name in zip(("ham_nghi", "khue_trung"), names, strict=True):
            place = city.live.state.places[place_id]
            city.live.state.places[place_id] = msgspec.structs.replace(place, name=name, area_name="")
            city.publish(f"{place_id}.level", 1.0)
        body = show(make("table", {**OPTIONS, "sort": "name"}, city.context()), 560, 560).body
        view, image = body.view, picture(body.view.viewport())
        rows = [body.model.number_of(place_id) for place_id in ("ham_nghi", "khue_trung")]
        boxes = [view.visualRect(body.model.index(row, 0)) for row in rows]
        return [image.copy(46, box.top() + 4, 44, box.height() - 8) for box in boxes]

    mixed, alike = names_of(short, long), names_of(short, short)
    assert mixed[0] == mixed[1]
    assert alike[0] == alike[1]
    assert alike[0] != mixed[0], "the long one is still set to fit"


def with_classes():
    """Return a city whose depths have classes without a colour."""
    city = City(late=False)
    words = (ValueClass(0, Text("ngập Ấp Mỹ, vào nhà")),)
    for series_id, series in list(city.live.state.series.items()):
        if series_id.endswith(".level"):
            city.live.state.series[series_id] = msgspec.structs.replace(series, limits=(), classes=words)
    return city


def inked(image, box, colours):
    """Return the rows (px) of a cell in which anything of a colour is painted, from its top."""
    wanted = {QColor(colour).rgb() for colour in colours}
    return [
        y
        for y in range(box.height() - 1)
        if any(image.pixel(x, box.top() + y) in wanted for x in range(box.left(), box.right()))
    ]


@pytest.mark.parametrize("density", ["desk", "wall"])
@pytest.mark.parametrize("width", [420, 620, 1100])
@pytest.mark.parametrize("height", [470, 476, 486])
def test_in_low_rows_nothing_touches_the_lines_between_them(show, vietnamese, density, width, height):
    city = with_classes()
    look = look_for("dark", density)
    scale = look.px(100) / 100
    options = {**OPTIONS, "dense": True}
    size = round(width * scale), round(height * scale)
    body = show(make("table", options, city.context(density=density)), *size).body
    box = body.view.visualRect(body.model.index(1, 1))
    image, ground = picture(body.view.viewport()), QColor(look.tokens.tile).rgb()
    free = [
        all(image.pixel(x, box.top() + y) == ground for x in range(box.left(), box.right()))
        for y in range(1, box.height() - 1)  # the lines themselves lie on the first and the last
    ]
    assert all(free[: look.px(3)])
    assert all(free[-look.px(3) :])
    assert not all(free)


def test_words_stand_at_the_left_of_a_number_where_the_row_is_low_and_beneath_it_where_it_is_high(
    show, vietnamese
):
    city = with_classes()

    def heights(*, dense: bool, width: int):
        body = show(make("table", {**OPTIONS, "dense": dense}, city.context()), width, 480).body
        box, image = body.view.visualRect(body.model.index(1, 1)), picture(body.view.viewport())
        return [inked(image, box, (colour,)) for colour in (DARK.text, DARK.text_second)]

    number, words = heights(dense=True, width=900)
    assert abs((number[0] + number[-1]) - (words[0] + words[-1])) <= 6, "on one line"
    for dense, width in ((False, 900), (True, 400)):
        number, words = heights(dense=dense, width=width)
        assert number[-1] < words[0], "beneath it"

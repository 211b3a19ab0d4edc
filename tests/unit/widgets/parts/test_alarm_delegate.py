from PySide6.QtCore import QRectF

from backend.contract.state import Text
from tests.unit.widgets.city import NOW, City, alarm, flood_alarms
from tests.unit.widgets.conftest import has_colour, picture
from widgets.registry import make
from widgets.theme.look import DARK


def list_of(show, city, width, height, **options):
    frame = show(make("alarms", {"acting": False, **options}, city.context()), width, height)
    frame.body.motion.blink(wanted=False)
    return frame


def test_only_the_unacknowledged_badge_is_solid(show, city):
    frame = list_of(show, city, width=700, height=560)
    view = frame.body.view
    image = picture(view)
    row = view.visualRect(frame.body.model.index(0))
    right = [image.pixelColor(x, row.center().y()).name() for x in range(row.right() - 130, row.right() - 20)]
    assert DARK.critical.lower() in right
    taken = view.visualRect(frame.body.model.index(1))
    right = [
        image.pixelColor(x, taken.center().y()).name() for x in range(taken.right() - 130, taken.right() - 20)
    ]
    assert DARK.high.lower() not in right


def test_a_blinking_symbol_goes_dark_and_comes_back(show, vietnamese):
    city = City(flood_alarms()[:1])
    frame = list_of(show, city, width=700, height=300)
    row = QRectF(frame.body.view.visualRect(frame.body.model.index(0)))
    box = frame.body.delegate.symbol_box(row).toAlignedRect()
    frame.body.delegate.dark = True
    assert not has_colour(picture(frame.body.view).copy(box), DARK.critical)
    frame.body.delegate.dark = False
    assert has_colour(picture(frame.body.view).copy(box), DARK.critical)


def test_a_narrow_list_keeps_the_title_whole(show, city):
    wide = picture(list_of(show, city, width=760, height=300).body.view)
    narrow = picture(list_of(show, city, width=420, height=300).body.view)
    assert has_colour(narrow, DARK.text)
    assert has_colour(wide, DARK.text)


def test_an_entering_alarm_starts_at_the_right(show, city):
    frame = list_of(show, city, width=700, height=300)
    still = picture(frame.body.view)
    frame.body.delegate.shift["flood@1"] = 0.5
    assert picture(frame.body.view) != still


def test_what_another_alarm_hides_is_indented_and_dim(show, vietnamese):
    city = City([alarm(1), alarm(2, operator="suppressed", suppressed_by="flood@1")])
    frame = list_of(show, city, width=700, height=300)
    view, delegate = frame.body.view, frame.body.delegate
    parent, child = (view.visualRect(frame.body.model.index(k)) for k in (0, 1))
    assert delegate.symbol_box(QRectF(child), 1).left() > delegate.symbol_box(QRectF(parent)).left()
    image = picture(view)
    assert has_colour(image.copy(parent), DARK.text)
    assert not has_colour(image.copy(child), DARK.text, 1)
    assert not has_colour(image.copy(child), DARK.critical, 1)


def test_a_groups_triangle_points_down_when_it_is_open(show, vietnamese):
    city = City([alarm(k, raised_at=NOW - k) for k in range(3)])
    frame = list_of(show, city, 700, 400, grouped=True)
    row = frame.body.view.visualRect(frame.body.model.index(0))
    edge = row.adjusted(4, 0, -(row.width() - 17), 0)
    closed = picture(frame.body.view).copy(edge)
    assert has_colour(closed, DARK.text_second)
    frame.body.model.set_open(frame.body.model.at(0), is_open=True)
    assert picture(frame.body.view).copy(edge) != closed


def test_no_title_is_smaller_than_its_neighbours(show, vietnamese):
    short, long = Text("Ngập 17 cm — Âu Cơ"), Text("Ngập 17 cm — Nguyễn Lương Bằng, Liên Chiểu")
    same = {"severity": "high", "operator": "acknowledged"}
    both = City([alarm(1, title=short, **same), alarm(2, title=long, **same)])
    alone = City([alarm(1, title=short, **same), alarm(2, title=short, **same)])

    def first_words(city, row):
        view = list_of(show, city, width=420, height=300).body.view
        box = view.visualRect(view.model().index(row, 0))
        return picture(view).copy(66, box.top() + 8, 100, 30)

    assert first_words(both, 0) == first_words(both, 1), "one size in the whole list"
    assert first_words(alone, 0) != first_words(both, 0), "the long one is still set to fit"

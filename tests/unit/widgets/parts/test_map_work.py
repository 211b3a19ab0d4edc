import msgspec
import pytest

from tests.unit.widgets.city import City
from tests.unit.widgets.harbour import Harbour
from tests.unit.widgets.storm import case, change, context, incident, storm_snapshot, work
from widgets.logic.map_shapes import ShapeLayer
from widgets.parts.map_shape_feed import ShapeFeed
from widgets.parts.map_work import WorkLayer


class Page:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, object]] = []

    def call(self, function: str, argument: object) -> None:
        self.told.append((function, argument))

    def names(self) -> list[str]:
        names = [name for name, _argument in self.told]
        self.told.clear()
        return names


@pytest.fixture
def city(qtbot: object) -> City:
    found = City(empty=True)
    found.live.take_snapshot(storm_snapshot(work()))
    return found


@pytest.fixture
def layer(city: City) -> tuple[WorkLayer, Page]:
    page = Page()
    return WorkLayer(context(city), page), page  # type: ignore[arg-type]


def test_only_what_changed_is_sent(layer: tuple[WorkLayer, Page], city: City) -> None:
    made, page = layer
    made.send_incident(stations=True, follow=True)
    made.send_cases(frozenset())
    assert page.names() == ["setIncident", "showExtent", "setCases"]
    made.send_incident(stations=True, follow=True)
    made.send_cases(frozenset())
    assert page.names() == []
    change(city, incident(state="closed"), case(open=False))
    made.send_incident(stations=True, follow=True)
    made.send_cases(frozenset())
    assert page.names() == ["setIncident", "showExtent", "setCases"]


def test_a_case_that_is_drawn_already_is_not_drawn_twice(layer: tuple[WorkLayer, Page]) -> None:
    made, page = layer
    made.send_cases(frozenset({"SOS.20261122.0025"}))
    assert page.names() == []
    made.send_cases(frozenset())
    assert [mark.id for mark in made.cases] == ["SOS.20261122.0025"]


def test_a_map_of_cases_alone_shows_no_incident(layer: tuple[WorkLayer, Page]) -> None:
    made, page = layer
    made.send_incident(stations=False, follow=False)
    assert page.names() == []


def test_surfaces_are_sent_once_and_again_to_a_new_page(layer: tuple[WorkLayer, Page], city: City) -> None:
    made, page = layer
    Harbour(city)
    feed = ShapeFeed(ShapeLayer(case_kind="warning"), city.context(), city.live)
    feed.start()
    for _ in range(2):
        made.send_shapes(feed, {})
    assert page.names() == ["setShapes"]
    assert msgspec.json.encode(made.shapes).startswith(b'{"shapes":[{"type":"Feature"')
    made.forget()
    made.send_shapes(feed, {})
    assert page.names() == ["setShapes"]

import msgspec

from tests.unit.widgets.city import City
from tests.unit.widgets.harbour import Harbour
from widgets.logic.map_config import MapConfig
from widgets.logic.map_marks import MarkStyle
from widgets.parts.map_setup import page_config
from widgets.tiles.map import Options


def config(style: MarkStyle, **options: object) -> MapConfig:
    city = City(empty=True)
    Harbour(city).begin()
    given = msgspec.convert(options, Options)
    return page_config(given, city.context(), style, None, ("t1", ("coast",)))


def style(*kinds: str, cameras: bool = False) -> MarkStyle:
    return MarkStyle(kinds, cameras, "alarmed", "vi", "mất số liệu", {"police_station": "star"})


def shapes(found: MapConfig) -> set[str]:
    return {marker.shape.partition("-")[0] for marker in found.legend.markers}


def test_only_glyphs_that_are_on_the_map_are_made() -> None:
    assert config(style("boat")).glyphs == ("dot",)
    assert config(style("boat", "police_station")).glyphs == ("dot", "star")
    assert config(style("rain_station")).glyphs == ()


def test_the_legend_speaks_of_what_is_shown() -> None:
    assert not {"camera", "unit"} & shapes(config(style("rain_station")))
    assert {"camera", "unit", "critical"} <= shapes(config(style("boat", cameras=True)))
    assert config(style("rain_station"), stations=False).legend.markers == ()
    assert config(style("nothing")).legend.markers == ()


def test_the_view_is_the_centres_unless_the_layout_says_another() -> None:
    assert config(style("boat")).centre == (108.2, 16.05)
    found = config(style("boat"), centre=[108.1, 16.0], zoom=12.5)
    assert (found.centre, found.zoom) == ((108.1, 16.0), 12.5)


def test_the_wards_have_the_scale_of_their_fill() -> None:
    found = config(style(), fill={"metric": "rain", "steps": [10, 30]})
    assert found.fill is not None
    assert (found.fill.words, len(found.fill.colours)) == (("10", "30"), 3)
    assert config(style()).fill is None

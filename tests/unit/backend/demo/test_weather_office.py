from __future__ import annotations

import msgspec
import pytest

from backend.demo.city import City, load
from backend.demo.warning_files import sources
from backend.demo.weather_office import (
    CANCEL_AFTER_S,
    FEED_PATH,
    FIRST_AFTER_S,
    ROUND_S,
    UPDATE_AFTER_S,
    WeatherOffice,
)
from backend.sources.cap import Config, parse
from backend.sources.reading.cap_xml import read_index, safe_root

START = 1_795_518_000.0


class Clock:
    at = START

    def now(self) -> float:
        return self.at


@pytest.fixture(scope="module")
def city() -> City:
    return load()


def config() -> Config:
    return msgspec.convert(sources(8080)[0], Config)


def test_a_warning_comes_is_updated_and_cancelled_and_the_next_one_is_another_case(city: City) -> None:
    clock = Clock()
    office = WeatherOffice(city, 8080, clock)
    documents, known, seen = office.documents(), {}, []
    for passed_s in (0, FIRST_AFTER_S, UPDATE_AFTER_S, CANCEL_AFTER_S, ROUND_S + FIRST_AFTER_S):
        clock.at = START + passed_s
        links = read_index(safe_root(documents[FEED_PATH]()), config().url)
        assert all(config().follows(link.url) for link in links)
        new = [link.url.removeprefix("http://127.0.0.1:8080") for link in links]
        seen.append(len(new))
        for path in sorted(new)[-1:]:
            parsed = parse(documents[path](), config(), clock.at, known)
            assert parsed.refusals == []
            seen += [(each.case.severity, each.case.open) for each in parsed.cases]
    assert seen == [0, 1, ("high", True), 2, ("critical", True), 3, ("critical", False), 1, ("high", True)]
    assert len({each.case_id for each in known.values()}) == 2


def test_the_warning_has_wards_and_a_surface_in_both_languages(city: City) -> None:
    clock = Clock()
    office = WeatherOffice(city, 8080, clock)
    clock.at = START + FIRST_AFTER_S
    (update,) = parse(office.documents()["/kttv/1.xml"](), config(), clock.at, {}).cases
    assert update.data["areas"].split() == [city.area_codes[name] for name in city.hotline_areas()[:3]]
    assert '"Polygon"' in update.data["shape"]
    assert update.case.title.en == "Heavy rain in the west of the city"


def test_on_a_fair_day_nothing_is_warned_of(city: City) -> None:
    clock = Clock()
    office = WeatherOffice(city, 8080, clock, warns=False)
    clock.at = START + UPDATE_AFTER_S
    assert list(office.issued()) == []

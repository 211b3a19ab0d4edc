from __future__ import annotations

import msgspec

from backend.demo.city import load
from backend.demo.warning_files import citizens, gateway, sources
from backend.gateway.settings import GatewaySettings
from backend.sources.cap import Config


def test_every_ward_with_posts_has_residents_with_telephones_of_their_own() -> None:
    city = load()
    people = citizens(city)
    assert {person["areas"][0] for person in people} == {city.area_codes[a] for a in city.hotline_areas()}
    assert (
        len({person["phone"] for person in people}) == len({person["id"] for person in people}) == len(people)
    )
    assert {role for person in people for role in person["roles"]} == {"citizen"}


def test_what_is_written_can_be_used() -> None:
    assert msgspec.convert(sources(8080)[0], Config).case_kind == "warning"
    settings = msgspec.convert(gateway(), GatewaySettings)
    assert settings.cap is not None
    assert settings.cap.kind == "public-message"

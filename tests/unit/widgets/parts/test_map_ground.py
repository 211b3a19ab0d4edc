from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from backend.contract.messages import Failure, GetMap, MapLayer, ReplyBody, RequestBody
from tests.unit.widgets.city import City
from widgets.parts.map_ground import Ground
from widgets.parts.web_surface import WebSurface

WARD = {
    "type": "Feature",
    "properties": {"code": "20194", "name": "Hải Châu", "kind": "phường", "label": [108.2, 16.06]},
    "geometry": {"type": "Polygon", "coordinates": [[[108, 16], [108.1, 16], [108.1, 16.1], [108, 16]]]},
}


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def ground(qtbot: QtBot, city: City) -> Iterator[Ground]:
    surface = WebSurface("map/index.html", city.context().look)
    qtbot.addWidget(surface)
    made = Ground(city.live, surface, ("wards", "coast"))
    yield made
    made.stop()
    surface.release()
    qtbot.wait(50)


def answer(body: RequestBody) -> ReplyBody:
    assert isinstance(body, GetMap)
    features = [WARD] if body.layer == "wards" else []
    return MapLayer(body.layer, json.dumps({"type": "FeatureCollection", "features": features}).encode())


def test_layers_lie_ready_for_the_page_and_wards_are_known(ground: Ground, city: City) -> None:
    city.daemon.default = answer  # type: ignore[method-assign]
    shown: list[str] = []
    ground.shown.connect(shown.append)
    ground.request()
    assert shown == ["ward_names", "wards", "coast"]
    assert ground.known("reports") == ("wards", "coast", "ward_names")
    assert ground.wards == {"20194": (108.2, 16.06)}
    ground.request()
    assert len(shown) == 3, "nothing is another"


def test_what_does_not_come_is_asked_for_again_until_it_stops(ground: Ground, city: City) -> None:
    city.daemon.default = lambda body: Failure("not_found", "no such layer")  # type: ignore[method-assign]
    ground.request()
    assert ground.retry.isActive()
    ground.stop()
    assert not ground.retry.isActive()
    ground.request()
    assert not ground.retry.isActive()

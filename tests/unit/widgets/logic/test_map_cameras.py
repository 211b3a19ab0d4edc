import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.state import Place
from tests.unit.widgets.city import NOW
from tests.unit.widgets.harbour import camera, harbour_state
from widgets.logic.map_cameras import FAR_SCALE, RANGE_M, VIEW_DEG, View, camera_name, cones, sight, view_of

M_PER_DEG = 111_320.0


def metres(lon: float, lat: float, point: list[float]) -> tuple[float, float]:
    east = (point[0] - lon) * M_PER_DEG * math.cos(math.radians(lat))
    return math.hypot(east, (point[1] - lat) * M_PER_DEG), math.degrees(
        math.atan2(east, (point[1] - lat) * M_PER_DEG)
    )


def test_attributes_say_where_a_camera_looks() -> None:
    assert view_of(camera("cam1")) is None
    assert view_of(camera("cam1", bearing_deg="45")) == View(45.0, VIEW_DEG, RANGE_M)
    assert view_of(camera("cam1", bearing_deg="-90", view_deg="90", range_m="150")) == View(
        270.0, 90.0, 150.0
    )


@pytest.mark.parametrize("wrong", ["", "north", "nan", "inf"])
def test_a_bearing_that_is_no_number_gives_no_cone(wrong: str) -> None:
    assert view_of(camera("cam1", bearing_deg=wrong)) is None


@pytest.mark.parametrize("wrong", ["0", "-5", "wide"])
def test_a_view_or_range_that_cannot_be_is_the_usual_one(wrong: str) -> None:
    assert view_of(camera("cam1", bearing_deg="0", view_deg=wrong, range_m=wrong)) == View(0.0)


def test_what_is_known_of_a_camera() -> None:
    state = harbour_state()
    found = {k: sight(state, k, {}, NOW) for k in ("cam1", "cam2", "cam3", "elsewhere")}
    assert found == {"cam1": "fresh", "cam2": "lost", "cam3": "frozen", "elsewhere": "unknown"}
    assert sight(state, "cam1", {}, NOW + 1000) == "lost"
    del state.readings["cam1.reachable"]
    assert sight(state, "cam1", {}, NOW) == "lost"


def test_what_the_wall_sees_itself_counts_more() -> None:
    assert sight(harbour_state(), "cam2", {"cam2": "fresh"}, NOW) == "fresh"


def test_a_camera_without_a_number_is_no_live_one() -> None:
    state = harbour_state()
    state.readings["cam1.reachable"] = msgspec.structs.replace(
        state.readings["cam1.reachable"], value=math.nan
    )
    assert sight(state, "cam1", {}, NOW) == "lost"


@given(bearing=st.floats(0, 359), view=st.floats(5, 180), reach=st.floats(20, 500))
def test_a_cone_spans_its_view_at_its_range(bearing: float, view: float, reach: float) -> None:
    place = camera("cam1", bearing_deg=f"{bearing}", view_deg=f"{view}", range_m=f"{reach}")
    near, far = cones([(place, "fresh")])["features"]  # type: ignore[misc]
    lon, lat = place.lon or 0, place.lat or 0
    ring = near["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1] == [round(lon, 6), round(lat, 6)]
    arc = [metres(lon, lat, point) for point in ring[1:-1]]
    assert all(distance == pytest.approx(reach, abs=0.3) for distance, _angle in arc)
    turned = (arc[-1][1] - arc[0][1]) % 360
    assert turned == pytest.approx(view, abs=1.5)
    assert metres(lon, lat, far["geometry"]["coordinates"][0][1])[0] == pytest.approx(
        FAR_SCALE * reach, abs=0.3
    )


def test_a_camera_that_sees_all_around_has_a_circle() -> None:
    near, _far = cones([(camera("cam1", bearing_deg="0", view_deg="360"), "lost")])["features"]  # type: ignore[misc]
    ring = near["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1]
    assert [16.0610, 108.2] not in ring
    assert near["properties"] == {"id": "cam1", "state": "lost", "size": "near"}


def test_cameras_without_bearing_or_position_have_no_cone() -> None:
    nowhere = Place("c", "C", "camera", attributes={"bearing_deg": "5"})
    assert cones([(camera("cam1"), "fresh"), (nowhere, "fresh")])["features"] == []


def test_names_are_composed() -> None:
    assert camera_name(Place("c", "Me\u0323", "camera")) == "Mẹ"

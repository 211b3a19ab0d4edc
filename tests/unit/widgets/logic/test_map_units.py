import itertools

from hypothesis import example, given
from hypothesis import strategies as st

from backend.contract.state import Place
from tests.unit.widgets.city import NOW
from tests.unit.widgets.harbour import harbour_state
from widgets.logic.map_units import (
    TRACK_S,
    TRACK_STEP_S,
    Track,
    TrackWords,
    duty_of,
    glyph_of,
    tracks_geojson,
    unit_label,
)
from widgets.logic.position import Position

ZONE = ("Asia/Ho_Chi_Minh", "vi")
WORDS = TrackWords("chậm {age}", "mất dấu từ {time}", "chưa có vị trí")
BOAT = Place("boat1", "Xuo\u0302\u0300ng 01", "boat")


def test_the_layout_chooses_a_glyph_then_the_place_then_moving_alone() -> None:
    state = harbour_state()
    boat, station = state.places["boat1"], state.places["station"]
    assert glyph_of(state, boat, {"boat": "boat"}) == "boat"
    assert glyph_of(state, boat, {}) == "dot"
    assert glyph_of(state, station, {}) is None
    assert glyph_of(state, Place("s", "S", "police_station", attributes={"glyph": "star"}), {}) == "star"
    assert glyph_of(state, Place("s", "S", "police_station", attributes={"glyph": "moon"}), {}) is None


def test_what_the_daemon_says_of_a_crew() -> None:
    said = {k: duty_of(k) for k in ("free", "busy", "full", "off", "lost", "unknown", "")}
    assert said == {
        "free": "free", "busy": "busy", "full": "busy", "off": "off", "lost": "unknown", "unknown": "unknown",
        "": "unknown",
    }  # fmt: skip


def test_a_fresh_track_needs_no_words() -> None:
    assert unit_label(BOAT, Position(108, 16, "fresh", True, None, NOW), WORDS, NOW, ZONE) == "Xuồng 01"


def test_a_late_track_says_its_age_in_steps() -> None:
    at = Position(108, 16, "late", True, None, NOW - 47)
    label = unit_label(BOAT, at, WORDS, NOW, ZONE)
    assert label == "Xuồng 01\nchậm 40\u00a0s"
    assert label == unit_label(BOAT, at, WORDS, NOW + 2, ZONE)


def test_a_lost_track_says_since_when() -> None:
    at = Position(108, 16, "lost", True, None, NOW - 3000)
    assert unit_label(BOAT, at, WORDS, NOW, ZONE) == "Xuồng 01\nmất dấu từ 02:52"
    assert unit_label(BOAT, Position(108, 16, "lost", True), WORDS, NOW, ZONE) == "Xuồng 01\nchưa có vị trí"


def test_a_track_forgets_what_is_older_than_it_shows() -> None:
    track = Track()
    for k in range(100):
        track.take(NOW - 10 * (100 - k), 108 + k / 1000, 16)
    assert len(track.line(NOW)) == TRACK_S / TRACK_STEP_S
    assert track.line(NOW + TRACK_S + 1) == []


def test_the_newest_point_is_always_there_however_close_it_comes() -> None:
    track = Track()
    for k in range(25):
        track.take(NOW + k, 108 + k / 1000, 16)
    line = track.line(NOW + 25)
    assert line[-1] == [108.024, 16]
    assert len(line) == 4


def test_who_stood_still_has_no_track() -> None:
    track = Track()
    for k in range(5):
        track.take(NOW + 10 * k, 108, 16)
    assert track.line(NOW + 50) == []


def test_the_past_comes_before_what_came_meanwhile() -> None:
    track = Track()
    track.take(NOW, 108.1, 16)
    track.take_past([(NOW - 20, 108.0, 16), (NOW - 10, 108.05, 16), (NOW, 108.1, 16)])
    assert track.line(NOW) == [[108.0, 16], [108.05, 16], [108.1, 16]]


@example([10.0, 1.0, 0.0])
@given(st.lists(st.floats(0, 1200), max_size=60))
def test_points_come_in_the_order_of_time_and_not_too_close(ages: list[float]) -> None:
    track = Track()
    for k, age in enumerate(ages):
        track.take(NOW - age, 108 + k / 100, 16)
    kept = list(track._points)
    assert kept == sorted(kept)
    assert all(b[0] - a[0] >= TRACK_STEP_S for a, b in itertools.pairwise(kept[:-1]))


def test_tracks_carry_their_state() -> None:
    lines = {"a": [[108.0, 16.0], [108.1, 16.0]], "b": []}
    found = tracks_geojson(lines, {"a": "late", "b": "fresh"})
    (feature,) = found["features"]  # type: ignore[misc]
    assert feature["properties"] == {"id": "a", "state": "late"}
    assert feature["geometry"]["coordinates"] == lines["a"]

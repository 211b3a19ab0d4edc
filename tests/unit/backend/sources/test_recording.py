import asyncio
import gzip
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.state import Quality
from backend.domain.clock import ScaledClock
from backend.sources.recording import Config, Row, Source, parse

HEADER = "place,metric,at,value,unit,quality\n"
LINES = "s,level_m,1000,1.5,,\ns,level_m,1060,150,cm,uncertain\nt,rain_mm,1060,2,,below\ns,level_m,4600,3,,\n"


def config(path: Path, **settings: object) -> Config:
    base = {"id": "r", "kind": "recording", "name": "R", "max_age_s": 60, "path": str(path)}
    return msgspec.convert(base | settings, Config)


@pytest.fixture
def read(running, until) -> Callable[..., None]:
    def run(settings: Config, sink, clock, *conditions: Callable[[], object]) -> None:
        async def scenario() -> None:
            async with running(Source(settings, sink, clock)):
                for condition in conditions:
                    await until(condition)

        asyncio.run(scenario())

    return run


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "feed.csv"
    path.write_text(HEADER + LINES)
    return path


def test_everything_at_once_with_its_own_times(feed, sink, clock, read) -> None:
    read(config(feed, speed=0, timestamps="original"), sink, clock, lambda: len(sink.observations) == 4)
    assert [(one.series_id, one.at, one.value, one.quality) for one in sink.observations] == [
        ("s.level_m", 1000.0, 1.5, Quality.GOOD),
        ("s.level_m", 1060.0, 1.5, Quality.UNCERTAIN),
        ("t.rain_mm", 1060.0, 2.0, Quality.BELOW),
        ("s.level_m", 4600.0, 3.0, Quality.GOOD),
    ]


def test_shifted_times_begin_now_and_keep_their_distances(feed, sink, read) -> None:
    read(config(feed, speed=60), sink, ScaledClock(50_000.0, 200.0), lambda: len(sink.observations) == 4)
    at = [one.at for one in sink.observations]
    assert at[0] >= 50_000.0
    assert [round(one - at[0], 6) for one in at] == [0.0, 1.0, 1.0, 60.0]


def test_on_a_replay_clock_each_row_comes_at_its_own_time(feed, sink, read) -> None:
    clock = ScaledClock(1000.0, 3600.0)
    reached: list[float] = []

    def all_there() -> bool:
        reached.extend([clock.now()] * (len(sink.observations) - len(reached)))
        return len(reached) == 4

    read(config(feed, timestamps="clock"), sink, clock, all_there)
    assert [one.at for one in sink.observations] == [1000.0, 1060.0, 1060.0, 4600.0]
    assert all(at >= one.at - 1.0 for at, one in zip(reached, sink.observations, strict=True))


def test_begins_at_a_given_time_and_goes_on_after_a_restart(feed, make_sink, clock, read) -> None:
    first, second = make_sink(), make_sink(first_mark="4")
    settings = config(feed, speed=0, timestamps="original", start="1970-01-01T00:17:40+00:00")
    read(settings, first, clock, lambda: len(first.observations) == 3)
    assert first.marks[-1] == "5"
    read(settings, second, clock, lambda: second.observations)
    assert [one.at for one in second.observations] == [4600.0]


def test_loops_and_reads_packed_files(tmp_path, sink, read) -> None:
    path = tmp_path / "feed.csv.gz"
    path.write_bytes(gzip.compress((HEADER + LINES).encode()))
    settings = config(path, speed=1000, loop=True)
    read(settings, sink, ScaledClock(0.0, 1000.0), lambda: len(sink.observations) >= 9)
    assert [one.value for one in sink.observations[4:8]] == [1.5, 1.5, 2.0, 3.0]


def test_bad_rows_are_refused_and_the_others_played(tmp_path, sink, clock, read) -> None:
    path = tmp_path / "feed.csv"
    bad = "s,level_m,soon,1,,\ns,level_m\ns,wind,5,1,,\ns,level_m,5,x,,\ns,level_m,5,1,,odd\n"
    path.write_text(HEADER + bad + "s,level_m,6,7,,\n")
    read(config(path, speed=0, timestamps="original"), sink, clock, lambda: sink.observations)
    assert [one.value for one in sink.observations] == [7.0]
    assert [refusal.item for refusal in sink.refusals] == [f"feed.csv:{number}" for number in range(2, 7)]


@pytest.mark.parametrize("content", [None, "", "a,b\n1,2\n"])
def test_no_recording_is_told(content, tmp_path, sink, clock, read) -> None:
    path = tmp_path / "feed.csv"
    if content is not None:
        path.write_text(content)
    read(config(path), sink, clock, lambda: sink.links)
    assert "feed.csv" in sink.links[0]


@pytest.mark.parametrize(
    "settings",
    [{"speed": -1}, {"speed": 0}, {"loop": True, "timestamps": "clock"}, {"start": "soon"}, {"zone": "Mars"}],
)
def test_faulty_settings_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        config(Path("x"), **settings)


@given(st.lists(st.text()), st.lists(st.text()))
def test_parse_never_raises(header: list[str], cells: list[str]) -> None:
    assert parse(Row(header, cells, "f:2"), config(Path("x")), 1.0).refusals
    parse(Row(["place", "metric", "at", "value"], cells, "f:2"), config(Path("x")), 1.0)

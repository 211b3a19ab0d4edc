"""The benchmarks are commands; here it is only seen that each can be run and that their sums are right."""

from __future__ import annotations

import importlib
import inspect
import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import _city
from benchmarks._stalls import GuiThread
from benchmarks.map import Lags
from widgets.parts.web_surface import PageMessage

FOLDER = Path(_city.__file__).parent
COMMANDS = sorted(path.stem for path in FOLDER.glob("[a-z]*.py"))


@pytest.mark.parametrize("name", COMMANDS)
def test_each_benchmark_offers_run_that_needs_nothing_and_is_a_command(name: str) -> None:
    module = importlib.import_module(f"benchmarks.{name}")
    needed = [p for p in inspect.signature(module.run).parameters.values() if p.default is p.empty]
    assert needed == []
    assert "__main__" in Path(str(module.__file__)).read_text(encoding="utf-8")
    assert module.__doc__


def test_what_the_targets_name_is_measured() -> None:
    expected = {
        "ingest",
        "latency",
        "feed",
        "history",
        "video",
        "charts",
        "alarm_table",
        "layout",
        "cold_start",
        "daemon_start",
        "case_search",
        "map",
        "city_wall",
    }
    assert expected <= set(COMMANDS)


def test_a_percentile_is_the_nearest_rank() -> None:
    values = [float(i) for i in range(100, 0, -1)]
    assert _city.percentile(values, 0.5) == 51.0
    assert _city.percentile(values, 0.99) == 100.0
    assert _city.percentile([3.0], 0.99) == 3.0
    assert _city.percentile([], 0.5) is None


def test_alarms_are_matched_to_what_was_expected_and_the_missing_are_counted(tmp_path: Path) -> None:
    expected = [
        {"rule": "temp_hi", "station": "st1", "due": 100.0},
        {"rule": "temp_hi_hold", "station": "st1", "due": 110.0},
        {"rule": "pm25_lo", "station": "st2", "due": 120.0},
        {"rule": "temp_hi", "station": "st3", "due": 900.0},
    ]
    truth = tmp_path / "truth.jsonl"
    truth.write_text("\n".join(map(json.dumps, expected)))
    seen = {
        ("temp_hi", "st1"): [20.0, 100.004, 100.9],
        ("temp_hi_hold", "st1"): [110.002],
        ("pm25_lo", "st2"): [126.0],
    }
    found = _city.latencies(truth, seen, until=200.0)
    assert (found["missed"], found["n"], found["n_held"]) == (1, 1, 1)
    assert (found["p50_ms"], found["held_p99_ms"]) == (4.0, 2.0)


def test_the_load_is_the_same_each_time_and_breaks_every_rule() -> None:
    def hour() -> list[tuple[str, str, float, str]]:
        load = _city.Load(5000.0)
        return list(itertools.chain.from_iterable(load.cycle(float(at)) for at in range(60)))

    first = hour()
    assert first == hour()
    assert len(first) == 60 * _city.N_STATIONS * len(_city.METRICS)
    broken = {metric + suffix for _, metric, _, suffix in first if suffix}
    assert broken == {rule["rule"] for rule in _city.RULES}


def test_a_reading_that_starts_an_alarm_is_beyond_the_limit_of_its_rule() -> None:
    limits = {str(r["rule"]): (bool(r["above"]), float(str(r["limit"]))) for r in _city.RULES}
    load = _city.Load(5000.0)
    for at in range(30):
        for _, metric, value, suffix in load.cycle(float(at)):
            if suffix:
                above, limit = limits[metric + suffix]
                assert value > limit if above else value < limit


class _Page:
    """A map as far as `Lags` knows it: what it has sent, and the beats of its page."""

    def __init__(self) -> None:
        self.surface = self.told = self
        self.sent_seq = 0

    def connect(self, take: Callable[[PageMessage], None]) -> None:
        self.beat = lambda seq, frames: take(PageMessage("beat", seq=seq, frames=frames))


def test_a_change_of_the_map_is_shown_by_the_first_beat_that_knows_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr("benchmarks.map.time.monotonic", lambda: now[0])
    page = _Page()
    lags = Lags(page)  # type: ignore[arg-type]
    for sent, beats in ((1, [(1, 5)]), (3, [(3, 7)]), (3, []), (4, [])):
        lags.note()
        page.sent_seq = sent
        now[0] += 0.25
        for seq, frames in beats:
            page.beat(seq, frames)
        now[0] += 0.75
    found = lags.found()
    assert (found["map_changes"], found["map_changes_shown"], found["map_frames"]) == (3, 2, 2)
    assert found["map_shown_p50_ms"] == found["map_shown_p99_ms"] == 250


def test_a_wait_for_the_core_is_not_the_threads_own_work() -> None:
    thread = GuiThread()
    readings = iter([(10.0, 1.0, 5.0), (10.3, 1.01, 5.28), (10.32, 1.02, 5.28)])
    thread._read = lambda: next(readings)  # type: ignore[method-assign]
    thread.clear()
    thread.end(due_s=0.02)
    thread.end(due_s=0.02)
    found = thread.found()
    assert found["gui_longest_ms"] == pytest.approx(280)
    assert found["gui_longest_waited_for_core_ms"] == pytest.approx(280)
    assert found["gui_longest_work_ms"] == pytest.approx(10)

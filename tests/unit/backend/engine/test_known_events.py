from __future__ import annotations

import datetime
import zoneinfo
from pathlib import Path

import pytest

from backend.contract.document import DocumentError
from backend.engine.known_events import load_events

ZONE = zoneinfo.ZoneInfo("Asia/Ho_Chi_Minh")


def written(folder: Path, text: str) -> Path:
    (folder / "events.yaml").write_text(text, encoding="utf-8")
    return folder / "events.yaml"


def test_times_are_the_centres_and_a_day_lasts_to_its_end(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
events:
  - {id: a, name: Trận ngập, start: 2022-10-14, end: 2022-10-15, places: [p1]}
  - {id: b, name: B, start: 2022-10-14T06:00, end: 2022-10-14T08:00:00+00:00, early_s: 600}
""",
    )
    a, b = load_events(path, {"p1"}, ZONE)
    day = datetime.datetime(2022, 10, 14, tzinfo=ZONE).timestamp()
    assert (a.start_at, a.end_at, a.places, a.early_s) == (day, day + 2 * 86_400, ("p1",), 3600.0)
    assert (b.start_at, b.end_at, b.early_s) == (day + 6 * 3600, day + 15 * 3600, 600.0)


def test_no_file_is_no_event(tmp_path: Path) -> None:
    assert load_events(tmp_path / "events.yaml", (), ZONE) == ()


def test_every_fault_is_named_with_its_line(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
events:
  - {id: a, name: A, start: 2022-10-14, end: 2022-10-12}
  - {id: a, name: A, start: soon, end: 2022-10-12, places: [p9], early_s: -1}
""",
    )
    with pytest.raises(DocumentError) as caught:
        load_events(path, {"p1"}, ZONE)
    found = [(fault.line, fault.key) for fault in caught.value.faults]
    assert (3, "events[0].end") in found
    assert {key for line, key in found if line == 4} == {
        "events[1].id",
        "events[1].start",
        "events[1].places[0]",
        "events[1].early_s",
    }


def test_an_unknown_key_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, "events:\n  - {id: a, name: A, start: 2022-10-14, end: 2022-10-14, plces: []}\n")
    with pytest.raises(DocumentError, match="did you mean 'places'"):
        load_events(path, (), ZONE)

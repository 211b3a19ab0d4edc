"""Departments drop files that their sources read: the past once, then only what is new."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from backend.contract.document import Lines, check
from backend.demo.field_cases import LISTS, ZONE
from backend.demo.fields import FOLDER, SOURCES, FieldOffices, make_folders, place_rows, sources
from backend.sources.folder import Config

AT = dt.datetime(2026, 11, 30, 9, 0, tzinfo=ZONE).timestamp()


def files(folder: Path, name: str) -> list[Path]:
    return sorted((folder / FOLDER / name).glob("*.csv"))


def test_the_sources_are_right_and_read_the_folders_that_are_made(tmp_path: Path) -> None:
    make_folders(tmp_path)
    for given in sources(tmp_path):
        config, faults = check(given, Config, Lines(given["id"]))
        assert faults == []
        assert config is not None
        assert Path(config.path).is_dir()
    assert len(sources(tmp_path)) == len(SOURCES) + len(LISTS)


def test_the_beginning_brings_the_lists_and_six_hours_then_only_what_is_new(tmp_path: Path) -> None:
    offices = FieldOffices(tmp_path, seed=1)
    offices.begin(AT)
    assert all(files(tmp_path, each.name) for each in LISTS)
    (traffic,) = files(tmp_path, "giao-thong")
    before = traffic.read_text(encoding="utf-8-sig").splitlines()
    assert before[0].startswith("Mã điểm;")
    assert len(before) == len(set(before))
    offices.export(AT + 60)
    after = traffic.read_text(encoding="utf-8-sig").splitlines()
    new = after[len(before) :]
    assert new
    assert all("30/11/2026 09:01:00" in line for line in new)
    assert len(files(tmp_path, "giao-duc")) == 1


def test_what_was_dropped_today_is_not_written_over(tmp_path: Path) -> None:
    FieldOffices(tmp_path, seed=1).begin(AT)
    (file,) = files(tmp_path, LISTS[0].name)
    first = file.read_bytes()
    FieldOffices(tmp_path, seed=2).begin(AT + 3600)
    assert file.read_bytes() == first


def test_each_place_stands_once() -> None:
    ids = [row["place_id"] for row in place_rows()]
    assert len(ids) == len(set(ids)) > 80

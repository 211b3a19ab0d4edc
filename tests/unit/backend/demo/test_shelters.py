from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from backend.contract.document import Lines, check
from backend.demo.city import City, load
from backend.demo.field_cases import ZONE
from backend.demo.shelters import (
    FOLDER,
    LIST_COLUMNS,
    LIST_FOLDER,
    LISTED_BEFORE_S,
    ShelterClerks,
    list_rows,
    place_rows,
    shelters,
    sources,
)
from backend.domain.cases.words import folded
from backend.sources.folder import Config, Rows, parse
from backend.usecases.case_kinds import load_case_kinds

USECASES = Path(__file__).parents[4] / "resources" / "usecases"
AT = dt.datetime(2026, 10, 14, 3, 40, tzinfo=ZONE).timestamp()


@pytest.fixture(scope="module")
def city() -> City:
    return load()


def test_each_ward_that_floods_has_a_school_and_a_hall(city: City) -> None:
    found = shelters(city)
    assert len(found) == 2 * len(city.hotline_areas())
    assert len({one.place_id for one in found}) == len(found)
    assert all(90 <= one.n_places <= 420 for one in found)
    rows = list(place_rows(city))
    assert {row["kind"] for row in rows} == {"shelter"}
    assert all(row["n_places"] for row in rows)


def people(clerks: ShelterClerks, at: float) -> dict[str, tuple[int, int]]:
    cells = [line.split(";") for line in clerks.rows(at).splitlines()]
    return {place: (int(count), int(is_open)) for place, _, count, is_open in cells}


def test_shelters_fill_while_the_water_is_high_and_empty_slowly(city: City, tmp_path: Path) -> None:
    clerks = ShelterClerks(tmp_path, city)
    dry, deep = np.zeros(len(city.posts)), np.full(len(city.posts), 80.0)
    clerks.note(AT, dry)
    assert set(people(clerks, AT).values()) == {(0, 0)}, "closed and empty in fair weather"
    one = shelters(city)[0]
    counts = []
    for k in range(1, 91):
        clerks.note(AT + 60 * k, deep)
        counts.append(people(clerks, AT + 60 * k)[one.place_id])
    assert [count for count, _ in counts] == sorted(count for count, _ in counts)
    assert counts[-1] == (round(1.04 * one.n_places), 1), "more than it has room for"
    for k in range(91, 91 + 24 * 60):
        clerks.note(AT + 60 * k, dry)
    assert people(clerks, AT)[one.place_id] == (0, 0)


def test_halls_count_every_half_hour_only(city: City, tmp_path: Path) -> None:
    clerks = ShelterClerks(tmp_path, city)
    half, n_wards = AT - AT % 1800, len(city.hotline_areas())
    # the first count is sent at once, whenever it is: nobody is to wait half an hour for a closed hall
    told = [len(people(clerks, half + seconds)) for seconds in (100, 160, 1740, 1800, 1860)]
    assert told == [2 * n_wards, n_wards, n_wards, 2 * n_wards, n_wards]


def test_counts_and_the_list_are_dropped_as_files(city: City, tmp_path: Path) -> None:
    clerks = ShelterClerks(tmp_path, city)
    clerks.note(AT, np.zeros(len(city.posts)))
    clerks.export(AT, clerks.rows(AT))
    clerks.export(AT + 60, clerks.rows(AT + 60))
    (file,) = (tmp_path / FOLDER).iterdir()
    lines = file.read_text("utf-8-sig").splitlines()
    assert lines[0] == "Mã điểm;Thời gian;Số người;Mở cửa"
    assert len(lines) == 1 + 3 * len(city.hotline_areas()), "halls once, schools twice"
    clerks.drop_list(AT)
    clerks.drop_list(AT + 60)
    (book,) = (tmp_path / LIST_FOLDER).iterdir()
    rows = list(openpyxl.load_workbook(book).active.values)  # type: ignore[union-attr]
    assert rows[0] == LIST_COLUMNS
    assert len(rows) == 1 + len(city.posts)


def test_every_group_goes_to_a_shelter_of_its_ward(city: City, tmp_path: Path) -> None:
    names = {one.name: one for one in shelters(city)}
    day = dt.datetime.fromtimestamp(AT, ZONE)
    for post, row in zip(city.posts, list_rows(city, day), strict=True):
        cells = dict(zip(LIST_COLUMNS, row, strict=True))
        assert names[str(cells["Nơi đến"])].area_name == post.area_name
        assert cells["Cần thuyền"] in ("có", "không")
    counts, lists = sources(city, tmp_path)
    assert counts["table"]["values"]["Số người"] == {"metric": "n_people"}
    assert set(lists["cases"]["places"]) == set(names)


def test_the_list_is_read_as_cases_with_their_shelter(city: City, tmp_path: Path) -> None:
    config, faults = check(sources(city, tmp_path)[1], Config, Lines("source"))
    assert faults == []
    assert config is not None
    rows = [[str(cell) for cell in row] for row in list_rows(city, dt.datetime.fromtimestamp(AT, ZONE))]
    parsed = parse(Rows("list.xlsx", list(LIST_COLUMNS), 2, rows), config, AT)
    assert parsed.refusals == []
    assert len(parsed.cases) == len(city.posts)
    ids = {one.place_id for one in shelters(city)}
    kind = load_case_kinds(USECASES, ["flooding"]).kinds["evacuation"]
    words = {folded(word) for field in kind.fields for word in (field.name.vi, *field.words)}
    for update in parsed.cases:
        assert update.data["shelter"] in ids
        assert folded(update.field) in words
        assert folded(update.case.status) in {folded(w) for w in kind.statuses[0].words}
        assert update.case.opened_at == AT - LISTED_BEFORE_S, "the list is fresh when it comes"

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from backend.contract.case_requests import FindPlaces, FoundPlaces, GetUnits, Units
from backend.engine import places
from backend.engine.centre import load_centre
from backend.usecases.former_areas import AreaDataError
from tests.unit.backend.engine.cases.case_centre import Hall, session_of, setup_in


@pytest.fixture
def found(tmp_path: Path) -> places.OnPlaces:
    setup = setup_in(tmp_path)
    hall = Hall(tmp_path, setup)
    try:
        yield places.OnPlaces(hall.bench, load_centre(tmp_path / "centre"))  # type: ignore[misc]
    finally:
        hall.close()


def ask(found: places.OnPlaces, body: FindPlaces | GetUnits) -> FoundPlaces | Units:
    answer = asyncio.run(found.handlers()[type(body)](body, session_of("viewer")))  # type: ignore[arg-type]
    assert isinstance(answer, FoundPlaces | Units)
    return answer


def names(found: places.OnPlaces, text: str, limit: int = 20) -> list[str]:
    answer = ask(found, FindPlaces(text, limit))
    assert isinstance(answer, FoundPlaces)
    return [f"{p.kind} {p.name} {p.remark}".strip() for p in answer.places]


def test_units_come_with_those_of_the_past(found: places.OnPlaces) -> None:
    answer = ask(found, GetUnits())
    assert isinstance(answer, Units)
    assert [unit.unit_id for unit in answer.units[:2]] == ["roads", "drains"]
    assert any(unit.name == "Huyện Hòa Vang" and unit.valid_to == "2025-07-01" for unit in answer.units)


def test_old_and_new_names_cameras_and_units_are_found(found: places.OnPlaces) -> None:
    assert (
        names(found, "quận Hải Châu")[0]
        == "former Quận Hải Châu (cũ) nay là phường Hải Châu, phường Hòa Cường"
    )
    assert names(found, "cau rong") == ["place Camera cầu Rồng An Hải"]
    assert names(found, "đội thoát") == ["unit Đội thoát nước"]
    assert names(found, "hai chau", 1) == ["area Phường Hải Châu"]


def test_a_limit_out_of_bounds_is_brought_within(found: places.OnPlaces) -> None:
    assert len(names(found, "p", 10**9)) == places.MOST_FOUND
    assert len(names(found, "p", -5)) == 1


def test_without_the_reference_data_today_is_searchable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> str:
        raise AreaDataError("not installed")

    setup_in(tmp_path)
    monkeypatch.setattr(places.units, "province_of", missing)
    units, gazetteer = places.known(load_centre(tmp_path / "centre"), tmp_path / "none")
    assert [unit.unit_id for unit in units] == ["roads", "drains"]
    assert gazetteer.find("cau rong")

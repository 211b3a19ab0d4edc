from __future__ import annotations

import pytest
from msgspec.structs import replace

from backend.contract.cases import CaseFile
from backend.contract.state import Text
from backend.contract.work import Case
from backend.domain.cases.change import CaseDraft, CaseRefusedError
from backend.domain.cases.shapes import circle
from backend.domain.cases.spec import CaseKindSpec, DataSpec
from backend.domain.cases.update import CaseUpdate
from backend.engine.cases.areas import Areas
from backend.engine.cases.spreading import (
    areas_of,
    extent_of,
    place_of,
    refuse_areas,
    relocated,
    respread,
    spread,
    spread_draft,
    spread_update,
)
from tests.unit.backend.domain.cases.conftest import make_kind
from tests.unit.backend.engine.cases.test_areas import areas

__all__ = ["areas"]
IN_ONE = circle(16.05, 108.05, 50)
IN_TWO = circle(16.05, 108.15, 50)
AREAS = DataSpec(id="vung", name=Text("Vùng"), type="areas")
KIND: CaseKindSpec = make_kind(data=(AREAS, DataSpec(id="hinh", name=Text("Hình"), type="shape")))
FILE = CaseFile("A", "report", "x", "new", "waiting", "high", 0.0, 0.0, data={"vung": "1", "hinh": IN_ONE})


def test_a_kind_says_where_its_cases_hold_good() -> None:
    assert extent_of(KIND) == ("hinh", "vung")
    assert extent_of(make_kind()) == ("", "")
    assert areas_of(KIND, FILE) == ("1",)
    assert areas_of(make_kind(), FILE) == ()


def test_a_shape_brings_its_wards_unless_somebody_names_others(areas: Areas) -> None:
    assert spread(KIND, {"hinh": IN_ONE}, areas) == {"hinh": IN_ONE, "vung": "1"}
    assert spread(KIND, {"hinh": IN_ONE, "vung": "3"}, areas)["vung"] == "3"
    assert spread(KIND, {"hinh": "?"}, areas) == {"hinh": "?"}
    assert spread(KIND, {"hinh": IN_ONE}, Areas()) == {"hinh": IN_ONE}


def test_a_corrected_place_has_one_address_and_an_extent_keeps_its_position(areas: Areas) -> None:
    plain = replace(FILE, data={}, place="Nhà", lat=16.05, lon=108.05, area_code="1", area_name="Một")
    moved = relocated(KIND, {"lat": "16.05", "lon": "108.15"}, plain, areas)
    assert (moved["area_code"], moved["area_name"]) == ("2", "Hai")
    assert relocated(KIND, {"place": "Bến"}, plain, areas) == {"place": "Bến", "lat": "", "lon": ""}
    wide = replace(FILE, place="Nhà", lat=16.05, lon=108.05)
    assert relocated(KIND, {"place": "Bến"}, wide, areas) == {"place": "Bến"}
    spread_out = relocated(KIND, {"hinh": IN_TWO}, wide, areas)
    assert (spread_out["lon"], spread_out.get("area_code")) == ("108.15", None)


def test_a_new_case_stands_in_its_shape_or_wards(areas: Areas) -> None:
    draft = spread_draft(KIND, CaseDraft(title="x", data={"hinh": IN_ONE}), areas)
    assert (draft.lat, draft.lon, draft.data["vung"]) == (16.05, 108.05, "1")
    own = spread_draft(KIND, CaseDraft(title="x", lat=1.0, lon=2.0, data={"hinh": IN_ONE}), areas)
    assert (own.lat, own.lon) == (1.0, 2.0)
    by_ward = place_of(KIND, {"vung": "2"}, areas)
    assert by_ward is not None
    assert 108.1 < by_ward[1] < 108.2
    assert place_of(KIND, {"vung": "a b!"}, areas) is None
    assert place_of(KIND, {}, areas) is None


def test_another_shape_brings_other_wards_and_another_place(areas: Areas) -> None:
    found = respread(KIND, {"hinh": IN_TWO}, FILE, areas)
    assert found == {"hinh": IN_TWO, "vung": "2", "lat": "16.05", "lon": "108.15"}


def test_other_wards_alone_take_the_shape_away_and_the_same_wards_do_not(areas: Areas) -> None:
    found = respread(KIND, {"vung": "3"}, FILE, areas)
    assert found["hinh"] == ""
    assert 108.2 < float(found["lon"]) < 108.3
    assert "hinh" not in respread(KIND, {"vung": " 1 "}, FILE, areas)
    assert respread(KIND, {"title": "y"}, FILE, areas) == {"title": "y"}


def test_a_source_may_name_wards_of_elsewhere_and_they_are_left_out(areas: Areas) -> None:
    case = Case("A", "report", Text("x"), "high", 0.0, 0.0)
    update = CaseUpdate(case, data={"vung": "1 777", "hinh": ""})
    found = spread_update(KIND, update, areas)
    assert found.data["vung"] == "1"
    assert found.case.lat is not None
    told = CaseUpdate(replace(case, lat=1.0, lon=2.0), data={"hinh": IN_TWO})
    assert spread_update(KIND, told, areas).data["vung"] == "2"
    assert spread_update(KIND, told, areas).case.lat == 1.0
    plain = CaseUpdate(case, data={"other": "x"})
    assert spread_update(KIND, plain, areas) is plain


def test_a_person_who_names_a_ward_that_is_not_there_is_told(areas: Areas) -> None:
    refuse_areas(AREAS, "1 9", areas)
    with pytest.raises(CaseRefusedError, match="no code of a ward here") as refused:
        refuse_areas(AREAS, "1 777", areas)
    assert "777" in refused.value.text.vi

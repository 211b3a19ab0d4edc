from __future__ import annotations

import pytest
from msgspec.structs import replace

from backend.contract.cases import CaseFile
from backend.domain.cases.expiry import expires_at, instant
from backend.domain.cases.spec import CaseKindSpec, ExpirySpec
from tests.unit.backend.domain.cases.conftest import ZONE, MakeFile, make_kind

ENDS = "2026-11-02T10:00:00+07:00"
AT = 1_793_588_400.0


def kind() -> CaseKindSpec:
    return make_kind(expiry=ExpirySpec(data="until", action="finish"))


def file_of(make: MakeFile, **fields: object) -> CaseFile:
    return replace(make(), **{"status": "working", "group": "working", "data": {"until": ENDS}, **fields})


def test_an_open_case_ends_at_the_instant_of_its_data(file: MakeFile) -> None:
    assert expires_at(kind(), file_of(file), ZONE) == AT


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "new", "group": "waiting"},  # the action does not begin there
        {"status": "done", "group": "done"},
        {"data": {}},
        {"data": {"until": "mai"}},
    ],
)
def test_others_do_not(file: MakeFile, changed: dict[str, object]) -> None:
    assert expires_at(kind(), file_of(file, **changed), ZONE) is None
    assert expires_at(make_kind(), file_of(file), ZONE) is None


def test_an_instant_without_offset_is_local() -> None:
    assert instant("2026-11-02T10:00", ZONE) == instant(ENDS, ZONE) == AT
    assert instant("", ZONE) is None

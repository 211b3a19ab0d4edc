"""Cases come as sources tell them, and as people enter them; kinds that no pack declares as they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backend.contract.state import Place
from backend.contract.work import Case
from backend.domain.cases.change import CaseRefusedError
from backend.engine.rehearsal.bringing import SOURCE, bring
from backend.engine.rehearsal.crew import CHANNELS, setup_of
from backend.engine.rehearsal.pack_work import load_pack_work
from backend.engine.rehearsal.stage import WorkStage
from backend.usecases.case_tests import CaseAt
from backend.usecases.packs import load_packs
from tests.unit.backend.domain.cases.conftest import instant
from tests.unit.backend.engine.rehearsal.conftest import a_test
from tests.unit.backend.engine.rehearsal.test_cases import pack  # noqa: F401 - a fixture

NOW = instant("02/11 08:00")
PLACES = {
    "t1": Place(
        place_id="t1",
        name="Mẹ Suốt",
        kind="x",
        lat=16.07,
        lon=108.15,
        area_code="20194",
        area_name="Hòa Khánh",
    )
}


@pytest.fixture
def stage(pack: Path) -> WorkStage:  # noqa: F811
    packs = load_packs(pack.parent, ["reports"], pack.parent)
    work = load_pack_work(pack.parent, packs)
    made = WorkStage(packs, [], setup_of(a_test("places: []"), packs, work), CHANNELS)
    made.advance(NOW)
    return made


Given = Callable[..., CaseAt]


def given(**fields: object) -> CaseAt:
    return CaseAt(**({"at_s": 0.0, "id": "A", "kind": "report"} | fields))  # type: ignore[arg-type]


def test_a_source_tells_of_a_case_at_a_place(stage: WorkStage) -> None:
    bring(given(title="Kẹt xe", field="Ùn tắc", place="t1"), stage, PLACES, NOW)
    file = stage.cases.file("A")
    assert file is not None
    assert (file.case_id, file.field, file.severity, file.source_id) == ("A", "jam", "high", SOURCE)
    assert (file.lat, file.area_code, file.place) == (16.07, "20194", "Mẹ Suốt")
    (live,) = stage.items(Case)
    assert (live.case_id, live.open, live.status) == ("A", True, "Mới")


def test_news_leave_what_they_do_not_say(stage: WorkStage) -> None:
    bring(given(title="Kẹt xe", field="jam"), stage, PLACES, NOW)
    bring(given(status="closed", result="xong"), stage, PLACES, NOW + 60)
    file = stage.cases.file("A")
    assert file is not None
    assert (file.status, file.severity, file.title, file.result) == ("done", "high", "Kẹt xe", "xong")


def test_what_a_person_enters_gets_its_code(stage: WorkStage) -> None:
    bring(given(title="Ổ gà", opened_by="ha"), stage, PLACES, NOW)
    file = stage.cases.file("A")
    assert file is not None
    assert file.case_id == "PAHT.20261102.0001"
    assert (stage.cases.code("A"), stage.cases.name(file.case_id)) == (file.case_id, "A")
    with pytest.raises(CaseRefusedError, match="no field 'x'"):
        bring(given(id="B", opened_by="ha", field="x"), stage, PLACES, NOW)


def test_a_kind_that_no_pack_declares_is_on_the_map_only(stage: WorkStage) -> None:
    bring(given(kind="sos", place="t1"), stage, PLACES, NOW)
    (case,) = stage.items(Case)
    assert (case.kind, case.severity, case.open, case.status, case.title.vi) == (
        "sos",
        "high",
        True,
        "open",
        "A",
    )
    assert stage.cases.file("A") is None

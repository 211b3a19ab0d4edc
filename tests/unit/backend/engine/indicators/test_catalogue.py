from __future__ import annotations

import os
from pathlib import Path

import pytest

from backend.contract.document import DocumentError
from backend.domain.indicators.figure import PlanRow
from backend.engine.indicators.catalogue import Catalogue
from backend.usecases.indicator_areas import load_areas
from tests.unit.backend.engine.indicators.indicator_centre import PACKS, SET


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators" / "thu.yaml").write_text(SET, encoding="utf-8")
    return tmp_path


def catalogue(centre: Path) -> Catalogue:
    return Catalogue(PACKS, [], centre, load_areas(), units=["tk", "tc"], figures=[])


def test_a_changed_set_is_read_again_and_a_broken_one_leaves_the_former(centre: Path) -> None:
    found = catalogue(centre)
    assert not found.refresh()
    file = centre / "indicators" / "thu.yaml"
    file.write_text(SET.replace("Thu ngân sách", "Thu NSNN trên địa bàn"), encoding="utf-8")
    assert found.refresh()
    assert found.all.specs["T.01"].name.vi == "Thu NSNN trên địa bàn"
    file.write_text(SET + "  - {code: T.06}\n", encoding="utf-8")
    assert not found.refresh()
    assert "T.05" in found.all.specs
    os.utime(file)
    assert not found.refresh()


def test_a_centres_own_set_names_units_that_there_are(centre: Path) -> None:
    text = SET.replace("collector: tk", "collector: thong-ke")
    (centre / "indicators" / "thu.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError, match="there is no unit 'thong-ke'; expected one of: tc, tk"):
        catalogue(centre)


def test_what_is_computed_from_what(centre: Path) -> None:
    found = catalogue(centre)
    assert set(found.with_inputs(["T.03"])) == {"T.01", "T.02", "T.03"}
    assert found.computed_from(["T.02"]) == ("T.02", "T.03")
    assert found.computed_from(["T.04"]) == ("T.04",)
    assert found.set_of("T.03").id == "thu"


def test_decided_plans_take_the_place_of_the_sets_own_and_areas_have_none_of_them(centre: Path) -> None:
    found = catalogue(centre)
    rows = [
        PlanRow("T.01", "2026", "", 1, 1300.0, 0.0, "a"),
        PlanRow("T.01", "2027", "", 1, 1400.0, 0.0, "a"),
        PlanRow("T.01", "2026", "48", 1, 70.0, 0.0, "a"),
        PlanRow("T.04", "2026", "", 1, None, 0.0, "a"),
    ]
    assert found.plans("T.01", "", []) == {"2026": 1200.0}
    assert found.plans("T.01", "", rows) == {"2026": 1300.0, "2027": 1400.0}
    assert found.plans("T.01", "48", rows) == {"2026": 70.0}
    assert found.plans("T.04", "", rows) == {}

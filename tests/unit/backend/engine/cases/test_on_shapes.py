"""Surfaces of cases on maps, through the register of a daemon."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.contract.case_shapes import CaseShapes, GetCaseShapes
from backend.contract.cases import CaseQuery
from backend.contract.messages import Failure
from backend.domain.cases.change import CaseRefusedError
from backend.domain.cases.shapes import circle
from tests.unit.backend.engine.cases.case_centre import KIND, OFFICER, Hall, draft, session_of, setup_in

SPREAD = KIND.replace(
    "data:\n",
    "data:\n  - {id: vung, name: {vi: Vùng}, type: areas}\n  - {id: hinh, name: {vi: Hình}, type: shape}\n",
)


@pytest.fixture
def wide(tmp_path: Path) -> Iterator[Hall]:
    assert SPREAD != KIND
    made = Hall(tmp_path, setup_in(tmp_path, kind=SPREAD))
    yield made
    made.close()


def test_open_cases_are_told_with_their_surface_and_wards_most_severe_first(wide: Hall) -> None:
    async def scene() -> None:
        async with wide.running():
            one = await wide.register.open("report", draft(data={"hinh": circle(16.05, 108.2, 900)}), OFFICER)
            two = await wide.register.open("report", draft(field="flood", data={"vung": "20242"}), OFFICER)
            await wide.register.open("report", draft(), OFFICER)
            found = await wide.asks(GetCaseShapes(CaseQuery()))
            assert isinstance(found, CaseShapes)
            assert [shape.case_id for shape in found.shapes] == [two, one]
            by_ward, by_shape = found.shapes
            assert (by_ward.geometry, by_ward.area_codes) == (b"", ("20242",))
            assert json.loads(by_shape.geometry)["type"] == "MultiPolygon"
            assert (by_shape.lat, by_shape.lon) == (16.05, 108.2)
            assert not found.cut
            cut = await wide.asks(GetCaseShapes(CaseQuery(kind="report"), limit=1))
            assert isinstance(cut, CaseShapes)
            assert (len(cut.shapes), cut.cut) == (1, True)
            other = await wide.asks(GetCaseShapes(CaseQuery()), session_of("unit_officer", "drains"))
            assert isinstance(other, CaseShapes)
            assert [shape.case_id for shape in other.shapes] == [two]
            assert isinstance(await wide.asks(GetCaseShapes(CaseQuery(), limit=0)), Failure)

    asyncio.run(scene())


def test_the_place_of_a_case_follows_its_shape(wide: Hall) -> None:
    async def scene() -> None:
        async with wide.running():
            name = await wide.register.open(
                "report", draft(data={"hinh": circle(16.05, 108.2, 900)}), OFFICER
            )
            assert ((await wide.file(name)).lat, (await wide.file(name)).lon) == (16.05, 108.2)
            await wide.register.correct(name, {"hinh": circle(16.0, 108.0, 900)}, OFFICER)
            file = await wide.file(name)
            assert (file.lat, file.lon) == (16.0, 108.0)
            with pytest.raises(CaseRefusedError, match="no code of a ward here"):
                await wide.register.correct(name, {"vung": "99999"}, OFFICER)
            with pytest.raises(CaseRefusedError, match="no GeoJSON shape"):
                await wide.register.correct(name, {"hinh": "vòng tròn"}, OFFICER)
            assert (await wide.file(name)).lat == 16.0

    asyncio.run(scene())

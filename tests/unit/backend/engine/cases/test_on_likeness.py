"""Which cases may be one, asked before a merger, through the register of a daemon."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.contract.case_likeness import AlikeCases, GetAlike
from backend.contract.messages import Failure
from tests.unit.backend.engine.cases.case_centre import KIND, OFFICER, Hall, draft, session_of, setup_in

ALIKE = KIND.replace(
    "max_attachment_mb", "alike: {phone: true, within_m: 50, within_s: 3600}\nmax_attachment_mb"
)


@pytest.fixture
def calls(tmp_path: Path) -> Iterator[Hall]:
    assert ALIKE != KIND
    made = Hall(tmp_path, setup_in(tmp_path, kind=ALIKE))
    yield made
    made.close()


def test_the_same_telephone_comes_first_then_what_is_near(calls: Hall) -> None:
    async def scene() -> None:
        async with calls.running():
            opened = calls.register.open
            one = await opened("report", draft(lat=16.07, lon=108.15), OFFICER)
            two = await opened("report", draft(phone="+84 905 111 222"), OFFICER)
            three = await opened("report", draft(phone="", lat=16.0701, lon=108.15), OFFICER)
            await opened("report", draft(phone="", lat=16.09, lon=108.15), OFFICER)
            await calls.register.note(two, "Đã gọi lại", OFFICER)
            found = await calls.asks(GetAlike(one))
            assert isinstance(found, AlikeCases)
            assert [row.file.case_id for row in found.rows] == [two, three]
            first, second = found.rows
            assert (first.same_phone, first.apart_m, first.file.notes) == (True, None, ())
            assert second.apart_m is not None
            assert (second.same_phone, round(second.apart_m)) == (False, 11)

    asyncio.run(scene())


def test_what_was_merged_is_no_longer_asked_about(calls: Hall) -> None:
    async def scene() -> None:
        async with calls.running():
            one = await calls.register.open("report", draft(), OFFICER)
            two = await calls.register.open("report", draft(), OFFICER)
            await calls.register.act([two], "merge", {"parent": one}, OFFICER)
            assert await calls.asks(GetAlike(one)) == AlikeCases()

    asyncio.run(scene())


def test_a_unit_is_told_of_its_own_cases_only(calls: Hall) -> None:
    async def scene() -> None:
        async with calls.running():
            roads = await calls.register.open("report", draft(), OFFICER)
            drains = await calls.register.open("report", draft(field="flood"), OFFICER)
            officer = session_of("unit_officer", "roads")
            assert await calls.asks(GetAlike(roads), officer) == AlikeCases()
            assert isinstance(await calls.asks(GetAlike(drains), officer), Failure)
            assert isinstance(await calls.asks(GetAlike("không-có")), Failure)

    asyncio.run(scene())


def test_a_kind_that_looks_for_no_repetitions_has_none(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            one = await hall.register.open("report", draft(), OFFICER)
            await hall.register.open("report", draft(), OFFICER)
            assert await hall.asks(GetAlike(one)) == AlikeCases()

    asyncio.run(scene())

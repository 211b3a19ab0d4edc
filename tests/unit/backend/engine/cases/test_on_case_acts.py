from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from backend.contract.case_requests import (
    ActOnCases,
    AttachToCase,
    CasesActed,
    NoteCase,
    OpenCase,
    SetCaseData,
)
from backend.contract.messages import Done, Failure
from backend.contract.work_requests import Made
from tests.unit.backend.engine.cases.case_centre import PNG, Hall, session_of, update
from tests.unit.backend.engine.cases.test_areas import square


def test_what_is_done_is_answered_with_the_journals_number_after_its_commit(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            made = await hall.asks(OpenCase("report", "Ổ gà", field="pothole"))
            assert isinstance(made, Made)
            assert made.journal_seq == hall.journal(made.made_id)[-1].seq
            for body in (
                NoteCase(made.made_id, "Đã gọi", public=True),
                SetCaseData(made.made_id, {"place": "Cổng trường"}),
            ):
                done = await hall.asks(body)
                assert isinstance(done, Done)
                assert done.journal_seq == hall.journal()[-1].seq
            kept = await hall.asks(AttachToCase(made.made_id, "a.png", "image/png", PNG))
            assert isinstance(kept, Made)
            acted = await hall.asks(ActOnCases((made.made_id,), "accept"))
            assert isinstance(acted, CasesActed)
            file = await hall.file(made.made_id)
            assert (file.place, file.notes[0].public, file.status) == ("Cổng trường", True, "working")
            assert file.attachments[0].digest == kept.made_id

    asyncio.run(scene())


def test_a_camera_gives_a_case_its_place_unless_a_person_says_another(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            seen = await hall.asks(OpenCase("report", "Ổ gà", place_id="cam-1"))
            assert isinstance(seen, Made)
            file = await hall.file(seen.made_id)
            assert (file.lat, file.lon, file.area_code, file.place) == (
                16.061,
                108.227,
                "20242",
                "Camera cầu Rồng",
            )
            assert hall.journal(seen.made_id)[0].payload["camera"] == "cam-1"
            said = await hall.asks(
                OpenCase("report", "Ổ gà", place_id="cam-1", lat=16.0, lon=108.0, place="Ngã tư")
            )
            assert isinstance(said, Made)
            file = await hall.file(said.made_id)
            assert (file.lat, file.place, file.area_code) == (16.0, "Ngã tư", "")

    asyncio.run(scene())


def test_a_corrected_place_has_the_ward_of_its_position_and_words_alone_have_no_position(
    hall: Hall, tmp_path: Path
) -> None:
    maps = tmp_path / "centre" / "maps"
    maps.mkdir(exist_ok=True)
    features = [square("20242", "An Hải", 108.2), square("20194", "Hòa Khánh", 108.1)]
    (maps / "wards.geojson").write_text(json.dumps({"features": features}), encoding="utf-8")

    async def scene() -> None:
        async with hall.running():
            made = await hall.asks(OpenCase("report", "Ổ gà", place_id="cam-1"))
            assert isinstance(made, Made)
            name = made.made_id
            assert (await hall.file(name)).area_name == "An Hải"
            found = {"place": "Chợ Hòa Khánh", "lat": "16.0712", "lon": "108.1499"}
            assert isinstance(await hall.asks(SetCaseData(name, found)), Done)
            file = await hall.file(name)
            assert (file.area_code, file.area_name, file.lon) == ("20194", "Hòa Khánh", 108.1499)
            assert isinstance(await hall.asks(SetCaseData(name, {"place": "Cổng trường"})), Done)
            file = await hall.file(name)
            assert (file.place, file.lat, file.lon) == ("Cổng trường", None, None)
            refused = await hall.asks(SetCaseData(name, {"area_name": "Nơi khác"}))
            assert isinstance(refused, Failure)

    asyncio.run(scene())


def test_an_officer_of_a_unit_enters_cases_of_the_own_unit(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            binh = session_of("unit_officer", "roads")
            made = await hall.asks(OpenCase("report", "Ngập", field="flood"), binh)
            assert isinstance(made, Made)
            assert (await hall.file(made.made_id)).unit_id == "roads"
            other = await hall.asks(OpenCase("report", "Ngập", unit_id="drains"), binh)
            assert isinstance(other, Failure)
            assert other.kind == "not_allowed"

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (OpenCase("report", " "), "no title"),
        (OpenCase("dossier", "Hồ sơ"), "expected one of: report"),
        (OpenCase("report", "Ổ gà", place_id="cam-9"), "no place 'cam-9'"),
        (ActOnCases((), "accept"), "1 to 500"),
        (ActOnCases(("B-1",) * 501, "accept"), "1 to 500"),
        (NoteCase("B-1", "  "), "write something"),
        (NoteCase("B-9", "x"), "no case 'B-9'"),
        (SetCaseData("B-1", {"colour": "red"}), "colour"),
        (AttachToCase("B-1", "a.png", "image/png", b"MZ..."), "are not image/png"),
    ],
)
def test_what_is_not_allowed_is_answered_in_words_and_changes_nothing(
    hall: Hall, body: Any, says: str
) -> None:
    async def scene() -> None:
        async with hall.running():
            await hall.takes(update("B-1"))
            before, n_entries = await hall.file("B-1"), len(hall.journal())
            answer = await hall.asks(body)
            assert isinstance(answer, Failure)
            assert says in f"{answer.message} {answer.cure}"
            await hall.pipeline.settle()
            assert await hall.file("B-1") == before
            assert len(hall.journal()) == n_entries

    asyncio.run(scene())

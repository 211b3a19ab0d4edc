from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest
import yaml

from backend.contract.document import DocumentError
from backend.contract.work import Message
from backend.engine import catalogue
from backend.engine.cases.writing_back import WayBack, way_back_faults, ways_back
from backend.engine.centre import load_centre
from backend.engine.work.setup import load_setup
from backend.sources.base import SourceConfig
from backend.sources.http_json import Config as HttpConfig
from backend.sources.open311 import Config as Open311Config
from backend.usecases import load_packs
from tests.unit.backend.engine.cases.case_centre import NOW, OFFICER, Hall, draft, update, write

ALL = frozenset({"settled", "refused", "reopened"})


def wired(hall: Hall, *turns: str) -> Hall:
    way = WayBack("city", "Tổng đài", "hook", frozenset(turns) or ALL, "C-")  # type: ignore[arg-type]
    hall.work.setup.ways_back = {"city": way}
    return hall


def sent(hall: Hall) -> list[Message]:
    return [message for message in hall.messages if message.channel == "hook"]


def test_a_result_goes_back_with_the_others_own_code_and_nothing_personal(hall: Hall) -> None:
    async def scene() -> None:
        async with wired(hall).running():
            await hall.takes(update("C-7", reporter="Trần Lan", phone="0905111222", remote_id="7"))
            await hall.register.act(["C-7"], "accept", {}, OFFICER)
            assert sent(hall) == []  # taken in hand: only what was asked for is told
            await hall.register.act(["C-7"], "finish", {"result": "Đã vá"}, OFFICER)

    asyncio.run(scene())
    (message,) = sent(hall)
    assert (message.to, message.to_name, message.body) == ("7", "Tổng đài", "Đã vá")
    assert message.fields == {
        "code": "7", "case_id": "C-7", "remote_id": "7", "kind": "report", "field": "pothole",
        "turn": "settled", "status": "done", "status_name": "Xong", "group": "done", "result": "Đã vá",
        "unit": "roads", "unit_name": "Đội đường bộ",
        "finished_at": "2026-11-24T09:10:00+07:00", "changed_at": "2026-11-24T09:10:00+07:00",
    }  # fmt: skip
    assert "Lan" not in str(message)
    assert "case.written_back" in hall.kinds("C-7")


def test_what_the_other_system_said_itself_is_not_sent_back(hall: Hall) -> None:
    async def scene() -> None:
        async with wired(hall, "status", "settled").running():
            await hall.takes(update("C-7"))
            await hall.takes(update("C-7", "closed", ago_s=30, open=False, result="xong bên kia"))
            assert (await hall.file("C-7")).status == "done"

    asyncio.run(scene())
    assert sent(hall) == []


def test_a_case_of_nobody_or_of_another_source_goes_nowhere(hall: Hall) -> None:
    async def scene() -> None:
        async with wired(hall).running():
            name = await hall.register.open("report", draft(), OFFICER)
            await hall.register.act([name], "accept", {}, OFFICER)
            await hall.register.act([name], "finish", {"result": "x"}, OFFICER)

    asyncio.run(scene())
    assert sent(hall) == []


def test_each_turn_is_one_message_of_its_own_key(hall: Hall) -> None:
    async def scene() -> None:
        async with wired(hall, "status", "settled", "reopened").running():
            await hall.takes(update("C-7"))
            hall.clock.at = NOW + 1
            await hall.register.act(["C-7"], "accept", {}, OFFICER)
            hall.clock.at = NOW + 2
            await hall.register.act(["C-7"], "finish", {"result": "Đã vá"}, OFFICER)
            hall.clock.at = NOW + 3
            await hall.register.act(["C-7"], "reopen", {}, OFFICER)
            hall.clock.at = NOW + 4
            await hall.register.act(["C-7"], "finish", {"result": "Đã vá lại"}, OFFICER)
            await hall.register.note("C-7", "ghi chú nội bộ", OFFICER)

    asyncio.run(scene())
    turns = sorted((message.created_at, message.fields["turn"]) for message in sent(hall))
    assert [turn for _, turn in turns] == ["status", "settled", "reopened", "settled"]
    assert len({message.key for message in sent(hall)}) == len(turns)


def test_a_duplicate_ends_with_its_parent_and_its_own_system_is_told(hall: Hall) -> None:
    async def scene() -> None:
        async with wired(hall).running():
            await hall.takes(update("C-1"), update("C-2"))
            await hall.register.act(["C-2"], "merge", {"parent": "C-1"}, OFFICER)
            await hall.register.act(["C-1"], "accept", {}, OFFICER)
            await hall.register.act(["C-1"], "finish", {"result": "Đã vá"}, OFFICER)

    asyncio.run(scene())
    assert sorted(message.to for message in sent(hall)) == ["1", "2"]


def http_source(**more: object) -> SourceConfig:
    cases = {"id": "ma", "id_prefix": "CN-", "kind": "report", "title": {"vi": "x"}, "time": "luc"}
    base = {
        "id": "s",
        "kind": "http_json",
        "name": "S",
        "max_age_s": 60,
        "url": "http://x/y",
        "interval_s": 5,
    }
    return msgspec.convert({**base, "cases": cases, **more}, HttpConfig)


def test_the_prefix_is_found_where_each_kind_of_source_keeps_it() -> None:
    back = {"channel": "hook", "when": ["settled"]}
    open311 = {
        "id": "o",
        "kind": "open311",
        "name": "O",
        "max_age_s": 60,
        "url": "http://x",
        "id_prefix": "HUE-",
    }
    found = ways_back(
        [
            http_source(write_back=back),
            msgspec.convert({**open311, "write_back": back}, Open311Config),
            http_source(id="mute"),
        ]
    )
    assert {name: (way.prefix, way.turns) for name, way in found.items()} == {
        "s": ("CN-", {"settled"}),
        "o": ("HUE-", {"settled"}),
    }


@pytest.mark.parametrize(
    ("channels", "said"),
    [
        ({"hook": "webhook"}, None),
        ({"hook": "smtp"}, "'hook' is no webhook"),
        ({"other": "webhook"}, "'hook' is not among the centre's channels"),
        ({}, "'hook' is not among the centre's channels"),
    ],
)
def test_the_channel_must_be_a_webhook_of_the_centre(channels: dict[str, str], said: str | None) -> None:
    ways = ways_back([http_source(write_back={"channel": "hook"})])
    faults = way_back_faults(ways, channels, Path("sources"))
    assert [fault.found for fault in faults] == ([said] if said else [])
    assert all(fault.key == "write_back.channel" and fault.file.endswith("s.yaml") for fault in faults)


def test_a_centre_whose_source_names_no_webhook_does_not_start(tmp_path: Path) -> None:
    centre, packs_folder = write(tmp_path)
    given = msgspec.to_builtins(http_source(write_back={"channel": "sms"}))
    (centre / "sources" / "s.yaml").write_text(yaml.safe_dump(given), encoding="utf-8")
    loaded = load_centre(centre)
    packs = load_packs(packs_folder, loaded.packs)
    with pytest.raises(DocumentError, match="write_back.channel: 'sms' is no webhook"):
        load_setup(catalogue.with_register_places(loaded, packs), packs, packs_folder)

from __future__ import annotations

import asyncio
import hashlib

from backend.engine.reporting.making import MADE, PRINTED, Document, Maker, Order
from backend.engine.reporting.press import Press
from backend.reports.periods import last_whole
from tests.unit.backend.engine.cases.case_centre import NOW
from tests.unit.backend.engine.reporting.conftest import Room


def order(room: Room, report: str = "ngay", **more: object) -> Order:
    spec = room.ground.reports.specs[report]
    period = last_whole(spec.period, NOW, room.ground.zone)
    return Order(**{"spec": spec, "period": period, "format": "docx", **more})


def made(room: Room, what: Order, *, scheduled: bool) -> Document:
    async def scene() -> Document:
        async with room.hall.running():
            return await room.maker.make(what, "Hà", scheduled=scheduled)

    return asyncio.run(scene())


def test_a_document_on_schedule_is_kept_by_its_hash_and_known_after_a_restart(room: Room) -> None:
    document = made(room, order(room), scheduled=True)
    assert document.name == "ngay-2026-11-23.docx"
    assert document.digest == hashlib.sha256(document.data).hexdigest()
    kept = room.hall.store.work.kept(document.digest)
    assert kept is not None
    assert (kept.data, kept.name) == (document.data, document.name)
    (entry,) = room.hall.journal("ngay")
    assert (entry.kind, entry.payload["digest"]) == (MADE, document.digest)
    again = Maker(room.ground, Press(), room.hall.store.work.newest_of_kind(MADE, 10))
    assert set(again.made) == {order(room).key}
    assert again.of_report("ngay") == room.maker.of_report("ngay") == ((NOW, document.name, document.digest),)
    assert again.of_report("khac") == ()


def test_a_document_on_demand_is_in_the_journal_and_not_in_the_list(room: Room) -> None:
    document = made(room, order(room, "don-vi", unit_id="roads", format="pdf"), scheduled=False)
    assert document.name == "don-vi-roads-2026-W47.pdf"
    assert document.data.startswith(b"%PDF")
    assert room.hall.store.work.kept(document.digest) is None
    assert [entry.kind for entry in room.hall.journal("don-vi")] == [PRINTED]
    assert room.maker.of_report("don-vi") == ()

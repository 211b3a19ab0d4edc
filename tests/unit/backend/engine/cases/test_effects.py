"""What a change sets off goes into the same commit as the change."""

from __future__ import annotations

import asyncio
from pathlib import Path

from backend.domain.incidents.events import OpenByHand
from backend.procedures.events import Cancel
from tests.unit.backend.engine.cases.case_centre import KIND, NOW, OFFICER, Hall, draft, setup_in, update


def test_messages_procedures_and_the_case_are_one_commit(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            case_id = await hall.register.open("report", draft(field="flood"), OFFICER)
            assert [batch for batch in hall.batches if batch] == [[case_id]]
            entries = hall.journal()
            assert len(hall.messages) == 3  # two of the action, one of the procedure's own step
            assert {entry.subject for entry in entries} >= {case_id, hall.runs[0].run_id}

    asyncio.run(scene())


def test_a_change_tells_once_and_the_next_like_it_tells_again(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            case_id = await hall.register.open("report", draft(), OFFICER)
            await hall.register.act([case_id], "accept", {}, OFFICER)
            for words in ("Lần một", "Lần hai"):
                hall.clock.at += 60
                await hall.register.act([case_id], "finish", {"result": words}, OFFICER)
                hall.clock.at += 60
                await hall.register.act([case_id], "reopen", {}, OFFICER)
            told = [m.body for m in hall.messages if m.template_id == "ket-qua"]
            assert sorted(words.rpartition(": ")[2] for words in told) == ["Lan hai", "Lan mot"]

    asyncio.run(scene())


def test_a_case_moved_from_one_parent_to_another_is_counted_once(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            await hall.takes(update("B-1"), update("B-2"), update("B-3"))
            await hall.register.act(["B-3"], "merge", {"parent": "B-1"}, OFFICER)
            await hall.register.act(["B-3"], "unmerge", {}, OFFICER)
            await hall.register.act(["B-3"], "merge", {"parent": "B-2"}, OFFICER)
            assert [(await hall.file(name)).n_children for name in ("B-1", "B-2")] == [0, 1]

    asyncio.run(scene())


def test_a_repetition_leaves_the_map_and_its_incident_to_the_case_that_is_kept(tmp_path: Path) -> None:
    kind = KIND.replace("live_severities: [critical, high]\n", "")
    hall = Hall(tmp_path, setup_in(tmp_path, kind=kind))

    async def scene() -> None:
        async with hall.running():
            await hall.takes(update("B-1"), update("B-2"))
            by_hand = OpenByHand(title="Hố sụt", refs=("B-2",), who="Hà")
            incident = hall.work.on_incident(by_hand, hall.clock.at)
            await hall.register.act(["B-2"], "merge", {"parent": "B-1"}, OFFICER)
            assert shown(hall) == {"B-1": "Việc B-1 (+1 trùng)"}
            found = hall.work.incidents.get(incident.incident_id)
            assert found is not None
            assert [member.ref for member in found.members] == ["B-1"]
            assert (await hall.file("B-1")).incident_id == incident.incident_id
            hall.clock.at += 60
            await hall.register.act(["B-2"], "unmerge", {}, OFFICER)
            assert shown(hall) == {"B-1": "Việc B-1", "B-2": "Việc B-2"}

    def shown(hall: Hall) -> dict[str, str]:
        return {case.case_id: case.title.vi for case in hall.work.cases.open_cases()}

    asyncio.run(scene())
    hall.close()


def test_a_source_may_tell_of_a_duplicate_before_the_case_that_it_repeats(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            await hall.takes(update("B-2", parent="B-1"), update("B-1"))
            assert (await hall.file("B-1")).n_children == 1

    asyncio.run(scene())


def test_a_second_procedure_of_the_same_kind_does_not_start_while_one_runs(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            case_id = await hall.register.open("report", draft(field="flood"), OFFICER)
            hall.register._effects.start("ngap", case_id, hall.clock.at)
            hall.register._effects.start("hoi", case_id, hall.clock.at)
            await hall.pipeline.settle()
            assert sorted(run.procedure_id for run in hall.runs) == ["hoi", "ngap"]

    asyncio.run(scene())


def test_a_procedure_that_cannot_start_is_noted_with_the_case(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            case_id = await hall.register.open("report", draft(), OFFICER)
            hall.register._effects.start("gone", case_id, hall.clock.at)
            await hall.pipeline.settle()
            assert hall.kinds(case_id)[-1] == "procedure.refused"

    asyncio.run(scene())


def test_a_procedure_follows_its_case_into_another_status_and_its_story_says_who_moved_it(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            case_id = await hall.register.open("report", draft(), OFFICER)
            run_id = await hall.register.start_run("hoi", case_id, OFFICER)
            await hall.register.note(case_id, "Gọi lại sau", OFFICER)
            assert "procedure.event" not in hall.kinds(run_id), "a remark is no other status"
            await hall.register.act([case_id], "accept", {}, OFFICER)
            (entry,) = [each for each in hall.journal(run_id) if each.kind == "procedure.event"]
            assert (entry.actor, entry.payload["name"]) == ("Hà", "Đang làm")

    asyncio.run(scene())


def test_a_procedure_that_has_ended_follows_its_case_no_more(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            case_id = await hall.register.open("report", draft(), OFFICER)
            run_id = await hall.register.start_run("hoi", case_id, OFFICER)
            hall.work.on_run(Cancel(run_id=run_id, who="Hà", reason="nhầm"), NOW)
            await hall.register.act([case_id], "accept", {}, OFFICER)
            assert "procedure.event" not in hall.kinds(run_id)
            assert (await hall.file(case_id)).status == "working"

    asyncio.run(scene())

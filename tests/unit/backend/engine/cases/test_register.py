"""The register over a real store: nothing is answered before it is kept, nothing stale is stepped."""

from __future__ import annotations

import asyncio
import hashlib

import pytest
from msgspec.structs import replace

from backend.contract.cases import CaseQuery
from backend.contract.work import Case, Incident
from backend.domain.cases.change import Actor, CaseRefusedError
from backend.domain.incidents.events import OpenByHand
from backend.engine.cases.media import Upload
from backend.engine.cases.shelf import Shelf
from backend.procedures.events import DoStep
from backend.procedures.findings import ProcedureRefusedError
from tests.unit.backend.engine.cases.case_centre import NOW, OFFICER, PNG, ROADS, Hall, Maker, draft, update

SUPERVISOR = Actor("Thu", "shift_supervisor")


def test_an_opened_case_has_a_code_a_deadline_and_its_first_journal_entry_when_it_is_answered(
    hall: Hall,
) -> None:
    async def scene() -> None:
        async with hall.running():
            case_id = await hall.register.open("report", draft(), OFFICER, {"camera": "cam-1"})
            assert case_id == "PAHT.20261124.0001"
            file = await hall.file(case_id)
            assert (file.status, file.unit_id, file.opened_at) == ("new", "roads", NOW)
            assert (file.accept_due_at, file.due_at) == (NOW + 3600, NOW + 4 * 3600)
            (entry,) = hall.journal(case_id)
            assert (entry.kind, entry.actor, entry.payload["camera"]) == ("case.opened", "Hà", "cam-1")
            assert "Trần Lan" not in str(entry.payload)

    asyncio.run(scene())


def test_numbers_go_on_after_a_restart_and_begin_anew_the_next_day(made: Maker) -> None:
    async def opened(hall: Hall) -> str:
        async with hall.running():
            return await hall.register.open("report", draft(), OFFICER)

    first = made()
    assert asyncio.run(opened(first)).endswith(".0001")
    assert asyncio.run(opened(first)).endswith(".0002")
    again = made()
    assert asyncio.run(opened(again)) == "PAHT.20261124.0003"
    again.clock.at += 86_400
    assert asyncio.run(opened(again)) == "PAHT.20261125.0001"


def test_a_kind_that_nobody_declares_is_refused(hall: Hall) -> None:
    with pytest.raises(CaseRefusedError, match="expected one of: report"):
        asyncio.run(hall.register.open("dossier", draft(), OFFICER))


# ---- sources ---------------------------------------------------------------------------------------


def test_what_a_source_tells_again_changes_nothing_and_news_of_it_goes_on_from_the_store(made: Maker) -> None:
    async def told(hall: Hall, status: str, ago_s: float) -> None:
        async with hall.running():
            await hall.takes(update("B-1", status, ago_s=ago_s))

    hall = made()
    asyncio.run(told(hall, "open", 900.0))
    asyncio.run(told(hall, "open", 900.0))
    assert hall.kinds("B-1") == ["case.opened"]
    later = made()
    asyncio.run(told(later, "closed", 10.0))
    assert later.kinds("B-1") == ["case.opened", "case.closed"]
    assert later.store.marks() == {"city": "m"}
    (row,) = later.store.cases.by_ids(["B-1"])
    assert (row.file.status, row.file.group, row.file.unit_id) == ("done", "done", "roads")


def test_a_large_import_comes_in_several_commits_its_mark_with_the_last(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            await hall.takes(*(update(f"B-{i}") for i in range(450)), mark="page 9")
        assert hall.store.marks() == {"city": "page 9"}
        assert hall.store.cases.count(CaseQuery(kind="report"), NOW) == 450
        assert len(hall.kinds()) == 450

    asyncio.run(scene())


def test_a_code_that_another_kind_has_goes_into_quarantine_and_holds_nothing_up(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            await hall.takes(update("B-1"))
            hall.register.kinds["complaint"] = hall.register.kinds["report"]  # type: ignore[index]
            other = update("B-1", "closed", ago_s=1.0)
            other = replace(other, case=replace(other.case, kind="complaint"))
            await hall.takes(other, update("B-2"))
        (refused,) = hall.store.refused()
        assert (refused.source_id, refused.item) == ("city", "B-1")
        assert "is of the kind 'report' already" in refused.reason
        assert (await hall.file("B-1")).status == "new"
        assert (await hall.file("B-2")).status == "new"

    asyncio.run(scene())


def test_only_urgent_cases_are_live_and_they_leave_when_they_are_closed(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            await hall.takes(update("B-1"), update("B-2", severity="critical", lat=16.06, lon=108.2))
            assert [case.case_id for case in hall.work.cases.open_cases()] == ["B-2"]
            assert [case.case_id for case in hall.items(Case)] == ["B-2"]
            assert hall.kinds("B-2") == ["case.opened"]
            await hall.register.act(["B-2"], "accept", {}, OFFICER)
            await hall.register.act(["B-2"], "finish", {"result": "Đã xong"}, OFFICER)
            assert hall.work.cases.open_cases() == ()

    asyncio.run(scene())


# ---- people ----------------------------------------------------------------------------------------


def test_many_are_acted_on_in_one_commit_each_done_or_refused_in_words(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            await hall.takes(
                update("B-1"), update("B-2"), update("B-3", "closed"), update("B-4", unit="drains")
            )
            seq = hall.pipeline.journal_seq
            n_batches = len(hall.batches)
            done, refused = await hall.register.act(["B-1", "B-2", "B-3", "B-4", "B-9"], "accept", {}, ROADS)
            assert done == ("B-1", "B-2")
            assert [each.case_id for each in refused] == ["B-3", "B-4", "B-9"]
            assert all(each.reason.vi and each.reason.en for each in refused)
            assert "không thuộc đơn vị" in refused[1].reason.vi
            entries = [e for e in hall.journal() if e.seq > seq and e.kind == "case.changed"]
            assert [e.subject for e in entries] == ["B-1", "B-2"]
            assert [sorted(batch) for batch in hall.batches[n_batches:] if batch] == [["B-1", "B-2"]]

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("action", "stands"),
    [("accept", True), ("finish", False), ("transfer", False), ("hand_over", False), ("unknown", False)],
)
def test_a_case_stands_where_an_action_brings_it_if_it_has_left_where_that_begins(
    hall: Hall, action: str, stands: bool
) -> None:
    kind = hall.register.kinds["report"]
    transfer = next(each for each in kind.spec.actions if each.id == "transfer")
    hand_over = replace(transfer, id="hand_over", to="working")
    kind.spec = replace(kind.spec, actions=(*kind.spec.actions, hand_over))

    async def scene() -> None:
        async with hall.running():
            await hall.takes(update("B-1"))
            await hall.register.act(["B-1"], "accept", {}, OFFICER)
            assert hall.register.is_where(await hall.file("B-1"), action) is stands

    asyncio.run(scene())


def test_an_action_sees_what_was_done_while_its_case_was_being_read(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            await hall.takes(update("B-1"))
            first, second = await asyncio.gather(
                hall.register.act(["B-1"], "accept", {}, OFFICER),
                hall.register.act(["B-1"], "accept", {}, ROADS),
            )
            assert sorted((len(first[0]), len(second[0]))) == [0, 1]
            assert hall.kinds("B-1").count("case.changed") == 1

    asyncio.run(scene())


def test_duplicates_are_counted_and_end_and_begin_anew_with_their_parent(made: Maker) -> None:
    async def merged(hall: Hall) -> None:
        async with hall.running():
            await hall.takes(update("B-1"), update("B-2"), update("B-3"))
            done, refused = await hall.register.act(["B-2", "B-3"], "merge", {"parent": "B-1"}, OFFICER)
            assert (done, refused) == (("B-2", "B-3"), ())
            assert (await hall.file("B-1")).n_children == 2
            await hall.register.act(["B-3"], "unmerge", {}, OFFICER)
            assert (await hall.file("B-1")).n_children == 1

    async def settled(hall: Hall) -> None:
        async with hall.running():
            await hall.register.act(["B-1"], "accept", {}, OFFICER)
            await hall.register.act(["B-1"], "finish", {"result": "Đã vá"}, OFFICER)
            assert [(await hall.file(f"B-{i}")).group for i in (1, 2, 3)] == ["done", "done", "waiting"]
            await hall.register.act(["B-1"], "reopen", {}, OFFICER)
            assert (await hall.file("B-2")).open

    asyncio.run(merged(made()))
    asyncio.run(settled(made()))  # the children are found in the store, not in memory


def test_a_remark_a_correction_and_a_photo_are_kept_with_their_journal_entries(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            case_id = await hall.register.open("report", draft(), OFFICER)
            await hall.register.note(case_id, "Đã gọi hỏi", OFFICER)
            await hall.register.correct(case_id, {"title": "Ổ gà lớn", "lane": "2"}, OFFICER)
            upload = Upload(name="a.png", media_type="image/png", data=PNG, phase="before", public=True)
            digest = await hall.register.attach(case_id, upload, OFFICER)
            assert digest == hashlib.sha256(PNG).hexdigest()
            file = await hall.file(case_id)
            assert (file.title, file.data["lane"], file.notes[0].text) == ("Ổ gà lớn", "2", "Đã gọi hỏi")
            assert [(a.digest, a.phase, a.public) for a in file.attachments] == [(digest, "before", True)]
            kept = hall.store.work.kept(digest)
            assert kept is not None
            assert kept.data == PNG
            assert hall.kinds(case_id) == ["case.opened", "case.note", "case.changed", "case.attached"]

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("upload", "why"),
    [
        (Upload(name="a.png", media_type="image/png", data=b"MZ" + b"0" * 60), "are not image/png"),
        (Upload(name="a.exe", media_type="application/x-msdownload", data=b"MZ"), "use image/png"),
        (Upload(name="a.png", media_type="image/png", data=PNG + b"0" * 1000), "make it smaller"),
        (Upload(name="a.png", media_type="image/png", data=b""), "is empty"),
        (Upload(name="\n", media_type="image/png", data=PNG), "printable"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_it_says_or_not_wanted_is_neither_kept_nor_noted(
    hall: Hall, upload: Upload, why: str
) -> None:
    async def scene() -> None:
        async with hall.running():
            await hall.takes(update("B-1"))
            with pytest.raises(CaseRefusedError, match=why):
                await hall.register.attach("B-1", upload, OFFICER)
            await hall.pipeline.settle()
            assert hall.kinds("B-1") == ["case.opened"]
            assert hall.store.work.kept(upload.digest) is None

    asyncio.run(scene())


# ---- messages --------------------------------------------------------------------------------------


def test_an_action_tells_reporter_and_followers_and_says_so_in_the_history(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            case_id = await hall.register.open("report", draft(), OFFICER)
            await hall.register.act([case_id], "accept", {}, OFFICER)
            told = {message.to_name: message for message in hall.messages}
            assert set(told) == {"Trần Lan", "Lê Theo"}
            assert told["Trần Lan"].to == "84905111222"
            assert told["Trần Lan"].body == f"Phan anh {case_id} da duoc Doi duong bo nhan."
            assert hall.kinds(case_id)[:3] == ["case.opened", "case.changed", "case.told"]
            await hall.register.act([case_id], "finish", {"result": "Đã vá"}, OFFICER)
            assert [m.body for m in hall.messages if "Da va" in m.body] == [f"Phan anh {case_id}: Da va"]

    asyncio.run(scene())


def test_a_reporter_without_address_is_not_told_and_the_history_says_that_nobody_was(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            case_id = await hall.register.open("report", draft(phone="", unit_id="drains"), OFFICER)
            await hall.register.act([case_id], "accept", {}, OFFICER)
            await hall.register.act([case_id], "finish", {"result": "Đã vá"}, OFFICER)
            told = [entry.payload["messages"] for entry in hall.journal(case_id) if entry.kind == "case.told"]
            assert told[-1] == []
            assert [message.state for message in hall.messages] == ["failed"]  # nobody is of the drains' unit

    asyncio.run(scene())


# ---- procedures ------------------------------------------------------------------------------------


def test_a_procedure_starts_by_itself_acts_on_its_case_tells_the_reporter_and_ends_the_case(
    hall: Hall,
) -> None:
    async def scene() -> None:
        async with hall.running():
            case_id = await hall.register.open("report", draft(field="flood"), OFFICER)
            (run,) = hall.runs
            assert (run.procedure_id, run.case_id, run.state) == ("ngap", case_id, "running")
            file = await hall.file(case_id)
            assert (file.status, file.run_ids) == ("working", (run.run_id,))
            assert [(note.text, note.public) for note in file.notes] == [("Đã nhận tự động", True)]
            assert "Xem PAHT.20261124.0001 cua Tran Lan" in next(
                m.body for m in hall.messages if m.template_id == "bao"
            )
            _, step_id = hall.open_step("xem")
            hall.work.on_run(DoStep(run.run_id, step_id, "Hà", "ha", "done"), NOW)
            await hall.pipeline.settle()
            assert (await hall.file(case_id)).result == "Nước đã rút"
            assert hall.runs[0].state == "finished"

    asyncio.run(scene())


def test_an_act_on_a_case_that_must_be_read_first_is_done_after_a_restart(made: Maker) -> None:
    async def begun(hall: Hall) -> str:
        async with hall.running():
            case_id = await hall.register.open("report", draft(), OFFICER)
            await hall.register.start_run("hoi", case_id, OFFICER)
            return case_id

    async def gone_on(hall: Hall, case_id: str) -> None:
        assert hall.register.held(case_id) is None
        async with hall.running():
            run, step_id = hall.open_step("hoi")
            hall.work.on_run(DoStep(run.run_id, step_id, "Hà", "ha", "done"), NOW)
            async with asyncio.timeout(10):
                while (await hall.file(case_id)).status != "working":
                    await hall.pipeline.settle()
            assert hall.runs[0].state == "finished"
            assert hall.kinds(case_id).count("case.changed") == 1

    case_id = asyncio.run(begun(made()))
    asyncio.run(gone_on(made(), case_id))


def test_a_case_that_people_end_leaves_its_procedure_running_with_a_remark(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            case_id = await hall.register.open("report", draft(field="flood"), OFFICER)
            (run,) = hall.runs
            await hall.register.act([case_id], "finish", {"result": "Xong"}, OFFICER)
            assert [run.state for run in hall.runs] == ["running"]
            assert "procedure.case_ended" in hall.kinds(run.run_id)
            _, step_id = hall.open_step("xem")
            hall.work.on_run(DoStep(run.run_id, step_id, "Hà", "ha", "done"), NOW)
            await hall.pipeline.settle()
            assert hall.runs[0].state == "finished"  # its last act has nothing left to do
            assert (await hall.file(case_id)).result == "Xong"

    asyncio.run(scene())


def test_an_imported_case_of_the_past_starts_no_procedure(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            await hall.takes(update("B-1", field="water", ago_s=3 * 86_400.0), update("B-2", field="water"))
            assert [run.case_id for run in hall.runs] == ["B-2"]

    asyncio.run(scene())


def test_a_procedure_is_started_by_hand_for_the_own_cases_only(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            await hall.takes(update("B-1", unit="drains"))
            with pytest.raises(CaseRefusedError, match="not a case of your unit"):
                await hall.register.start_run("hoi", "B-1", ROADS)
            with pytest.raises(ProcedureRefusedError):
                await hall.register.start_run("nothing", "B-1", OFFICER)
            with pytest.raises(CaseRefusedError, match="no case 'B-9'"):
                await hall.register.start_run("hoi", "B-9", OFFICER)
            run_id = await hall.register.start_run("hoi", "B-1", OFFICER)
            assert (await hall.file("B-1")).run_ids == (run_id,)

    asyncio.run(scene())


def test_a_case_knows_the_incident_that_it_was_joined_to(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            await hall.takes(update("B-2", severity="critical", lat=16.06, lon=108.2))
            incident = hall.work.on_incident(OpenByHand(title="Gộp", refs=("B-2",), who="Hà"), NOW)
            await hall.pipeline.settle()
            assert isinstance(incident, Incident)
            assert (await hall.file("B-2")).incident_id == incident.incident_id

    asyncio.run(scene())


def test_every_changed_case_stays_in_hand_until_it_is_committed(hall: Hall) -> None:
    async def scene() -> None:
        hall.register.shelf = Shelf(hall.store.cases, hall.bench.beside, most=3)
        hall.register._effects._shelf = hall.register.shelf
        hall.register.errands._holding = hall.register.holding
        async with hall.running():
            await hall.takes(*(update(f"B-{i}") for i in range(30)))
            assert len(hall.register.shelf) == 3
            done, _ = await hall.register.act([f"B-{i}" for i in range(30)], "accept", {}, OFFICER)
            assert len(done) == 30
        assert hall.store.cases.count(CaseQuery(statuses=("working",)), NOW) == 30

    asyncio.run(scene())

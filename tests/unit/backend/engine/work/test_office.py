"""The office as desks know it: a real daemon, a real store, real CURVE sockets, real channels to real peers."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.contract.messages import (
    AcknowledgeAlarm,
    Done,
    Failure,
    GetJournal,
    Journal,
    ShelveAlarm,
    WorkChanged,
)
from backend.contract.work import Handover, Incident, Measures, Message, Run
from backend.contract.work_requests import (
    AddEvidence,
    AssignAlarm,
    BackTest,
    BackTestRule,
    CancelRun,
    Channels,
    CloseIncident,
    CommentAlarm,
    CompileHandover,
    DoStep,
    DryRunProcedure,
    EnableChannel,
    Findings,
    FloodReports,
    GetChannels,
    GetEvidence,
    GetFloodReports,
    GetHandoverPdf,
    GetMeasures,
    GetProcedure,
    GetProcedures,
    GetRules,
    GetTimeline,
    GetWork,
    Kept,
    LintProcedure,
    Made,
    MergeIncidents,
    Moved,
    MoveRuns,
    NoteIncident,
    OpenIncident,
    Procedures,
    ProcedureText,
    Published,
    PublishProcedure,
    Rules,
    SetIncident,
    SignHandover,
    SilenceDesk,
    SplitIncident,
    StartProcedure,
    TickHandover,
    Trace,
    Work,
)
from backend.engine.daemon import Daemon
from backend.engine.starting import DaemonOptions
from backend.store import Store
from backend.wire import keys
from tests.unit.backend.engine.wall_peer import WallPeer
from tests.unit.backend.engine.work.conftest import PACKS, write_centre

PASSWORD = "mười hai chữ"
PEOPLE = (("ha", "duty_officer"), ("binh", "duty_officer"), ("thu", "shift_supervisor"), ("quan", "administrator"), ("khach", "viewer"), ("mai", "leader"), ("long", "leader"))  # fmt: skip
SOURCE = {
    "id": "tha", "kind": "folder", "name": "Thả tệp", "max_age_s": 3600, "pattern": "*.csv",
    "table": {"time": ["at"], "place": "place", "values": {"depth_cm": {"metric": "depth_cm", "unit": "cm"}}},
}  # fmt: skip


class Desks:
    """One daemon and the people who are signed in at it."""

    def __init__(self, folder: Path, options: DaemonOptions) -> None:
        self.folder, self._options = folder, options
        self._peers: dict[str, WallPeer] = {}

    async def at(self, user: str) -> WallPeer:
        if user not in self._peers:
            peer = WallPeer(self.folder / "keys", self._options.feed, self._options.requests)
            await peer.sign_in(user, PASSWORD)
            self._peers[user] = peer
        return self._peers[user]

    async def ask(self, user: str, body: Any, within_s: float = 10.0) -> Any:
        return await (await self.at(user)).ask(body, within_s)

    async def flood(self, place: str, depth_cm: float) -> Incident:
        """Let a street flood and return its incident."""
        lines = ["at,place,depth_cm"]
        for ago_s in range(58, 0, -10):  # the rule wants it to hold for a minute
            at = datetime.datetime.fromtimestamp(time.time() - ago_s, datetime.UTC).isoformat()
            lines.append(f"{at},{place},{depth_cm}")
        (self.folder / "c" / "drop" / f"{place}.csv").write_text("\n".join(lines) + "\n")

        def opened(message: object) -> bool:
            return isinstance(message, WorkChanged) and any(
                isinstance(i, Incident) and any(m.subject == place for m in i.members) for i in message.items
            )

        _, message = await (await self.at("ha")).until(opened)
        assert isinstance(message, WorkChanged)
        return next(i for i in message.items if isinstance(i, Incident))

    async def find(self, kind: type[Any], *, wanted: Callable[[Any], bool] = lambda _: True) -> Any:
        """Return an item of the live work, waiting until there is one."""
        async with asyncio.timeout(20):
            while True:
                snapshot = await (await self.at("ha")).snapshot()
                found = [i for i in snapshot.work if isinstance(i, kind) and wanted(i)]
                if found:
                    return found[-1]

    async def step(self, element: str) -> tuple[str, str]:
        run = await self.find(
            Run, wanted=lambda r: any(s.element_id == element and s.state == "open" for s in r.steps)
        )
        step = next(s for s in run.steps if s.element_id == element and s.state == "open")
        return run.run_id, step.step_id

    def close(self) -> None:
        for peer in self._peers.values():
            peer.close()


@contextlib.asynccontextmanager
async def running(folder: Path, *, enabled: bool = False) -> AsyncIterator[Desks]:
    if not (folder / "c").exists():
        centre = write_centre(folder / "c", enabled=enabled)
        (centre / "drop").mkdir()
        source = SOURCE | {"path": str(centre / "drop")}
        (centre / "sources" / "tha.yaml").write_text(yaml.safe_dump(source, allow_unicode=True))
        keys.make(keys.KeyFolder(folder / "keys"))
        store = Store.open(f"sqlite:///{folder}/t.db")
        store.migrate()
        for user, role in PEOPLE:
            store.accounts.create(user, PASSWORD, role=role, display_name=user.title(), actor="test")
        store.close()
    options = DaemonOptions(
        centre=folder / "c", packs=PACKS, database=f"sqlite:///{folder}/t.db", keys=folder / "keys",
        feed=f"ipc://{folder}/feed", requests=f"ipc://{folder}/requests",
    )  # fmt: skip
    ended = asyncio.Event()
    task = asyncio.ensure_future(Daemon(options).run(ended))
    desks = Desks(folder, options)
    try:
        yield desks
    finally:
        desks.close()
        ended.set()
        await asyncio.wait_for(task, 20)


def scene(folder: Path, play: Callable[[Desks], Any], *, enabled: bool = False) -> None:
    async def run() -> None:
        async with running(folder, enabled=enabled) as desks:
            await play(desks)

    asyncio.run(run())


def test_an_incident_is_worked_on_from_the_desk_to_its_end(tmp_path: Path) -> None:
    async def play(desks: Desks) -> None:
        incident = await desks.flood("ngap-1", 62)
        name = incident.incident_id
        assert isinstance(await desks.ask("ha", SetIncident(name, lead="Trần Hà", units=("pctt",))), Done)
        assert isinstance(await desks.ask("ha", NoteIncident(name, "đã gọi phường")), Done)
        assert (await desks.ask("ha", NoteIncident(name, " "))).kind == "invalid"
        assert (await desks.ask("ha", CloseIncident(name, "xong"))).message.count("still run") == 1
        run_id, step_id = await desks.step("xac_minh")
        refused = await desks.ask("khach", DoStep(run_id, step_id, "done"))
        assert isinstance(refused, Failure)
        assert refused.kind == "not_allowed"
        assert isinstance(await desks.ask("ha", DoStep(run_id, step_id, "done", "có ngập", "Có ngập")), Done)
        run_id, step_id = await desks.step("rao_chan")
        missing = await desks.ask("ha", DoStep(run_id, step_id, "done"))
        assert isinstance(missing, Failure)
        photo = AddEvidence(run_id, step_id, "rao.jpg", "image/jpeg", "photo", b"\xff\xd8picture")
        assert isinstance(await desks.ask("ha", photo), Done)
        assert isinstance(await desks.ask("ha", DoStep(run_id, step_id, "done", "đã rào")), Done)
        run = await desks.find(Run, wanted=lambda r: r.run_id == run_id)
        digest = next(s.evidence[0].digest for s in run.steps if s.evidence)
        kept = await desks.ask("ha", GetEvidence(digest))
        assert isinstance(kept, Kept)
        assert (kept.name, kept.data) == ("rao.jpg", b"\xff\xd8picture")
        story = await desks.ask("ha", GetTimeline(name))
        assert isinstance(story, Journal)
        kinds = [entry.kind for entry in story.entries]
        for kind in ("alarm.raised", "incident.opened", "procedure.started", "incident.note", "step.done", "step.evidence"):  # fmt: skip
            assert kind in kinds, kinds
        assert [e.seq for e in story.entries] == sorted(e.seq for e in story.entries)
        assert isinstance(await desks.ask("thu", CancelRun(run_id, "diễn tập")), Done)
        assert isinstance(await desks.ask("ha", CloseIncident(name, "nước đã rút")), Done)
        snapshot = await (await desks.at("ha")).snapshot()
        (alarm,) = [a for a in snapshot.alarms if a.subject == "ngap-1"]
        assert (alarm.operator, alarm.incident_id, alarm.comment) == ("acknowledged", "", "nước đã rút")
        found = await desks.ask("ha", GetWork(ids=(name,)))
        assert isinstance(found, Work)
        assert isinstance(found.items[0], Incident)
        assert found.items[0].state == "closed"

    scene(tmp_path, play, enabled=True)


def test_incidents_are_merged_split_and_opened_by_hand(tmp_path: Path) -> None:
    async def play(desks: Desks) -> None:
        one, two = await desks.flood("ngap-1", 62), await desks.flood("ngap-9", 70)
        assert isinstance(await desks.ask("ha", MergeIncidents(one.incident_id, two.incident_id)), Done)
        both = await desks.find(Incident, wanted=lambda i: i.incident_id == one.incident_id)
        assert len(both.members) == 2
        made = await desks.ask("ha", SplitIncident(one.incident_id, ("ngap-duong@ngap-9",), "Ngập Cẩm Nê"))
        assert isinstance(made, Made)
        assert (
            await desks.find(Incident, wanted=lambda i: i.incident_id == made.made_id)
        ).title.vi == "Ngập Cẩm Nê"
        story = await desks.ask("ha", GetTimeline(one.incident_id))
        assert {"incident.merged", "incident.split"} <= {e.kind for e in story.entries}
        assert isinstance(await desks.ask("ha", OpenIncident("Cây đổ", ())), Made | Failure)
        assert (await desks.ask("ha", GetTimeline("SC.0"))).kind == "not_found"

    scene(tmp_path, play)


def test_an_alarm_is_given_remarked_and_shelved_with_the_supervisors_word(tmp_path: Path) -> None:
    async def play(desks: Desks) -> None:
        await desks.flood("ngap-1", 62)
        alarm_id = "ngap-duong@ngap-1"
        assert isinstance(await desks.ask("ha", AssignAlarm(alarm_id, "Đặng Phúc", "xem bơm")), Done)
        assert isinstance(await desks.ask("ha", CommentAlarm(alarm_id, "đã gọi")), Done)
        long = time.time() + 7200
        alone = await desks.ask("ha", ShelveAlarm(alarm_id, "bảo trì", long))
        assert isinstance(alone, Failure)
        wrong = await desks.ask("ha", ShelveAlarm(alarm_id, "bảo trì", long, "binh", PASSWORD))
        assert isinstance(wrong, Failure)
        assert "cannot approve" in wrong.message
        assert "Trưởng ca duyệt" in wrong.said("vi")
        assert "nhờ trưởng ca duyệt" in alone.said("vi")
        assert isinstance(
            await desks.ask("ha", ShelveAlarm(alarm_id, "bảo trì", long, "thu", PASSWORD)), Done
        )
        journal = await desks.ask("ha", GetJournal(subject=alarm_id))
        told = {e.kind: e.payload for e in journal.entries}
        assert told["alarm.shelved"]["approved_by"] == "Thu"
        assert told["alarm.assigned"]["to"] == "Đặng Phúc"

    scene(tmp_path, play)


def test_two_people_approve_and_one_signs_at_the_others_desk(tmp_path: Path) -> None:
    async def approve(desks: Desks) -> None:
        made = await desks.ask("ha", StartProcedure("so-tan"))
        run_id, step_id = await desks.step("lap")
        await desks.ask("ha", DoStep(run_id, step_id, "done", "42 hộ"))
        run_id, step_id = await desks.step("duyet")
        assert run_id == made.made_id
        for other in ("", "thu", "khach"):  # nobody but a leader, at whatever desk
            refused = await desks.ask(
                "ha", DoStep(run_id, step_id, "approved", user=other, password=PASSWORD if other else "")
            )
            assert refused.kind == "not_allowed"
        first = DoStep(run_id, step_id, "approved", user="mai", password=PASSWORD)
        assert isinstance(await desks.ask("ha", first), Done)
        assert isinstance(await desks.ask("ha", first), Failure)
        wrong = await desks.ask(
            "ha", DoStep(run_id, step_id, "approved", user="long", password="sai mật khẩu")
        )
        assert wrong.kind == "not_signed_in"
        second = DoStep(run_id, step_id, "approved", user="long", password=PASSWORD)
        assert isinstance(await desks.ask("ha", second), Done)
        await desks.step("bao")
        unknown = await desks.ask("ha", StartProcedure("khong-co"))
        assert isinstance(unknown, Failure)
        assert (await desks.ask("ha", StartProcedure("so-tan", incident_id="SC.0"))).kind == "not_found"

    scene(tmp_path, approve, enabled=True)


def test_drawings_are_checked_tried_published_and_runs_are_moved(tmp_path: Path) -> None:
    async def play(desks: Desks) -> None:
        listed = await desks.ask("ha", GetProcedures())
        assert isinstance(listed, Procedures)
        assert "ngap-cuc-bo" in {p.procedure_id for p in listed.procedures}
        text = await desks.ask("ha", GetProcedure("so-tan"))
        assert isinstance(text, ProcedureText)
        findings = await desks.ask("ha", LintProcedure(text.xml))
        assert isinstance(findings, Findings)
        assert [f for f in findings.findings if f.level == "error"] == []
        trace = await desks.ask("ha", DryRunProcedure(text.xml))
        assert isinstance(trace, Trace)
        assert len(trace.steps) > 3
        started = await desks.ask("ha", StartProcedure("so-tan"))
        newer = text.xml.replace("Lập danh sách hộ và nơi đến", "Lập danh sách hộ")
        assert (await desks.ask("ha", PublishProcedure(newer, "ngắn hơn"))).kind == "not_allowed"
        published = await desks.ask("thu", PublishProcedure(newer, "ngắn hơn"))
        assert isinstance(published, Published)
        assert published.version == 2
        broken = newer.replace('sourceRef="lap"', 'sourceRef="khong_co"')
        assert isinstance(await desks.ask("thu", PublishProcedure(broken, "hỏng")), Failure)
        preview = await desks.ask("thu", MoveRuns("so-tan", 2))
        assert isinstance(preview, Moved)
        assert [(row.run_id, row.moves) for row in preview.rows] == [(started.made_id, True)]
        await desks.ask("thu", MoveRuns("so-tan", 2, preview=False))
        run = await desks.find(Run, wanted=lambda r: r.run_id == started.made_id)
        assert run.version == 2

    scene(tmp_path, play)

    async def later(desks: Desks) -> None:
        text = await desks.ask("ha", GetProcedure("so-tan"))
        assert text.version == 2
        assert (await desks.ask("ha", GetProcedure("so-tan", 1))).version == 1
        run = await desks.find(Run)
        assert (run.version, run.state) == (2, "running")

    scene(tmp_path, later)


def test_a_shift_is_handed_over_item_by_item_and_signed_by_both(tmp_path: Path) -> None:
    async def play(desks: Desks) -> None:
        await desks.flood("ngap-1", 62)
        made = await desks.ask("ha", CompileHandover("bơm số 2 hỏng"))
        assert isinstance(made, Made)
        handover = await desks.find(Handover)
        assert {i.kind for i in handover.items} >= {"incident", "alarm", "note"}
        early = await desks.ask("binh", SignHandover(made.made_id, "in", "binh", PASSWORD))
        assert isinstance(early, Failure)
        assert (
            await desks.ask("ha", SignHandover(made.made_id, "out", "ha", "sai mật khẩu"))
        ).kind == "not_signed_in"
        assert isinstance(await desks.ask("ha", SignHandover(made.made_id, "out", "ha", PASSWORD)), Done)
        unread = await desks.ask("binh", SignHandover(made.made_id, "in", "binh", PASSWORD))
        assert "not ticked" in unread.message
        items = tuple(item.item_id for item in handover.items)
        assert isinstance(await desks.ask("binh", TickHandover(made.made_id, items)), Done)
        assert isinstance(await desks.ask("binh", SignHandover(made.made_id, "in", "binh", PASSWORD)), Done)
        signed = await desks.find(Handover, wanted=lambda h: not h.open)
        assert (signed.signed_out.user, signed.signed_in.user) == ("ha", "binh")
        pdf = await desks.ask("binh", GetHandoverPdf(made.made_id))
        assert isinstance(pdf, Kept)
        assert pdf.data.startswith(b"%PDF")
        journal = await desks.ask("ha", GetJournal(subject=made.made_id))
        signatures = [e for e in journal.entries if e.kind == "handover.signed"]
        assert [e.payload["side"] for e in signatures] == ["out", "in"]
        assert len(signatures[1].payload["items"]) == len(handover.items)
        assert (await desks.ask("ha", GetHandoverPdf("BG.0"))).kind == "not_found"

    scene(tmp_path, play)


def test_measures_floods_rules_channels_and_the_quiet_desk(tmp_path: Path) -> None:
    async def play(desks: Desks) -> None:
        await desks.flood("ngap-1", 62)
        assert isinstance(await desks.ask("ha", AcknowledgeAlarm("ngap-duong@ngap-1", "xem")), Done)
        now = time.time()
        found = await desks.ask("ha", GetMeasures(now - 3600, now + 60))
        assert isinstance(found, Measures)
        assert found.desk.n_alarms >= 1
        assert found.median_ack_s is not None
        assert (await desks.ask("ha", GetMeasures(now, now))).kind == "invalid"
        assert isinstance(await desks.ask("ha", GetFloodReports()), FloodReports)
        rules = await desks.ask("ha", GetRules())
        assert isinstance(rules, Rules)
        rule = next(r for r in rules.rules if r.rule_id == "ngap-duong")
        assert rule.n_series == 3
        assert "escalate" in yaml.safe_load(rule.text)["rules"][0]
        until_at = time.time() + 600
        assert isinstance(await desks.ask("ha", SilenceDesk("ban-1", until_at, "họp")), Done)
        assert (await desks.ask("ha", SilenceDesk("ban-1", until_at + 7200))).kind == "invalid"
        assert (await (await desks.at("ha")).snapshot()).silenced_until_at == {"ban-1": until_at}
        assert (await desks.ask("thu", EnableChannel("phieu", True))).kind == "not_allowed"
        assert isinstance(await desks.ask("quan", EnableChannel("phieu", True)), Done)
        assert (await desks.ask("quan", EnableChannel("khong-co", True))).kind == "not_found"
        channels = await desks.ask("ha", GetChannels())
        assert isinstance(channels, Channels)
        assert {c.channel_id: c.enabled for c in channels.channels} == {"sms": False, "phieu": True}

    scene(tmp_path, play)

    async def later(desks: Desks) -> None:
        channels = await desks.ask("ha", GetChannels())
        assert {c.channel_id: c.enabled for c in channels.channels} == {"sms": False, "phieu": True}
        assert "ban-1" in (await (await desks.at("ha")).snapshot()).silenced_until_at

    scene(tmp_path, later)


def test_with_no_channel_switched_on_nothing_leaves_and_people_are_told(tmp_path: Path) -> None:
    async def play(desks: Desks) -> None:
        await desks.flood("ngap-1", 62)
        message = await desks.find(Message)
        assert message.state == "failed"
        snapshot = await (await desks.at("ha")).snapshot()
        assert "tin-nhan-hong@khong-co-kenh" in {a.alarm_id for a in snapshot.alarms}

    scene(tmp_path, play)


@pytest.mark.timeout(120)
def test_a_rule_is_tried_on_stored_history_from_a_desk(tmp_path: Path) -> None:
    async def play(desks: Desks) -> None:
        await desks.flood("ngap-1", 62)
        now = time.time()
        found = await desks.ask("thu", BackTestRule("ngap-duong", now - 86_400, now + 60), within_s=90)
        assert isinstance(found, BackTest), found
        assert found.n_episodes == 1
        assert found.episodes[0].subject == "ngap-1"
        rules = await desks.ask("thu", GetRules())
        text = next(r.text for r in rules.rules if r.rule_id == "ngap-duong").replace(
            "limit: 10", "limit: 65"
        )
        milder = await desks.ask("thu", BackTestRule(text, now - 86_400, now + 60), within_s=90)
        assert isinstance(milder, BackTest | Failure)
        wrong = await desks.ask("thu", BackTestRule("khong-co", now - 86_400, now), within_s=90)
        assert isinstance(wrong, Failure)
        assert "khong-co" in wrong.message

    scene(tmp_path, play)

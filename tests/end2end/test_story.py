"""A storm's story from the first reading to the closed alarm (BX-7, BX-8, PL-3, PL-4), told by the journal alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtGui import QImage

from backend.contract.messages import EntryAppended
from backend.contract.work import Handover, Incident, Message, Run
from backend.engine.work.on_incidents import story
from backend.store import Store
from tests.end2end.demo_run import DemoRun
from tests.end2end.whole_journal import entries

pytestmark = pytest.mark.timeout(480)
SECONDS = 170


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoRun]:
    demo = DemoRun(tmp_path_factory.mktemp("story"), SECONDS, "--handover-after", "140", "--layout", "flood")
    try:
        demo.report(420)
        yield demo
    finally:
        demo.stop()


@pytest.fixture(scope="module")
def store(run: DemoRun) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{run.folder}/demo/toancanh.db")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def closed(store: Store) -> Incident:
    """Return an incident that joined rain, street flood and a call in one place, and was closed."""
    found = [i for i in store.work.newest(kind="incident", limit=50) if isinstance(i, Incident)]
    whole = [i for i in found if i.state == "closed" and _kinds(i) >= {"rain", "street", "call"}]
    assert whole, [(i.title.vi, i.state, sorted(_kinds(i))) for i in found]
    return whole[0]


@pytest.fixture(scope="module")
def timeline(store: Store, closed: Incident) -> list[EntryAppended]:
    entries = story(store, closed.incident_id, 5000)
    assert entries is not None
    return entries


def _kinds(incident: Incident) -> set[str]:
    kinds = set()
    for member in incident.members:
        rule = member.ref.partition("@")[0]
        if member.kind == "case":
            kinds.add("call")
        elif rule.startswith("mua-"):
            kinds.add("rain")
        elif rule == "ngap-duong":
            kinds.add("street")
    return kinds


def test_every_join_has_its_reason(closed: Incident) -> None:
    assert all(member.reason.vi for member in closed.members)
    assert sum(member.first_out for member in closed.members) == 1
    assert len(closed.cameras) == 4


def test_its_procedure_started_by_itself_and_its_steps_were_done_by_people(
    store: Store, closed: Incident
) -> None:
    runs = [r for r in store.work.newest(parent=closed.incident_id, kind="run") if isinstance(r, Run)]
    flood = next(r for r in runs if r.procedure_id == "ngap-cuc-bo")
    assert (flood.started_by, flood.state) == ("system", "finished")
    by_hand = {s.element_id: s.closed_by for s in flood.steps if s.kind == "user"}
    assert by_hand.keys() >= {"xac_minh", "rao_chan", "bom", "nuoc_rut"}
    assert set(by_hand.values()) == {"Trần Minh Hà"}
    fence = next(s for s in flood.steps if s.element_id == "rao_chan")
    kept = store.work.kept(fence.evidence[0].digest)
    assert kept is not None
    assert kept.data.startswith(b"\x89PNG")


def test_messages_reached_the_mail_server_and_the_gateway(
    run: DemoRun, store: Store, closed: Incident
) -> None:
    lines = (run.folder / "demo" / "post-office.jsonl").read_text(encoding="utf-8").splitlines()
    arrived: list[dict[str, Any]] = [json.loads(line) for line in lines]
    assert {"sms", "e-mail"} <= {message["by"] for message in arrived}
    keys = [message["key"] for message in arrived]
    assert len(keys) == len(set(keys))
    mine = [m for m in store.work.newest(parent=closed.incident_id, kind="message") if isinstance(m, Message)]
    told = {m.key for m in mine if m.channel in ("sms", "email")}
    assert told
    assert told <= set(keys)
    assert {m.state for m in mine} <= {"sent", "delivered", "cancelled"}


def test_the_last_step_closed_the_alarms_and_the_incident(
    timeline: list[EntryAppended], closed: Incident
) -> None:
    assert closed.closed_by in ("Xử lý ngập cục bộ", "Cứu người trong vùng ngập", "Ứng phó lũ sông")
    kinds = [entry.kind for entry in timeline]
    end = len(kinds) - 1 - kinds[::-1].index("incident.closed")
    assert "alarm.closed" in kinds[: end + 20]
    assert kinds.index("incident.opened") < kinds.index("procedure.started") < kinds.index("step.done") < end


def test_the_whole_story_reads_in_one_timeline(timeline: list[EntryAppended]) -> None:
    kinds = {entry.kind for entry in timeline}
    for kind in (
        "alarm.raised", "case.opened", "incident.opened", "incident.joined", "alarm.acknowledged", "incident.lead",
        "procedure.started", "step.opened", "step.done", "step.evidence", "message.queued", "message.sent",
        "alarm.closed", "procedure.finished", "incident.closed",
    ):  # fmt: skip
        assert kind in kinds, kind
    assert [entry.seq for entry in timeline] == sorted(entry.seq for entry in timeline)


def test_the_shift_was_handed_over_and_signed_by_two(store: Store) -> None:
    (handover,) = [h for h in store.work.newest(kind="handover") if isinstance(h, Handover)]
    assert handover.signed_out is not None
    assert handover.signed_in is not None
    assert handover.signed_out.user != handover.signed_in.user
    assert all(item.ticked_at for item in handover.items)


def test_the_journal_is_whole(store: Store) -> None:
    assert store.verify().broken_seq is None


def test_the_wall_opened_the_scene_by_itself_and_says_why(run: DemoRun, store: Store) -> None:
    shown = [entry for entry in entries(store) if entry.kind == "screen.shown"]
    reasons = [str(e.payload.get("reason")) for e in shown if e.payload.get("layout") == "incident"]
    assert any("tự mở: SC." in reason for reason in reasons), reasons
    for name in ("screen-1.png", "screen-2.png"):
        image = QImage(str(run.screenshots / name))
        assert (image.width(), image.height()) == (1920, 1080)


def test_nothing_went_wrong_unsaid(run: DemoRun) -> None:
    for name in ("daemon", "operators", "post-office"):
        assert "Traceback" not in run.log(name), run.log(name)[-2000:]

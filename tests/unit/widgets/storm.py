"""Work of a stormy night, for tests of tiles about incidents: hand-made, in the city of `city.py`."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from backend.contract.messages import EntryAppended, Journal, Snapshot, WorkChanged
from backend.contract.state import Place, Severity, Text
from backend.contract.work import (
    Case,
    Evidence,
    Incident,
    Ladder,
    Member,
    Message,
    Run,
    Rung,
    Step,
    WorkItem,
)
from backend.contract.work_requests import GetTimeline
from tests.unit.widgets.city import NOW, City, flood_alarms, pulse, snapshot
from widgets.focus import Focus
from widgets.logic.live_state import LiveState
from widgets.theme.look import Density
from widgets.theme.palettes import look_for
from widgets.tile import TileContext
from widgets.video_port import VideoPort

INCIDENT_ID, RUN_ID = "SC.20261122.003", "QT.20261122.007"
PEOPLE = ("Trần Minh Hà", "Lê Văn Sơn", "Phạm Quốc Bảo")
UNITS = {"pc07": "Phòng Cảnh sát PCCC và CNCH", "thoat-nuoc": "Công ty Thoát nước"}


def member(ref: str, title: str, severity: Severity = "high", **fields: object) -> Member:
    base: dict[str, object] = {
        "kind": "alarm", "active": True, "began_at": NOW - 900, "joined_at": NOW - 890,
        "joined_by": "mua-ngap-diem", "reason": Text("cách trụ Mẹ Suốt 420 m, sau 3 phút"),
    }  # fmt: skip
    return Member(ref=ref, title=Text(title), severity=severity, **{**base, **fields})  # type: ignore[arg-type]


def members() -> tuple[Member, ...]:
    return (
        member("rain@1", "Mưa 68 mm/h — trạm Suối Lương", began_at=NOW - 2400, subject="suoi_luong"),
        member("flood@1", "Ngập 62 cm — Mẹ Suốt, Hòa Khánh", "critical", first_out=True, lat=16.0615, lon=108.15),
        member("flood@4", "Ngập 18 cm — Âu Cơ, Liên Chiểu", "medium", active=False, lat=16.07, lon=108.148),
        member("SOS.20261122.0025", "Gọi cứu: 4 người kẹt, hẻm 112 Mẹ Suốt", "critical", kind="case",
               began_at=NOW - 600, joined_by="Lê Văn Sơn", lat=16.063, lon=108.1518),
    )  # fmt: skip


def incident(incident_id: str = INCIDENT_ID, **fields: object) -> Incident:
    base: dict[str, object] = {
        "title": Text("Ngập Hòa Khánh: Mẹ Suốt", "Flood in Hòa Khánh"),
        "severity": "critical",
        "state": "open",
        "opened_at": NOW - 1800,
        "changed_at": NOW - 60,
        "members": members(),
        "lead": "Trần Minh Hà",
        "units": ("pc07",),
        "cameras": ("cam1", "cam2"),
        "run_ids": (RUN_ID,),
    }
    return Incident(incident_id=incident_id, **{**base, **fields})  # type: ignore[arg-type]


def step(number: int, name: str, **fields: object) -> Step:
    base: dict[str, object] = {"kind": "user", "state": "open", "opened_at": NOW - 600}
    return Step(step_id=f"s{number}", element_id=f"T{number}", name=name, **{**base, **fields})  # type: ignore[arg-type]


def evidence(**fields: object) -> Evidence:
    base: dict[str, object] = {"kind": "snapshot", "at": NOW - 60, "by": "Trần Minh Hà", "place_id": "cam1"}
    return Evidence("3fa9c2e07b11d4a5", "anh.jpg", "image/jpeg", 1000, **{**base, **fields})  # type: ignore[arg-type]


def steps() -> tuple[Step, ...]:
    return (
        step(1, "Gọi xác minh", state="done", closed_at=NOW - 500, closed_by="Trần Minh Hà", note="nước lên"),
        step(2, "Chụp mực nước", role="Trực ban", due_at=NOW + 730, evidence_needed="snapshot", places=("cam1",)),
        step(3, "Rào chắn đường", role="Cảnh sát giao thông", due_at=NOW - 340, late=True, supervisor=True),
        step(4, "Nhắn tin cho dân", kind="approval", n_approvals=2, approvals=("Lê Văn Sơn",), text="4.120 thuê bao"),
        step(5, "Gửi yêu cầu xuồng", kind="service", confirm=True, text="SMS đến PC07"),
        step(6, "Chờ trả lời", kind="receive"),
    )  # fmt: skip


def run(run_id: str = RUN_ID, **fields: object) -> Run:
    base: dict[str, object] = {
        "procedure_id": "ngap-phuong",
        "title": "Ứng phó ngập cấp phường",
        "version": 3,
        "state": "running",
        "started_at": NOW - 1700,
        "changed_at": NOW - 60,
        "steps": steps(),
        "upcoming": ("Báo cáo kết thúc",),
        "incident_id": INCIDENT_ID,
    }
    return Run(run_id=run_id, **{**base, **fields})  # type: ignore[arg-type]


def message(number: int, state: str = "delivered", **fields: object) -> Message:
    base: dict[str, object] = {
        "key": f"k{number}", "channel": "sms_http", "to": "+84905123456", "to_name": f"Người {number}",
        "subject": "Ngập 62 cm tại Mẹ Suốt", "body": "", "created_at": NOW - 900,
        "changed_at": NOW - 800 + number, "due_at": NOW - 900, "incident_id": INCIDENT_ID,
    }  # fmt: skip
    return Message(message_id=f"TN{number}", state=state, **{**base, **fields})  # type: ignore[arg-type]


def ladder(**fields: object) -> Ladder:
    base: dict[str, object] = {
        "title": "Ngập 62 cm chưa có người nhận",
        "subject": "flood@1",
        "started_at": NOW - 600,
        "changed_at": NOW - 300,
        "rungs": (
            Rung(NOW - 600, ("Trực ban",), ("notify",), "sent", NOW - 600),
            Rung(NOW + 130, ("Trưởng ca",), ("sms_http", "zalo"), "waiting"),
            Rung(NOW + 1030, ("Chủ tịch phường",), ("callsheet",), "waiting"),
        ),
        "incident_id": INCIDENT_ID,
    }
    return Ladder(ladder_id="L1", **{**base, **fields})  # type: ignore[arg-type]


def case(number: int = 25, **fields: object) -> Case:
    base: dict[str, object] = {
        "kind": "sos", "title": Text("Gọi cứu: 4 người kẹt"), "severity": "critical",
        "opened_at": NOW - 600, "changed_at": NOW - 600, "lat": 16.063, "lon": 108.1518,
    }  # fmt: skip
    return Case(case_id=f"SOS.20261122.{number:04d}", **{**base, **fields})  # type: ignore[arg-type]


def entry(
    seq: int, kind: str, subject: str = INCIDENT_ID, actor: str = "", **payload: object
) -> EntryAppended:
    return EntryAppended(seq, NOW - 1000 + seq, actor, kind, subject, payload)


def journal() -> tuple[EntryAppended, ...]:
    return (
        entry(1, "alarm.raised", "flood@1", severity="critical"),
        entry(2, "incident.opened", severity="critical"),
        entry(3, "step.done", RUN_ID, "Trần Minh Hà", step_id="s1", note="nước lên"),
    )


def work() -> tuple[WorkItem, ...]:
    return (
        incident(),
        run(),
        message(1),
        message(2, "failed", reason="số máy không liên lạc được"),
        ladder(),
        case(),
    )


def stormy(items: Sequence[WorkItem] | None = None) -> City:
    """Return the city with work and two cameras."""
    city = City(empty=True)
    city.daemon.answers[GetTimeline] = Journal(journal())
    city.live.take_snapshot(storm_snapshot(work() if items is None else items))
    city.live.take(pulse())
    return city


def storm_state(items: Sequence[WorkItem] | None = None) -> LiveState:
    """Return the same as pure state."""
    state = LiveState()
    state.reset(storm_snapshot(work() if items is None else items))
    return state


def storm_snapshot(items: Sequence[WorkItem]) -> Snapshot:
    plain = snapshot(flood_alarms(), late=False)
    cameras = (
        Place("cam1", "Mẹ Suốt 01", "camera", 16.062, 108.151, area_name="Hòa Khánh"),
        Place("cam2", "Âu Cơ 03", "camera", 16.07, 108.149, attributes={"stream": "rtsp://c2"}),
    )
    return msgspec.structs.replace(
        plain, places=(*plain.places, *cameras), work=tuple(items), units=UNITS, people=PEOPLE
    )


def change(city: City, *items: WorkItem) -> None:
    """Let work change."""
    city.live.take(WorkChanged(items))


def context(city: City, density: Density = "desk", video: VideoPort | None = None) -> TileContext:
    """Return what tiles are given, with a focus."""
    return TileContext(city.live, look_for("dark", density), "vi", video, Focus(city.live, city.live))

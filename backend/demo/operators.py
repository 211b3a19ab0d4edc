"""Scripted operators: people of the demo centre who sign in at real desks and do the work by hand.

They take alarms, do the steps of procedures with evidence, approve in twos, and hand the shift over, each at
the pace of a person; reports and figures are worked on by `backend.demo.clerks`. They know nothing but what a
desk is told.
"""

from __future__ import annotations

import argparse
import logging
import math
import signal
from collections.abc import Sequence
from pathlib import Path

from backend.contract import codec
from backend.contract.messages import AcknowledgeAlarm, Failure, ReplyBody, RequestBody, Snapshot
from backend.contract.state import Alarm
from backend.contract.work import EvidenceNeed, Handover, Incident, Run, Step
from backend.contract.work_requests import (
    AddEvidence,
    CompileHandover,
    DoStep,
    Made,
    SetIncident,
    SignHandover,
    TickHandover,
)
from backend.demo.city import load
from backend.demo.clerks import Clerks
from backend.demo.desk_client import DeskClient, DeskError
from backend.demo.doors import Pace
from backend.demo.messengers import Messengers
from backend.demo.snapshot_picture import snapshot_picture
from backend.domain.clock import Clock, SystemClock

log = logging.getLogger(__name__)

LOOK_S = 1.0
ACKNOWLEDGE_AFTER_S = 6.0
STEP_AFTER_S = 5.0
DEPTH = ".depth_cm"
ON_DUTY = ("truc-ban", "truc-ban-2", "truong-ca", "lanh-dao-1", "lanh-dao-2")
OFFICERS: dict[str, str] = {
    "so-xay-dung": "sxd-1",
    "moi-truong-do-thi": "mtdt-1",
    "cap-nuoc": "cap-nuoc-1",
    "cong-an": "cong-an-1",
    "cuc-thong-ke": "thong-ke-1",
    "so-tai-chinh": "stc-1",
}
"""Unit → account of its officer."""
NOTES: dict[str, str] = {
    "xac_minh": "Xem camera, gọi cán bộ phường: đúng như báo, chưa có người gặp nguy hiểm.",
    "rao_chan": "Đã đặt rào hai đầu đường, cử hai người hướng dẫn.",
    "bom": "Khơi 4 cửa thu, chạy bơm lưu động.",
    "goi_lai": "Gọi lại được, vị trí đúng, người già đã lên gác.",
    "xuat_phat": "Xuồng máy 02, bốn người, dự kiến 12 phút tới.",
    "an_toan": "Đã đưa tới nhà sinh hoạt cộng đồng, sức khoẻ ổn.",
    "bao_lai": "Đã báo lại người nhà.",
    "kiem_tra": "Trạm lân cận và ra-đa cùng xu hướng.",
    "luc_luong": "Đã điều máy bơm và tổ xung kích theo danh sách.",
}
WAITS = ("nuoc_rut", "theo_doi", "rut")
"""Elements that are done when the alarms are over."""
DONE_WORDS, DRY_WORDS = "Đã làm xong.", "Nước đã rút dưới mức cảnh báo."
HANDED_OVER = "Nước còn {value} cm, bàn giao phường theo dõi."
WATCHED = "Còn trên mức cảnh báo, bàn giao phường theo dõi."


class Crew:
    """The people on duty and what they have done."""

    def __init__(
        self,
        desks: dict[str, DeskClient],
        clock: Clock,
        handover_after_s: float | None,
        patience_s: float | None = None,
    ) -> None:
        """Work at these desks: account → desk.

        Args:
            desks: of everybody on duty.
            clock: what time it is.
            handover_after_s: the shift is handed over after so long; None: never.
            patience_s: a step that waits for the water to fall is handed over to the ward after so long, with
                the depth of then; None: it stays open until the water has fallen.
        """
        self._desks, self._clock, self._handover_after_s = desks, clock, handover_after_s
        self._patience_s = patience_s
        self._pace = Pace()
        self._asked: set[tuple[str, str]] = set()
        self.n_done = 0

    def look(self) -> None:
        """Look at the desk once and do what is to be done."""
        snapshot, now = self._desks["truc-ban"].snapshot(), self._clock.now()
        for alarm in snapshot.alarms:
            if alarm.operator == "unacknowledged" and now - alarm.changed_at > ACKNOWLEDGE_AFTER_S:
                self._acknowledge(alarm)
        incidents = {i.incident_id: i for i in snapshot.work if isinstance(i, Incident)}
        for incident in incidents.values():
            if incident.open and incident.lead in ("", "Trưởng ca"):
                self._say("truong-ca", SetIncident(incident.incident_id, lead=self._desks["truong-ca"].name))
        for run in (item for item in snapshot.work if isinstance(item, Run) and item.state == "running"):
            for step in run.steps:
                if step.state == "open" and now - step.opened_at > STEP_AFTER_S:
                    self._work_on(run, step, snapshot, now)
        self._hand_over(snapshot)

    def _acknowledge(self, alarm: Alarm) -> None:
        self._say("truc-ban", AcknowledgeAlarm(alarm.alarm_id, "Đã xem, đang xử lý theo quy trình"))

    def _work_on(self, run: Run, step: Step, snapshot: Snapshot, now: float) -> None:
        if step.kind in ("receive", "wait"):
            return
        if step.n_approvals:
            for user in ("lanh-dao-1", "lanh-dao-2"):
                if self._desks[user].name not in step.approvals:
                    self._say(user, DoStep(run.run_id, step.step_id, "approved", "Đồng ý theo tờ trình"))
            return
        if step.confirm:
            self._say("truong-ca", DoStep(run.run_id, step.step_id, "confirmed"))
            return
        note = NOTES.get(step.element_id, DRY_WORDS if step.element_id in WAITS else DONE_WORDS)
        standing = self._standing(run, snapshot) if step.element_id in WAITS else []
        if standing:
            if self._patience_s is None or now - step.opened_at < self._patience_s:
                return
            note = handed_over(standing, snapshot)
        if step.evidence_needed and not step.evidence:
            self._evidence(run, step, now)
        outcome = step.outcomes[0] if step.outcomes else ""
        self._say("truc-ban", DoStep(run.run_id, step.step_id, "done", note, outcome))

    @staticmethod
    def _standing(run: Run, snapshot: Snapshot) -> list[Alarm]:
        """Return the alarms of a procedure whose condition still holds."""
        return [
            alarm
            for alarm in snapshot.alarms
            if alarm.active
            and ((run.incident_id and alarm.incident_id == run.incident_id) or alarm.alarm_id == run.alarm_id)
        ]

    def _evidence(self, run: Run, step: Step, now: float) -> None:
        picture = snapshot_picture(f"{run.run_id} {step.name}", now)
        name, place = f"{step.element_id}.png", step.places[0] if step.places else ""
        kind: EvidenceNeed = "snapshot" if place else "photo"
        if step.evidence_needed == "file":
            kind = "file"
        request = AddEvidence(run.run_id, step.step_id, name, "image/png", kind, picture, place)
        self._say("truc-ban", request)

    def _hand_over(self, snapshot: Snapshot) -> None:
        if self._handover_after_s is None or self._pace.passed_s() < self._handover_after_s:
            return
        self._handover_after_s = None
        made = self._say("truc-ban", CompileHandover("Theo dõi mực nước Cẩm Lệ; đội bơm 2 thiếu một máy."))
        if not isinstance(made, Made):
            return
        log.info("handover %s", made.made_id)
        self._say("truc-ban", SignHandover(made.made_id, "out", "truc-ban", password_of("truc-ban")))
        items = self._items(made.made_id)
        self._say("truc-ban-2", TickHandover(made.made_id, items))
        self._say("truc-ban-2", SignHandover(made.made_id, "in", "truc-ban-2", password_of("truc-ban-2")))

    def _items(self, handover_id: str) -> tuple[str, ...]:
        found = [item for item in self._desks["truc-ban"].snapshot().work if isinstance(item, Handover)]
        return tuple(i.item_id for h in found if h.handover_id == handover_id for i in h.items)

    def _say(self, user: str, body: RequestBody) -> ReplyBody | None:
        """Ask; what is refused is not asked again, as a person would not."""
        key = (user, repr(body))
        if key in self._asked:
            return None
        self._asked.add(key)
        answer = self._desks[user].ask(body)
        if isinstance(answer, Failure):
            log.info("%s: %s refused: %s", user, type(body).__name__, answer.message)
        else:
            self.n_done += 1
        return answer


def handed_over(standing: Sequence[Alarm], snapshot: Snapshot) -> str:
    """Return the remark with which a step is left to the ward: the deepest water of now, if there is any."""
    wanted = {alarm.series_id for alarm in standing if alarm.series_id.endswith(DEPTH)}
    indices = {series.index for series in snapshot.series if series.series_id in wanted}
    read = zip(codec.integers(snapshot.values.index), codec.floats(snapshot.values.value), strict=True)
    depths = [float(value) for index, value in read if int(index) in indices and not math.isnan(value)]
    return HANDED_OVER.format(value=f"{max(depths):.0f}") if depths else WATCHED


def password_of(user: str) -> str:
    """Return the password of a made-up person: the demo's accounts open nothing but the demo."""
    return f"mat-khau-thu-{user}"


def main() -> None:
    """Work until asked to end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=Path, required=True)
    parser.add_argument("--requests", required=True)
    parser.add_argument("--handover-after", type=float, default=None)
    parser.add_argument("--patience", type=float, default=None)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    ended: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda signal_number, _: ended.append(signal_number))
    clock = SystemClock()
    while not ended:
        try:
            _work(arguments, clock, ended)
        except DeskError as error:
            log.warning("%s; signing in again", error)


def _work(arguments: argparse.Namespace, clock: Clock, ended: list[int]) -> None:
    desks = {}
    for user in (*ON_DUTY, *OFFICERS.values()):
        desks[user] = DeskClient(arguments.keys, arguments.requests, clock)
        desks[user].sign_in(user, password_of(user))
    crew = Crew(desks, clock, arguments.handover_after, arguments.patience)
    units = {unit: desks[user] for unit, user in OFFICERS.items()}
    clerks, pace, n = Clerks(desks["truc-ban"], desks["lanh-dao-1"], units, clock), Pace(), 0
    messengers = Messengers(desks["truc-ban"], desks["lanh-dao-1"], load(), clock)
    try:
        while not ended:
            crew.look()
            clerks.look()
            messengers.look()
            n += 1
            signal.sigtimedwait([], pace.until(n * LOOK_S))
    finally:
        for desk in desks.values():
            desk.close()


if __name__ == "__main__":
    main()

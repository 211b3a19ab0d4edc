"""What the journal must tell of the night: who did what to what, in its order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backend.contract.messages import EntryAppended
from tests.end2end import night_centre as of
from tests.end2end.night_centre import NAMES, OFFICER, SCHOOL, SUPERVISOR

SYSTEM = "system"


class Told:
    """One thing that is told: by whom, what, about what, and words of it."""

    def __init__(self, actor: str, kind: str, subject: str = "", **payload: object) -> None:
        """Empty words mean: whoever, or whatever; `payload` must be among what the entry says."""
        self.actor, self.kind, self.subject, self.payload = actor, kind, subject, payload

    def is_in(self, entry: EntryAppended) -> bool:
        return (
            self.kind == entry.kind
            and self.actor in ("", entry.actor)
            and self.subject in ("", entry.subject)
            and all(entry.payload.get(key) == value for key, value in self.payload.items())
        )

    def __repr__(self) -> str:
        return f"{self.actor} {self.kind} {self.subject} {self.payload}"


def untold(entries: Iterable[EntryAppended], story: Sequence[Told]) -> Told | None:
    """Return the first thing of a story that is not told after the one before it; None: all are."""
    left = iter(entries)
    for each in story:
        if not any(each.is_in(entry) for entry in left):
            return each
    return None


def story(incident: str, sos: str, order: str, message: str) -> list[Told]:
    """Return the story of the night as the timeline of its incident must tell it.

    Args:
        incident: its code.
        sos: code of the call for rescue.
        order: code of the order to the boat.
        message: code of the message to the public.
    """
    deep, shelter = f"ngap-duong@{of.DEEP}", f"diem-so-tan-gan-day@{SCHOOL}"
    officer, supervisor, boat = NAMES[OFFICER], NAMES[SUPERVISOR], f"Trực {of.BOATS[of.NEAREST][0]}"
    rescue, evacuation, flood = "Cứu người trong vùng ngập", "Sơ tán dân", "Xử lý ngập cục bộ"
    return [
        Told(SYSTEM, "alarm.raised", f"mua-1-gio@{of.RAIN}", severity="critical"),
        Told(officer, "alarm.acknowledged", f"mua-1-gio@{of.RAIN}"),
        Told(SYSTEM, "alarm.raised", deep, severity="critical", title="Ngập 55 cm — Mẹ Suốt, Hòa Khánh"),
        Told(SYSTEM, "incident.opened", incident),
        Told(SYSTEM, "procedure.started", title=flood),
        Told(officer, "alarm.acknowledged", deep),
        Told(supervisor, "incident.lead", incident, lead=supervisor),
        Told(officer, "step.done", element_id="xac_minh", outcome="Có ngập"),
        *(Told(SYSTEM, "message.queued", channel="sms") for _ in of.told()),
        Told(SYSTEM, "step.done", element_id="bao_phuong"),
        Told(SYSTEM, "message.sent", channel="sms"),
        Told(NAMES[of.DRAINAGE], "step.done", element_id="bom"),
        Told(NAMES[of.WARD], "step.evidence", element_id="rao_chan", file="rao-chan.jpg"),
        Told(NAMES[of.WARD], "step.done", element_id="rao_chan"),
        Told("api:app", "case.opened", sos, field="mac-ket"),
        Told(SYSTEM, "incident.joined", incident),
        Told(SYSTEM, "procedure.started", title=rescue),
        Told(SYSTEM, "case.told", sos, template="sos-chuyen-phuong"),
        Told(SYSTEM, "case.note"),
        Told(officer, "case.merged", parent=sos),
        Told(officer, "step.done", element_id="goi_lai", outcome="Cần cứu"),
        Told(rescue, "incident.case", incident, case_id=order, status="sent"),
        Told(order, "case.changed", sos, action="send_crew", status="assigned"),
        Told(boat, "incident.case", incident, case_id=order, status="accepted"),
        Told(boat, "incident.case", incident, case_id=order, status="on_the_way"),
        Told(order, "case.changed", sos, action="crew_leaves", status="going"),
        Told(supervisor, "procedure.started", title=evacuation),
        Told(supervisor, "step.done", element_id="lap"),
        Told(NAMES[of.LEADERS[0]], "step.approved", element_id="duyet"),
        Told(NAMES[of.LEADERS[1]], "step.approved", element_id="duyet"),
        Told(evacuation, "incident.case", incident, case_id=message, status="draft"),
        Told(supervisor, "step.acting", element_id="bao"),
        Told(SYSTEM, "step.done", element_id="bao"),
        Told(supervisor, "reading.entered", SCHOOL, values={"n_people": 85.0, "is_open": 1.0}),
        Told(SYSTEM, "alarm.raised", shelter, severity="medium"),
        Told(SYSTEM, "alarm.escalated", shelter, severity="high"),
        Told(supervisor, "reading.entered", SCHOOL, values={"n_people": 203.0, "is_open": 1.0}),
        Told(officer, "alarm.acknowledged", shelter),
        Told(officer, "incident.joined", incident, refs=[shelter]),
        Told(NAMES[of.WARD], "step.done", element_id="to_chuc"),
        Told(supervisor, "incident.case", incident, case_id=message, status="waiting"),
        Told(NAMES[of.LEADERS[0]], "incident.case", incident, case_id=message, status="published"),
        Told(boat, "incident.case", incident, case_id=order, status="there"),
        Told(boat, "incident.case", incident, case_id=order, status="done"),
        Told(order, "case.closed", sos, action="crew_done", status="safe"),
        Told(SYSTEM, "procedure.finished", title=evacuation),
        Told(officer, "step.done", element_id="bao_lai"),
        Told(SYSTEM, "procedure.finished", title=rescue),
        Told(SYSTEM, "alarm.cleared", shelter),
        Told(SYSTEM, "alarm.cleared", deep),
        Told(SYSTEM, "alarm.cleared", f"mua-1-gio@{of.RAIN}"),
        Told(supervisor, "incident.case", incident, case_id=message, status="ended"),
        Told(officer, "step.evidence", element_id="nuoc_rut", file="nuoc-rut.jpg"),
        Told(officer, "step.done", element_id="nuoc_rut"),
        Told(flood, "incident.closed", incident, reason="Ngập đã được xử lý"),
        Told(SYSTEM, "procedure.finished", title=flood),
    ]

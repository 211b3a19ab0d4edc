"""An automatic step that opens a case of a kind, such as the draft of a message to the public.

What it opens is only begun: where the kind asks for a second person, people submit and approve it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from backend.contract.work import Run
from backend.domain.cases.change import Actor, CaseDraft, CaseRefusedError
from backend.domain.cases.spec import CaseKindSpec
from backend.engine.cases.spreading import extent_of
from backend.engine.work import telling
from backend.procedures.durations import seconds
from backend.procedures.events import Act, ActionDone, ActionFailed

if TYPE_CHECKING:
    from backend.engine.work.casework import Casework

FROM_NOW = "+"
"""Begins an instant that is so long after the step: `+PT3H`."""


def open_case(work: Casework, act: Act, run: Run, now: float) -> ActionDone | ActionFailed | None:
    """Open a case as the step says it.

    Returns:
        None where the case's number must be read first; it is tried again then.
    """
    register, given = work.register, act.parameters
    kind = given.get("kind", "")
    if register is None or kind not in register.kinds:
        return ActionFailed(act.key, f"không có loại hồ sơ “{kind}” để mở")
    if register.kinds[kind].codes.unknown(now) or (run.case_id and register.held(run.case_id) is None):
        register.when_read(run.case_id, lambda then: work.act_late(act, then))
        return None
    spec = register.kinds[kind].spec
    try:
        data = _data(given.get("data", ""), spec, now, work)
    except ValueError as error:
        return ActionFailed(act.key, f"thông tin của hồ sơ không đọc được: {error}")
    areas = extent_of(spec).areas
    if areas and areas not in data:
        data |= {areas: wards} if (wards := _wards(work, run)) else {}
    draft = CaseDraft(
        title=given.get("title", "") or run.title,
        text=given.get("text", "") or act.text,
        field=given.get("field", ""),
        source="procedure",
        incident_id=run.incident_id,
        data=data,
    )
    try:
        code = register.open_held(kind, draft, Actor(run.title, "system"), now)
    except CaseRefusedError as error:
        return ActionFailed(act.key, error.text.vi)
    return ActionDone(act.key, {"case": code})


def _wards(work: Casework, run: Run) -> str:
    """Return the wards that a run is about, those of its incident before its alarm's or case's own."""
    incident = work.incidents.get(run.incident_id) if run.incident_id else None
    if incident is not None:
        return " ".join(incident.area_codes)
    file = work.register.held(run.case_id) if run.case_id and work.register is not None else None
    about = file or (work.alarm(run.alarm_id) if run.alarm_id else None)
    return str(telling.variables(about, work.setup, work.alarm).get("area_code", ""))


def _data(text: str, spec: CaseKindSpec, now: float, work: Casework) -> dict[str, str]:
    """Return data fields written as `event=Ngập lụt; expires=+PT3H`.

    Raises:
        ValueError: a part is no pair, or an instant cannot be read.
    """
    instants = {field.id for field in spec.data if field.type == "datetime"}
    found: dict[str, str] = {}
    for part in text.split(";"):
        name, sign, value = (word.strip() for word in part.partition("="))
        if not part.strip():
            continue
        if not sign or not name:
            raise ValueError(f"“{part.strip()}”, cần dạng tên=giá trị")
        if name in instants and value.startswith(FROM_NOW):
            at = now + seconds(value.removeprefix(FROM_NOW))
            value = dt.datetime.fromtimestamp(int(at), work.setup.zone).isoformat()
        found[name] = value
    return found

"""An automatic step that sends the nearest free crew: it opens an order, as a person at the desk would.

A drawing that wants a person to decide gives the step `confirm`: nothing is sent before somebody confirms it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from backend.contract.resources import GetNearest, NearPlace
from backend.contract.work import Run
from backend.domain.cases.change import Actor, CaseDraft, CaseRefusedError
from backend.domain.cases.spec import CaseKindSpec
from backend.engine.work import telling
from backend.procedures.events import Act, ActionDone, ActionFailed

if TYPE_CHECKING:
    from backend.engine.cases.register import Register
    from backend.engine.work.casework import Casework

MOST_LOOKED_AT = 50


def send_nearest(work: Casework, act: Act, run: Run, now: float) -> ActionDone | ActionFailed | None:
    """Open an order to the nearest free crew about what the procedure is about.

    Returns:
        None where the order's number or its subject must be read first; it is tried again then.
    """
    register = work.register
    kind = act.parameters.get("kind", "")
    if register is None or kind not in register.kinds:
        return ActionFailed(act.key, f"không có loại hồ sơ “{kind}” để mở lệnh")
    spec = register.kinds[kind].spec
    if not spec.resource:
        return ActionFailed(act.key, f"loại hồ sơ “{kind}” không điều lực lượng nào (thiếu 'resource')")
    if register.kinds[kind].codes.unknown(now) or (run.case_id and register.held(run.case_id) is None):
        register.when_read(run.case_id, lambda then: work.act_late(act, then))
        return None
    point = _point(work, run)
    if point is None:
        return ActionFailed(act.key, "chưa rõ vị trí của vụ việc nên không tìm được lực lượng gần nhất")
    subject = run.case_id or run.incident_id or run.alarm_id
    crew = _free(work, act, spec, point, now, without=register.engaged.gave_up(subject))
    if crew is None:
        return ActionFailed(act.key, "không còn lực lượng nào rảnh; hãy điều bằng tay hoặc xin chi viện")
    return _open(register, work, act, run, crew, now)


def _open(  # noqa: PLR0913 - who is sent where, by which step, when
    register: Register, work: Casework, act: Act, run: Run, crew: NearPlace, now: float
) -> ActionDone | ActionFailed:
    kind = act.parameters["kind"]
    spec = register.kinds[kind].spec
    facts = _facts(work, run)
    place = work.setup.ground.place(crew.place_id)
    name = place.name if place else crew.place_id
    data = {spec.resource: crew.place_id}
    if spec.about:
        data[spec.about] = run.case_id or run.incident_id or run.alarm_id
    draft = CaseDraft(
        title=act.parameters.get("title", "") or f"{name} → {facts.get('title', run.title)}",
        text=act.parameters.get("text", "") or act.text,
        source="procedure",
        incident_id=run.incident_id,
        data=data,
    )
    try:
        code = register.open_held(kind, draft, Actor(run.title, "system"), now)
    except CaseRefusedError as error:
        return ActionFailed(act.key, error.text.vi)
    return ActionDone(act.key, {"order": code, "crew": name, "distance_m": round(crew.distance_m)})


def _free(  # noqa: PLR0913 - who may be sent where, by which step, when
    work: Casework,
    act: Act,
    spec: CaseKindSpec,
    point: tuple[float, float],
    now: float,
    *,
    without: Collection[str],
) -> NearPlace | None:
    """Return the nearest crew of the kinds that the step, or else the order's field, names.

    Whoever was sent for the same thing and does not go (`without`) is not asked again: a step that a drawing
    comes back to finds the next one.
    """
    if work.resources is None:
        return None
    named = tuple(word.strip() for word in re.split(r"[,;]", act.parameters.get("kinds", "")) if word.strip())
    field = next((field for field in spec.data if field.id == spec.resource), None)
    kinds = named or (field.place_kinds if field is not None else ())
    asked = GetNearest(
        lat=point[0],
        lon=point[1],
        kinds=kinds,
        n=MOST_LOOKED_AT,
        order="distance" if act.parameters.get("by") == "distance" else "time",
        free_only=True,
    )
    found = work.resources.nearest(asked, now)
    return next((crew for crew in found if crew.state == "free" and crew.place_id not in without), None)


def _facts(work: Casework, run: Run) -> dict[str, object]:
    file = work.register.held(run.case_id) if run.case_id and work.register is not None else None
    if file is not None:
        return telling.variables(file, work.setup, work.alarm)
    about = work.incidents.get(run.incident_id) if run.incident_id else work.alarm(run.alarm_id)
    return telling.variables(about, work.setup, work.alarm)


def _point(work: Casework, run: Run) -> tuple[float, float] | None:
    facts = _facts(work, run)
    lat, lon = facts.get("lat"), facts.get("lon")
    if not isinstance(lat, float) or not isinstance(lon, float) or (lat == 0.0 and lon == 0.0):
        return None
    return lat, lon

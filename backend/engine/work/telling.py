"""What procedures and messages are told of an incident or alarm: the facts as words and numbers."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

from backend.contract.cases import CaseFile
from backend.contract.state import SEVERITIES, Alarm, Severity
from backend.contract.work import Incident, Run, Step
from backend.domain.cases.expiry import instant
from backend.domain.cases.sending import crew_of, subject_of
from backend.domain.cases.spec import CaseKindSpec
from backend.domain.messages.ladder import LadderCause
from backend.domain.messages.ladder_spec import LadderSpec
from backend.engine.cases.kinds import words_of
from backend.engine.cases.spreading import extent_of
from backend.engine.work.around import position_of
from backend.engine.work.leading import leading, middle
from backend.engine.work.setup import WorkSetup
from backend.procedures.events import Act

_KNOWN_TO_RUNS = (
    "case_id", "incident_id", "title", "severity", "place_name", "area_name", "area_code", "unit_id",
    "unit_name", "lat", "lon",
)  # fmt: skip
Find = Callable[[str], Alarm | None]


def variables(about: Incident | Alarm | CaseFile | None, setup: WorkSetup, find: Find) -> dict[str, object]:
    """Return what a procedure knows when it starts; see docs/procedures.md."""
    if about is None:
        return {}
    if isinstance(about, CaseFile):
        # a drawing's conditions compare ids; who handed it in is personal and no business of a run
        told = of_case(about, setup)
        kept = {name: told[name] for name in _KNOWN_TO_RUNS}
        ids = {"field": about.field, "status": about.status}
        return kept | ids | {"field_name": told["field"], "status_name": told["status"]}
    if isinstance(about, Alarm):
        return {**_of_alarm(about, setup), "incident_id": about.incident_id, "n_members": 1}
    leaders = leading(about, setup.correlations, find)
    facts: dict[str, object] = _of_alarm(leaders[0][1], setup) if leaders else {}
    west, south, east, north = about.extent or (0.0, 0.0, 0.0, 0.0)
    lat, lon = middle(leaders) or ((south + north) / 2, (west + east) / 2)
    area = ", ".join(setup.area_names.get(code, code) for code in about.area_codes)
    return facts | {
        "incident_id": about.incident_id,
        "title": about.title.vi,
        "severity": about.severity,
        "n_members": len(about.members),
        "n_cases": sum(m.kind == "case" for m in about.members),
        "area_name": area or str(facts.get("area_name", "")),
        "area_code": about.area_codes[0] if about.area_codes else str(facts.get("area_code", "")),
        "lat": lat,
        "lon": lon,
        "cameras": ", ".join(about.cameras),
    }


def _of_alarm(alarm: Alarm, setup: WorkSetup) -> dict[str, object]:
    place = setup.ground.place(alarm.subject)
    return {
        "alarm_id": alarm.alarm_id,
        "title": alarm.title.vi,
        "severity": alarm.severity,
        "place_id": alarm.subject,
        "place_name": place.name if place else alarm.subject,
        "area_name": place.area_name if place else "",
        "area_code": place.area_code if place else "",
        "value": alarm.value if alarm.value is not None else 0.0,
        "unit": alarm.unit,
        "unit_id": alarm.unit_id,
        "lat": (place.lat or 0.0) if place else 0.0,
        "lon": (place.lon or 0.0) if place else 0.0,
        "response": alarm.response.vi,
    }


def of_case(file: CaseFile, setup: WorkSetup) -> dict[str, object]:
    """Return the facts of a case as messages tell them, the reporter's name included."""
    words = words_of(file, setup.case_kinds.kinds.get(file.kind), setup.units)
    area_name = file.area_name or setup.area_names.get(file.area_code, file.area_code)
    position = f"{file.lat:.5f},{file.lon:.5f}" if file.lat is not None and file.lon is not None else ""
    facts: dict[str, object] = {
        "case_id": file.case_id,
        "incident_id": file.incident_id,
        "title": file.title,
        "severity": file.severity,
        "status": words.status,
        "field": words.field,
        "place_name": file.place,
        "area_name": area_name,
        "area_code": file.area_code,
        "where": _where(file.place, area_name, position),
        "unit_id": file.unit_id,
        "unit_name": words.unit,
        "result": file.result,
        "reporter": file.reporter,
        "phone": file.phone,
        "position": position,
        "lat": file.lat or 0.0,
        "lon": file.lon or 0.0,
    }
    spec = setup.case_kinds.kinds.get(file.kind)
    if spec is not None and (crew := crew_of(spec, file)):
        place = setup.ground.place(crew)
        facts["resource"] = place.name if place else crew
    if spec is not None:
        facts["about"] = subject_of(spec, file)
        facts |= _in_force(spec, file, setup)
    if file.due_at is not None:
        facts["due"] = clock_words(file.due_at, setup.zone)
    return facts


def _where(place: str, area: str, position: str) -> str:
    """Return what is known of where somebody must go: `Mẹ Suốt, Hòa Khánh (16.07010,108.15020)`."""
    words = ", ".join(part for part in (place, area) if part)
    return " ".join(part for part in (words, f"({position})" if position else "") if part)


def _in_force(spec: CaseKindSpec, file: CaseFile, setup: WorkSetup) -> dict[str, object]:
    """Return what a case tells people, where it holds good and until when, as far as its kind says so."""
    facts: dict[str, object] = {"words": file.text}
    areas = extent_of(spec).areas
    if areas:
        codes = file.data.get(areas, "").split()
        facts["areas"] = ", ".join(setup.areas.names.get(code, code) for code in codes)
    if spec.cap is not None and spec.cap.instruction:
        facts["instruction"] = file.data.get(spec.cap.instruction, "")
    until = instant(file.data.get(spec.expiry.data, ""), setup.zone) if spec.expiry is not None else None
    return facts if until is None else facts | {"until": clock_words(until, setup.zone)}


def fields(facts: dict[str, object], now: float, zone: ZoneInfo) -> dict[str, str]:
    """Return facts as the words that message templates fill in."""
    words = {key: _word(value) for key, value in facts.items()}
    return words | {"time": clock_words(now, zone)}


def clock_words(at: float, zone: ZoneInfo) -> str:
    """Return an instant (s since epoch) as people say it."""
    return datetime.datetime.fromtimestamp(at, zone).strftime("%H:%M %d/%m")


def _severity(facts: dict[str, str]) -> Severity | None:
    return next((severity for severity in SEVERITIES if severity == facts.get("severity")), None)


def _word(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return str(value)


def alarm_cause(spec: LadderSpec, alarm: Alarm, setup: WorkSetup, now: float) -> LadderCause:
    """Return what the ladder of an alarm is started for: one per episode and severity."""
    facts = _of_alarm(alarm, setup)
    return LadderCause(
        ladder_id=f"{spec.id}/{alarm.alarm_id}/{alarm.occurrence}/{alarm.severity}/{alarm.n_changes}",
        subject=alarm.alarm_id,
        title=alarm.title.vi,
        severity=alarm.severity,
        fields=fields({**facts, "incident_id": alarm.incident_id}, now, setup.zone),
        incident_id=alarm.incident_id,
        alarm_id=alarm.alarm_id,
        area_code=str(facts["area_code"]),
        position=position_of(facts),
        unit_id=alarm.unit_id,
    )


def step_cause(spec: LadderSpec, run: Run, step: Step, facts: dict[str, str], zone: ZoneInfo) -> LadderCause:
    """Return what the ladder of a late or skipped step is started for."""
    due = clock_words(step.due_at, zone) if step.due_at is not None else ""
    return LadderCause(
        ladder_id=f"{spec.id}/{run.run_id}/{step.step_id}",
        subject=step_subject(run.run_id, step.step_id),
        title=f"{step.name} — {run.title}",
        severity=_severity(facts),
        fields=facts | {"step": step.name, "title": run.title, "due": due},
        incident_id=run.incident_id,
        run_id=run.run_id,
        step_id=step.step_id,
        unit_id=step.role,
    )


def step_subject(run_id: str, step_id: str) -> str:
    """Return what the ladder of a step waits for."""
    return f"{run_id}/{step_id}"


def recipients(act: Act) -> tuple[str, ...]:
    """Return the roles, units and people that an act names."""
    words = re.split(r"[,;]", act.parameters.get("to", ""))
    return tuple(word.strip() for word in words if word.strip())

"""The keys of a step, and what each asks before it acts."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from backend.contract.state import Place
from backend.contract.work import Run, Step
from backend.contract.work_requests import CancelRun, DoStep
from widgets.logic.checklist import Deed, deeds
from widgets.parts.incident_form import Choice, Field, Question
from widgets.parts.step_keys import StepKey

translate = QCoreApplication.translate
OUTCOME = "outcome:"
"""Before the words of an outcome in the id of its key."""
CANCEL = "cancel"
"""Id of the key that ends the whole procedure."""
CANCEL_CAP = "Z"
CAPS: dict[Deed, str] = {
    "done": "D", "confirmed": "D", "approved": "D", "evidence": "E", "snapshot": "C", "not_applicable": "N",
    "skipped": "K", "sign": "P", "rejected": "R", "retry": "R", "camera": "O",
}  # fmt: skip


def deed_words(deed: Deed) -> str:
    """Return what a key does."""
    return {
        "done": translate("Checklist", "Done"),
        "confirmed": translate("Checklist", "Let it be done"),
        "approved": translate("Checklist", "I approve"),
        "evidence": translate("Checklist", "Photo, file"),
        "snapshot": translate("Checklist", "Camera picture"),
        "not_applicable": translate("Checklist", "Does not apply"),
        "skipped": translate("Checklist", "Leave out"),
        "sign": translate("Checklist", "Another person signs"),
        "rejected": translate("Checklist", "Not approved by me"),
        "retry": translate("Checklist", "Try again"),
        "camera": translate("Checklist", "Open the camera"),
    }[deed]


def step_keys(step: Step) -> tuple[StepKey, ...]:
    """Return the keys of a step; where it asks for an outcome, each is a key instead of `done`."""
    found: list[StepKey] = []
    for deed in deeds(step):
        if deed == "done" and step.outcomes:
            found += [StepKey(OUTCOME + words, "", words, main=True) for words in step.outcomes]
        else:
            main = deed in ("done", "confirmed", "approved", "retry")
            found.append(StepKey(deed, CAPS[deed], deed_words(deed), main))
    return tuple(found)


def cancel_key() -> StepKey:
    """Return the key that ends the whole procedure before its end."""
    return StepKey(CANCEL, CANCEL_CAP, translate("Checklist", "Cancel the procedure"))


def cancel_question(run: Run) -> Question:
    """Ask why a procedure ends before its end."""
    return Question(
        translate("Checklist", "Cancel the procedure: {run}").format(run=f"{run.title} · {run.run_id}"),
        lambda texts, _chosen: CancelRun(run.run_id, texts[0]),
        fields=(
            Field(
                translate("Checklist", "Why it is cancelled; only the supervisor may"),
                translate("Checklist", "Write why; it is part of the record."),
            ),
        ),
    )


def reason_question(run_id: str, step: Step, deed: Deed) -> Question:
    """Ask why a step does not apply, is left out or not approved."""
    heading, hint = {
        "not_applicable": (
            translate("Checklist", "Does not apply: {step}"),
            translate("Checklist", "Why it does not apply"),
        ),
        "skipped": (
            translate("Checklist", "Leave out: {step}"),
            translate("Checklist", "Why it is left out; the supervisor is told"),
        ),
        "rejected": (
            translate("Checklist", "Not approved: {step}"),
            translate("Checklist", "Why it is not approved"),
        ),
    }[deed]
    missing = translate("Checklist", "Write why; it is part of the record.")
    return Question(
        heading.format(step=step.name),
        lambda texts, _chosen: DoStep(run_id, step.step_id, deed, note=texts[0]),  # type: ignore[arg-type]
        fields=(Field(hint, missing),),
    )


def sign_question(run_id: str, step: Step) -> Question:
    """Ask a second person to approve at this desk, by name and password."""
    return Question(
        translate("Checklist", "Another person approves: {step}").format(step=step.name),
        lambda texts, _chosen: DoStep(run_id, step.step_id, "approved", user=texts[0], password=texts[1]),
        fields=(
            Field(
                translate("Checklist", "Account"), translate("Checklist", "Write the account that approves.")
            ),
            Field(
                translate("Checklist", "Password"),
                translate("Checklist", "The person who approves types the password."),
                secret=True,
            ),
        ),
    )


def ordered_cameras(step: Step, nearest: tuple[str, ...], places: dict[str, Place]) -> list[Place]:
    """Return the cameras to take a picture from: the step's own, the incident's, then all by name.

    A step may say `nearest_cameras` instead of place ids: then the incident's come first.
    """
    first = [place_id for place_id in dict.fromkeys((*step.places, *nearest)) if place_id in places]
    rest = sorted((p for p in places.values() if p.kind == "camera"), key=lambda place: place.name)
    return [places[place_id] for place_id in first] + [p for p in rest if p.place_id not in first]


def camera_choices(cameras: list[Place]) -> tuple[Choice, ...]:
    """Return cameras as things to choose, with their ward."""
    return tuple(
        Choice(camera.place_id, " · ".join(part for part in (camera.name, camera.area_name) if part))
        for camera in cameras
    )

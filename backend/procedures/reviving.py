"""Brings kept runs back to life; one that cannot go on is kept as it is and says why."""

from __future__ import annotations

import msgspec

from backend.contract.work import Run
from backend.procedures.events import ProcedureChange
from backend.procedures.instance import Instance, Times
from backend.procedures.library import Library
from backend.procedures.model import ProcedureModel
from backend.procedures.state import Pinned, unpack


class Broken(msgspec.Struct, frozen=True):
    """A run that cannot go on: its drawing is missing, or its bytes cannot be read."""

    run: Run
    state: bytes
    """As it was kept: with the drawing back, the run goes on from there."""

    def change(self, kind: str, actor: str, reason: str) -> ProcedureChange:
        """Return what happened to it."""
        return ProcedureChange(
            run=self.run, state=self.state, kind=kind, actor=actor, payload={"reason": reason}
        )

    def cancelled(self, reason: str, now: float) -> Broken:
        """Return it as a person cancelled it."""
        replace = msgspec.structs.replace
        steps = tuple(
            replace(step, state="cancelled", closed_at=now) if step.closed_at is None else step
            for step in self.run.steps
        )
        run = replace(
            self.run,
            state="cancelled",
            outcome=reason,
            steps=steps,
            changed_at=now,
            ended_at=now,
            upcoming=(),
        )
        return Broken(run, self.state)


def revive(library: Library, times: Times, run: Run, state: bytes) -> Instance | Broken:
    """Return a run as it was, on the very drawings that it stood on."""
    try:
        kept = unpack(state)
        model = _pinned(library, kept.pinned)
        called = {pin.procedure_id: _pinned(library, pin) for pin in kept.called}
        return Instance(model, called, times, run, kept)
    except (ValueError, LookupError, AttributeError) as error:
        return Broken(msgspec.structs.replace(run, state="failed", outcome=str(error)), state)


def _pinned(library: Library, pin: Pinned) -> ProcedureModel:
    model = library.find(pin.procedure_id, pin.version)
    if model is None or model.digest != pin.digest:
        what = "không có nữa" if model is None else "đã bị đổi nội dung"
        raise ValueError(f"quy trình {pin.procedure_id} phiên bản {pin.version} {what}; đưa lại đúng bản đó")
    return model

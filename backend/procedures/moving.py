"""Moves a running procedure to another version of its drawing, where every open element is there again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from backend.procedures.instance import Instance, Times
from backend.procedures.machine import is_alive
from backend.procedures.model import ProcedureModel


def obstacle(instance: Instance, model: ProcedureModel, called: Mapping[str, ProcedureModel]) -> str:
    """Return why a run cannot go on by `model`; empty: it can."""
    if instance.model.version == model.version:
        return f"đang chạy phiên bản {model.version} rồi"
    specs = {model.procedure_id: model.specs.main, **model.specs.parts}
    for name, other in called.items():
        specs |= {name: other.specs.main, **other.specs.parts}
    specs |= {part.name: part for part in specs.values()}
    for task in instance.machine.tasks():
        if is_alive(task):
            reason = _missing(task, specs.get(task.workflow.spec.name))
            if reason:
                return reason
    return ""


def moved(
    instance: Instance, model: ProcedureModel, called: Mapping[str, ProcedureModel], times: Times, now: float
) -> Instance:
    """Return the run as it goes on by `model`; call only where `obstacle` says nothing."""
    run = msgspec.structs.replace(instance.run, version=model.version, title=model.title)
    fresh = Instance(model, called, times, run, instance.kept(predicted=False))
    fresh.machine.engine.now = now
    fresh.machine.foresee()
    return fresh


def _missing(task: Any, spec: Any) -> str:
    """Return what a specification lacks for an open task."""
    old = task.task_spec
    label = old.element.label if old.element is not None else old.name
    new = spec.task_specs.get(old.name) if spec is not None else None
    if new is None:
        return f"“{label}” đang mở, phiên bản mới không có"
    kinds = (
        (old.element.tag, new.element.tag)
        if old.element is not None and new.element is not None
        else ("", "")
    )
    if type(old) is not type(new) or kinds[0] != kinds[1]:
        return f"“{label}” đang mở, phiên bản mới vẽ nó thành loại khác"
    split = f"{old.name}.BoundaryEventSplit"
    if old.element is not None and (split in spec.task_specs) != (split in task.workflow.spec.task_specs):
        return f"“{label}” đang mở, phiên bản mới thêm hoặc bỏ sự kiện gắn trên nó"
    return ""

"""Whose hands a case went through: four eyes on what must not be one person's decision, and locked words."""

from __future__ import annotations

from msgspec.structs import replace

from backend.domain.cases.change import Actor, CaseRefusedError, CaseState
from backend.domain.cases.spec import ActionSpec, CaseKindSpec, StatusSpec

SYSTEM = "system"


def asks_for_two(spec: CaseKindSpec) -> bool:
    """Return whether cases of a kind keep whose hands they went through."""
    return any(action.second_person for action in spec.actions)


def opened_by(spec: CaseKindSpec, state: CaseState, actor: Actor) -> CaseState:
    """Return a new case that knows who opened it."""
    return replace(state, opened_by=actor.name, changed_by=actor.name) if asks_for_two(spec) else state


def changed_by(spec: CaseKindSpec, state: CaseState, actor: Actor) -> CaseState:
    """Return a case that knows who changed it last; what happens by itself is nobody's change."""
    return replace(state, changed_by=actor.name) if asks_for_two(spec) and actor.role != SYSTEM else state


def refuse_same_person(action: ActionSpec, state: CaseState, actor: Actor) -> None:
    """Refuse an action for which a second person is asked to whoever was the first, and to no person.

    Raises:
        CaseRefusedError: says who may.
    """
    if not action.second_person:
        return
    file, name = state.file, action.name.vi
    if actor.role == SYSTEM:
        raise CaseRefusedError(
            f"“{name}” hồ sơ {file.case_id} phải do người thứ hai thực hiện, không tự động. "
            "Hãy nhờ người có thẩm quyền đăng nhập và thực hiện.",
            f"'{action.id}' of {file.case_id} is a second person's decision, never done by itself; "
            "ask somebody whose role may do it to sign in and do it",
        )
    if actor.name in (state.opened_by, state.changed_by):
        opened = actor.name == state.opened_by
        did = ("tạo", "opened it") if opened else ("sửa sau cùng", "changed it last")
        raise CaseRefusedError(
            f"Bạn là người {did[0]} hồ sơ {file.case_id} nên không thể tự “{name}”. "
            "Hãy nhờ một người khác có thẩm quyền thực hiện.",
            f"you {did[1]}: '{action.id}' of {file.case_id} needs somebody else; "
            "ask a colleague whose role may do it",
        )


def lock_of(spec: CaseKindSpec, state: CaseState) -> StatusSpec | None:
    """Return the status that keeps a case from being corrected, None where it is in no such one."""
    return next((each for each in spec.statuses if each.locked and each.id == state.file.status), None)


def refuse_locked(spec: CaseKindSpec, state: CaseState) -> None:
    """Refuse to correct what a case says in a status in which it is settled.

    Raises:
        CaseRefusedError: it is.
    """
    status = lock_of(spec, state)
    if status is not None:
        raise CaseRefusedError(
            f"Hồ sơ {state.file.case_id} ở trạng thái “{status.name.vi}” nên nội dung không sửa được. "
            "Hãy trả hồ sơ về bước soạn thảo, hoặc lập hồ sơ mới thay thế.",
            f"{state.file.case_id} is in status '{status.id}', in which its words are settled; "
            "send it back to be drafted, or open another one that replaces it",
        )

"""Who may do what with a case, and what an action asks for. What is not allowed is told with its cure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from backend.contract.cases import CaseFile
from backend.domain.cases.change import Actor, CaseRefusedError, CaseState
from backend.domain.cases.hands import lock_of, refuse_same_person
from backend.domain.cases.moving import ENDED
from backend.domain.cases.spec import ActionSpec, CaseKindSpec

Need = Literal[
    "note", "result", "unit", "assignee", "field", "severity", "parent", "rating", "due", "photo", "place"
]
_NEED_NAMES = {
    "note": ("nội dung ghi chú", "a note"),
    "result": ("kết quả trả lời", "a result"),
    "unit": ("đơn vị", "a unit"),
    "assignee": ("người xử lý", "an assignee"),
    "field": ("lĩnh vực", "a field"),
    "severity": ("mức độ", "a severity"),
    "parent": ("mã hồ sơ gốc", "the code of the case that it repeats"),
    "rating": ("mức đánh giá từ 1 đến 5", "a rating from 1 to 5"),
    "due": ("hạn mới", "a new deadline"),
}


def refuse_outsider(file: CaseFile, actor: Actor) -> None:
    """Refuse somebody of a unit whose case it is not.

    Raises:
        CaseRefusedError: says whose it is.
    """
    if not within_scope(file, actor):
        raise CaseRefusedError(
            f"Hồ sơ {file.case_id} không thuộc đơn vị của bạn. "
            "Hãy nhờ trung tâm điều hành chuyển hồ sơ về đơn vị nếu cần xử lý.",
            f"{file.case_id} is not a case of your unit '{actor.unit_id}'; ask the centre to transfer it",
        )


def within_scope(file: CaseFile, actor: Actor) -> bool:
    """Return whether a case is one of those that somebody may act on."""
    return actor.role == "system" or actor.unit_id in ("", file.unit_id)


def may_correct(spec: CaseKindSpec, state: CaseState, actor: Actor) -> bool:
    """Return whether somebody may correct what a case says, in the status that it is in."""
    is_open = lock_of(spec, state) is None and state.file.group != "deleted"
    return is_open and within_scope(state.file, actor)


def refuse_deleted(file: CaseFile) -> None:
    """Refuse to change a case that is deleted.

    Raises:
        CaseRefusedError: it is.
    """
    if file.group == "deleted":
        raise CaseRefusedError(
            f"Hồ sơ {file.case_id} đã xóa. Hãy khôi phục hồ sơ trước khi thay đổi.",
            f"{file.case_id} is deleted; restore it before you change it",
        )


def refuse_action(spec: CaseKindSpec, action: ActionSpec, state: CaseState, actor: Actor) -> None:
    """Refuse an action that somebody may not do, or not now.

    Raises:
        CaseRefusedError: says why.
    """
    file = state.file
    refuse_outsider(file, actor)
    if actor.role != "system" and actor.role not in action.roles:
        raise CaseRefusedError(
            f"Bạn không có quyền “{action.name.vi}” với hồ sơ {file.case_id}. "
            "Hãy nhờ người có vai trò phù hợp thực hiện.",
            f"your role '{actor.role}' may not do '{action.id}' to {file.case_id}; "
            f"roles that may: {', '.join(action.roles)}",
        )
    if not _starts_from(action, file):
        names = {status.id: status.name for status in spec.statuses}
        now = names.get(file.status)
        raise CaseRefusedError(
            f"Không thể “{action.name.vi}” khi hồ sơ {file.case_id} ở trạng thái "
            f"“{now.vi if now else file.status}”. Hãy tải lại hồ sơ và chọn thao tác khác.",
            f"'{action.id}' cannot be done to {file.case_id} in status '{file.status}'; "
            f"statuses: {', '.join(action.from_) or 'any that is not deleted'}",
        )
    refuse_same_person(action, state, actor)
    _refuse_effect(action, state)


def may(action: ActionSpec, state: CaseState, actor: Actor) -> bool:
    """Return whether somebody may do an action with a case as it is now."""
    if not within_scope(state.file, actor) or not _starts_from(action, state.file):
        return False
    if actor.role != "system" and actor.role not in action.roles:
        return False
    try:
        refuse_same_person(action, state, actor)
        _refuse_effect(action, state)
    except CaseRefusedError:
        return False
    return True


def _starts_from(action: ActionSpec, file: CaseFile) -> bool:
    return file.status in action.from_ if action.from_ else file.group != "deleted"


def _refuse_effect(action: ActionSpec, state: CaseState) -> None:
    file = state.file
    if action.effect == "extend" and state.finish is not None and state.finish.n_extensions:
        raise CaseRefusedError(
            f"Hồ sơ {file.case_id} đã được gia hạn một lần. Hãy xử lý theo hạn hiện tại, không gia hạn thêm.",
            f"{file.case_id} was extended once already; it is not extended again",
        )
    if action.effect == "extend" and not file.open:
        raise CaseRefusedError(
            f"Hồ sơ {file.case_id} đã kết thúc nên không gia hạn được. Hãy mở lại hồ sơ nếu cần xử lý tiếp.",
            f"{file.case_id} is finished and cannot be extended; reopen it first",
        )
    if action.effect == "reopen" and file.group not in ENDED:
        raise CaseRefusedError(
            f"Hồ sơ {file.case_id} chưa kết thúc nên không cần mở lại. Hãy xử lý tiếp hồ sơ.",
            f"{file.case_id} is not finished; go on with it",
        )
    if action.effect == "unmerge" and not file.parent:
        raise CaseRefusedError(
            f"Hồ sơ {file.case_id} không gộp vào hồ sơ nào. Hãy tải lại hồ sơ.",
            f"{file.case_id} is no duplicate of another case; load it again",
        )
    if action.effect == "merge" and file.parent:
        raise CaseRefusedError(
            f"Hồ sơ {file.case_id} đã gộp vào {file.parent}. Hãy tách hồ sơ ra trước.",
            f"{file.case_id} is a duplicate of {file.parent} already; take it out first",
        )
    if action.effect == "merge" and file.n_children:
        raise CaseRefusedError(
            f"Hồ sơ {file.case_id} đang là hồ sơ gốc của {file.n_children} phản ánh trùng. "
            "Hãy gộp hồ sơ kia vào hồ sơ này, hoặc tách các hồ sơ trùng ra trước.",
            f"{file.case_id} has {file.n_children} duplicates; merge the other one into it, "
            "or take its duplicates out first",
        )


def refuse_parent(file: CaseFile, wanted: str, parent: CaseState | None) -> CaseFile:
    """Return the case that `file` is to be a duplicate of.

    Raises:
        CaseRefusedError: there is none of that code, or it cannot be one.
    """
    if parent is None or parent.file.case_id != wanted:
        raise CaseRefusedError(
            f"Không có hồ sơ gốc {wanted}. Hãy kiểm tra lại mã hồ sơ.",
            f"there is no case {wanted}; check its code",
        )
    found = parent.file
    if found.case_id == file.case_id or found.kind != file.kind or found.group == "deleted":
        raise CaseRefusedError(
            f"Hồ sơ {file.case_id} không gộp vào {wanted} được. "
            "Hãy chọn một hồ sơ khác cùng loại và chưa bị xóa.",
            f"{file.case_id} cannot be a duplicate of {wanted}; choose another case of its kind, not deleted",
        )
    if found.parent:
        raise CaseRefusedError(
            f"Hồ sơ {wanted} đã gộp vào {found.parent}. Hãy gộp {file.case_id} vào {found.parent}.",
            f"{wanted} is a duplicate itself; merge {file.case_id} into {found.parent}",
        )
    return found


def refuse_missing(action: ActionSpec, values: Mapping[str, str], file: CaseFile) -> None:
    """Refuse an action to which something that it needs was not given.

    Raises:
        CaseRefusedError: names what is missing.
    """
    for need, required in needs_of(action).items():
        if not required:
            continue
        if need == "photo":
            _refuse_without_photo(action, file)
        elif need == "place":
            _refuse_without_place(action, file)
        elif not values.get(need, "").strip():
            vi, en = _NEED_NAMES[need]
            raise CaseRefusedError(
                f"“{action.name.vi}” hồ sơ {file.case_id} còn thiếu {vi}. Hãy nhập {vi} rồi làm lại.",
                f"'{action.id}' of {file.case_id} needs {en} ('{need}'); give it and try again",
            )


def needs_of(action: ActionSpec) -> dict[Need, bool]:
    """Return what an action asks for, and whether it must be given; some effects cannot be without it."""
    asked = {need.need: need.required for need in action.needs}
    return asked | dict.fromkeys(_BY_EFFECT.get(action.effect, ()), True)


_BY_EFFECT: dict[str, tuple[Need, ...]] = {
    "extend": ("due", "note"),
    "merge": ("parent",),
    "transfer": ("unit",),
    "rate": ("rating",),
}


def _refuse_without_photo(action: ActionSpec, file: CaseFile) -> None:
    photos = [each for each in file.attachments if each.media_type.startswith("image/")]
    after = action.effect == "finish"
    if not any(not after or each.phase == "after" for each in photos):
        which = ("ảnh sau khi xử lý", "a photo of after the work") if after else ("ảnh", "a photo")
        raise CaseRefusedError(
            f"“{action.name.vi}” hồ sơ {file.case_id} còn thiếu {which[0]}. Hãy đính kèm ảnh rồi làm lại.",
            f"'{action.id}' of {file.case_id} needs {which[1]}; attach it and try again",
        )


def _refuse_without_place(action: ActionSpec, file: CaseFile) -> None:
    if not file.place and file.lat is None:
        raise CaseRefusedError(
            f"“{action.name.vi}” hồ sơ {file.case_id} còn thiếu địa điểm. "
            "Hãy bổ sung địa chỉ hoặc tọa độ rồi làm lại.",
            f"'{action.id}' of {file.case_id} needs a place; add its address or position and try again",
        )

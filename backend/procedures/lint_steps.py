"""Judges steps: who does them, until when, what an automatic one does, with which parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import get_args

from backend.contract.work import EvidenceNeed, Finding
from backend.procedures import durations
from backend.procedures.drawing import ACTION, PERSON, Drawing, Element
from backend.procedures.expressions import places_in
from backend.procedures.findings import say
from backend.procedures.known import ABOUT_CASE, ACTIONS, FARTHEST_M, PUBLIC, SETTINGS, Known

_MODES = ("", "elapsed", "working")


def steps(drawing: Drawing, known: Known | None) -> Iterator[Finding]:
    """Yield what is wrong with tasks."""
    known = known or Known()
    about = (drawing.process_id, f"{drawing.title} (quy trình)")
    yield from _deadline(about, drawing.settings)
    for element in drawing.elements.values():
        yield from _deadline(element.about, element.settings)
        yield from _settings(element)
        yield from _until(element)
        if element.tag in PERSON:
            yield from _person(element, known)
        if element.tag in ACTION:
            yield from _action(element, known)
        if element.tag == "callActivity":
            yield from _called(drawing, element, known)


def _deadline(about: tuple[str, str], settings: Mapping[str, str]) -> Iterator[Finding]:
    text = settings.get("deadline", "")
    try:
        if text and not places_in(text):
            durations.seconds(text)
    except ValueError:
        yield say(
            about,
            (f"thời hạn {text!r} không đọc được.", f"the deadline {text!r} cannot be read."),
            ("Viết theo ISO 8601: PT15M, PT4H, P3D.", "Write ISO 8601: PT15M, PT4H, P3D."),
        )
    if settings.get("mode", "") not in _MODES:
        yield say(
            about,
            (f"kiểu giờ {settings['mode']!r} không có.", f"there is no time mode {settings['mode']!r}."),
            ("Chọn elapsed (giờ trôi) hoặc working (giờ làm việc).", "Choose elapsed or working."),
        )


def _settings(element: Element) -> Iterator[Finding]:
    for name in sorted(set(element.settings) - SETTINGS):
        yield say(
            element.about,
            (f"thuộc tính tc:{name} không có.", f"there is no attribute tc:{name}."),
            (
                f"Dùng một trong: {', '.join(sorted(SETTINGS))}.",
                f"Use one of: {', '.join(sorted(SETTINGS))}.",
            ),
            "warning",
        )
    need = element.settings.get("evidence", "")
    if need not in get_args(EvidenceNeed):
        yield say(
            element.about,
            (f"loại bằng chứng {need!r} không có.", f"there is no kind of evidence {need!r}."),
            ("Chọn any, photo, snapshot hoặc file.", "Choose any, photo, snapshot or file."),
        )
    approvals = element.settings.get("approvals", "")
    if approvals and element.n_approvals < 1:
        yield say(
            element.about,
            (
                f"số người duyệt {approvals!r} không dùng được; chỉ bước của người (user task) có duyệt.",
                f"{approvals!r} approvals cannot be had; only a user task is an approval.",
            ),
            ("Viết số người từ 1 trở lên trên bước của người.", "Write a number of people, on a user task."),
        )


def _until(element: Element) -> Iterator[Finding]:
    """Judge a step that the run's case ends: it must have nothing that only a person can say."""
    if not element.until:
        return
    if element.tag not in PERSON:
        yield say(
            element.about,
            ("tc:until chỉ dùng cho bước của người.", "tc:until is for steps of people only."),
            ("Bỏ tc:until.", "Leave tc:until out."),
        )
    elif element.n_approvals or element.outcomes:
        yield say(
            element.about,
            (
                "tc:until không dùng được: chỉ người mới duyệt hoặc chọn câu trả lời.",
                "tc:until cannot be used: only a person approves or chooses an answer.",
            ),
            ("Bỏ tc:until, hoặc bỏ duyệt và câu trả lời.", "Leave tc:until out, or approval and answers."),
        )


def _person(element: Element, known: Known) -> Iterator[Finding]:
    if element.tag == "task":
        yield say(
            element.about,
            ("không nêu loại; coi là việc của người.", "it has no type; it counts as done by a person."),
            ("Chọn loại bước của người hoặc bước tự động.", "Choose user task or service task."),
            "warning",
        )
    if not element.role:
        yield say(
            element.about,
            ("không thuộc làn nào, nên không rõ ai làm.", "it lies in no lane: nobody is told to do it."),
            ("Đặt vào làn của một vai trò hoặc đơn vị.", "Put it into the lane of a role or unit."),
            "warning",
        )
    elif known.roles is not None and element.role not in known.roles:
        yield _unknown(element, ("vai trò hoặc đơn vị", "role or unit"), element.role, known.roles)


def _action(element: Element, known: Known) -> Iterator[Finding]:
    actions = known.actions if known.actions is not None else frozenset(ACTIONS)
    if not element.action:
        yield say(
            element.about,
            ("không nêu việc phải làm.", "it does not say what to do."),
            (
                f"Đặt tc:action: {', '.join(sorted(actions))}.",
                f"Set tc:action: {', '.join(sorted(actions))}.",
            ),
        )
        return
    if element.action not in actions:
        yield _unknown(element, ("việc", "action"), element.action, actions)
        return
    kind = ACTIONS.get(element.action)
    if kind is None:
        return
    given = {name for name, value in element.parameters.items() if value}
    missing = [name for name in kind.needs if name not in given]
    if kind.one_of and not given & set(kind.one_of):
        missing.append(" / ".join(kind.one_of))
    if missing:
        names = ", ".join(missing)
        yield say(
            element.about,
            (f"việc {element.action} thiếu tham số: {names}.", f"action {element.action} lacks: {names}."),
            ("Điền tham số.", "Fill in the parameters."),
        )
    for name in sorted(given - {*kind.needs, *kind.one_of, *kind.may}):
        yield say(
            element.about,
            (f"việc {element.action} không có tham số {name}.", f"action {element.action} has no {name}."),
            ("Xóa tham số đó.", "Delete it."),
            "warning",
        )
    yield from _names(element, known)
    yield from _reach(element)
    yield from _case_data(element)


def _case_data(element: Element) -> Iterator[Finding]:
    """Judge the data fields of a case that a step opens."""
    if element.action != "case.open":
        return
    parts = (part.strip() for part in element.parameters.get("data", "").split(";"))
    for part in parts:
        name, sign, _value = part.partition("=")
        if part and not (sign and name.strip()):
            yield say(
                element.about,
                (f"data có phần {part!r} không đọc được.", f"data has a part that cannot be read: {part!r}."),
                (
                    "Viết tên=giá trị, cách nhau bằng dấu chấm phẩy; trong giá trị không có dấu chấm phẩy.",
                    "Write name=value, divided by semicolons; a value holds none.",
                ),
            )


def _reach(element: Element) -> Iterator[Finding]:
    """Judge how far around people are told."""
    written = element.parameters.get("within_m", "")
    if written and not (written.isascii() and written.isdigit() and 0 < int(written) <= FARTHEST_M):
        yield say(
            element.about,
            (f"within_m là {written!r}.", f"within_m is {written!r}."),
            (f"Ghi số mét từ 1 đến {FARTHEST_M}.", f"Write metres from 1 to {FARTHEST_M}."),
        )


def _names(element: Element, known: Known) -> Iterator[Finding]:
    """Judge names that parameters hold; those with variables are known only later."""
    roles = None if known.roles is None else known.roles | PUBLIC | ABOUT_CASE
    named = {
        "template": (known.templates, ("mẫu tin", "template")),
        "to": (roles, ("người nhận", "addressee")),
        "unit": (known.roles, ("đơn vị", "unit")),
        "channel": (known.channels, ("kênh", "channel")),
    }
    for parameter, (allowed, words) in named.items():
        given = element.parameters.get(parameter, "")
        if allowed is None or not given or places_in(given):
            continue
        values = re.split(r"[,;]\s*", given) if parameter == "to" else [given]  # a message may go to several
        for value in values:
            if value and value not in allowed:
                yield _unknown(element, words, value, allowed)


def _called(drawing: Drawing, element: Element, known: Known) -> Iterator[Finding]:
    called = element.attributes.get("calledElement", "")
    if (
        called
        and called not in drawing.process_ids
        and known.procedures is not None
        and called not in known.procedures
    ):
        yield _unknown(element, ("quy trình", "procedure"), called, known.procedures)


def _unknown(element: Element, words: tuple[str, str], value: str, allowed: frozenset[str]) -> Finding:
    some = ", ".join(sorted(allowed)[:12]) or "—"
    return say(
        element.about,
        (f"không có {words[0]} {value!r}.", f"there is no {words[1]} {value!r}."),
        (f"Dùng một trong: {some}.", f"Use one of: {some}."),
    )

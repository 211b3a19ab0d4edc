"""Judges conditions, rules and texts: do they compile, does anybody set what they speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backend.contract.work import Finding
from backend.procedures.drawing import ACTION, PERSON, Drawing, Element, Flow
from backend.procedures.expressions import ExpressionError, names_in, places_in
from backend.procedures.findings import say
from backend.procedures.known import START_VARIABLES, Known

_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_COMPARED = re.compile(r"\b([A-Za-z_]\w*)\s*[!=]=\s*(?:'([^']*)'|\"([^\"]*)\")")
_ANSWERS = ("approved", "rejected")


def terms(drawing: Drawing, known: Known | None) -> Iterator[Finding]:
    """Yield what is wrong with conditions, rules and texts."""
    declared = drawing.settings.get("variables", "").replace(",", ";").split(";")
    variables = START_VARIABLES | (known.variables if known else frozenset())
    variables |= {name.strip() for name in declared} | _set_by(drawing)
    open_ended = any(
        found.tag == "callActivity" and found.attributes.get("calledElement", "") not in drawing.process_ids
        for found in drawing.elements.values()
    )
    judge = _Judge(variables, "warning" if open_ended else "error")
    for element in drawing.elements.values():
        yield from _variable(element)
        yield from _rule(judge, element)
        yield from _texts(judge, element)
    for flow in drawing.flows:
        yield from _condition(judge, drawing, flow)


def sets_variable(element: Element) -> bool:
    """Return whether an element leaves something in its variable."""
    if element.tag in PERSON:
        return bool(element.outcomes) or element.n_approvals > 0 or "variable" in element.settings
    if element.tag in ACTION | {"receiveTask", "businessRuleTask"}:
        return True
    return any(found.kind in {"message", "signal"} for found in element.definitions)


class _Judge:
    """Knows the variables of a drawing."""

    def __init__(self, variables: frozenset[str] | set[str], level: str) -> None:
        self._variables = variables
        self._level = level
        """Of a missing variable: a called procedure of another file may set it."""

    def term(self, about: tuple[str, str], text: str) -> Iterator[Finding]:
        """Judge a CEL expression."""
        try:
            missing = names_in(text) - self._variables
        except ExpressionError as error:
            yield say(
                about,
                (f"biểu thức không đọc được: {error}.", f"the expression cannot be read: {error}."),
                ("Viết theo CEL, ví dụ tinh_hinh == 'Có ngập'.", "Write CEL, e.g. tinh_hinh == 'Có ngập'."),
            )
            return
        yield from self.missing(about, missing)

    def missing(
        self, about: tuple[str, str], names: set[str], *, harmless: bool = False
    ) -> Iterator[Finding]:
        """Judge names that something speaks of."""
        for name in sorted(names - self._variables):
            yield say(
                about,
                (f"không ai đặt biến {name}.", f"nobody sets the variable {name}."),
                (
                    f"Sửa tên, hoặc khai báo {name} trong tc:variables của quy trình nếu nó có từ đầu.",
                    f"Correct it, or declare {name} in the process' tc:variables if the starter gives it.",
                ),
                "warning" if harmless or self._level == "warning" else "error",
            )


def _set_by(drawing: Drawing) -> set[str]:
    return {found.variable for found in drawing.elements.values() if sets_variable(found)}


def _variable(element: Element) -> Iterator[Finding]:
    asked = bool(element.outcomes) or element.n_approvals > 0 or element.tag == "businessRuleTask"
    if ("variable" in element.settings or asked) and not _NAME.fullmatch(element.variable):
        yield say(
            element.about,
            (
                f"biến {element.variable!r} không dùng được trong điều kiện.",
                f"{element.variable!r} is no variable.",
            ),
            (
                "Đặt tc:variable bằng chữ không dấu, số và gạch dưới, ví dụ tinh_hinh.",
                "Set tc:variable to plain letters, digits and underscores, e.g. tinh_hinh.",
            ),
        )


def _rule(judge: _Judge, element: Element) -> Iterator[Finding]:
    if element.tag != "businessRuleTask":
        return
    expression = element.settings.get("expression", "")
    if expression:
        yield from judge.term(element.about, expression)
    else:
        yield say(
            element.about,
            ("không có biểu thức.", "it has no expression."),
            ("Đặt tc:expression bằng CEL.", "Set tc:expression to a CEL expression."),
        )


def _texts(judge: _Judge, element: Element) -> Iterator[Finding]:
    yield from judge.missing(element.about, set(places_in(element.text)), harmless=True)
    strict = [*element.parameters.values(), *(found.text for found in element.definitions)]
    strict.append(element.settings.get("deadline", ""))
    yield from judge.missing(element.about, {name for text in strict for name in places_in(text)})


def _condition(judge: _Judge, drawing: Drawing, flow: Flow) -> Iterator[Finding]:
    if flow.condition is None or flow.source not in drawing.elements:
        return
    source = drawing.elements[flow.source]
    about = (flow.flow_id, f"{flow.name or 'luồng'} sau {source.label} (điều kiện)")
    if not flow.condition:
        return
    yield from judge.term(about, flow.condition)
    for name, single, double in _COMPARED.findall(flow.condition):
        answers = _answers(drawing, name)
        if answers and (single or double) not in (*answers, ""):
            yield say(
                about,
                (f"{name} không bao giờ là {single or double!r}.", f"{name} is never {single or double!r}."),
                (f"Dùng một trong: {', '.join(answers)}.", f"Use one of: {', '.join(answers)}."),
                "warning",
            )


def _answers(drawing: Drawing, name: str) -> tuple[str, ...]:
    """Return the answers that a variable can hold; empty: not known."""
    setters = [
        found for found in drawing.elements.values() if found.variable == name and sets_variable(found)
    ]
    if len(setters) != 1 or setters[0].tag not in PERSON:
        return ()
    return _ANSWERS if setters[0].n_approvals else setters[0].outcomes

"""Which properties the form shows for which element, in which words; keys are those of `fields.js`."""

from __future__ import annotations

from typing import Literal

import msgspec
from PySide6.QtCore import QCoreApplication

from app.designer.page_messages import Element

tr = QCoreApplication.translate

FieldKind = Literal["line", "text", "duration", "choice", "check", "list", "number", "code"]

PARAMETER = "parameter:"
"""Begins the key of a field that is a parameter of the action."""


class Choice(msgspec.Struct, frozen=True):
    """One value to choose."""

    value: str
    words: str
    same: tuple[str, ...] = ()
    """Other spellings in files that mean this one."""


class Field(msgspec.Struct, frozen=True):
    """One row of the form."""

    key: str
    label: str
    kind: FieldKind = "line"
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    """Shown in the empty field."""
    note: str = ""
    """What a reader must know, beneath the field."""

    @property
    def parameter(self) -> str:
        """Return the name of the parameter that it is, empty for a property."""
        return self.key.removeprefix(PARAMETER) if self.key.startswith(PARAMETER) else ""


class Section(msgspec.Struct, frozen=True):
    """Some rows under a heading."""

    title: str
    fields: tuple[Field, ...]


HUMAN = ("bpmn:UserTask", "bpmn:ManualTask")
AUTOMATIC = ("bpmn:ServiceTask", "bpmn:SendTask")
TASKS = (
    *HUMAN,
    *AUTOMATIC,
    "bpmn:Task",
    "bpmn:ReceiveTask",
    "bpmn:BusinessRuleTask",
    "bpmn:ScriptTask",
    "bpmn:CallActivity",
)
BRANCHING = ("bpmn:ExclusiveGateway", "bpmn:InclusiveGateway", "bpmn:ComplexGateway")


def sections_of(element: Element) -> tuple[Section, ...]:
    """Return the form of an element, heads and rows in the order in which they are shown."""
    procedure = "process.id" in element.values
    made = [_process()] if procedure else [_general(element)]
    if element.type == "bpmn:Participant" and procedure:
        made.insert(0, Section(tr("Designer", "Pool"), (Field("name", tr("Designer", "Name")),)))
    if element.type == "bpmn:Lane":
        made.append(_lane())
    if element.type in TASKS or element.type == "bpmn:SubProcess":
        made.append(_responsible())
    if element.type in HUMAN:
        made += [_completion(), _outcome()]
    if element.type in AUTOMATIC:
        made.append(_action(element))
    if element.type == "bpmn:BusinessRuleTask":
        made.append(_rule())
    if element.type == "bpmn:CallActivity":
        made.append(_called())
    if element.type == "bpmn:SequenceFlow":
        made.append(_flow())
    made += _causes(element)
    if not procedure:
        made.append(Section(tr("Designer", "Technical"), (Field("id", tr("Designer", "Id"), "code"),)))
    return tuple(made)


def _general(element: Element) -> Section:
    task = element.type in TASKS
    words = tr("Designer", "What is to be done") if task else tr("Designer", "Description")
    hint = (
        tr("Designer", "Shown on the checklist. {place_name} and other variables may stand in it.")
        if task
        else ""
    )
    return Section(
        tr("Designer", "General"),
        (
            Field("name", tr("Designer", "Name")),
            Field("documentation", words, "text", hint=hint),
        ),
    )


def _process() -> Section:
    return Section(
        tr("Designer", "Procedure"),
        (
            Field("process.name", tr("Designer", "Name")),
            Field("process.id", tr("Designer", "Id of the procedure"), "code"),
            Field("process.documentation", tr("Designer", "Description"), "text"),
            Field("process.tc:deadline", tr("Designer", "Time allowed for the whole"), "duration"),
            _mode("process.tc:mode"),
        ),
    )


def _lane() -> Section:
    note = tr("Designer", "Only where the role's id differs from the lane's name.")
    return Section(
        tr("Designer", "Role"),
        (Field("tc:role", tr("Designer", "Role or unit"), hint="truc-ban", note=note),),
    )


def _responsible() -> Section:
    note = tr("Designer", "Empty: the lane's role.")
    return Section(
        tr("Designer", "Who and by when"),
        (
            Field("tc:unit", tr("Designer", "Unit"), hint="thoat-nuoc", note=note),
            Field("tc:deadline", tr("Designer", "Time allowed"), "duration"),
            _mode("tc:mode"),
        ),
    )


def _mode(key: str) -> Field:
    choices = (
        Choice("", tr("Designer", "Elapsed time (day and night)"), ("elapsed",)),
        Choice("working", tr("Designer", "Working time only")),
    )
    return Field(key, tr("Designer", "Counted as"), "choice", choices)


def _completion() -> Section:
    evidence = (
        Choice("", tr("Designer", "Not needed")),
        Choice("any", tr("Designer", "Any")),
        Choice("photo", tr("Designer", "Photo")),
        Choice("snapshot", tr("Designer", "Camera picture")),
        Choice("file", tr("Designer", "File")),
    )
    places = tr("Designer", "nearest_cameras, or ids of places")
    return Section(
        tr("Designer", "Completion"),
        (
            Field("tc:evidence", tr("Designer", "Evidence needed"), "choice", evidence),
            Field("tc:approvals", tr("Designer", "People who must approve"), "number"),
            Field("tc:places", tr("Designer", "Opens cameras"), hint=places),
            Field("tc:mayskip", tr("Designer", "May be skipped with a reason"), "check"),
            Field("tc:required", tr("Designer", "Never “not applicable”"), "check"),
            Field("tc:until", tr("Designer", "Done by the case's status"), hint="going;there"),
        ),
    )


def _outcome() -> Section:
    return Section(
        tr("Designer", "Answers"),
        (
            Field("tc:outcomes", tr("Designer", "One answer per line"), "list"),
            Field("tc:variable", tr("Designer", "Stored in variable"), "code"),
        ),
    )


PARAMETERS: dict[str, tuple[str, ...]] = {
    "send": ("template", "to", "channel"),
    "request": ("template", "to", "channel"),
    "assign": ("unit", "lead"),
    "open_camera": ("place",),
    "http": ("url", "method", "body"),
    "close_alarm": ("which",),
    "close_incident": ("reason",),
    "note": ("text",),
}
"""Parameters that each action knows."""


def action_of(element: Element) -> str:
    """Return the action of an automatic task: a send task that names none sends."""
    return element.values.get("tc:action", "") or ("send" if element.type == "bpmn:SendTask" else "")


def _action(element: Element) -> Section:
    actions = (
        Choice(
            "",
            tr("Designer", "Choose…")
            if element.type == "bpmn:ServiceTask"
            else tr("Designer", "Send a message"),
        ),
        *(() if element.type == "bpmn:SendTask" else (Choice("send", tr("Designer", "Send a message")),)),
        Choice("assign", tr("Designer", "Assign the incident")),
        Choice("open_camera", tr("Designer", "Open a camera")),
        Choice("http", tr("Designer", "Call a web service")),
        Choice("close_alarm", tr("Designer", "Close the alarm")),
        Choice("close_incident", tr("Designer", "Close the incident")),
        Choice("request", tr("Designer", "Ask and wait for the answer")),
        Choice("note", tr("Designer", "Write a note")),
    )
    names = PARAMETERS.get(action_of(element), ())
    extra = tuple(name for name, _value in element.parameters if name not in names)
    words = parameter_words()
    rows = tuple(
        Field(PARAMETER + name, words.get(name, name), *_parameter_kind(name)) for name in (*names, *extra)
    )
    confirm = Field("tc:confirm", tr("Designer", "A person confirms before it acts"), "check")
    return Section(
        tr("Designer", "Action"),
        (Field("tc:action", tr("Designer", "What it does"), "choice", actions), *rows, confirm),
    )


def _parameter_kind(name: str) -> tuple[FieldKind, tuple[Choice, ...]]:
    if name == "which":
        first, every = tr("Designer", "The first alarm"), tr("Designer", "All alarms of the incident")
        own = tr("Designer", "Its own alarms that are over")
        known = (Choice("first", first), Choice("all", every), Choice("own", own))
        return "choice", (Choice("", tr("Designer", "Choose…")), *known)
    if name == "method":
        return "choice", tuple(Choice(m, m or "GET") for m in ("", "POST", "PUT", "PATCH", "DELETE"))
    return ("text", ()) if name in ("text", "body", "reason") else ("line", ())


def parameter_words() -> dict[str, str]:
    """Return what each known parameter is called."""
    return {
        "template": tr("Designer", "Template"),
        "to": tr("Designer", "To (role, unit, citizen)"),
        "channel": tr("Designer", "Channel"),
        "unit": tr("Designer", "Unit"),
        "lead": tr("Designer", "Person who leads"),
        "place": tr("Designer", "Place or camera"),
        "url": tr("Designer", "Address"),
        "method": tr("Designer", "Method"),
        "body": tr("Designer", "Content"),
        "which": tr("Designer", "Which alarm"),
        "reason": tr("Designer", "Reason"),
        "text": tr("Designer", "Words"),
    }


def _rule() -> Section:
    note = tr("Designer", "CEL over the variables of the run.")
    return Section(
        tr("Designer", "Rule"),
        (
            Field(
                "tc:expression",
                tr("Designer", "Expression"),
                "code",
                hint="n_sos > 10 ? 'cao' : 'thap'",
                note=note,
            ),
            Field("tc:variable", tr("Designer", "Stored in variable"), "code"),
        ),
    )


def _called() -> Section:
    return Section(
        tr("Designer", "Called procedure"),
        (Field("calledElement", tr("Designer", "Id of the procedure"), "code"),),
    )


def _flow() -> Section:
    hint = "tinh_hinh == 'Có ngập'"
    note = tr("Designer", "CEL over the variables of the run; empty: always.")
    return Section(
        tr("Designer", "Condition"),
        (
            Field("condition", tr("Designer", "Taken when"), "code", hint=hint, note=note),
            Field("default", tr("Designer", "Taken when no other is"), "check"),
        ),
    )


def _causes(element: Element) -> list[Section]:
    """Return what starts or ends an event: a time, a message, an error."""
    made = []
    if "timer.kind" in element.values:
        made.append(_timer(element.values["timer.kind"]))
    words = {
        "message.name": tr("Designer", "Message that arrives"),
        "signal.name": tr("Designer", "Signal that arrives"),
        "error.name": tr("Designer", "Error that is caught or raised"),
        "escalation.name": tr("Designer", "Escalation to others"),
    }
    for key, title in words.items():
        if key in element.values:
            made.append(Section(title, (Field(key, tr("Designer", "By this name")),)))
    return made


def _timer(kind: str) -> Section:
    kinds = (
        Choice("timeDuration", tr("Designer", "After a time")),
        Choice("timeCycle", tr("Designer", "Again and again")),
        Choice("timeDate", tr("Designer", "At an instant")),
    )
    hints = {"timeCycle": "R3/PT10M", "timeDate": "2026-11-24T18:00:00+07:00"}
    value = Field(
        "timer.value",
        tr("Designer", "When"),
        "duration" if kind == "timeDuration" else "code",
        hint=hints.get(kind, ""),
    )
    fields = (Field("timer.kind", tr("Designer", "Fires"), "choice", kinds), value, _mode("tc:mode"))
    return Section(tr("Designer", "Timer"), fields)

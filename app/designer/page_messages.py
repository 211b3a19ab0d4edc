"""What the designer's page tells: small, typed messages. Pure."""

from __future__ import annotations

import msgspec


class Element(msgspec.Struct, frozen=True):
    """One element of the drawing as the form shows it."""

    id: str
    type: str
    """`bpmn:UserTask`, …"""
    words: str
    """What such an element is called, in the user's language."""
    values: dict[str, str]
    """By key of the field: `name`, `tc:deadline`, `timer.value`, `process.id`, …; not set: not there."""
    parameters: tuple[tuple[str, str], ...] = ()
    lane: str = ""


class Question(msgspec.Struct, frozen=True):
    """A task whose outcome a dry run needs."""

    id: str
    name: str
    outcomes: tuple[str, ...]


class Started(msgspec.Struct, frozen=True, tag_field="kind", tag="started"):
    """The drawing tool is there; it may be given a file."""


class Imported(msgspec.Struct, frozen=True, tag_field="kind", tag="imported"):
    """A file was drawn."""

    seq: int
    xml: str
    """As the tool writes it: what later changes are compared with."""
    n_drawn: int
    """Shapes and connections."""
    warnings: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


class Refused(msgspec.Struct, frozen=True, tag_field="kind", tag="refused"):
    """A file could not be drawn."""

    seq: int
    reason: str


class Changed(msgspec.Struct, frozen=True, tag_field="kind", tag="changed"):
    """The drawing changed."""

    seq: int
    xml: str
    can_undo: bool
    can_redo: bool
    n_drawn: int
    questions: tuple[Question, ...] = ()


class Selected(msgspec.Struct, frozen=True, tag_field="kind", tag="selected"):
    """An element was selected or its properties changed; without a selection it is the drawing itself."""

    element: Element
    n_selected: int


class Unset(msgspec.Struct, frozen=True, tag_field="kind", tag="unset"):
    """A field's value was not taken."""

    reason: str


class Handed(msgspec.Struct, frozen=True, tag_field="kind", tag="handed"):
    """The drawing as asked for by `call`; `reason` says why there is none."""

    call: int
    text: str
    n_drawn: int = 0
    questions: tuple[Question, ...] = ()
    reason: str = ""


class Untranslated(msgspec.Struct, frozen=True, tag_field="kind", tag="untranslated"):
    """The page asked for a text that its dictionary lacks."""

    text: str


class Kinds(msgspec.Struct, frozen=True, tag_field="kind", tag="kinds"):
    """What each element of the drawing is called."""

    words: tuple[str, ...]


PageEvent = Started | Imported | Refused | Changed | Selected | Unset | Handed | Untranslated | Kinds


def read_event(text: str) -> PageEvent:
    """Return the message in a JSON text of the page.

    Raises:
        msgspec.DecodeError: it is none.
    """
    event: PageEvent = msgspec.json.decode(text, type=PageEvent)
    return event

"""The drawing in the middle: a page with bpmn-js that may die and come back without losing a stroke."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Iterable

import msgspec
from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.designer.page_messages import (
    Changed,
    Handed,
    Imported,
    PageEvent,
    Refused,
    Started,
    Untranslated,
    read_event,
)
from widgets.parts.web_surface import PageMessage, WebSurface
from widgets.theme.look import Look, Tokens

log = logging.getLogger(__name__)
tr = QCoreApplication.translate

PAGE = "designer/index.html"
PAPER = {"shape": "#FFFFFF", "stroke": "#1B242C", "text": "#10181F"}
"""Colours of the drawing on paper."""

OnHanded = Callable[[Handed], None]


class Canvas(QWidget):
    """Shows and edits one drawing; keeps its newest text, so that a crash of the page costs nothing."""

    told = Signal(object)
    """A `PageEvent`, in the page's order."""
    condition_changed = Signal()
    """`failure` changed."""

    def __init__(self, look: Look, language: str, parent: QWidget | None = None) -> None:
        """Load the page; what is opened before it is ready waits for it."""
        super().__init__(parent)
        self._look, self._language = look, language
        self._xml = ""
        self._seq = 0
        self._fresh = False
        """The text was opened and has not been drawn yet; else it is drawn again after a crash."""
        self._drawing = False
        """The page was given the text and has not said that it drew it."""
        self._ready = False
        self._calls: dict[int, OnHanded] = {}
        self._call_ids = itertools.count(1)
        self.surface = WebSurface(PAGE, look, self)
        self.surface.told.connect(self._take)
        self.surface.condition_changed.connect(self._note_condition)
        self.setFocusProxy(self.surface)

    @property
    def failure(self) -> str:
        """Why the page is down, empty while it lives."""
        return self.surface.failure

    # ---- what goes in -----------------------------------------------------------------------------

    @Slot(str)
    def open(self, xml: str) -> None:
        """Draw another file; `Imported` or `Refused` follows."""
        self._xml, self._fresh = xml, True
        self._draw()

    @Slot(str)
    def open_again(self, xml: str) -> None:
        """Draw the former text once more; `Changed` follows."""
        self._xml, self._fresh = xml, False
        self._draw()

    def set_field(self, element_id: str, key: str, value: str) -> None:
        """Set one property of an element; empty takes it away."""
        self._call("set", {"id": element_id, "key": key, "value": value})

    def set_parameters(self, element_id: str, pairs: Iterable[tuple[str, str]]) -> None:
        """Replace the parameters of a task."""
        self._call("setParameters", {"id": element_id, "pairs": list(pairs)})

    def select(self, element_id: str) -> None:
        """Select an element and bring it into view."""
        self._call("select", {"id": element_id})

    def zoom(self, how: str) -> None:
        """Zoom `in`, `out`, to `fit` or to `full` size."""
        self._call("zoom", {"how": how})

    def undo(self) -> None:
        """Take the last change back."""
        self._call("undo", {})

    def redo(self) -> None:
        """Do again what was taken back."""
        self._call("redo", {})

    def show_findings(self, levels: dict[str, str]) -> None:
        """Mark elements with `error` or `warning`."""
        self._call("showFindings", {"levels": levels})

    def show_trace(self, element_ids: Iterable[str]) -> None:
        """Show the way of a dry run."""
        self._call("showTrace", {"ids": list(element_ids)})

    def name_kinds(self) -> None:
        """Ask what each drawn element is called; `Kinds` follows."""
        self._call("kinds", {})

    def hand(self, what: str, on_handed: OnHanded) -> None:
        """Ask for the drawing as `xml` or `svg`; while the page is down the newest text is the answer."""
        call_id = next(self._call_ids)
        if self._ready:
            self._calls[call_id] = on_handed
            self._call("hand", {"call": call_id, "what": what})
        elif what == "xml":
            on_handed(Handed(call_id, self._xml))
        else:
            on_handed(Handed(call_id, "", reason=self.failure or "the page is being loaded"))

    def release(self) -> None:
        """End the page."""
        self._ready = False
        self.surface.release()

    # ---- what comes out ---------------------------------------------------------------------------

    @Slot(object)
    def _take(self, message: PageMessage) -> None:
        if message.kind == "ready":
            content = {"language": self._language, "tokens": page_tokens(self._look.tokens), "paper": PAPER}
            self.surface.call("start", content)
            return
        if message.kind in ("beat", "fault"):
            return
        try:
            event = read_event(message.words)
        except msgspec.DecodeError as error:
            log.warning("the designer's page told something unreadable (%s): %s", message.kind, error)
            return
        self._note(event)

    def _note(self, event: PageEvent) -> None:
        match event:
            case Started():
                self._ready = True
                self.surface.end_outage()
                self._draw()
            case Imported() if not self._fresh:
                event = Changed(event.seq, event.xml, False, False, event.n_drawn, event.questions)
            case Imported() | Refused() if event.seq != self._seq:
                return
            case Handed():
                on_handed = self._calls.pop(event.call, None)
                if on_handed is not None:
                    on_handed(event)
                return
            case Untranslated():
                log.warning("no translation in the page's dictionary: %r", event.text)
            case _:
                pass
        if isinstance(event, Imported | Refused):
            self._fresh = False
        if isinstance(event, Imported | Refused | Changed):
            self._drawing = False
        if isinstance(event, Imported | Changed):
            self._xml = event.xml
        self.told.emit(event)

    @Slot()
    def _note_condition(self) -> None:
        if self.failure:
            self._ready = False
            calls, self._calls = self._calls, {}
            for call_id, on_handed in calls.items():
                on_handed(Handed(call_id, self._xml, reason=self.failure))
            self._give_up()
        self.condition_changed.emit()

    def _give_up(self) -> None:
        """Refuse a text that the page died of while it drew it first: it would die of it again."""
        if self._drawing and self._fresh:
            self._drawing = self._fresh = False
            self._xml = ""
            self.told.emit(Refused(self._seq, tr("Designer", "the page ended while it was drawn")))

    def _draw(self) -> None:
        if self._ready and self._xml:
            self._seq += 1
            self._drawing = True
            self._call("load", {"seq": self._seq, "xml": self._xml})

    def _call(self, function: str, argument: object) -> None:
        if self._ready:
            self.surface.call(function, argument)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the widget."""
        self.surface.setGeometry(0, 0, self.width(), self.height())


def page_tokens(tokens: Tokens) -> dict[str, str]:
    """Return the colours of a theme by the names that the page's style uses."""
    names = ("ground", "tile", "line", "text", "critical", "high", "done", "focus")
    return {
        **{name: getattr(tokens, name) for name in names},
        "text-second": tokens.text_second,
        "text-third": tokens.text_third,
        "shape": tokens.tile,
        "stroke": tokens.text_second,
        "allowed": tokens.rain[1],
        "refused": tokens.ground,
        "plate": "#E8EDF2",
    }

"""One page of the case window: headed sections of lines, each a name and words that wrap."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from widgets.parts.control_bar import label
from widgets.theme.fonts import HEAD_WEIGHT
from widgets.theme.look import Look

LABEL_DESK_PX = 168
WIDE_DESK_PX = 900


class PageLine(msgspec.Struct, frozen=True):
    """One line of a section."""

    name: str
    """At the left, in third text."""
    words: str
    note: str = ""
    """Beneath the words, smaller."""
    colour: str = ""
    strong: bool = False
    link: str = ""
    """What is chosen by a click on the words; empty: nothing."""


class PageSection(msgspec.Struct, frozen=True):
    """Lines beneath a heading."""

    head: str
    """Empty: the page's tab says it."""
    lines: tuple[PageLine, ...]
    empty: str = ""
    """Said where there are no lines."""
    aside: bool = False
    """In the second column, where there is room for two."""


class _Link(QLabel):
    """Words that can be clicked."""

    clicked = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Report the click."""
        self.clicked.emit()


def clear(scroll: QScrollArea, look: Look) -> None:
    """Give a scroll area and what it shows the ground of a tile: a style sheet, for one undoes palettes."""
    inner = scroll.widget()
    if inner is not None:
        inner.setObjectName("ground")
    ground = look.tokens.tile
    scroll.setStyleSheet(f"QScrollArea, QWidget#ground {{ background: {ground}; }}")


class CasePage(QScrollArea):
    """Sections one beneath the other; built anew only where they changed."""

    link_chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._look = look
        self.sections: Sequence[PageSection] = ()
        self._n_parts = 0
        self._before: list[QWidget] = []
        self._inner = QWidget(self)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._inner)
        self._sides.setContentsMargins(look.px(16), look.px(10), look.px(16), look.px(10))
        self._sides.setSpacing(look.px(28))
        self._columns = QVBoxLayout(), QVBoxLayout()
        for column, share in zip(self._columns, (3, 2), strict=True):
            column.setSpacing(look.px(4))
            column.addStretch(1)
            self._sides.addLayout(column, share)
        self.setWidget(self._inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        clear(self, look)

    def add_part(self, part: QWidget) -> None:
        """Let a widget stand at the head of the second column."""
        self._columns[1].insertWidget(0, part)
        self._n_parts += 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in two columns where there is room."""
        super().resizeEvent(event)
        wide = self.width() >= self._look.px(WIDE_DESK_PX)
        side, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._sides.setDirection(side if wide else down)

    def set_sections(self, sections: Sequence[PageSection]) -> None:
        """Show `sections`."""
        if list(sections) == list(self.sections):
            return
        self.sections = sections
        for old in self._before:
            old.hide()
            old.deleteLater()
        self._before = []
        at = [0, self._n_parts]
        for section in sections:
            widget, column = self._section(section), int(section.aside)
            self._columns[column].insertWidget(at[column], widget)
            at[column] += 1
            self._before.append(widget)

    def words(self) -> str:
        """Return all that the page says, line by line."""
        lines = [(section.head, section.empty if not section.lines else "") for section in self.sections]
        said = [part for head in lines for part in head if part]
        for section in self.sections:
            said += [" ".join(p for p in (x.name, x.words, x.note) if p) for x in section.lines]
        return "\n".join(said)

    def _section(self, section: PageSection) -> QWidget:
        look = self._look
        made = QWidget(self._inner)
        grid = QGridLayout(made)
        grid.setContentsMargins(0, look.px(4), 0, look.px(10))
        grid.setHorizontalSpacing(look.px(12))
        grid.setVerticalSpacing(look.px(7))
        if section.head:
            head = label(look, 16, 600, look.tokens.text_third)
            head.setText(section.head)
            grid.addWidget(head, 0, 0, 1, 2)
        lines = section.lines or (PageLine("", section.empty, colour=look.tokens.text_second),)
        named = any(line.name for line in lines)
        for at, line in enumerate(lines, 1):
            if named:
                name = label(look, 17, colour=look.tokens.text_third)
                name.setText(line.name)
                name.setWordWrap(True)
                name.setFixedWidth(look.px(LABEL_DESK_PX))
                grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._words(line), at, int(named))
        grid.setColumnStretch(int(named), 1)
        return made

    def _words(self, line: PageLine) -> QWidget:
        look = self._look
        weight = HEAD_WEIGHT if line.strong else 500
        colour = line.colour or (look.tokens.focus if line.link else look.tokens.text)
        words: QLabel = _Link() if line.link else QLabel()
        model = label(look, 18, weight, colour)
        words.setFont(model.font())
        words.setStyleSheet(model.styleSheet())
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        words.setText(line.words)
        if isinstance(words, _Link):
            link = line.link
            words.setCursor(Qt.CursorShape.PointingHandCursor)
            words.clicked.connect(lambda: self.link_chosen.emit(link))
        if not line.note:
            return words
        both = QWidget(self._inner)
        box = QVBoxLayout(both)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        note = label(look, 16, colour=look.tokens.text_second)
        note.setWordWrap(True)
        note.setText(line.note)
        box.addWidget(words)
        box.addWidget(note)
        return both

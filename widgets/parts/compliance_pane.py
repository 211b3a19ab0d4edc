"""One place's parameters over the tile: verdict, result, limit, and the certificate behind them."""

from __future__ import annotations

import datetime as dt
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from backend.contract.case_requests import CasePage, FindCases
from backend.contract.cases import CaseFile, CaseQuery
from backend.contract.compliance import Compliance
from backend.contract.messages import ReplyBody
from widgets.logic import formats
from widgets.logic.compliance import Finding, findings
from widgets.parts.compliance_words import SHAPES, colour, finding_note, result_words, verdict_word
from widgets.parts.control_bar import label
from widgets.parts.lines_pane import Line, LinesPane
from widgets.theme.fonts import HEAD_WEIGHT, text_font
from widgets.tile import TileContext

translate = QCoreApplication.translate
DEADLINE_S = 10.0
MOST_CERTIFICATES = 100
_BACK = (Qt.Key.Key_Escape, Qt.Key.Key_Backspace)
_SCROLL = {Qt.Key.Key_Down: 60, Qt.Key.Key_Up: -60, Qt.Key.Key_PageDown: 400, Qt.Key.Key_PageUp: -400}


class CompliancePane(QWidget):
    """C opens the certificate, P the place's record, Esc goes back."""

    closed = Signal()
    case_chosen = Signal(str)
    place_chosen = Signal(str)

    def __init__(self, context: TileContext, place_id: str, parent: QWidget) -> None:
        """Show a place; `show_sheet` brings the parameters."""
        super().__init__(parent)
        self.context, self.place_id = context, place_id
        self.found: Compliance | None = None
        self.certificate = ""
        """Case that holds the newest result, once it is known."""
        look = context.look
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        palette = self.palette()
        palette.setColor(self.backgroundRole(), QColor(look.tokens.tile))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        self.head = label(look, 22, HEAD_WEIGHT)
        self.note = label(look, 16, colour=look.tokens.text_second)
        self.lines = LinesPane(look, "", translate("Compliance", "Nothing is asked for here."))
        self.page = QScrollArea(self)
        self.page.setWidgetResizable(True)
        self.page.setFrameShape(QScrollArea.Shape.NoFrame)
        self.page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.page.setWidget(self.lines)
        self.open_certificate = QPushButton(translate("Compliance", "Certificate (C)"), self)
        self.open_place = QPushButton(translate("Compliance", "Record of the place (P)"), self)
        self.open_certificate.clicked.connect(self._open_certificate)
        self.open_place.clicked.connect(lambda: self.place_chosen.emit(self.place_id))
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(16), look.px(10), look.px(16), look.px(10))
        box.setSpacing(look.px(6))
        for part in (self.head, self.note, self.page, self.open_certificate, self.open_place):
            box.addWidget(part, 1 if part is self.page else 0)
        tokens = look.tokens
        for button in (self.open_certificate, self.open_place):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setFont(text_font(look, 17))
            button.setMinimumHeight(look.px(40))
            button.setStyleSheet(
                f"QPushButton {{ color: {tokens.text}; background: {tokens.ground};"
                f" border: 1px solid {tokens.line}; border-radius: 4px; }}"
            )
        self.open_certificate.hide()

    # ---- what is shown ----------------------------------------------------------------------------

    def show_sheet(self, found: Compliance, name: str) -> None:
        """Show the parameters of the place, and look for its certificate."""
        self.found = found
        there = findings(found, self.place_id)
        self.head.setText(name)
        self.note.setText(self._judged_by(there))
        self.lines.set_lines([self._line(finding) for finding in there])
        self.lines.setMinimumHeight(self.lines.wanted_height())
        self._ask_for_certificate(there)

    def _judged_by(self, there: list[Finding]) -> str:
        if self.found is None:
            return ""
        used = dict.fromkeys(f.cell.limit_set for f in there if f.cell.limit_set)
        language = self.context.language
        names = [self.found.sets[each].in_language(language) for each in used if each in self.found.sets]
        newest = _newest(there)
        zone = self.context.live.state.centre.timezone
        words = [translate("Compliance", "judged by {sets}").format(sets=", ".join(names))] if names else []
        if newest is not None:
            day = formats.date(newest, zone, language)
            words.append(translate("Compliance", "newest sample {day}").format(day=day))
        return " · ".join(words) or translate("Compliance", "no regulation is known for this place")

    def _line(self, finding: Finding) -> Line:
        language, look = self.context.language, self.context.look
        cell, parameter = finding.cell, finding.parameter
        result = result_words(cell, parameter, language)
        word = verdict_word(cell.verdict)
        loud = cell.verdict in ("fail", "inconclusive")
        return Line(
            left=parameter.name.in_language(language),
            right=word if cell.value is None else f"{result} · {word}",
            note=finding_note(finding, language),
            shape=SHAPES[cell.verdict],
            right_colour=colour(cell.verdict, look) if cell.verdict != "pass" else "",
            strong=loud,
            stale=cell.verdict == "missing",
        )

    # ---- the certificate --------------------------------------------------------------------------

    def _ask_for_certificate(self, there: list[Finding]) -> None:
        info = self.found.certificates if self.found is not None else None
        sampled_at = _newest(there)
        if info is None or sampled_at is None:
            return
        query = CaseQuery(kind=info.kind, data={info.place: self.place_id})
        body = FindCases(query, "newest", 0, MOST_CERTIFICATES)
        self.context.live.request(body, partial(self._take, info.sampled, sampled_at), DEADLINE_S)

    def _take(self, field: str, sampled_at: float, reply: ReplyBody) -> None:
        if not isinstance(reply, CasePage) or not reply.rows:
            return
        near = min(reply.rows, key=lambda file: _distance(file, field, sampled_at))
        self.certificate = near.case_id
        words = translate("Compliance", "Certificate {code} (C)").format(code=near.case_id)
        self.open_certificate.setText(words)
        self.open_certificate.show()

    def _open_certificate(self) -> None:
        if self.certificate:
            self.case_chosen.emit(self.certificate)

    # ---- hands ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll, open what is behind, or go back."""
        key = Qt.Key(event.key())
        bar = self.page.verticalScrollBar()
        if key in _BACK:
            self.closed.emit()
        elif key in _SCROLL:
            bar.setValue(bar.value() + self.context.look.px(_SCROLL[key]))
        elif key == Qt.Key.Key_C:
            self._open_certificate()
        elif key == Qt.Key.Key_P:
            self.place_chosen.emit(self.place_id)
        else:
            super().keyPressEvent(event)


def _newest(there: list[Finding]) -> float | None:
    return max((f.cell.sampled_at for f in there if f.cell.sampled_at is not None), default=None)


def _distance(file: CaseFile, field: str, sampled_at: float) -> float:
    """Return how far a certificate's sampling is from an instant, s; one that does not say it is far."""
    try:
        at = dt.datetime.fromisoformat(file.data.get(field, ""))
    except ValueError:
        return float("inf")
    return abs(at.timestamp() - sampled_at)

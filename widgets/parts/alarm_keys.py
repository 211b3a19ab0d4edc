"""The line of keys at the foot of the alarm list: what is possible for the chosen row."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from widgets.logic.alarm_groups import Group, Row, incident_of, joinable
from widgets.logic.alarm_list import Which
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, sized_font
from widgets.theme.look import Look

translate = QCoreApplication.translate
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def keeps_escape(event: QEvent) -> bool:
    """Accept Esc for the widget that asks, before the wall's own Esc puts a tile back; say so."""
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
        return False
    if event.key() != Qt.Key.Key_Escape:
        return False
    event.accept()
    return True


class KeyHint(msgspec.Struct, frozen=True):
    """One key and what it does now."""

    key: str
    words: str


class Situation(msgspec.Struct, frozen=True):
    """What decides which keys do something."""

    row: Row | None
    which: Which = "listed"
    grouped: bool = False
    guidance: bool = False
    """The guidance is open."""
    procedure: bool = False
    """The alarm's procedure can be started."""
    silenced: bool = False


def keys_for(now: Situation) -> list[KeyHint]:
    """Return the keys that do something, the most needed ones first."""
    hints = [*_row_keys(now), *_guidance_keys(now)] if now.row is not None else []
    other = translate("AlarmKeys", "single alarms") if now.grouped else translate("AlarmKeys", "group")
    back = translate("AlarmKeys", "back to the list")
    if now.which == "listed":
        hints.append(KeyHint("T", other))
    hints.append(
        KeyHint("M", translate("AlarmKeys", "sound on") if now.silenced else translate("AlarmKeys", "mute"))
    )
    hints.append(KeyHint("H", back if now.which == "hidden" else translate("AlarmKeys", "put aside")))
    return hints


def _row_keys(now: Situation) -> list[KeyHint]:
    if isinstance(now.row, Group):
        unfold = translate("AlarmKeys", "close") if now.row.open else translate("AlarmKeys", "open")
        return [
            KeyHint("←" if now.row.open else "→", unfold),
            *([KeyHint("A", translate("AlarmKeys", "take all"))] if now.row.n_unacknowledged else []),
            KeyHint("G", translate("AlarmKeys", "give all")),
            KeyHint("C", translate("AlarmKeys", "remark")),
        ]
    operator = now.row.alarm.operator if now.row is not None else "none"
    comment = KeyHint("C", translate("AlarmKeys", "remark"))
    match operator:
        case "unacknowledged" | "acknowledged":
            return [
                KeyHint("A", translate("AlarmKeys", "take")),
                KeyHint("G", translate("AlarmKeys", "give")),
                KeyHint("S", translate("AlarmKeys", "shelve")),
                comment,
            ]
        case "shelved":
            return [KeyHint("U", translate("AlarmKeys", "bring back")), comment]
        case _:
            return [comment]


def _guidance_keys(now: Situation) -> list[KeyHint]:
    hints = []
    if now.guidance and now.procedure:
        hints.append(KeyHint("P", translate("AlarmKeys", "start the procedure")))
    if incident_of(now.row):
        hints.append(KeyHint("I", translate("AlarmKeys", "incident")))
    elif joinable(now.row):
        hints.append(KeyHint("J", translate("AlarmKeys", "into an incident")))
    hints.append(
        KeyHint("Enter", translate("AlarmKeys", "record"))
        if now.guidance
        else KeyHint("Enter", translate("AlarmKeys", "guidance"))
    )
    return hints


class KeyLine(QWidget):
    """Keys side by side; those that do not fit are left out from the end."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Start empty."""
        super().__init__(parent)
        self._look = look
        self.hints: Sequence[KeyHint] = ()
        self.setFixedHeight(look.px(42))

    def set_hints(self, hints: Sequence[KeyHint]) -> None:
        """Show keys."""
        if list(hints) != list(self.hints):
            self.hints = hints
            self.setAccessibleName(" · ".join(f"{hint.key} {hint.words}" for hint in hints))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint each key in its frame and its words after it."""
        look, tokens = self._look, self._look.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(0, 0, self.width(), 0)
        cap, words = sized_font(look.px(15), HEAD_WEIGHT), sized_font(look.px(16), TEXT_WEIGHT)
        x, high, right = float(look.px(16)), look.px(25), self.width() - look.px(12)
        for hint in self.hints:
            key_px = max(high, QFontMetricsF(cap).horizontalAdvance(hint.key) + look.px(12))
            words_px = QFontMetricsF(words).horizontalAdvance(hint.words)
            if x + key_px + look.px(6) + words_px > right:
                break
            box = QRectF(x, (self.height() - high) / 2 + 0.5, key_px, high)
            painter.setPen(QPen(QColor(tokens.text_third), 1))
            painter.drawRoundedRect(box, 3, 3)
            painter.setFont(cap)
            painter.setPen(QColor(tokens.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, hint.key)
            x = box.right() + look.px(6)
            painter.setFont(words)
            painter.setPen(QColor(tokens.text_second))
            painter.drawText(QRectF(x, 0, words_px + 4, self.height()), int(_LEFT), hint.words)
            x += words_px + look.px(16)
        painter.end()

"""The pyramid of a queue: old cases on top, what is calm at the left, what is urgent at the right."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from widgets.logic import formats
from widgets.logic.queue_ages import CALM, URGENT, Standing
from widgets.logic.shown_number import ShownNumber
from widgets.parts.board_colours import due_colour, due_shape
from widgets.parts.board_words import due_word
from widgets.parts.number_pane import NumberPane, Spot, spot_of
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, fitted_font, sized_font
from widgets.theme.look import Look
from widgets.theme.shapes import paint_hatch, paint_shape

KEY_SHARE = 0.4
"""The key takes at most so much of the height."""
HEAD_DESK_PX, MIDDLE_DESK_PX, NUMBER_DESK_PX = 44, 118, 62
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class FloorFace(msgspec.Struct, frozen=True):
    """One age bucket."""

    name: str
    pieces: dict[Standing, ShownNumber]
    calm: ShownNumber | None
    urgent: ShownNumber | None
    """Sums of the two sides; None: nothing is there."""


class AgesPyramid(NumberPane):
    """Every piece and every sum opens its list."""

    def __init__(self, look: Look, language: str, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(look, parent)
        self._language = language
        self._floors: tuple[FloorFace, ...] = ()
        self._totals: dict[Standing, ShownNumber] = {}

    def floors(self) -> tuple[FloorFace, ...]:
        """Return the buckets, oldest first."""
        return self._floors

    def set_floors(self, floors: tuple[FloorFace, ...], totals: dict[Standing, ShownNumber]) -> None:
        """Show other counts, the oldest bucket first; `totals` stand in the key above."""
        self._floors, self._totals = floors, totals
        self.renew()

    # ---- room ---------------------------------------------------------------------------------

    def _box(self, k: int) -> QRectF:
        look = self._look
        top = look.px(HEAD_DESK_PX) * len(self._key_lines())
        high = (self.height() - top - look.px(6)) / max(1, len(self._floors))
        return QRectF(0, top + k * high, self.width(), high)

    def _sides(self) -> tuple[float, float, float]:
        """Return the middle column's edges, and the length of the longest bar (px)."""
        look = self._look
        middle = min(look.px(MIDDLE_DESK_PX), self.width() * 0.26)
        left = (self.width() - middle) / 2
        return left, left + middle, max(4.0, left - self._number_px() - look.px(6))

    def _number_px(self) -> float:
        """Return the room for a sum beyond its bar (px)."""
        return min(float(self._look.px(NUMBER_DESK_PX)), self.width() * 0.17)

    def _most(self) -> int:
        sums = [n.n for floor in self._floors for n in (floor.calm, floor.urgent) if n is not None]
        return max(sums, default=1) or 1

    def _pieces(self, floor: FloorFace, box: QRectF) -> list[tuple[QRectF, Standing]]:
        left, right, longest = self._sides()
        high = min(box.height() * 0.72, self._look.px(36))
        y = box.center().y() - high / 2
        found: list[tuple[QRectF, Standing]] = []
        for standings, start, way in ((CALM, left, -1), (URGENT, right, 1)):
            x = start
            for standing in standings:
                number = floor.pieces.get(standing)
                wide = longest * number.n / self._most() if number is not None else 0.0
                if wide:
                    found.append((QRectF(x - wide if way < 0 else x, y, wide, high), standing))
                    x += way * wide
        return found

    def _sum_box(self, floor: FloorFace, box: QRectF, *, urgent: bool) -> QRectF:
        """Return where the sum of a side stands: beyond its bar's end."""
        look = self._look
        ends = [where for where, standing in self._pieces(floor, box) if (standing in URGENT) is urgent]
        left, right, _longest = self._sides()
        wide = self._number_px()
        if urgent:
            edge = max((where.right() for where in ends), default=right)
            return QRectF(edge + look.px(6), box.top(), wide, box.height())
        edge = min((where.left() for where in ends), default=left)
        return QRectF(edge - look.px(6) - wide, box.top(), wide, box.height())

    def make_spots(self) -> list[Spot]:
        """Return pieces, sums and the key's totals."""
        found: list[Spot] = []
        for k, floor in enumerate(self._floors):
            box = self._box(k)
            for where, standing in self._pieces(floor, box):
                found.append(spot_of(where, floor.pieces[standing], self._tip(floor.pieces[standing])))
            for number, urgent in ((floor.calm, False), (floor.urgent, True)):
                if number is not None:
                    found.append(spot_of(self._sum_box(floor, box, urgent=urgent), number, self._tip(number)))
        return found + [spot_of(box, self._totals[s], self._tip(self._totals[s])) for box, s in self._key()]

    def _tip(self, number: ShownNumber) -> str:
        return f"{number.words}: {formats.number(number.n, 0, self._language)}"

    # ---- the key ------------------------------------------------------------------------------

    def _key_words(self, standing: Standing) -> tuple[str, str]:
        return due_word(standing), formats.number(self._totals[standing].n, 0, self._language)

    def _key_wide(self, standing: Standing) -> float:
        look = self._look
        words, count = self._key_words(standing)
        text = QFontMetricsF(sized_font(look.px(16), TEXT_WEIGHT)).horizontalAdvance(words)
        number = QFontMetricsF(sized_font(look.px(18), HEAD_WEIGHT)).horizontalAdvance(count)
        return text + number + look.px(14 + 7 + 7 + 22)

    def _key_lines(self) -> list[list[Standing]]:
        """Return the key's entries line by line; of a low tile only those that there is room for."""
        order: tuple[Standing, ...] = ("on_time", "paused", "none", "near", "overdue")
        shown = [s for s in order if s in self._totals and (self._totals[s].n or s in ("on_time", *URGENT))]
        free, used = self.width() - 2 * self._look.px(12), 0.0
        lines: list[list[Standing]] = [[]]
        for standing in shown:
            wide = self._key_wide(standing)
            if used + wide > free and lines[-1]:
                lines.append([])
                used = 0.0
            lines[-1].append(standing)
            used += wide
        n_most = int(self.height() * KEY_SHARE // self._look.px(HEAD_DESK_PX))
        return lines[len(lines) - min(len(lines), n_most) :]  # what is urgent stands in the last one

    def _key(self) -> list[tuple[QRectF, Standing]]:
        look, found = self._look, []
        for k, line in enumerate(self._key_lines()):
            free = self.width() - sum(self._key_wide(s) for s in line)
            left = max(look.px(12), free / 2)
            for standing in line:
                wide = self._key_wide(standing)
                high = look.px(HEAD_DESK_PX)
                found.append((QRectF(left, k * high + 2, wide - look.px(12), high - 4), standing))
                left += wide
        return found

    def _paint_key(self, painter: QPainter) -> None:
        look, tokens = self._look, self._look.tokens
        for box, standing in self._key():
            side = look.px(14)
            sign = QRectF(box.left(), box.center().y() - side / 2, side, side)
            shape = due_shape(standing)
            if shape is not None:
                paint_shape(painter, sign.adjusted(-1, -1, 1, 1), shape, look)
            else:
                self._fill(painter, sign, standing)
            words, count = self._key_words(standing)
            rest = QRectF(box)
            rest.setLeft(sign.right() + look.px(7))
            painter.setFont(sized_font(look.px(16), TEXT_WEIGHT))
            painter.setPen(QColor(tokens.text_second))
            painter.drawText(rest, _LEFT, words)
            rest.setLeft(rest.left() + QFontMetricsF(painter.font()).horizontalAdvance(words) + look.px(7))
            painter.setFont(sized_font(look.px(18), HEAD_WEIGHT))
            painter.setPen(QColor(tokens.text))
            painter.drawText(rest, _LEFT, count)

    # ---- painting -----------------------------------------------------------------------------

    def _fill(self, painter: QPainter, box: QRectF, standing: Standing) -> None:
        painter.fillRect(box, QColor(due_colour(standing, self._look)))
        if standing == "paused":
            paint_hatch(painter, box, self._look, 9)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the key and the floors."""
        look, tokens = self._look, self._look.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_key(painter)
        left, right, _longest = self._sides()
        for k, floor in enumerate(self._floors):
            box = self._box(k)
            painter.setPen(QPen(QColor(tokens.line), 1))
            painter.drawLine(QLineF(look.px(16), box.top(), self.width() - look.px(16), box.top()))
            for where, standing in self._pieces(floor, box):
                self._fill(painter, where, standing)
            name = QRectF(left, box.top(), right - left, box.height()).adjusted(look.px(4), 0, -look.px(4), 0)
            px = min(look.px(17), int(box.height() * 0.7))
            painter.setFont(fitted_font(floor.name, name.width(), px, TEXT_WEIGHT))
            painter.setPen(QColor(tokens.text_second))
            painter.drawText(name, _CENTRE, floor.name)
            for number, urgent in ((floor.calm, False), (floor.urgent, True)):
                if number is None:
                    continue
                painter.setFont(sized_font(min(look.px(19), int(box.height() * 0.75)), HEAD_WEIGHT))
                painter.setPen(QColor(tokens.text))
                words = formats.number(number.n, 0, self._language)
                where = self._sum_box(floor, box, urgent=urgent)
                painter.drawText(where, _LEFT if urgent else _RIGHT, words)
        self.paint_chosen(painter)
        painter.end()

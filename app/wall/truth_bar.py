"""The truth bar: the same 48 px on every monitor, saying how much of the picture can be believed."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QCoreApplication, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.wall.geometry import TRUTH_BAR_PX
from app.wall.truth import TruthFigures
from widgets.logic import formats
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, sized_font
from widgets.theme.look import Look

_PAD_PX = 18
_GAP_PX = 26
_TEXT_PX, _CLOCK_PX = 18, 24


class Run(msgspec.Struct, frozen=True):
    """Words of one colour."""

    text: str
    colour: str
    weight: int = TEXT_WEIGHT
    size_px: int = _TEXT_PX

    def font(self) -> QFont:
        """Return the face of these words; the bar does not grow with the density."""
        return sized_font(self.size_px, self.weight)


class Segment(msgspec.Struct, frozen=True):
    """One figure of the bar."""

    runs: tuple[Run, ...]
    rank: int
    """Lower stays longer where room is short."""

    def width_px(self) -> float:
        """Return the width of the segment's words."""
        return sum(QFontMetricsF(run.font()).horizontalAdvance(run.text) for run in self.runs)


class TruthBar(QWidget):
    """Painted once a second, or when something on it changes."""

    def __init__(self, monitor: str, look: Look, language: str, now: Callable[[], float]) -> None:
        """Show nothing but the monitor's name and the clock until `show_figures`."""
        super().__init__()
        self._monitor, self._look, self._language, self._now = monitor, look, language, now
        self._figures = TruthFigures()
        self._layout_name = self._timezone = self._announcement = ""
        self.setFixedHeight(TRUTH_BAR_PX)
        self._announced = QTimer(self, singleShot=True)
        self._announced.timeout.connect(lambda: self.announce("", 0.0))

    def restyle(self, look: Look, language: str) -> None:
        """Take another theme or language."""
        self._look, self._language = look, language
        self.update()

    def show_figures(self, figures: TruthFigures, layout_name: str, timezone: str) -> None:
        """Show figures; `timezone` is the centre's."""
        self._figures, self._layout_name, self._timezone = figures, layout_name, timezone
        self.setAccessibleName(self.words())
        self.update()

    def announce(self, words: str, for_s: float) -> None:
        """Say why the wall changed, in place of the layout's name, for a while."""
        self._announcement = words
        if words:
            self._announced.start(round(for_s * 1000))
        self.update()

    def words(self) -> str:
        """Return everything that the bar says, for tests and screen readers."""
        segments = [*self.left_segments(), *self.right_segments()]
        return " · ".join("".join(run.text for run in segment.runs) for segment in segments)

    # ---- what it says -----------------------------------------------------------------------------

    def left_segments(self) -> list[Segment]:
        """Return the figures at the left, in order."""
        t, f, translate = self._look.tokens, self._figures, QCoreApplication.translate
        scene = Segment((Run(self._scene_words(), t.text_second),), 2)
        found = [Segment((Run(self._monitor, t.text, HEAD_WEIGHT),), 1)]
        if f.link_fault:
            words = translate("TruthBar", "Link lost: %1").replace("%1", f.link_fault)
            return [*found, Segment((Run("○ " + words, t.critical, HEAD_WEIGHT),), 0), scene]
        found.append(scene)
        found.append(self._count("◧ ", f.n_tiles_alive, f.n_tiles, translate("TruthBar", "tiles alive"), 3))
        found.append(self._count("⇄ ", f.n_sources_alive, f.n_sources, translate("TruthBar", "sources"), 4))
        if f.oldest_s is not None:
            age = formats.duration(f.oldest_s, self._language)
            colour = t.age if f.oldest_late else t.text
            label = Run(translate("TruthBar", "Oldest figure") + " ", t.text_second)
            found.append(Segment((label, Run(age, colour, 600)), 5))
        found.append(self._chain())
        if f.n_shelved:
            number = Run(f"‖ {f.n_shelved} ", t.text, 600)
            found.append(Segment((number, Run(translate("TruthBar", "shelved"), t.text_second)), 7))
        return found

    def right_segments(self) -> list[Segment]:
        """Return shift, officer, clock and date, in order."""
        t, f, now = self._look.tokens, self._figures, self._now()
        duty = " · ".join(part for part in (f.shift, f.officer) if part)
        found = [Segment((Run(duty, t.text_second),), 6)] if duty else []
        found.append(Segment((Run(formats.clock(now, self._timezone), t.text, HEAD_WEIGHT, _CLOCK_PX),), 0))
        found.append(Segment((Run(formats.date(now, self._timezone, self._language), t.text_second),), 2))
        return found

    def _scene_words(self) -> str:
        if self._announcement:
            return self._announcement
        return QCoreApplication.translate("TruthBar", "Scene: %1").replace("%1", self._layout_name)

    def _count(self, sign: str, n_alive: int, n_all: int, words: str, rank: int) -> Segment:
        t = self._look.tokens
        colour = t.text if n_alive == n_all else t.age
        return Segment((Run(f"{sign}{n_alive}/{n_all} ", colour, 600), Run(words, t.text_second)), rank)

    def _chain(self) -> Segment:
        t, f, translate = self._look.tokens, self._figures, QCoreApplication.translate
        name = translate("TruthBar", "Alert chain")
        if f.chain == "alive" and f.chain_latency_s is not None:
            time_words = self._latency(f.chain_latency_s)
            return Segment((Run(f"♥ {name} ", t.text, 600), Run(time_words, t.text_second)), 4)
        if f.chain == "unknown":
            return Segment((Run(f"♡ {name}: {translate('TruthBar', 'not proven yet')}", t.age, 600),), 4)
        return Segment((Run(f"♡ {name}: {translate('TruthBar', 'no proof')}", t.critical, 600),), 0)

    def _latency(self, latency_s: float) -> str:
        if latency_s < 0.1:
            return f"{max(1, round(latency_s * 1000))}\u202fms"
        return formats.seconds(latency_s, self._language)

    # ---- how it looks -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the segments that fit, the least important ones leaving first."""
        del event
        painter = QPainter(self)
        tokens = self._look.tokens
        painter.fillRect(self.rect(), QColor(tokens.tile))
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        left, right = fitting(self.left_segments(), self.right_segments(), self.width() - 2 * _PAD_PX)
        x = float(_PAD_PX)
        for segment in left:
            x = self._paint(painter, segment, x) + _GAP_PX
        x = self.width() - _PAD_PX - sum(s.width_px() for s in right) - _GAP_PX * max(0, len(right) - 1)
        for segment in right:
            x = self._paint(painter, segment, x) + _GAP_PX
        painter.end()

    def _paint(self, painter: QPainter, segment: Segment, x: float) -> float:
        for run in segment.runs:
            font = run.font()
            width = QFontMetricsF(font).horizontalAdvance(run.text)
            painter.setFont(font)
            painter.setPen(QColor(run.colour))
            box = QRectF(x, 0, width + 4, self.height() - 1)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, run.text)
            x += width
        return x


def fitting(
    left: list[Segment], right: list[Segment], width_px: float
) -> tuple[list[Segment], list[Segment]]:
    """Return the segments that fit into `width_px`, dropping those of the highest rank first."""

    def needed() -> float:
        shown = [*left, *right]
        return sum(s.width_px() for s in shown) + _GAP_PX * len(shown)

    left, right = list(left), list(right)
    while needed() > width_px and len(left) + len(right) > 1:
        worst = max([*left, *right], key=lambda segment: segment.rank)
        (left if worst in left else right).remove(worst)
    return left, right

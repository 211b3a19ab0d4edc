"""The truth bar, the same on every monitor: how much of what is shown is alive."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from widgets.logic import formats
from widgets.logic.truth import TruthFacts
from widgets.parts.glyphs import Glyph, paint_glyph
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, sized_font
from widgets.theme.look import Look

translate = QCoreApplication.translate
BAR_DESK_PX = 48
TEXT_DESK_PX, CLOCK_DESK_PX = 18, 23


class Piece(msgspec.Struct, frozen=True):
    """A run of words in one colour and weight."""

    words: str
    colour: str
    weight: int = TEXT_WEIGHT
    desk_px: float = TEXT_DESK_PX
    spare: bool = False
    """Left out first where the bar is too narrow."""


class Group(msgspec.Struct, frozen=True):
    """Pieces that say one thing, after its sign."""

    pieces: tuple[Piece, ...]
    glyph: Glyph | None = None
    glyph_colour: str = ""


def bar_height(look: Look, width_px: int) -> int:
    """Return the bar's height on a monitor: of the density, but no higher than its words can grow."""
    widest = look.px(1920)
    return round(max(BAR_DESK_PX, look.px(BAR_DESK_PX) * min(1.0, width_px / widest)))


class TruthBar(QWidget):
    """Monitor and scene · tiles · sources · oldest figure · alert chain · shelved · shift · clock."""

    def __init__(self, look: Look, language: str, parent: QWidget | None = None) -> None:
        """Start empty; `set_facts` fills it once a second."""
        super().__init__(parent)
        self._look, self._language = look, language
        self._facts: TruthFacts | None = None
        self.setFixedHeight(bar_height(look, self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that fits the monitor's width."""
        self.setFixedHeight(bar_height(self._look, self.width()))

    def set_facts(self, facts: TruthFacts) -> None:
        """Show `facts`."""
        if facts != self._facts:
            self._facts = facts
            self.setAccessibleName(" · ".join(self.words()))
            self.update()

    def words(self) -> list[str]:
        """Return what the bar says, group by group."""
        if self._facts is None:
            return []
        left, right = self._left(self._facts), self._right(self._facts)
        return [" ".join(p.words for p in group.pieces) for group in (*left, *right)]

    # ---- what it says -------------------------------------------------------------------------

    def _left(self, facts: TruthFacts) -> list[Group]:
        t = self._look.tokens
        scene = translate("TruthBar", "Scene:")
        groups = [
            Group((Piece(facts.screen, t.text, HEAD_WEIGHT),)),
            Group((Piece(scene, t.text_second, spare=True), Piece(facts.scene, t.text_second))),
            self._share("tiles", facts.n_tiles_alive, facts.n_tiles, translate("TruthBar", "tiles alive")),
            self._share("sources", facts.n_sources_alive, facts.n_sources, translate("TruthBar", "sources")),
        ]
        if facts.oldest_s is not None:
            oldest = formats.duration(facts.oldest_s, self._language)
            late = facts.oldest_late
            groups.append(
                Group(
                    (
                        Piece(translate("TruthBar", "Oldest figure"), t.text_second),
                        Piece(oldest, t.age if late else t.text, HEAD_WEIGHT if late else TEXT_WEIGHT),
                    )
                )
            )
        groups.append(self._chain(facts))
        groups += [self._shelved(facts.n_shelved), self._silence(facts), self._flood(facts)]
        return [group for group in groups if any(piece.words for piece in group.pieces)]

    def _shelved(self, n_shelved: int) -> Group:
        """Return the count of what is put aside: it stands there also when it is none."""
        t = self._look.tokens
        count = formats.number(n_shelved, 0, self._language)
        colour, weight = (t.text, HEAD_WEIGHT) if n_shelved else (t.text_second, TEXT_WEIGHT)
        words = translate("TruthBar", "shelved")
        return Group((Piece(count, colour, weight), Piece(words, t.text_second)), "pause", colour)

    def _silence(self, facts: TruthFacts) -> Group:
        """Return until when the desk is mute; empty where it sounds."""
        if facts.silenced_until_at is None:
            return Group(())
        t = self._look.tokens
        time = formats.moment(facts.silenced_until_at, facts.now, facts.timezone)
        words = translate("TruthBar", "muted until")
        return Group((Piece(words, t.text_second), Piece(time, t.age, HEAD_WEIGHT)))

    def _flood(self, facts: TruthFacts) -> Group:
        """Return that alarms flood the desk; empty where they do not."""
        t = self._look.tokens
        if not facts.n_flood_10min:
            return Group(())
        count = formats.number(facts.n_flood_10min, 0, self._language)
        words, load = translate("TruthBar", "alarm flood"), translate("TruthBar", "{count}/10 min")
        return Group((Piece(words, t.text_second), Piece(load.format(count=count), t.age, HEAD_WEIGHT)))

    def _share(self, glyph: Glyph, alive: int, total: int, words: str) -> Group:
        t = self._look.tokens
        counts = f"{formats.number(alive, 0, self._language)}/{formats.number(total, 0, self._language)}"
        colour, weight = (t.age, HEAD_WEIGHT) if alive < total else (t.text, TEXT_WEIGHT)
        return Group((Piece(counts, colour, weight), Piece(words, t.text_second)), glyph, colour)

    def _chain(self, facts: TruthFacts) -> Group:
        t = self._look.tokens
        name = translate("TruthBar", "Alert chain")
        since = formats.seconds(facts.chain_s, self._language) if facts.chain_s is not None else ""
        if facts.chain == "no_link":
            lost = translate("TruthBar", "Link to the daemon lost")
            reason = Piece(facts.chain_reason, t.text_second)
            return Group((Piece(lost, t.critical, HEAD_WEIGHT), reason), "heart_off", t.critical)
        if facts.chain == "dead":
            dead = translate("TruthBar", "Alert chain stopped")
            return Group(
                (Piece(dead, t.critical, HEAD_WEIGHT), Piece(since, t.critical)), "heart_off", t.critical
            )
        colour = t.age if facts.chain == "slow" else t.text_second
        return Group((Piece(name, t.text), Piece(since, colour)), "heart", t.text)

    def _right(self, facts: TruthFacts) -> list[Group]:
        t = self._look.tokens
        duty = " · ".join(part for part in (facts.shift, facts.officer) if part)
        time = formats.clock(facts.now, facts.timezone)
        day = formats.date(facts.now, facts.timezone, self._language)
        return [
            Group((Piece(duty, t.text_second),)),
            Group((Piece(time, t.text, HEAD_WEIGHT, CLOCK_DESK_PX),)),
            Group((Piece(day, t.text_second),)),
        ]

    # ---- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar on one line; what is too wide loses spare words first, then size."""
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(look.tokens.tile))
        painter.setPen(QPen(QColor(look.tokens.line), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        if self._facts is not None:
            left, right = self._left(self._facts), self._right(self._facts)
            left, right, scale = self._fitted(left, right)
            x = look.px(18) * scale
            for group in left:
                x = self._paint_group(painter, group, x, scale)
            x = self.width() - look.px(18) * scale - self._width(right, scale) + self._gap(scale)
            for group in right:
                x = self._paint_group(painter, group, x, scale)
        painter.end()

    def _fitted(self, left: list[Group], right: list[Group]) -> tuple[list[Group], list[Group], float]:
        free = self.width() - 2 * self._look.px(18)
        if self._width([*left, *right], 1.0) > free:
            left, right = _without_spare(left), _without_spare(right)
        wanted = self._width([*left, *right], 1.0)
        return left, right, min(1.0, free / max(1.0, wanted))

    def _gap(self, scale: float) -> float:
        return self._look.px(27) * scale

    def _font(self, piece: Piece, scale: float) -> QFont:
        return sized_font(max(8, int(self._look.px(piece.desk_px) * scale)), piece.weight)

    def _width(self, groups: Sequence[Group], scale: float) -> float:
        return sum(self._group_width(group, scale) + self._gap(scale) for group in groups)

    def _group_width(self, group: Group, scale: float) -> float:
        space = self._look.px(6) * scale
        words = [
            QFontMetricsF(self._font(p, scale)).horizontalAdvance(p.words) for p in group.pieces if p.words
        ]
        sign = self._look.px(16 + 7) * scale if group.glyph else 0.0
        return sign + sum(words) + space * max(0, len(words) - 1)

    def _paint_group(self, painter: QPainter, group: Group, x: float, scale: float) -> float:
        """Paint one group from `x` (px); return where the next one starts."""
        look, end = self._look, x + self._group_width(group, scale) + self._gap(scale)
        middle = (self.height() - 1) / 2
        if group.glyph:
            side = look.px(16) * scale
            paint_glyph(painter, group.glyph, QRectF(x, middle - side / 2, side, side), group.glyph_colour)
            x += side + look.px(7) * scale
        for piece in group.pieces:
            if not piece.words:
                continue
            font = self._font(piece, scale)
            metrics = QFontMetricsF(font)
            painter.setFont(font)
            painter.setPen(QColor(piece.colour))
            painter.drawText(QPointF(x, middle + metrics.capHeight() / 2), piece.words)
            x += metrics.horizontalAdvance(piece.words) + look.px(6) * scale
        return end


def _without_spare(groups: Sequence[Group]) -> list[Group]:
    return [
        Group(tuple(p for p in group.pieces if not p.spare), group.glyph, group.glyph_colour)
        for group in groups
    ]

"""The mix of priorities as one bar, the mix that it should be as a thinner one beneath."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets.logic.measures import MIX_TARGET, MixShare
from widgets.parts.measure_words import mix_words
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, fitted_font, sized_font
from widgets.theme.look import Look

translate = QCoreApplication.translate
MIX_DESK_PX = 112
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class MixPane(QWidget):
    """Low and medium, high, critical."""

    def __init__(self, look: Look, language: str, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._look, self._language = look, language
        self._shares: tuple[MixShare, MixShare, MixShare] | None = None
        self.setFixedHeight(look.px(MIX_DESK_PX))

    def set_shares(self, shares: tuple[MixShare, MixShare, MixShare]) -> None:
        """Show shares."""
        if shares != self._shares:
            self._shares = shares
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint title, both bars and the words of each part."""
        look, tokens = self._look, self._look.tokens
        painter = QPainter(self)
        pad = look.px(16)
        line = QRectF(pad, 0, self.width() - 2 * pad, look.px(34))
        title = translate("Measures", "Priorities · should be 80/15/5")
        painter.setFont(fitted_font(title, line.width(), look.px(16), 600, look.px(11)))
        painter.setPen(QColor(tokens.text_third))
        painter.drawText(line, int(_LEFT), title)
        if self._shares is not None:
            thick = QRectF(pad, look.px(38), line.width(), look.px(20))
            self._paint_bar(painter, thick, [share.share for share in self._shares])
            thin = QRectF(pad, thick.bottom() + look.px(3), line.width(), look.px(5))
            painter.setOpacity(0.5)
            self._paint_bar(painter, thin, list(MIX_TARGET))
            painter.setOpacity(1.0)
            self._paint_words(painter, QRectF(pad, thin.bottom(), line.width(), look.px(36)), self._shares)
        painter.end()

    def _paint_bar(self, painter: QPainter, box: QRectF, shares: list[float]) -> None:
        tokens, x = self._look.tokens, box.left()
        for share, colour in zip(shares, (tokens.low, tokens.high, tokens.critical), strict=True):
            wide = box.width() * share
            if wide > 0:
                painter.fillRect(QRectF(x, box.top(), max(1.0, wide - 1), box.height()), QColor(colour))
            x += wide

    def _paint_words(
        self, painter: QPainter, box: QRectF, shares: tuple[MixShare, MixShare, MixShare]
    ) -> None:
        look, tokens, x = self._look, self._look.tokens, box.left()
        said = mix_words(shares, self._language)
        whole = QFontMetricsF(sized_font(look.px(16), HEAD_WEIGHT)).horizontalAdvance("   ".join(said))
        size = int(look.px(16) * min(1.0, box.width() / max(1.0, whole)))
        for words, share in zip(said, shares, strict=True):
            font = sized_font(size, HEAD_WEIGHT if share.missed else TEXT_WEIGHT)
            painter.setFont(font)
            painter.setPen(QColor(tokens.age if share.missed else tokens.text_second))
            painter.drawText(QRectF(x, box.top(), box.width(), box.height()), int(_LEFT), words)
            x += QFontMetricsF(font).horizontalAdvance(words + "   ")

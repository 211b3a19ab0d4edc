"""Notice: words that must stand on the screen, of a pack or of the layout; it never moves and never calls."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from backend.contract.messages import Failure, ReplyBody
from backend.contract.notices import GetNotices, Notices
from widgets.logic.notice import Laid, laid_out
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, sized_font
from widgets.tile import TileBody, TileContext, TileHead, TileHealth, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec("notice", title_vi="Thông báo", title_en="Notice", min_width_px=260, min_height_px=90)
SIZES_PX = (22, 20, 18, 17, 16)
"""Sizes of the words at desk density, the largest that fits."""
LEADING = 1.45
_TOP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a notice."""

    notice: str = ""
    """Id of a notice that a pack brings; empty: `text`, or else all that the packs bring."""
    text: str = ""
    """Words of the layout; paragraphs are divided by an empty line."""
    show_source: bool = True
    """Say beneath the words what asks for them."""


class Body(TileBody):
    """Paragraphs as large as they fit, their source beneath in third text."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Show the layout's words, or ask for those of the packs."""
        super().__init__(context, parent)
        self.options = options
        self.title = translate("Notice", "Notice")
        self.paragraphs: tuple[str, ...] = tuple(
            part.strip() for part in options.text.split("\n\n") if part.strip()
        )
        self.source = ""
        self.failure = ""
        self._known = bool(self.paragraphs)
        context.live.snapshot_taken.connect(self._ask)
        self._ask()

    def _ask(self) -> None:
        if not self.options.text:
            self.context.live.request(GetNotices(), self._take)

    def _take(self, reply: ReplyBody) -> None:
        language = self.context.language
        if isinstance(reply, Failure):
            if not self._known:
                self.failure = reply.said(language)
        elif isinstance(reply, Notices):
            wanted = self.options.notice
            found = [each for each in reply.notices if not wanted or each.notice_id == wanted]
            self._known, self.failure = bool(found), ""
            self.paragraphs = tuple(p.in_language(language) for each in found for p in each.paragraphs)
            self.source = " · ".join(dict.fromkeys(self._of(each.source, each.mark) for each in found))
            if len(found) == 1:
                self.title = found[0].title.in_language(language)
            if not found:
                words = translate("Notice", "No pack brings the notice {name}; correct the layout.")
                self.failure = words.format(name=wanted or "—")
        self.title_changed.emit(self.default_title())
        self.health_changed.emit()
        self.update()

    @staticmethod
    def _of(source: str, mark: str) -> str:
        return f"{source} ({translate('Notice', 'to be verified')})" if mark == "ck" and source else source

    def words(self) -> tuple[str, ...]:
        """Return the paragraphs that are shown, or why there are none."""
        return (self.failure,) if self.failure else self.paragraphs

    def layout_now(self) -> Laid:
        """Return the size and the places of the words in the tile as it is."""
        look = self.context.look
        pad = look.px(20)
        source = self.source if self.options.show_source and not self.failure else ""
        small = QFontMetricsF(sized_font(look.px(15), TEXT_WEIGHT))

        def height_of(words: str, size_px: int, width: float) -> float:
            metrics = QFontMetricsF(sized_font(size_px, TEXT_WEIGHT))
            box = metrics.boundingRect(QRectF(0, 0, width, 1e6), _TOP, words)
            return box.height() / metrics.lineSpacing() * size_px * LEADING

        width = max(1.0, self.width() - 2 * pad)
        beneath = small.boundingRect(QRectF(0, 0, width, 1e6), _TOP, source).height() if source else 0.0
        return laid_out(
            self.words(),
            [look.px(size) for size in SIZES_PX],
            (width, max(1.0, self.height() - 2 * pad), beneath),
            height_of,
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words in calm type; what does not fit is never cut without a sign."""
        look, tokens = self.context.look, self.context.look.tokens
        pad, laid = look.px(20), self.layout_now()
        painter = QPainter(self)
        width = self.width() - 2 * pad
        for k, (words, top, high) in enumerate(laid.blocks):
            lead = k == 0 and len(laid.blocks) > 1 and not self.failure
            font = sized_font(laid.size_px, HEAD_WEIGHT if lead else TEXT_WEIGHT)
            painter.setFont(font)
            painter.setPen(
                QColor(tokens.age if self.failure else tokens.text if lead else tokens.text_second)
            )
            painter.drawText(QRectF(pad, pad + top, width, high), _TOP, words)
        if laid.source_top is not None:
            painter.setFont(sized_font(look.px(15), TEXT_WEIGHT))
            painter.setPen(QColor(tokens.text_third))
            box = QRectF(pad, pad + laid.source_top, width, self.height() - pad - laid.source_top)
            painter.drawText(box, _TOP, self.source)
        painter.end()

    def default_title(self) -> str:
        """Return the notice's own title."""
        return self.title

    def head(self) -> TileHead:
        """Say where words do not fit: a notice that is cut off is none."""
        if self.layout_now().complete:
            return TileHead()
        return TileHead(badge=translate("Notice", "does not fit: enlarge the tile"), badge_severity="high")

    def health(self) -> TileHealth:
        """Return that words do not age; those that cannot be had are a failure."""
        if self.failure:
            return TileHealth("failed", None, "", self.failure)
        return TileHealth("fresh" if self._known else "late")

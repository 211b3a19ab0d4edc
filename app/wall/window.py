"""One frameless window that fills one monitor: truth bar, banner, and pages of tiles."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.wall.geometry import Rect, below_bars, tile_rects
from app.wall.layouts import ScreenPlan
from widgets.parts.frame import TileFrame
from widgets.theme.fonts import sized_font
from widgets.theme.look import Look
from widgets.truth_bar import TruthBar

BANNER_PX = 40


class PageView(msgspec.Struct, frozen=True):
    """One page of a window: a screen of the layout and its living tiles."""

    plan: ScreenPlan
    frames: Mapping[str, TileFrame]


class Banner(QWidget):
    """One line under the truth bar that names what is wrong with the wall itself."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Start silent and hidden."""
        super().__init__(parent)
        self.look, self.words = look, ""
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words beside the mark of lost data."""
        del event
        tokens, font = self.look.tokens, sized_font(18, 600)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.line))
        painter.setFont(font)
        painter.setPen(QColor(tokens.age))
        box = self.rect().adjusted(18, 0, -18, 0)
        words = QFontMetricsF(font).elidedText("○ " + self.words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()


class WallWindow(QWidget):
    """The wall on one monitor."""

    close_requested = Signal()

    def __init__(self, monitor: str, look: Look, language: str, *, framed: bool = False) -> None:
        """Make the window; `monitor` is its name in words, such as `Màn hình 1`; a desk's is `framed`."""
        frameless = Qt.WindowType.Widget if framed else Qt.WindowType.FramelessWindowHint
        super().__init__(None, frameless | Qt.WindowType.Window)
        self.look, self._language = look, language
        self.pages: list[PageView] = []
        self.page = 0
        self.enlarged: TileFrame | None = None
        self.truth_bar = TruthBar(look, language, self)
        self.banner = Banner(look, self)
        self._canvases: list[QWidget] = []
        self._overlay: QWidget | None = None
        self._bezel_px = 0
        self.setWindowTitle(monitor)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # ---- what it shows ----------------------------------------------------------------------------

    def show_pages(self, pages: list[PageView], banner: str) -> None:
        """Show these pages from the first one on; `banner` empty: none. Repaints once at the end."""
        self.enlarged = None
        self.pages = pages
        self.banner.words = banner
        while len(self._canvases) < len(pages):
            self._canvases.append(QWidget(self))
        for canvas, view in zip(self._canvases, pages, strict=False):
            for frame in view.frames.values():
                if frame.parentWidget() is not canvas:
                    frame.setParent(canvas)
        self.turn_to(min(self.page, max(0, len(pages) - 1)))

    def drop_empty_canvases(self) -> None:
        """Forget pages that no longer exist, after their tiles were released or moved."""
        for canvas in self._canvases[max(1, len(self.pages)) :]:
            canvas.deleteLater()
        del self._canvases[max(1, len(self.pages)) :]

    def turn_to(self, page: int) -> None:
        """Show one of the pages."""
        self.page = page
        self._lay_out()
        for i, canvas in enumerate(self._canvases):
            canvas.setVisible(i == page and i < len(self.pages))

    def enlarge(self, frame: TileFrame) -> None:
        """Show a tile over the whole page, or back in its place."""
        self.enlarged = None if self.enlarged is frame else frame
        self._lay_out()

    def put_back(self) -> bool:
        """Put an enlarged tile back and close the overlay; return whether there was anything."""
        if self._overlay is not None:
            self.set_overlay(None)
            return True
        if self.enlarged is None:
            return False
        self.enlarge(self.enlarged)
        return True

    def set_overlay(self, overlay: QWidget | None) -> None:
        """Lay a pane (a place's record) over the right part of the window, or take it away."""
        if self._overlay is not None:
            self._overlay.hide()
            self._overlay.deleteLater()
        self._overlay = overlay
        if overlay is not None:
            overlay.setParent(self)
            self._lay_out()
            overlay.show()
            overlay.raise_()
            overlay.setFocus()

    def restyle(self, look: Look, language: str) -> None:
        """Take another theme, density or language."""
        self.set_overlay(None)
        if (look, language) != (self.look, self._language):
            self.look, self.banner.look, self._language = look, look, language
            self.truth_bar.hide()
            self.truth_bar.deleteLater()
            self.truth_bar = TruthBar(look, language, self)
            self.truth_bar.show()
        self.update()

    def set_bezel(self, bezel_px: int) -> None:
        """Keep clear of the strip that the monitor's frame hides."""
        self._bezel_px = bezel_px
        self._lay_out()

    # ---- geometry ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.truth_bar.resize(self.width(), self.truth_bar.height())
        banner_px = BANNER_PX if self.banner.words else 0
        self.banner.setVisible(bool(banner_px))
        self.banner.setGeometry(0, self.truth_bar.height(), self.width(), BANNER_PX)
        self.banner.update()
        area = below_bars(self.width(), self.height(), self.truth_bar.height() + banner_px)
        for canvas, view in zip(self._canvases, self.pages, strict=False):
            canvas.setGeometry(_qrect(area))
            self._lay_out_page(view, Rect(0, 0, area.width, area.height))
        if self._overlay is not None:
            width = min(max(self.width() // 2, self.look.px(720)), self.width())
            self._overlay.setGeometry(self.width() - width, area.y, width, area.height)

    def _lay_out_page(self, view: PageView, area: Rect) -> None:
        rects = tile_rects(view.plan, area, self._bezel_px)
        whole = QRect(0, 0, area.width, area.height).adjusted(8, 8, -8, -8)
        for tile_id, frame in view.frames.items():
            enlarged = frame is self.enlarged
            frame.setGeometry(whole if enlarged else _qrect(rects[tile_id]))
            frame.show()
            if enlarged:
                frame.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        del event
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground between the tiles."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(self.look.tokens.ground))
        painter.end()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing one window closes the wall, in order; the director decides."""
        event.ignore()
        self.close_requested.emit()


def _qrect(rect: Rect) -> QRect:
    return QRect(rect.x, rect.y, rect.width, rect.height)

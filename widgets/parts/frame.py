"""The common frame of every tile: head, hairline, state, hatch, failure and restart."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from widgets.logic.ageing import restart_delay_s
from widgets.parts.failure import FailurePane
from widgets.parts.hatch import HatchOverlay
from widgets.parts.head import HeadWords, head_height, paint_head
from widgets.tile import TileBody, TileContext, TileHead, TileHealth, TileOptions, TileSpec

translate = QCoreApplication.translate
log = logging.getLogger(__name__)
RADIUS_PX = 4.0
SETTLED_S = 60.0
"""A restarted tile that ran this long is well again: its failures are forgotten."""

Build = Callable[[QWidget], TileBody]


class TileFrame(QWidget):
    """A tile: the frame around one body. Nothing that the body raises leaves it."""

    enlarge_requested = Signal()
    """The person wants this tile large, or back in its place."""
    place_chosen = Signal(str)
    case_chosen = Signal(str)
    layout_chosen = Signal(str)
    """The layout that the options say this tile opens."""
    health_changed = Signal()

    def __init__(
        self,
        spec: TileSpec,
        options: TileOptions,
        context: TileContext,
        build: Build,
        parent: QWidget | None = None,
    ) -> None:
        """Build the body by `build(frame)`; where that fails, say so and try again."""
        super().__init__(parent)
        self.spec, self.options, self.context = spec, options, context
        self.body: TileBody | None = None
        self._build = build
        self._health = TileHealth("lost")
        self._head = TileHead()
        self._title = options.title
        self._failure = FailurePane(context.look, self)
        self._failure.hide()
        self._hatch = HatchOverlay(context.look, self)
        self._hatch.hide()
        self._n_failures = 0
        self._failed_at = 0.0
        self._restart = QTimer(self, singleShot=True)
        self._restart.timeout.connect(self._start)
        self.setMinimumSize(64, 48)
        if options.opens:
            opening = QShortcut(QKeySequence("Ctrl+Return"), self)
            opening.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            opening.activated.connect(self._open_layout)
        context.live.ticked.connect(self.refresh)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._note_focus)
        self._focused = False
        self._start()

    # ---- health -------------------------------------------------------------------------------

    def health(self) -> TileHealth:
        """Return how the tile is; `failed` while its body is down."""
        return self._health

    def refresh(self) -> None:
        """Read the body's health and head again, and show them."""
        if self.body is None:
            self._failure.set_wait(max(0, self._restart.remainingTime()) / 1000)
            return
        try:
            health, head = self.body.health(), self.body.head()
        except Exception as error:  # noqa: BLE001 - boundary: a body must not take the wall down
            self.fail(error)
            return
        if self._n_failures and self.context.live.clock.now() - self._failed_at > SETTLED_S:
            self._n_failures = 0
        changed = health.state != self._health.state
        self._health, self._head = health, head
        self._hatch.setVisible(
            health.state in ("late", "lost") and self.spec.framed and not self.body.marks_own_values
        )
        self.update(self._head_rect())
        if changed:
            self.health_changed.emit()

    def fail(self, error: BaseException) -> None:
        """Take the body down, say what failed, and start it again after a while."""
        if self.body is None and self._restart.isActive():
            return
        self._n_failures += 1
        self._failed_at = self.context.live.clock.now()
        delay_s = restart_delay_s(self._n_failures)
        reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        log.error("tile %s failed, restarting in %.0f s", self.spec.kind, delay_s, exc_info=error)
        self._health = TileHealth("failed", note=reason)
        self._head = TileHead()
        body, self.body = self.body, None
        self._restart.start(round(delay_s * 1000))
        self._failure.show_reason(reason, delay_s)
        self._failure.setGeometry(self.body_rect())
        self._failure.raise_()
        self._failure.show()
        self._hatch.hide()
        if body is not None:
            # the body may be on the call stack right now (its paint event raised)
            QTimer.singleShot(0, self, lambda: _discard(body))
        self.update()
        self.health_changed.emit()

    def release(self) -> None:
        """Give back the body's resources; the frame is not used afterwards."""
        self._restart.stop()
        body, self.body = self.body, None
        if body is not None:
            _discard(body)

    def _start(self) -> None:
        try:
            body = self._build(self)
            title = self.options.title or body.default_title()
        except Exception as error:  # noqa: BLE001 - boundary: a body that cannot be built shows why
            self.fail(error)
            return
        self.body, self._title = body, title
        body.health_changed.connect(self.refresh)
        body.place_chosen.connect(self.place_chosen)
        body.case_chosen.connect(self.case_chosen)
        body.title_changed.connect(self._retitle)
        body.setGeometry(self.body_rect())
        self._failure.hide()
        body.show()
        self._hatch.raise_()
        self.setFocusProxy(body)
        self.refresh()

    def _retitle(self, title: str) -> None:
        if not self.options.title:
            self._title = title
            self.update(self._head_rect())

    # ---- geometry and painting ----------------------------------------------------------------

    def title(self) -> str:
        """Return the words in the head."""
        return self._title

    def body_rect(self) -> QRect:
        """Return where the body lies."""
        inside = self.rect().adjusted(1, 1, -1, -1)
        if self.spec.framed:
            inside.setTop(self._head_rect().bottom() + 1)
        return inside

    def _head_rect(self) -> QRect:
        height = head_height(self.context.look) if self.spec.framed else 0
        return QRect(0, 0, self.width(), height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the body out under the head."""
        for part in (self.body, self._failure, self._hatch):
            if part is not None:
                part.setGeometry(self.body_rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, hairline and head."""
        look = self.context.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = look.tokens.focus if self._focused else look.tokens.line
        painter.setPen(QPen(QColor(edge), 1))
        painter.setBrush(QColor(look.tokens.tile))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_PX, RADIUS_PX)
        if self.spec.framed:
            title = f"{self._title} ›" if self.options.opens else self._title
            words = HeadWords.of(title, self._head, self._health, self.context)
            paint_head(painter, self._head_rect(), words, look)
        painter.end()

    # ---- hands --------------------------------------------------------------------------------

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the tile's layout by a click on the head."""
        on_head = self.spec.framed and self._head_rect().contains(event.position().toPoint())
        if on_head and event.button() == Qt.MouseButton.LeftButton:
            self._open_layout()

    def _open_layout(self) -> None:
        if self.options.opens:
            self.layout_chosen.emit(self.options.opens)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Enlarge by a double click on the head; on one that opens a layout the first click did so."""
        if self.options.opens:
            return
        if not self.spec.framed or self._head_rect().contains(event.position().toPoint()):
            self.enlarge_requested.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the tile's menu."""
        menu = QMenu(self)
        enlarge = QAction(translate("Tile", "Enlarge or put back"), menu)
        enlarge.triggered.connect(self.enlarge_requested)
        again = QAction(translate("Tile", "Restart this tile"), menu)
        again.triggered.connect(self.restart)
        more = [QAction(translate("Tile", "Open its layout"), menu)] if self.options.opens else []
        for action in more:
            action.triggered.connect(self._open_layout)
        menu.addActions([*more, *(self.body.actions() if self.body is not None else ()), enlarge, again])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def restart(self) -> None:
        """Build the body anew, now."""
        self._restart.stop()
        body, self.body = self.body, None
        if body is not None:
            _discard(body)
        self._start()

    def _note_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        focused = new is not None and (new is self or self.isAncestorOf(new))
        if focused != self._focused:
            self._focused = focused
            self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Repaint when enabled or activated."""
        super().changeEvent(event)
        self.update()


def _discard(body: TileBody) -> None:
    try:
        body.release()
    except Exception:
        log.exception("a tile that was taken down could not give its resources back")
    body.hide()
    body.deleteLater()

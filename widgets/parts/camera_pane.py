"""The enlarged camera under keys and mouse: turned, sent to positions, photographed, asked why."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from backend.contract.state import Place
from widgets.logic.camera_moves import STILL, Way, axes_of_drag, axes_of_ways, is_drag
from widgets.parts.camera_bar import CameraBar, holder_words, key_words, preset_words
from widgets.parts.camera_control import CameraControl
from widgets.parts.camera_line import CameraLine
from widgets.tile import TileContext

translate = QCoreApplication.translate
WHEEL_MS = 250
"""One notch of the wheel zooms for so long."""
_WAYS: dict[Qt.Key, Way] = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Plus: "in",
    Qt.Key.Key_Equal: "in",
    Qt.Key.Key_Minus: "out",
    Qt.Key.Key_Underscore: "out",
}


class CameraPane(QObject):
    """Lies over a video tile while one camera is large."""

    opened = Signal()
    """The picture may be opened anew: a purpose was accepted."""

    def __init__(self, context: TileContext, place: Place, tile: QWidget) -> None:
        """Take what the person does on `tile` for `place`."""
        super().__init__(tile)
        self._context, self._tile = context, tile
        self.control = CameraControl(context, place, self)
        self.control.changed.connect(self._tell)
        self.control.opened.connect(self.opened)
        self.bar = CameraBar(context.look, tile)
        self.line: CameraLine | None = None
        self.listing = False
        """The positions are shown: digits go to them."""
        self._held: set[Way] = set()
        self._pressed_at: QPointF | None = None
        self._dragged = False
        self._asked_why = False
        self._wheel = QTimer(self, singleShot=True, interval=WHEEL_MS)
        self._wheel.timeout.connect(lambda: self.control.move(STILL))
        self._tell()

    def leave(self) -> None:
        """Give the camera back and go."""
        self.control.leave()
        self._close_line()
        self.bar.hide()
        self.bar.deleteLater()
        self.deleteLater()

    @property
    def pressed(self) -> bool:
        """Return whether the mouse button went down over the large camera."""
        return self._pressed_at is not None

    def fit(self) -> None:
        """Follow the tile's size."""
        self.bar.fit()

    def _tell(self) -> None:
        control, right = self.control, self.control.right
        keys = key_words(right, may_take_over=control.may_take_over)
        presets = preset_words(control.presets) if self.listing else ""
        self.bar.tell(holder_words(right), keys, presets, control.message, wrong=control.wrong)
        self.bar.raise_()
        if right is not None and right.purpose_needed and not self._asked_why:
            self._asked_why = True
            self.ask_why()
        elif self.line is not None:
            self.line.raise_()

    # ---- questions --------------------------------------------------------------------------------

    def ask_why(self) -> None:
        """Ask for the purpose of looking."""
        right = self.control.right
        heading = translate("CameraControl", "Why do you look through the cameras of “{group}”?")
        hint = translate("CameraControl", "It is written into the journal and stands until the shift ends.")
        self._open_line(heading.format(group=right.group if right else ""), hint, self.control.begin)

    def _open_line(self, heading: str, hint: str, send: Callable[[str], None]) -> None:
        self._close_line()
        asked = CameraLine(self._context.look, heading, hint, self._tile)
        asked.answered.connect(self._close_line)
        asked.answered.connect(send)
        asked.left.connect(self._close_line)
        self.line = asked
        asked.show()
        asked.raise_()
        asked.setFocus()

    def _close_line(self, _words: str = "") -> None:
        asked, self.line = self.line, None
        if asked is not None:
            asked.hide()
            asked.deleteLater()
            self._tile.setFocus()

    # ---- keys -------------------------------------------------------------------------------------

    def wants(self, event: QKeyEvent) -> bool:
        """Return whether a key is the camera's before it is the wall's: digits, while positions are shown."""
        digit = Qt.Key.Key_1 <= event.key() <= Qt.Key.Key_9
        return self.listing and (digit or event.key() == Qt.Key.Key_Escape)

    def takes_early(self, event: QEvent) -> bool:
        """Take a key that the wall is about to take, where it is the camera's; return whether it was."""
        early = event.type() == QEvent.Type.ShortcutOverride
        if not early or not isinstance(event, QKeyEvent) or not self.wants(event):
            return False
        event.accept()
        return True

    def press(self, event: QKeyEvent) -> bool:
        """Act on a key; return whether it was the camera's."""
        key, control = Qt.Key(event.key()), self.control
        if key in _WAYS and control.turns:
            if not event.isAutoRepeat():
                self._held.add(_WAYS[key])
                fast = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                control.move(axes_of_ways(self._held, fast=fast))
            return True
        if key in _WAYS:
            return self._refuse_turn()
        if self.wants(event):
            if key == Qt.Key.Key_Escape:
                self._list(shown=False)
            else:
                control.go_to(int(key) - int(Qt.Key.Key_0))
            return True
        return self._press_letter(key, event)

    def _press_letter(self, key: Qt.Key, event: QKeyEvent) -> bool:
        control, right = self.control, self.control.right
        if right is None:
            return False
        if right.purpose_needed and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.ask_why()
        elif key == Qt.Key.Key_P and control.turns:
            self._list(shown=not self.listing)
        elif key == Qt.Key.Key_N and self.listing:
            heading = translate("CameraControl", "Name of this position")
            self._open_line(heading, translate("CameraControl", "such as “Sluice gate”"), control.save)
        elif key == Qt.Key.Key_C and right.may_photograph:
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                heading = translate("CameraControl", "Code of the case that gets the picture")
                self._open_line(heading, translate("CameraControl", "Code of a case"), control.photograph)
            else:
                control.photograph()
        elif key == Qt.Key.Key_T and control.may_take_over and right.may_move:
            control.take_over()
        else:
            return False
        return True

    def _refuse_turn(self) -> bool:
        """Say why the arrows do nothing; a camera that stands fixed needs no words."""
        right = self.control.right
        if right is None or right.purpose_needed or "ptz" not in self.control.place.attributes:
            return False
        if self.control.place.attributes["ptz"] == "no":
            return False
        self.control.say(translate("CameraControl", "this account may not turn cameras"), wrong=True)
        return True

    def _list(self, *, shown: bool) -> None:
        self.listing = shown
        if shown:
            self.control.load_presets()
        self._tell()

    def release(self, event: QKeyEvent) -> bool:
        """Stop what a key turned; return whether it was the camera's."""
        way = _WAYS.get(Qt.Key(event.key()))
        if way is None or event.isAutoRepeat():
            return False
        self._held.discard(way)
        self.control.move(axes_of_ways(self._held, fast=False))
        return True

    def let_go(self) -> None:
        """Stop: the keys go elsewhere."""
        self._held.clear()
        self._pressed_at = None
        self.control.move(STILL)

    # ---- mouse ------------------------------------------------------------------------------------

    def mouse_press(self, event: QMouseEvent) -> None:
        """Begin what may become a drag."""
        self._pressed_at, self._dragged = event.position(), False

    def mouse_move(self, event: QMouseEvent) -> None:
        """Turn towards the pointer, the farther the faster."""
        if self._pressed_at is None:
            return
        way = event.position() - self._pressed_at
        height = float(self._tile.height())
        if self._dragged or is_drag(way.x(), way.y(), height):
            self._dragged = True
            if self.control.turns:
                self.control.move(axes_of_drag(way.x(), way.y(), height))

    def mouse_release(self) -> bool:
        """Stop; return whether it was a drag and no click."""
        dragged, self._pressed_at, self._dragged = self._dragged, None, False
        if dragged:
            self.control.move(STILL)
        return dragged

    def wheel(self, event: QWheelEvent) -> bool:
        """Zoom a little for each notch; return whether the camera can."""
        if not self.control.turns or not event.angleDelta().y():
            return False
        self.control.move(axes_of_ways({"in" if event.angleDelta().y() > 0 else "out"}, fast=True))
        self._wheel.start()
        return True

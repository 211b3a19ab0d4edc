"""The strip over an enlarged camera: who holds it, which keys turn it, what was refused."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from backend.contract.cameras import CameraPreset, CameraRight
from widgets.parts.control_bar import label
from widgets.theme.fonts import HEAD_WEIGHT
from widgets.theme.look import DARK, Look

translate = QCoreApplication.translate
MOST_NUMBERED = 9
SHADE_ALPHA = 170


def holder_words(right: CameraRight | None) -> str:
    """Return who holds a camera; empty where nobody may turn it."""
    if right is None or not (right.may_move or right.holder):
        return ""
    if right.mine:
        return translate("CameraControl", "You hold this camera")
    if right.holder:
        return translate("CameraControl", "{name} holds this camera").format(name=right.holder)
    return translate("CameraControl", "Nobody holds this camera")


def key_words(right: CameraRight | None, *, may_take_over: bool) -> str:
    """Return which keys act on a camera."""
    if right is None:
        return ""
    words = []
    if right.purpose_needed:
        return translate("CameraControl", "Enter: say why you look")
    if right.may_move:
        words += [
            translate("CameraControl", "← → ↑ ↓ or drag: turn"),
            translate("CameraControl", "+ −: zoom"),
            translate("CameraControl", "P: positions"),
        ]
    if right.may_photograph:
        words.append(translate("CameraControl", "C: picture as evidence"))
    if right.holder and not right.mine and may_take_over and right.may_move:
        words.append(translate("CameraControl", "T: take over"))
    return "   ".join(words)


def preset_words(presets: Sequence[CameraPreset]) -> str:
    """Return the numbered positions of a camera, and how to keep a new one."""
    rows = [f"{n} {one.name}" for n, one in enumerate(presets[:MOST_NUMBERED], 1)]
    if not rows:
        rows = [translate("CameraControl", "no positions yet")]
    return "   ".join([*rows, translate("CameraControl", "N: keep this one")])


class CameraBar(QWidget):
    """Three lines on a dark shade; it takes neither mouse nor keys."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Start empty and hidden."""
        super().__init__(parent)
        self._look = look
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(0, 0, 0, SHADE_ALPHA))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        # over a picture, not over the theme's ground: light words on a dark shade in every theme
        self.holder = label(look, 18, HEAD_WEIGHT, DARK.text)
        self.keys = label(look, 16, colour=DARK.text_second)
        self.presets = label(look, 17, colour=DARK.text)
        self.message = label(look, 17, HEAD_WEIGHT, DARK.text)
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(14), look.px(8), look.px(14), look.px(8))
        box.setSpacing(look.px(3))
        for part in self._lines():
            part.setWordWrap(True)
            box.addWidget(part)
        self.hide()

    def _lines(self) -> tuple[QLabel, ...]:
        return (self.holder, self.keys, self.presets, self.message)

    def tell(self, holder: str, keys: str, presets: str, message: str, *, wrong: bool) -> None:
        """Show what is not empty; hide with nothing to say."""
        for part, words in zip(self._lines(), (holder, keys, presets, message), strict=True):
            part.setText(words)
            part.setVisible(bool(words))
        self.message.setStyleSheet(f"color: {DARK.age if wrong else DARK.text};")
        self.setVisible(any((holder, keys, presets, message)))
        self.fit()

    def fit(self) -> None:
        """Lie at the top of the tile, as high as the words need."""
        parent, layout = self.parentWidget(), self.layout()
        if parent is not None and layout is not None:
            width = parent.width()
            height = layout.heightForWidth(width) if layout.hasHeightForWidth() else self.sizeHint().height()
            self.setGeometry(0, 0, width, max(height, self._look.px(30)))

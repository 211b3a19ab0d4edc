"""The bar at the foot of a camera's picture: name, and the clock of the last frame or what is wrong."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QLinearGradient,
    QPainter,
)

from widgets.logic import formats
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, text_font
from widgets.theme.look import DARK, Look
from widgets.video_port import StreamState

translate = QCoreApplication.translate

HEIGHT_DESK_PX = 44
TEXT_DESK_PX = 18
SMALL_TEXT_DESK_PX = 15
MARGIN_DESK_PX = 12


class Caption(msgspec.Struct, frozen=True):
    """What stands in the bar."""

    name: str
    status: str
    wrong: bool
    """In the colour of what is late."""
    brief: str = ""
    """Status for a narrow cell, where it differs."""

    @property
    def short(self) -> str:
        """The status as short as it can be."""
        return self.brief or self.status


def caption_of(name: str, state: StreamState | None, now: float, timezone: str, language: str) -> Caption:
    """Return the caption of a camera.

    Args:
        name: the camera's name.
        state: how its stream is; None where it has no address or the wall no players.
        now: seconds since the epoch.
        timezone: the centre's.
        language: "vi" or "en".
    """
    if state is None:
        return Caption(name, translate("Video", "no camera address"), wrong=True)
    if state.condition == "playing" and state.frame_at is not None:
        return Caption(name, formats.clock(state.frame_at, timezone), wrong=False)
    if state.condition in ("connecting", "playing"):
        return Caption(name, translate("Video", "connecting…"), wrong=False)
    if state.condition == "lost":
        since = formats.moment(state.since_at, now, timezone)
        words = translate("Video", "picture lost since {time}").format(time=since)
        return Caption(name, " · ".join(filter(None, [words, state.reason])), wrong=True, brief=words)
    began = state.since_at if state.condition == "black" or state.frame_at is None else state.frame_at
    age = formats.duration(now - began, language)
    if state.condition == "black":
        return Caption(name, translate("Video", "black picture {age}").format(age=age), wrong=True)
    return Caption(name, translate("Video", "picture frozen {age}").format(age=age), wrong=True)


def caption_height(look: Look) -> int:
    """Return the height of the bar, px."""
    return look.px(HEIGHT_DESK_PX)


class CaptionBar:
    """Paints a caption; keeps its picture as long as words and width stay, so a frame costs no text."""

    def __init__(self, look: Look) -> None:
        """Paint in `look`."""
        self._look = look
        self._key: tuple[Caption, int, float] | None = None
        self._image = QImage()

    def paint(self, painter: QPainter, cell: QRect, caption: Caption, ratio: float) -> None:
        """Paint at the foot of `cell`; `ratio` is device pixels per pixel."""
        key = (caption, cell.width(), ratio)
        if key != self._key:
            self._key = key
            self._image = self._render(caption, cell.width(), ratio)
        height = caption_height(self._look)
        painter.drawImage(QPointF(cell.left(), cell.bottom() + 1 - height), self._image)

    def _render(self, caption: Caption, width_px: int, ratio: float) -> QImage:
        height = caption_height(self._look)
        image = QImage(
            round(width_px * ratio), round(height * ratio), QImage.Format.Format_ARGB32_Premultiplied
        )
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        shade = QLinearGradient(0, 0, 0, height)
        # Captions lie on pictures, not on the theme's ground: dark shade, light words in every theme.
        shade.setColorAt(0.0, QColor(0, 0, 0, 0))
        shade.setColorAt(0.55, QColor(0, 0, 0, 150))
        shade.setColorAt(1.0, QColor(0, 0, 0, 205))
        painter.fillRect(QRectF(0, 0, width_px, height), shade)
        self._write(painter, caption, width_px)
        painter.end()
        return image

    def _write(self, painter: QPainter, caption: Caption, width_px: int) -> None:
        look, margin = self._look, self._look.px(MARGIN_DESK_PX)
        box = QRectF(margin, look.px(8), width_px - 2 * margin, caption_height(look) - look.px(8))
        bold, plain, status = self._fitted(caption, box.width())
        room = box.width() - QFontMetricsF(plain).horizontalAdvance(status) - look.px(10)
        name = QFontMetricsF(bold).elidedText(caption.name, Qt.TextElideMode.ElideRight, max(0.0, room))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(bold)
        painter.setPen(QColor(DARK.text))
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignLeft, name)
        painter.setFont(plain)
        painter.setPen(QColor(DARK.age if caption.wrong else DARK.text))
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, status)

    def _fitted(self, caption: Caption, room: float) -> tuple[QFont, QFont, str]:
        """Return the fonts and the status that let the name be read: first the reason goes, then size."""
        for size, status in (
            (TEXT_DESK_PX, caption.status),
            (TEXT_DESK_PX, caption.short),
            (SMALL_TEXT_DESK_PX, caption.short),
        ):
            bold = text_font(self._look, size, HEAD_WEIGHT)
            plain = text_font(self._look, size, HEAD_WEIGHT if caption.wrong else TEXT_WEIGHT)
            used = QFontMetricsF(bold).horizontalAdvance(caption.name) + self._look.px(10)
            if used + QFontMetricsF(plain).horizontalAdvance(status) <= room:
                break
        return bold, plain, status

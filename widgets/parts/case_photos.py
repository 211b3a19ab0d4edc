"""The photos of a case in a grid, before and after beside one another; a click shows one large."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from backend.contract.cases import CaseAttachment
from widgets.parts.case_pictures import PictureShelf
from widgets.theme.fonts import TEXT_WEIGHT, sized_font
from widgets.theme.look import Look

translate = QCoreApplication.translate
CELL_DESK_PX = (252, 190)
CAPTION_DESK_PX = 26


def phase_word(phase: str) -> str:
    """Return whether a photo is of before or after the work."""
    return {"before": translate("Cases", "before"), "after": translate("Cases", "after")}.get(phase, "")


class PhotoGrid(QWidget):
    """As many columns as fit; pictures come one after the other."""

    chosen = Signal(str)
    """A hash."""

    def __init__(self, look: Look, shelf: PictureShelf, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._look, self._shelf = look, shelf
        self.photos: Sequence[CaseAttachment] = ()
        self._boxes: list[tuple[QRectF, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        shelf.arrived.connect(self._note)

    def set_photos(self, photos: Sequence[CaseAttachment]) -> None:
        """Show these."""
        if list(photos) != list(self.photos):
            self.photos = photos
            self.setVisible(bool(photos))
            self._fit()
            self.update()

    def _note(self, _digest: str) -> None:
        self.update()

    def _n_columns(self) -> int:
        return max(1, self.width() // self._look.px(CELL_DESK_PX[0]))

    def _fit(self) -> None:
        n_rows = -(-len(self.photos) // self._n_columns())
        self.setFixedHeight(max(1, n_rows) * self._look.px(CELL_DESK_PX[1]) if self.photos else 0)

    def resizeEvent(self, event: object) -> None:
        """Fit the rows to the width."""
        self._fit()

    def sizeHint(self) -> QSize:
        """Return the room for the photos."""
        return QSize(self._look.px(CELL_DESK_PX[0]), self.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show one large."""
        for box, digest in self._boxes:
            if box.contains(event.position()):
                self.chosen.emit(digest)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the photos whole, each with what it shows beneath."""
        look, tokens = self._look, self._look.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        n_columns, high = self._n_columns(), look.px(CELL_DESK_PX[1])
        wide = self.width() / n_columns
        font = sized_font(look.px(16), TEXT_WEIGHT)
        self._boxes = []
        for at, photo in enumerate(self.photos):
            left, top = (at % n_columns) * wide, (at // n_columns) * high
            box = QRectF(left, top, wide - look.px(8), high - look.px(8) - look.px(CAPTION_DESK_PX))
            painter.setPen(QPen(QColor(tokens.line), 1))
            painter.fillRect(box, QColor(tokens.ground))
            painter.drawRect(box)
            self._paint_photo(painter, box, photo)
            caption = QRectF(left, box.bottom(), box.width(), look.px(CAPTION_DESK_PX))
            words = " · ".join(part for part in (phase_word(photo.phase), photo.name) if part)
            painter.setFont(font)
            painter.setPen(QColor(tokens.text_second))
            shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideMiddle, box.width())
            painter.drawText(caption, int(Qt.AlignmentFlag.AlignVCenter), shown)
            self._boxes.append((box, photo.digest))
        painter.end()

    def _paint_photo(self, painter: QPainter, box: QRectF, photo: CaseAttachment) -> None:
        image = self._shelf.picture(photo.digest)
        if image is not None:
            painter.drawImage(fitted_into(box, image), image)
            return
        painter.setFont(sized_font(self._look.px(16)))
        painter.setPen(QColor(self._look.tokens.text_third))
        words = translate("Cases", "is being fetched …")
        if not photo.digest:
            words = translate("Cases", "kept elsewhere: {url}").format(url=photo.url)
        elif photo.digest in self._shelf.reasons:
            words = translate("Cases", "cannot be shown")
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWrapAnywhere)
        painter.drawText(box.adjusted(6, 6, -6, -6), flags, words)


class PhotoView(QWidget):
    """One photo over the whole pane; a click or any key goes back."""

    closed = Signal()

    def __init__(self, look: Look, shelf: PictureShelf, digest: str, parent: QWidget) -> None:
        """Show the photo of `digest`."""
        super().__init__(parent)
        self._look, self._shelf, self.digest = look, shelf, digest
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it whole over the dark."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#05080A"))
        image = self._shelf.picture(self.digest)
        if image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(fitted_into(QRectF(self.rect()), image), image)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go back."""
        self.closed.emit()

    def event(self, event: object) -> bool:
        """Go back by Esc before the wall takes it."""
        if isinstance(event, QKeyEvent) and event.type() == event.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)  # type: ignore[arg-type]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back."""
        self.closed.emit()


def fitted_into(box: QRectF, image: QImage) -> QRectF:
    """Return the largest box of the picture's shape within `box`, never larger than the picture."""
    scale = min(box.width() / image.width(), box.height() / image.height(), 1.0)
    target = QRectF(0, 0, image.width() * scale, image.height() * scale)
    target.moveCenter(box.center())
    return target

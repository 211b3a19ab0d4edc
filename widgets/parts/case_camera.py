"""A new case from a camera: its place filled in, the picture of that moment kept with it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QByteArray, QCoreApplication, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPalette, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from backend.contract.case_requests import AttachToCase
from backend.contract.cases import CaseKindInfo
from backend.contract.messages import Failure, ReplyBody
from backend.contract.state import Place
from widgets.logic import formats
from widgets.parts.case_book import CaseBook
from widgets.parts.case_open_form import FromCamera, OpenCaseForm
from widgets.parts.control_bar import label
from widgets.parts.step_snapshot import CameraSnapshot, Snapshot
from widgets.theme.fonts import HEAD_WEIGHT
from widgets.tile import TileContext

translate = QCoreApplication.translate
PREVIEW_DESK_PX = 260
DEADLINE_S = 30.0


class CameraCase(QWidget):
    """The form of a new case beside the camera's picture; Esc leaves."""

    closed = Signal()
    made = Signal(str)
    """The new case's code, after its picture is kept (or said why not)."""

    def __init__(self, context: TileContext, place: Place, parent: QWidget) -> None:
        """Take the picture of now and ask what there is to say."""
        super().__init__(parent)
        self._context, self.place = context, place
        self.form: OpenCaseForm | None = None
        self.picture: Snapshot | None = None
        look = context.look
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(look.tokens.tile))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        self.preview = QLabel(self)
        self.preview.setFixedWidth(look.px(PREVIEW_DESK_PX))
        self.note = label(look, 16, colour=look.tokens.text_second)
        self.note.setWordWrap(True)
        self.note.setMaximumWidth(look.px(PREVIEW_DESK_PX))
        name = label(look, 18, HEAD_WEIGHT)
        name.setText(place.name)
        name.setWordWrap(True)
        side = QVBoxLayout()
        side.setContentsMargins(look.px(16), look.px(16), 0, look.px(16))
        for part in (name, self.preview, self.note):
            side.addWidget(part)
        side.addStretch(1)
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addLayout(side)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.camera = CameraSnapshot(context.video, self)
        self.camera.taken.connect(self._take_picture)
        self.camera.failed.connect(self._no_picture)
        self.note.setText(translate("Checklist", "Taking a picture of {camera} …").format(camera=place.name))
        self.camera.take(place)
        self.book = CaseBook(context, self)
        self.book.changed.connect(self._ask)
        self._ask()

    # ---- the form ---------------------------------------------------------------------------------

    def kind(self) -> CaseKindInfo | None:
        """Return what is entered from cameras: a kind with that source, else one that may be entered."""
        kinds = [kind for kind in self.book.kinds.values() if kind.may_open]
        return next((kind for kind in kinds if "camera" in kind.sources), kinds[0] if kinds else None)

    def _ask(self) -> None:
        kind = self.kind()
        if self.form is not None:
            return
        if kind is None:
            failure = self.book.failure
            if failure is not None:
                self.note.setText(failure.said(self._context.language))
            elif self.book.kinds:
                self.note.setText(translate("Cases", "No pack here takes new cases from a camera."))
            return
        self.form = OpenCaseForm(
            self._context, self.book, kind, self, camera=FromCamera(self.place, self.note.text())
        )
        self.form.closed.connect(self.leave)
        self.form.made.connect(self._keep_picture)
        self._box.addWidget(self.form, 1)
        self.form.show()
        self.form.setFocus()

    def leave(self) -> None:
        """Give the camera back and close."""
        self.camera.stop()
        self.closed.emit()

    # ---- the picture ------------------------------------------------------------------------------

    def _take_picture(self, snapshot: Snapshot) -> None:
        self.picture = snapshot
        image = QImage.fromData(QByteArray(snapshot.data))
        wide = self.preview.width()
        smooth = Qt.TransformationMode.SmoothTransformation
        self.preview.setPixmap(QPixmap.fromImage(image.scaledToWidth(wide, smooth)))
        live = self._context.live
        time = formats.clock(live.clock.now(), live.state.centre.timezone)
        self._say(translate("Cases", "The picture of {time} goes with the case.").format(time=time))

    def _no_picture(self, why: str) -> None:
        self._say(f"{why} " + translate("Cases", "The case can be entered without it."))

    def _say(self, words: str) -> None:
        self.note.setText(words)

    def _keep_picture(self, case_id: str) -> None:
        """Keep the picture with the case that was just entered."""
        self.camera.stop()
        picture = self.picture
        if picture is None:
            self.made.emit(case_id)
            self.closed.emit()
            return
        live = self._context.live
        at = formats.local(live.clock.now(), live.state.centre.timezone)
        name = f"{picture.place_id} {at:%Y-%m-%d %H.%M.%S}.jpg"
        body = AttachToCase(case_id, name, "image/jpeg", picture.data, phase="before")
        live.request(body, partial(self._kept, case_id), DEADLINE_S)

    def _kept(self, case_id: str, reply: ReplyBody) -> None:
        if isinstance(reply, Failure) and self.form is not None:
            # the case itself is entered: sending it again would enter it twice
            words = translate("Cases", "{code} is entered, but its picture is not kept: {why}")
            why = reply.said(self._context.language)
            self.form.done(words.format(code=case_id, why=why))
            return
        self.made.emit(case_id)
        self.closed.emit()

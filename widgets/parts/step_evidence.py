"""Brings evidence to a step: a file of this machine, or a live picture of a camera."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeDatabase, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from backend.contract.messages import Failure, ReplyBody
from backend.contract.state import Place
from backend.contract.work_requests import AddEvidence
from widgets.logic import formats
from widgets.parts.step_snapshot import CameraSnapshot, Snapshot
from widgets.parts.step_words import DIGEST_SHOWN
from widgets.tile import TileContext

translate = QCoreApplication.translate
MAX_BYTES = 8_000_000
"""What the daemon keeps at most."""
ENDINGS = "*.jpg *.jpeg *.png *.webp *.pdf *.txt *.csv *.mp4 *.xlsx *.docx"
"""What the daemon keeps."""
DEADLINE_S = 30.0


class EvidenceDesk(QObject):
    """Reads, sends, and says what became of it."""

    said = Signal(str, bool)
    """Words, and whether it went wrong."""

    def __init__(self, context: TileContext, parent: QWidget) -> None:
        """Send through the live data of `context`."""
        super().__init__(parent)
        self._context, self._window = context, parent
        self._step = ("", "")
        self.camera = CameraSnapshot(context.video, self)
        self.camera.taken.connect(self._take_snapshot)
        self.camera.failed.connect(partial(self._say_bad))
        self.dialog: QFileDialog | None = None

    def ask_file(self, run_id: str, step_id: str) -> None:
        """Let the person choose a file for a step; the wall goes on meanwhile."""
        self._step = (run_id, step_id)
        dialog = QFileDialog(self._window, translate("Checklist", "Evidence: photo or file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(translate("Checklist", "Photos and documents") + f" ({ENDINGS})")
        dialog.fileSelected.connect(self.take_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        self.dialog = dialog

    def ask_camera(self, run_id: str, step_id: str, place: Place) -> None:
        """Take a live picture of a camera for a step."""
        self._step = (run_id, step_id)
        words = translate("Checklist", "Taking a picture of {camera} …")
        self.said.emit(words.format(camera=place.name), False)
        self.camera.take(place)

    def take_file(self, chosen: str) -> None:
        """Send the file at `chosen` as evidence."""
        path = Path(chosen)
        try:
            n_bytes = path.stat().st_size
            data = path.read_bytes() if n_bytes <= MAX_BYTES else b""
        except OSError as error:
            words = translate("Checklist", "{file} cannot be read ({why}). Choose another file.")
            self._say_bad(words.format(file=path.name, why=error.strerror or str(error)))
            return
        if not data:
            words = translate("Checklist", "{file} is empty or larger than {most} MB. Choose another file.")
            self._say_bad(words.format(file=path.name, most=MAX_BYTES // 1_000_000))
            return
        media_type = QMimeDatabase().mimeTypeForFile(str(path)).name()
        kind = "photo" if media_type.startswith("image/") else "file"
        self._send(AddEvidence(*self._step, path.name, media_type, kind, data))  # type: ignore[arg-type]

    def _take_snapshot(self, snapshot: Snapshot) -> None:
        live = self._context.live
        now, timezone = live.clock.now(), live.state.centre.timezone
        at = formats.local(now, timezone)
        name = f"{snapshot.place_id} {at:%Y-%m-%d %H.%M.%S}.jpg"
        self._send(AddEvidence(*self._step, name, "image/jpeg", "snapshot", snapshot.data, snapshot.place_id))

    def _send(self, body: AddEvidence) -> None:
        digest = hashlib.sha256(body.data).hexdigest()
        self.said.emit(translate("Checklist", "{file} is being kept …").format(file=body.name), False)
        self._context.live.request(body, partial(self._answered, body.name, digest), DEADLINE_S)

    def _answered(self, name: str, digest: str, reply: ReplyBody) -> None:
        if isinstance(reply, Failure):
            self._say_bad(reply.said(self._context.language))
            return
        words = translate("Checklist", "{file} is kept · SHA-256 {digest}…")
        self.said.emit(words.format(file=name, digest=digest[:DIGEST_SHOWN]), False)

    def _say_bad(self, words: str) -> None:
        self.said.emit(words, True)

"""Turns one camera and keeps its pictures: what a person does becomes requests to the daemon."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from backend.contract.cameras import (
    CameraHeld,
    CameraPreset,
    CameraPresets,
    CameraRight,
    CameraRights,
    GetCameraRights,
    GetPresets,
    GotoPreset,
    MoveCamera,
    ReleaseCamera,
    SavePreset,
    SnapshotTaken,
    StartViewing,
    TakeSnapshot,
    Viewing,
)
from backend.contract.messages import EntryAppended, Failure, ReplyBody, RequestBody
from backend.contract.state import Place
from widgets.logic.camera_moves import STILL, Axes
from widgets.tile import TileContext

translate = QCoreApplication.translate
REPEAT_MS = 400
"""A movement is said again so often while a key is held: the daemon stops after a second of silence."""
DEADLINE_S = 8.0
PICTURE_DEADLINE_S = 20.0


class CameraControl(QObject):
    """The enlarged camera in a person's hand; `leave` gives it back."""

    changed = Signal()
    """Rights, positions or words."""
    opened = Signal()
    """A purpose was accepted: the camera's picture may be opened."""

    def __init__(self, context: TileContext, place: Place, parent: QObject | None = None) -> None:
        """Ask what may be done with `place`."""
        super().__init__(parent)
        self._context, self.place = context, place
        self.right: CameraRight | None = None
        """None until the daemon has answered, or where it knows no such camera."""
        self.may_take_over = False
        self.presets: tuple[CameraPreset, ...] = ()
        self.message, self.wrong = "", False
        """The newest words to the person, and whether they are a refusal."""
        self._axes: Axes = STILL
        self._asked = False
        """A movement is under way to the camera: another one waits for its answer."""
        self._repeat = QTimer(self, interval=REPEAT_MS)
        self._repeat.timeout.connect(self._send)
        context.live.entry_appended.connect(self._follow)
        context.live.ticked.connect(self._note_time)
        self.refresh()

    # ---- who may ----------------------------------------------------------------------------------

    @property
    def turns(self) -> bool:
        """Return whether this person may turn this camera."""
        return self.right is not None and self.right.may_move and not self.right.purpose_needed

    def refresh(self) -> None:
        """Ask anew what may be done, and who holds the camera."""
        self._ask(GetCameraRights((self.place.place_id,)), self._take_rights)

    def _take_rights(self, reply: ReplyBody) -> None:
        if isinstance(reply, CameraRights):
            self.right = next(iter(reply.rights), None)
            self.may_take_over = reply.may_take_over
            self.changed.emit()

    def _follow(self, entry: object) -> None:
        if (
            isinstance(entry, EntryAppended)
            and entry.subject == self.place.place_id
            and entry.kind in ("camera.held", "camera.released")
        ):
            self.refresh()

    def _note_time(self) -> None:
        until_at = self.right.held_until_at if self.right is not None else None
        if until_at is not None and self._context.live.clock.now() >= until_at:
            self.refresh()

    def begin(self, purpose: str) -> None:
        """Say why the camera is looked through."""
        self._ask(StartViewing((self.place.place_id,), purpose), self._begun)

    def _begun(self, reply: ReplyBody) -> None:
        if isinstance(reply, Viewing):
            self.say("")
            self.refresh()
            self.opened.emit()
        else:
            self._refuse(reply)

    # ---- movement ---------------------------------------------------------------------------------

    def move(self, axes: Axes) -> None:
        """Turn with these speeds from now on; all 0 stops."""
        if axes == self._axes:
            return
        self._axes = axes
        if axes == STILL:
            self._repeat.stop()
            self._asked = False
        else:
            self._repeat.start()
        self._send()

    def _send(self) -> None:
        if self._asked and self._axes != STILL:
            return
        self._asked = self._axes != STILL
        self._ask(MoveCamera(self.place.place_id, *self._axes), self._moved)

    def _moved(self, reply: ReplyBody) -> None:
        self._asked = False
        self._take_hold(reply)
        if isinstance(reply, Failure):
            self._axes = STILL
            self._repeat.stop()

    def take_over(self) -> None:
        """Take the camera from who holds it; for supervisors."""
        self._ask(MoveCamera(self.place.place_id, *STILL, take_over=True), self._take_hold)

    def _take_hold(self, reply: ReplyBody) -> None:
        if not isinstance(reply, CameraHeld):
            self._refuse(reply)
            return
        if self.wrong:
            self.say("")
        self.refresh()

    def leave(self) -> None:
        """Stop and give the camera back."""
        self.move(STILL)
        if self.right is not None and self.right.mine:
            self._context.live.request(ReleaseCamera(self.place.place_id), _drop)
        self._context.live.entry_appended.disconnect(self._follow)
        self._context.live.ticked.disconnect(self._note_time)

    # ---- remembered positions ---------------------------------------------------------------------

    def load_presets(self) -> None:
        """Ask which positions the camera remembers."""
        self._ask(GetPresets(self.place.place_id), self._take_presets)

    def go_to(self, number: int) -> None:
        """Turn to the position of that number, from 1."""
        if 1 <= number <= len(self.presets):
            preset = self.presets[number - 1]
            self.say(translate("CameraControl", "to the position “{name}”").format(name=preset.name))
            self._ask(GotoPreset(self.place.place_id, preset.preset), self._take_hold)

    def save(self, name: str) -> None:
        """Have the camera remember where it looks."""
        self._ask(SavePreset(self.place.place_id, name), self._take_presets)

    def _take_presets(self, reply: ReplyBody) -> None:
        if isinstance(reply, CameraPresets):
            self.presets = reply.presets
            self.changed.emit()
        else:
            self._refuse(reply)

    # ---- pictures ---------------------------------------------------------------------------------

    def photograph(self, case_id: str = "") -> None:
        """Keep the camera's own picture: with a case, else in the story of the incident in view."""
        focus = self._context.focus
        incident = "" if case_id or focus is None else focus.incident_id
        self.say(translate("CameraControl", "the camera takes a picture …"))
        body = TakeSnapshot(self.place.place_id, case_id, incident)
        self._ask(body, partial(self._kept, case_id or incident), PICTURE_DEADLINE_S)

    def _kept(self, about: str, reply: ReplyBody) -> None:
        if not isinstance(reply, SnapshotTaken):
            self._refuse(reply)
        elif about:
            self.say(translate("CameraControl", "picture kept with {about}").format(about=about))
        else:
            self.say(translate("CameraControl", "picture kept as evidence; no incident is open"))

    # ---- words ------------------------------------------------------------------------------------

    def say(self, words: str, *, wrong: bool = False) -> None:
        """Tell the person something."""
        self.message, self.wrong = words, wrong
        self.changed.emit()

    def _refuse(self, reply: ReplyBody) -> None:
        if isinstance(reply, Failure):
            self.say(reply.said(self._context.language), wrong=True)

    def _ask(
        self, body: RequestBody, on_reply: Callable[[ReplyBody], None], deadline_s: float = DEADLINE_S
    ) -> None:
        self._context.live.request(body, on_reply, deadline_s)


def _drop(_reply: ReplyBody) -> None:
    """Want nothing more of a camera that was given back."""

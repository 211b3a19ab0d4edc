"""Answers about cameras: who may look and why, movement, remembered positions, pictures as evidence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from backend.cameras.device import OnvifCamera
from backend.cameras.errors import CameraError
from backend.contract.cameras import (
    CameraHeld,
    CameraPreset,
    CameraPresets,
    CameraRight,
    CameraRights,
    CameraStream,
    GetCameraRights,
    GetPresets,
    GotoPreset,
    MoveCamera,
    ReleaseCamera,
    SavePreset,
    StartViewing,
    Viewing,
)
from backend.contract.messages import Failure, ReplyBody
from backend.contract.state import Centre, Place, Text
from backend.engine.cameras.groups import CameraGroup, CameraGroups, may_move, may_view
from backend.engine.cameras.holds import CameraRefusedError, Hold, Holds
from backend.engine.cameras.links import ADDRESS, Links
from backend.engine.cameras.mover import STILL, Axes, Mover
from backend.engine.cameras.viewings import Viewings, Wish, shift_ends_at
from backend.engine.sessions import ACTING_ROLES, Session
from backend.engine.work.bench import Bench, Handlers, refused, who

MOST_CAMERAS = 500
LONGEST_NAME = 60


class Yard(NamedTuple):
    """The cameras of a centre."""

    places: Mapping[str, Place]
    """By id, as the centre's files have them."""
    groups: CameraGroups
    links: Links


class OnCameras:
    """Handlers of requests about cameras."""

    def __init__(self, bench: Bench, centre: Centre, yard: Yard) -> None:
        """Answer with `bench` about the cameras of `yard`; the shifts are the centre's."""
        self._bench, self._centre = bench, centre
        self._places, self._groups, self._links = yard.places, yard.groups, yard.links
        groups = yard.groups
        self.holds, self.viewings = Holds(groups.hold_s), Viewings()
        self.mover = Mover(yard.links.camera, self._stopped)

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request."""
        return {
            GetCameraRights: self._rights,
            StartViewing: self._view,
            MoveCamera: self._move,
            ReleaseCamera: self._release,
            GetPresets: self._presets,
            GotoPreset: self._go_to,
            SavePreset: self._save,
        }

    # ---- what both kinds of answers need ----------------------------------------------------------

    def group_for(self, place_id: str, session: Session) -> CameraGroup:
        """Return the group of a camera that this person may look through now.

        Raises:
            CameraRefusedError: there is no such camera, the role may not, or a purpose is missing.
        """
        group = self._seen_by(place_id, session)
        if self.viewings.needs_purpose(session.user, group, self._bench.clock.now()):
            raise CameraRefusedError(
                f"Nhóm camera “{group.name}” chỉ được dùng khi đã nêu mục đích xem. Hãy ghi mục đích trước.",
                f"cameras of '{group.name}' are used for a purpose only; write it down first",
            )
        return group

    def _seen_by(self, place_id: str, session: Session) -> CameraGroup:
        group = self._groups.of(place_id)
        if group is None:
            raise CameraRefusedError(
                f"Không có camera {place_id}. Hãy tải lại danh sách.",
                f"there is no camera {place_id!r}; load the list again",
            )
        if not may_view(group, session.role):
            raise CameraRefusedError(
                f"Tài khoản này không được xem nhóm camera “{group.name}”. Hãy nhờ người có quyền.",
                f"this account may not look through the cameras of '{group.name}'; ask somebody who may",
            )
        return group

    def note(self, session: Session, kind: str, place_id: str, payload: dict[str, object]) -> None:
        """Journal an act; the commit is asked for, not waited for."""
        casework = self._bench.casework
        casework.out.note(self._bench.clock.now(), who(session), kind, place_id, payload)
        self._bench.pipeline.wake()

    async def failed(self, place_id: str, error: CameraError) -> Failure:
        """Return the answer to what a camera did not do."""
        if error.kind == "refused":
            await self._links.forget(place_id)
        return Failure.of("failed", error.text)

    # ---- looking ----------------------------------------------------------------------------------

    async def _rights(self, body: GetCameraRights, session: Session) -> ReplyBody:
        now, found = self._bench.clock.now(), []
        for place_id in body.place_ids[:MOST_CAMERAS]:
            group = self._groups.of(place_id)
            if group is None:
                continue
            attributes, held = self._places[place_id].attributes, self.holds.of(place_id, now)
            views = may_view(group, session.role)
            found.append(
                CameraRight(
                    place_id=place_id,
                    may_view=views,
                    may_move=may_move(group, session.role) and _turns(attributes),
                    group=group.name,
                    purpose_needed=views and self.viewings.needs_purpose(session.user, group, now),
                    may_photograph=views and session.role in ACTING_ROLES and ADDRESS in attributes,
                    holder=held.name if held is not None else "",
                    mine=held is not None and held.user == session.user,
                    held_until_at=held.until_at if held is not None else None,
                )
            )
        return CameraRights(tuple(found), may_take_over=session.supervises)

    async def _view(self, body: StartViewing, session: Session) -> ReplyBody:
        now = self._bench.clock.now()
        until_at = shift_ends_at(self._centre.shifts, self._centre.timezone, now)
        wish = Wish(session.user, body.purpose, until_at)
        of_group: dict[str, tuple[CameraGroup, list[str]]] = {}
        for place_id in dict.fromkeys(body.place_ids[:MOST_CAMERAS]):
            try:
                group = self._seen_by(place_id, session)
            except CameraRefusedError as error:
                return refused(error)
            of_group.setdefault(group.id, (group, []))[1].append(place_id)
        try:
            for group, cameras in of_group.values():
                new = self.viewings.begin(wish, group, cameras, now)
                said = self.viewings.purpose(session.user, group, now) or ""
                if new and (said or group.view):  # what everybody may look at is no secret to account for
                    payload = {"purpose": said, "group": group.name, "cameras": list(new)}
                    self.note(session, "camera.viewed", group.id or new[0], dict(payload))
            streams = [await self._stream(one) for _, cameras in of_group.values() for one in cameras]
        except CameraRefusedError as error:
            return refused(error)
        except CameraError as error:
            return Failure.of("failed", error.text)
        await self._bench.pipeline.settle()
        return Viewing(tuple(streams), until_at)

    async def _stream(self, place_id: str) -> CameraStream:
        sub = await self._links.stream(place_id, "stream")
        return CameraStream(place_id, sub, await self._links.stream(place_id, "stream_main") or sub)

    # ---- turning ----------------------------------------------------------------------------------

    def take(self, place_id: str, session: Session, *, take_over: bool) -> Hold:
        """Give a camera to who turns it; journalled where it comes into another hand.

        Raises:
            CameraRefusedError: not allowed, or somebody else holds it.
        """
        group = self.group_for(place_id, session)
        name = self._places[place_id].name
        if not may_move(group, session.role):
            raise CameraRefusedError(
                f"Tài khoản này không được điều khiển camera {name}. Hãy nhờ trực ban.",
                f"this account may not turn the camera {name}; ask the duty officer",
            )
        if take_over and not session.supervises:
            raise CameraRefusedError(
                "Chỉ trưởng ca được giành quyền điều khiển camera. Hãy nhờ trưởng ca.",
                "only a supervisor takes a camera over; ask one",
            )
        now = self._bench.clock.now()
        hand = Hold(session.user, who(session), now)
        before = self.holds.take(place_id, hand, now, take_over=take_over)
        if before is None or before.user != session.user:
            payload: dict[str, object] = {"taken_from": before.name} if before is not None else {}
            self.note(session, "camera.held", place_id, payload)
        held = self.holds.of(place_id, now)
        return held if held is not None else hand

    async def _move(self, body: MoveCamera, session: Session) -> ReplyBody:
        axes: Axes = (body.pan, body.tilt, body.zoom)
        if not all(math.isfinite(one) and -1 <= one <= 1 for one in axes):
            return Failure.of(
                "invalid",
                Text("Tốc độ quay phải từ −1 đến 1.", f"speeds {axes}; expected -1 to 1"),
                Text("Hãy gửi lại.", "send it again"),
            )
        try:
            held = self.take(body.place_id, session, take_over=body.take_over)
            if self.mover.is_new(body.place_id, axes):
                kind = "camera.stopped" if axes == STILL else "camera.moved"
                speeds = dict(zip(("pan", "tilt", "zoom"), axes, strict=True))
                self.note(session, kind, body.place_id, dict(speeds) if axes != STILL else {})
            await self.mover.move(body.place_id, axes)
        except CameraRefusedError as error:
            return refused(error)
        except CameraError as error:
            return await self.failed(body.place_id, error)
        return CameraHeld(body.place_id, held.name, held.until_at)

    def _stopped(self, place_id: str) -> None:
        out = self._bench.casework.out
        out.note(self._bench.clock.now(), "system", "camera.stopped", place_id, {"reason": "no further word"})
        self._bench.pipeline.wake()

    async def _release(self, body: ReleaseCamera, session: Session) -> ReplyBody:
        now = self._bench.clock.now()
        if self.holds.release(body.place_id, session.user, now):
            self.note(session, "camera.released", body.place_id, {})
        held = self.holds.of(body.place_id, now)
        return CameraHeld(
            body.place_id, held.name if held else "", held.until_at if held is not None else None
        )

    # ---- remembered positions ---------------------------------------------------------------------

    async def _presets(self, body: GetPresets, session: Session) -> ReplyBody:
        try:
            self.group_for(body.place_id, session)
            return await self._listed(body.place_id)
        except CameraRefusedError as error:
            return refused(error)
        except CameraError as error:
            return await self.failed(body.place_id, error)

    async def _listed(self, place_id: str) -> CameraPresets:
        camera = await self._links.camera(place_id)
        found = await camera.presets()
        return CameraPresets(place_id, tuple(CameraPreset(one.token, one.name) for one in found))

    async def _go_to(self, body: GotoPreset, session: Session) -> ReplyBody:
        async def turn(camera: OnvifCamera) -> None:
            await camera.go_to(body.preset)

        try:
            held = self.take(body.place_id, session, take_over=body.take_over)
            self.note(session, "camera.preset", body.place_id, {"preset": body.preset})
            await self.mover.act(body.place_id, turn)
        except CameraRefusedError as error:
            return refused(error)
        except CameraError as error:
            return await self.failed(body.place_id, error)
        return CameraHeld(body.place_id, held.name, held.until_at)

    async def _save(self, body: SavePreset, session: Session) -> ReplyBody:
        name = " ".join(body.name.split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            return Failure.of(
                "invalid",
                Text("Tên vị trí nhớ chưa hợp lệ.", f"the name {body.name!r} of a position"),
                Text(f"Hãy đặt tên từ 1 đến {LONGEST_NAME} ký tự.", f"give it 1 to {LONGEST_NAME} letters"),
            )

        async def remember(camera: OnvifCamera) -> None:
            await camera.save(name, body.preset)

        try:
            self.take(body.place_id, session, take_over=False)
            self.note(session, "camera.preset_saved", body.place_id, {"name": name, "preset": body.preset})
            await self.mover.act(body.place_id, remember)
            return await self._listed(body.place_id)
        except CameraRefusedError as error:
            return refused(error)
        except CameraError as error:
            return await self.failed(body.place_id, error)


def _turns(attributes: Mapping[str, str]) -> bool:
    """Return whether a camera can be turned: it speaks ONVIF and is not said to stand fixed."""
    return ADDRESS in attributes and attributes.get("ptz", "yes").strip().lower() not in ("no", "0", "không")

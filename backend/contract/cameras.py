"""Requests about cameras: who may look and turn them, movement, positions, pictures as evidence."""

from __future__ import annotations

import msgspec


class GetCameraRights(msgspec.Struct, frozen=True, tag="get_camera_rights"):
    """Asks what this person may do with cameras, and who holds them; the answer is `CameraRights`."""

    place_ids: tuple[str, ...]


class StartViewing(msgspec.Struct, frozen=True, tag="start_viewing"):
    """The signed-in person begins to look through cameras; journalled; the answer is `Viewing`.

    A purpose that was said stands for its group until the shift ends.
    """

    place_ids: tuple[str, ...]
    purpose: str = ""
    """Needed where a camera's group asks for it and none was said in this shift."""


class MoveCamera(msgspec.Struct, frozen=True, tag="move_camera"):
    """Turns a camera while it is repeated; the answer is `CameraHeld`.

    A camera stops by itself a second after the last one. Each speed is -1 to 1; 0, 0, 0 stops.
    """

    place_id: str
    pan: float
    """Negative: to the left."""
    tilt: float
    """Negative: down."""
    zoom: float
    """Negative: wider."""
    take_over: bool = False
    """A supervisor takes the camera from who holds it."""


class ReleaseCamera(msgspec.Struct, frozen=True, tag="release_camera"):
    """The holder needs the camera no longer; the answer is `CameraHeld`."""

    place_id: str


class GetPresets(msgspec.Struct, frozen=True, tag="get_presets"):
    """Asks which positions a camera remembers; the answer is `CameraPresets`."""

    place_id: str


class GotoPreset(msgspec.Struct, frozen=True, tag="goto_preset"):
    """Turns a camera to a position that it remembers; the answer is `CameraHeld`."""

    place_id: str
    preset: str
    take_over: bool = False


class SavePreset(msgspec.Struct, frozen=True, tag="save_preset"):
    """Has a camera remember where it looks; the answer is `CameraPresets`."""

    place_id: str
    name: str
    preset: str = ""
    """Position that is replaced; empty: a new one."""


class TakeSnapshot(msgspec.Struct, frozen=True, tag="take_snapshot"):
    """Keeps a picture that the camera itself takes now, with its hash; the answer is `SnapshotTaken`."""

    place_id: str
    case_id: str = ""
    """Case that it is attached to."""
    incident_id: str = ""
    """Incident in whose story it stands."""


class CameraRight(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one person may do with one camera."""

    place_id: str
    may_view: bool
    may_move: bool
    """The role allows it and the camera can be moved."""
    group: str = ""
    """Name of the camera's group; empty: it is in none."""
    purpose_needed: bool = False
    """The group asks for a purpose, and none was said in this shift."""
    may_photograph: bool = False
    """`TakeSnapshot` is possible."""
    holder: str = ""
    """Name of the person who holds it; empty: nobody."""
    mine: bool = False
    """The holder is the person who asks."""
    held_until_at: float | None = None
    """When it is free again, if its holder does nothing more."""


class CameraRights(msgspec.Struct, frozen=True, tag="camera_rights"):
    """Answer to `GetCameraRights`; places that are no cameras are left out."""

    rights: tuple[CameraRight, ...]
    may_take_over: bool = False


class CameraStream(msgspec.Struct, frozen=True):
    """Where one camera's picture comes from."""

    place_id: str
    sub: str
    """Small picture, for grids; with user and password where the camera asks for them."""
    main: str
    """Large picture."""


class Viewing(msgspec.Struct, frozen=True, tag="viewing"):
    """Answer to `StartViewing`."""

    streams: tuple[CameraStream, ...]
    until_at: float
    """The purpose stands until then."""


class CameraHeld(msgspec.Struct, frozen=True, tag="camera_held"):
    """A camera did what was asked; who holds it now."""

    place_id: str
    holder: str
    until_at: float | None = None


class CameraPreset(msgspec.Struct, frozen=True):
    """A position that a camera remembers."""

    preset: str
    """The camera's own token."""
    name: str


class CameraPresets(msgspec.Struct, frozen=True, tag="camera_presets"):
    """Answer to `GetPresets` and `SavePreset`."""

    place_id: str
    presets: tuple[CameraPreset, ...]


class SnapshotTaken(msgspec.Struct, frozen=True, tag="snapshot_taken"):
    """A camera's picture is kept."""

    place_id: str
    digest: str
    """SHA-256 of its bytes, hexadecimal; `GetEvidence` gives them back."""
    name: str
    at: float
    journal_seq: int


CameraRequest = (
    GetCameraRights
    | StartViewing
    | MoveCamera
    | ReleaseCamera
    | GetPresets
    | GotoPreset
    | SavePreset
    | TakeSnapshot
)
CameraAnswer = CameraRights | Viewing | CameraHeld | CameraPresets | SnapshotTaken

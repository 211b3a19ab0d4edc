"""A daemon that answers about one camera, for tests of widgets."""

from __future__ import annotations

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
from backend.contract.state import Place
from tests.unit.widgets.city import NOW, City

PLACE = Place("cam-1", "Cầu Rồng", "camera", attributes={"stream": "", "ptz": "yes"})
MINE = CameraRight("cam-1", may_view=True, may_move=True, may_photograph=True, group="Cầu, sông")
PRESETS = CameraPresets("cam-1", (CameraPreset("1", "Toàn cảnh"), CameraPreset("7", "Bờ trái")))


def camera_city(right: CameraRight = MINE, *, may_take_over: bool = False) -> City:
    city = City()
    city.live.state.places = {PLACE.place_id: PLACE}
    held = CameraHeld("cam-1", "Trần Minh Hà", NOW + 30)
    city.daemon.answers |= {
        GetCameraRights: CameraRights((right,), may_take_over),
        MoveCamera: held,
        GotoPreset: held,
        ReleaseCamera: CameraHeld("cam-1", ""),
        GetPresets: PRESETS,
        SavePreset: PRESETS,
        StartViewing: Viewing((), NOW + 3600),
        TakeSnapshot: SnapshotTaken("cam-1", "ab" * 32, "cam-1.jpg", NOW, 7),
    }
    return city

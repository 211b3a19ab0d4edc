from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from backend.cameras.device import Access, OnvifCamera
from backend.demo import clips
from backend.demo.city import load
from backend.demo.ports import free_ports
from backend.demo.ptz_cameras import PRESETS, PTZ_CAMERAS, PtzCameras, attributes, devices_of, groups
from backend.engine.cameras.groups import CameraGroup
from tests.unit.backend.engine.cameras.given import on_loop


def test_three_cameras_of_the_city_can_be_turned_where_there_is_a_port() -> None:
    assert set(PTZ_CAMERAS) <= {camera.place_id for camera in load().cameras}
    assert attributes(PTZ_CAMERAS[0], 80)["onvif"] == f"http://127.0.0.1:80/{PTZ_CAMERAS[0]}/device_service"
    assert attributes(PTZ_CAMERAS[0], 0) == attributes("cam-me-suot-01", 80) == {}
    (group,) = groups()["groups"]  # type: ignore[misc]
    assert CameraGroup(**group).cameras == list(PTZ_CAMERAS)


@on_loop
async def test_they_speak_onvif_have_positions_and_take_pictures(tmp_path: Path):
    clips.encode([np.full((360, 640, 3), 90, np.uint8)] * 5, tmp_path / "clip.mp4")
    (port,) = free_ports(1)
    devices = devices_of(load(), lambda name: f"rtsp://h/{name}", time.time)
    open_ = PtzCameras(devices, dict.fromkeys(devices, tmp_path / "clip.mp4"), port, tmp_path)
    try:
        assert open_.mounts()[PTZ_CAMERAS[0]] == f"unix:{tmp_path}/{PTZ_CAMERAS[0]}.sock"
        camera = OnvifCamera(Access(attributes(PTZ_CAMERAS[1], port)["onvif"]), time.time, 20.0)
        assert [one.name for one in await camera.presets()] == list(PRESETS)
        assert await camera.stream_address("main") == f"rtsp://h/{PTZ_CAMERAS[1]}".replace(
            "//h", "//127.0.0.1"
        )
        assert (await camera.snapshot()).startswith(b"\xff\xd8\xff")
        await camera.close()
    finally:
        open_.close()

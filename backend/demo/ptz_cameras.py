"""The demo cameras that can be turned: a device that speaks ONVIF and a view that follows it, for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from backend.demo.city import City
from backend.demo.live_view import LiveView
from backend.demo.onvif_device import Device, Sheet
from backend.demo.onvif_service import OnvifService

PTZ_CAMERAS = ("cam-cau-rong", "cam-cau-song-han", "cam-bach-dang")
PRESETS = {"Toàn cảnh": (0.0, 0.0, 0.0), "Bờ trái": (-0.8, -0.1, 0.5), "Bờ phải": (0.8, -0.1, 0.5)}


def attributes(camera_id: str, port: int) -> dict[str, str]:
    """Return what an administrator writes of a camera that can be turned; nothing of the others."""
    if not port or camera_id not in PTZ_CAMERAS:
        return {}
    address = f"http://127.0.0.1:{port}/{camera_id}/device_service"
    return {"onvif": address, "ptz": "yes"}


def groups() -> dict[str, object]:
    """Return the demo's cameras.yaml: the cameras on bridges may be turned by who is on duty."""
    return {
        "hold_s": 30,
        "groups": [{"id": "cau-song", "name": "Camera cầu, sông", "cameras": list(PTZ_CAMERAS)}],
    }


def devices_of(city: City, stream_of: Callable[[str], str], clock: Callable[[], float]) -> dict[str, Device]:
    """Return the devices of the cameras that can be turned, by id.

    Args:
        city: whose cameras.
        stream_of: RTSP address of a camera by its id.
        clock: of the devices, s since epoch.
    """
    made = {}
    for camera in city.cameras:
        if camera.place_id in PTZ_CAMERAS:
            sheet = Sheet(camera.place_id, camera.name, main=stream_of(camera.place_id))
            made[camera.place_id] = device = Device(sheet, clock)
            for n, (name, axes) in enumerate(PRESETS.items(), 1):
                device.remember(str(n), name, axes)
    return made


class PtzCameras:
    """Devices and what they see, until closed."""

    def __init__(
        self, devices: Mapping[str, Device], clips: Mapping[str, Path], port: int, run: Path
    ) -> None:
        """Open them.

        Args:
            devices: by id.
            clips: clip of each camera by its id.
            port: of their services.
            run: folder of their sockets.

        Raises:
            OSError: a port or socket is taken.
        """
        self.devices = devices
        self.views = {
            name: LiveView(device, clips[name], run / f"{name}.sock") for name, device in devices.items()
        }
        self._service = OnvifService(devices, self._picture, port)

    def _picture(self, device: Device) -> bytes:
        return self.views[device.sheet.camera_id].jpeg()

    def mounts(self) -> dict[str, str]:
        """Return what the RTSP server plays of them: the sockets of their views."""
        return {name: f"unix:{view.address}" for name, view in self.views.items()}

    def close(self) -> None:
        """Close them."""
        self._service.close()
        for view in self.views.values():
            view.close()

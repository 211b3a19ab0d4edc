"""An ONVIF camera: it is found, checks passwords and refuses a proof twice, moves, remembers, takes pictures.

What it is told on its standard input: `well`, `slow`, `refuse`, `fault`, `bomb`, `clock` (an hour ahead).
Its pictures carry in words where it looks; the record has every act with its position.
"""

import argparse
import io
import sys
import time
from pathlib import Path

from PIL import Image, ImageDraw

from backend.demo.onvif_device import Device, Sheet, Temper
from backend.demo.onvif_service import Beacon, OnvifService
from tests.peers.record import Record, announce

TEMPERS = {
    "well": Temper(),
    "slow": Temper(slow_s=6.0),
    "refuse": Temper(refuses=True),
    "fault": Temper(faulty="motor stuck"),
    "bomb": Temper(bomb=True),
    "clock": Temper(clock_off_s=3600.0),
}


def picture(device: Device) -> bytes:
    """Draw where the camera looks, as JPEG."""
    pan, tilt, zoom = device.look()
    image = Image.new("RGB", (640, 360), (round(127 * (1 + pan)), round(127 * (1 + tilt)), round(255 * zoom)))
    words = f"{device.sheet.camera_id} pan {pan:.3f} tilt {tilt:.3f} zoom {zoom:.3f}"
    ImageDraw.Draw(image).text((12, 12), words, fill=(255, 255, 255))
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


class RecordedDevice(Device):
    """A device that writes down what it was asked for, and where it looks then."""

    record: Record

    def answer(self, raw: bytes, base: str):
        n_before = len(self.acts)
        answer = super().answer(raw, base)
        for act in self.acts[n_before:]:
            pan, tilt, zoom = self.look()
            self.record.add(act=act, status=answer.status, pan=pan, tilt=tilt, zoom=zoom)
        return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free one; it is written to stdout")
    parser.add_argument("--record", type=Path, default=None, help="JSON Lines of what it was asked for")
    parser.add_argument("--beacon", type=int, required=True, help="UDP port on which it is found")
    parser.add_argument("--main", required=True, help="RTSP address of its large picture")
    parser.add_argument("--sub", default="", help="RTSP address of its small picture")
    parser.add_argument("--name", default="Cống Đò Xu")
    parser.add_argument("--user", default="")
    parser.add_argument("--password", default="")
    options = parser.parse_args()
    sheet = Sheet("thu", options.name, options.user, options.password, options.main, options.sub)
    device = RecordedDevice(sheet, time.time)
    device.record = Record(options.record)
    service = OnvifService({"thu": device}, picture, options.port)
    beacon = Beacon(service, options.beacon)
    announce(service.port)
    sys.stdout.flush()
    for line in sys.stdin:
        device.temper = TEMPERS.get(line.strip(), device.temper)
    beacon.close()
    service.close()


if __name__ == "__main__":
    main()

"""A made-up camera picture for evidence: nothing in it is real, and it says so."""

from __future__ import annotations

import datetime
import io

from PIL import Image, ImageDraw

SIZE = (640, 360)


def snapshot_picture(words: str, at: float) -> bytes:
    """Return a PNG with a caption; `at` (s since epoch) stands in it."""
    image = Image.new("RGB", SIZE, (24, 34, 44))
    draw = ImageDraw.Draw(image)
    draw.polygon([(0, 360), (250, 170), (390, 170), (640, 360)], fill=(52, 66, 78))
    for n in range(6):
        draw.line([(0, 300 - 18 * n), (640, 292 - 18 * n)], fill=(70, 92, 112), width=3)
    when = datetime.datetime.fromtimestamp(at, datetime.UTC).isoformat(timespec="seconds")
    draw.text((16, 14), f"DEMO {when}", fill=(200, 210, 220))
    draw.text((16, 334), words.encode("ascii", "replace").decode(), fill=(200, 210, 220))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()

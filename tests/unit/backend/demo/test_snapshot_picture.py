from __future__ import annotations

import io

from PIL import Image

from backend.demo.snapshot_picture import SIZE, snapshot_picture


def test_it_is_a_picture_and_two_moments_differ() -> None:
    one, two = snapshot_picture("QT.1 Rào chắn", 0.0), snapshot_picture("QT.1 Rào chắn", 60.0)
    image = Image.open(io.BytesIO(one))
    assert (image.format, image.size) == ("PNG", SIZE)
    assert one != two
    assert one == snapshot_picture("QT.1 Rào chắn", 0.0)

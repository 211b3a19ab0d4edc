"""Real footage, made on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

MakeFootage = Callable[..., Path]


@pytest.fixture
def make_footage() -> MakeFootage:
    """Write a video in which a bright stripe walks to the right."""

    def make(file: Path, *, rate: int = 5, n: int = 20, size: tuple[int, int] = (768, 576)) -> Path:
        width, height = size
        ground = np.add.outer(np.linspace(0, 90, height), np.linspace(0, 90, width)).astype(np.uint8)
        with av.open(str(file), "w") as container:
            stream = container.add_stream("mpeg4", rate=rate)
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            for i in range(n):
                frame = np.repeat(ground[..., None], 3, axis=2)
                frame[:, (i * 8) % (width - 16) : (i * 8) % (width - 16) + 16] = 230
                container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
            container.mux(stream.encode(None))
        return file

    return make

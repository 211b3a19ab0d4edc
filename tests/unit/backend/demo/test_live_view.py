from __future__ import annotations

import io
import socket
import time
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from backend.demo import clips
from backend.demo.live_view import HEAD, HEIGHT, NARROWEST, WIDEST, WIDTH, LiveView, window
from backend.demo.onvif_device import Device, Sheet

AXIS, ZOOM = st.floats(-1, 1), st.floats(0, 1)


@given(AXIS, AXIS, ZOOM)
def test_the_window_lies_in_the_picture_with_even_sides(pan: float, tilt: float, zoom: float) -> None:
    left, top, wide, high = window((pan, tilt, zoom), 640, 360)
    assert 0 <= left <= 640 - wide
    assert 0 <= top <= 360 - high
    assert not any(one % 2 for one in (left, top, wide, high))
    assert NARROWEST * 640 - 2 <= wide <= WIDEST * 640


def test_right_is_right_up_is_up_and_in_is_narrower() -> None:
    middle = window((0, 0, 0), 640, 360)
    assert window((1, 0, 0), 640, 360)[0] > middle[0]
    assert window((0, 1, 0), 640, 360)[1] < middle[1]
    assert window((0, 0, 1), 640, 360)[2] < middle[2]


@pytest.fixture
def view(tmp_path: Path):
    half = np.zeros((360, 640, 3), np.uint8)
    half[:, 320:] = 255
    clips.encode([half] * 30, tmp_path / "half.mp4")
    device = Device(Sheet("c", "C"), time.time)
    made = LiveView(device, tmp_path / "half.mp4", tmp_path / "c.sock")
    yield device, made
    made.close()


def test_what_is_seen_follows_the_head(view) -> None:
    device, seen = view
    middle = Image.open(io.BytesIO(seen.jpeg()))
    assert middle.size == (WIDTH, HEIGHT)
    assert middle.getpixel((5, 180))[0] < 40
    assert middle.getpixel((635, 180))[0] > 200
    device.remember("1", "phải", (1.0, 0.0, 1.0))
    device.head.go_to("1", time.time() - 60)
    device.head.look(time.time() + 60)
    assert Image.open(io.BytesIO(seen.jpeg())).getpixel((5, 180))[0] > 200


def test_who_connects_is_sent_pictures_that_begin_with_a_key_frame(view) -> None:
    _device, seen = view
    decoder = av.CodecContext.create("h264", "r")
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(20)
        line.connect(str(seen.address))
        stream, shown, keys = line.makefile("rb"), [], []
        while len(shown) < 3:
            length, key = HEAD.unpack(stream.read(HEAD.size))
            keys.append(key)
            shown += decoder.decode(av.Packet(stream.read(length)))
    assert keys[0] == 1
    assert 0 in keys
    assert (shown[0].width, shown[0].height) == (WIDTH, HEIGHT)

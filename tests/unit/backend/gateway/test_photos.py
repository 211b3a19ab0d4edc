from __future__ import annotations

import contextlib
import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from backend.gateway.errors import GatewayError
from backend.gateway.photos import TYPES, shown, taken, type_of
from backend.gateway.ports import Photo
from tests.unit.backend.gateway.given import JPEG

SECRET = b"Nguyen Van An 16.0678N"


def picture(form: str, **more: object) -> bytes:
    pixels = np.random.default_rng(3).integers(0, 255, (24, 32, 3), dtype=np.uint8)
    exif = Image.Exif()
    exif[0x013B] = SECRET.decode()
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, form, exif=exif, **more)
    return out.getvalue()


PICTURES = {
    "jpeg": picture("JPEG", comment=SECRET),
    "progressive": picture("JPEG", progressive=True),
    "png": picture("PNG"),
    "webp": picture("WEBP", lossless=True),
}


@pytest.mark.parametrize("name", PICTURES)
def test_what_is_shown_is_the_same_picture_without_what_it_tells(name: str) -> None:
    data = PICTURES[name]
    left = shown(Photo("a", "", data))
    assert SECRET in data
    assert SECRET not in left
    assert not dict(Image.open(io.BytesIO(left)).getexif())
    before, after = (np.asarray(Image.open(io.BytesIO(one))) for one in (data, left))
    assert np.array_equal(before, after)


def test_what_follows_a_picture_is_not_shown() -> None:
    jpeg = shown(Photo("a", "", PICTURES["jpeg"] + PICTURES["progressive"] + b"<script>"))
    png = shown(Photo("a", "", PICTURES["png"] + b"<script>"))
    assert jpeg == shown(Photo("a", "", PICTURES["jpeg"]))
    assert png == shown(Photo("a", "", PICTURES["png"]))


@pytest.mark.parametrize("name", PICTURES)
@given(cut=st.floats(0.0, 0.5))
def test_torn_pictures_are_not_shown_or_at_least_do_no_harm(name: str, cut: float) -> None:
    data = PICTURES[name]
    torn = data[: int(len(data) * cut)]
    with contextlib.suppress(ValueError):
        assert SECRET not in shown(Photo("a", "", torn))


def test_a_picture_of_zeros_ends() -> None:
    for head in (b"\xff\xd8\xff\xe1\x00\x00", b"\xff\xd8\xff\xff\xff\xff", b"RIFF\x00\x00\x00\x00WEBP"):
        with pytest.raises(ValueError, match="torn"):
            shown(Photo("a", "", head + bytes(64)[:0]))
    chunk = struct.pack(">I", 0xFFFFFFFF) + b"IHDR"
    with pytest.raises(ValueError, match="torn"):
        shown(Photo("a", "", b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", zlib.crc32(b""))))
    with pytest.raises(ValueError, match="no photo"):
        shown(Photo("a", "image/svg+xml", b"<svg onload='alert(1)'/>"))


def test_the_first_bytes_say_what_it_is() -> None:
    assert [type_of(data) for data in PICTURES.values()] == [
        "image/jpeg",
        "image/jpeg",
        "image/png",
        "image/webp",
    ]
    assert [type_of(d) for d in (b"", b"GIF89a", b"<html>", b"%PDF", b"RIFF1234WAVE", b"PK\x03\x04")] == [
        None
    ] * 6


def test_names_of_other_people_are_not_kept() -> None:
    photo = taken("../../x.php\x00.jpg", JPEG, TYPES, 1000)
    assert (photo.name, photo.media_type) == ("photo.jpg", "image/jpeg")


def test_too_large_and_unwanted_photos_are_refused() -> None:
    with pytest.raises(GatewayError) as large:
        taken("a.jpg", JPEG, TYPES, len(JPEG) - 1)
    assert large.value.status == 413
    with pytest.raises(GatewayError) as unwanted:
        taken("a.jpg", JPEG, ["image/png"], 1000)
    assert unwanted.value.status == 400

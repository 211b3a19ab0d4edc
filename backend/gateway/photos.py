"""Photos that people hand in: what they really are, and what of them is fit to be shown. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from backend.contract.state import Text
from backend.gateway.errors import GatewayError
from backend.gateway.ports import Photo

TYPES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}
"""What may be uploaded and shown, and how its name ends."""
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
    }
)
_SCAN, _END = 0xDA, 0xD9
"""Markers of a JPEG: coded data follow; end of the picture."""
_WEBP_DROPPED = frozenset({b"EXIF", b"XMP "})
_EXIF_FLAGS = 0b0000_1100
"""Of a WebP's head: that EXIF and XMP follow."""


def type_of(data: bytes) -> str | None:
    """Return the media type that the first bytes show, whatever name or header say; None: no photo."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(_PNG):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def taken(name: str, data: bytes, allowed: Collection[str], max_bytes: int) -> Photo:
    """Return an uploaded photo under a harmless name.

    Args:
        name: file name as the other side says it; only used in words.
        data: its bytes.
        allowed: media types that the kind of case keeps.
        max_bytes: of one photo.

    Raises:
        GatewayError: it is empty, too large, or no photo of an allowed type.
    """
    shown = " ".join(name.split())[:80]
    if len(data) > max_bytes:
        most = f"{max_bytes / 1_048_576:g} MB"
        raise GatewayError(
            413,
            Text(
                f"Ảnh {shown!r} lớn hơn {most}: hãy thu nhỏ.",
                f"The photo {shown!r} is larger than {most}: make it smaller.",
            ),
        )
    media_type = type_of(data)
    if media_type is None or media_type not in allowed:
        raise GatewayError(
            400,
            Text(
                f"Tệp {shown!r} không phải ảnh JPEG, PNG hoặc WebP: hãy gửi ảnh.",
                f"The file {shown!r} is no JPEG, PNG or WebP photo: send a photo.",
            ),
        )
    return Photo(f"photo{TYPES[media_type]}", media_type, data)


def shown(photo: Photo) -> bytes:
    """Return the bytes of a photo without what it tells of its maker: place, owner, device, comments.

    The kept bytes stay as they came: they are evidence. What cannot be read to its end is not shown.

    Raises:
        ValueError: it is torn, or of a type that is not shown.
    """
    match type_of(photo.data):
        case "image/jpeg":
            return b"".join(_jpeg(photo.data))
        case "image/png":
            return b"".join(_png(photo.data))
        case "image/webp":
            return _webp(photo.data)
    raise ValueError("no photo")


def _jpeg(data: bytes) -> Iterator[bytes]:
    """Yield a JPEG's segments but application data other than JFIF, colour profile and Adobe, and comments.

    What follows the picture's end (previews, other pictures) is not part of it.
    Source: ITU-T T.81, annex B.
    """
    yield data[:2]
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
            continue
        if marker == _END:
            yield data[at : at + 2]
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if end < at + 4 or end > len(data):
            break
        if marker == _SCAN:
            end = _scan_end(data, end)
        if _is_picture(marker, data[at + 4 : at + 15]):
            yield data[at:end]
        at = end
    if data[at : at + 2] == bytes((0xFF, _END)):
        yield data[at : at + 2]
        return
    raise ValueError("the JPEG is torn")


def _is_picture(marker: int, begin: bytes) -> bool:
    """Return whether a segment is needed to draw the picture."""
    if 0xE0 <= marker <= 0xEF:
        return marker in (0xE0, 0xEE) or begin == b"ICC_PROFILE"
    return marker != 0xFE


def _scan_end(data: bytes, at: int) -> int:
    """Return where the next marker stands after coded data; zeros and restarts belong to them."""
    while (at := data.find(b"\xff", at)) >= 0:
        follower = data[at + 1 : at + 2]
        if follower and follower != b"\x00" and not b"\xd0" <= follower <= b"\xd7":
            return at
        at += 2
    return len(data)


def _png(data: bytes) -> Iterator[bytes]:
    """Yield a PNG's chunks that the picture needs. Source: PNG specification, third edition, 5.3."""
    yield _PNG
    at = len(_PNG)
    while at + 12 <= len(data):
        n_bytes, name = int.from_bytes(data[at : at + 4]) + 12, data[at + 4 : at + 8]
        if at + n_bytes > len(data):
            break
        if name in _PNG_KEPT:
            yield data[at : at + n_bytes]
        at += n_bytes
        if name == b"IEND":
            return
    raise ValueError("the PNG is torn")


def _webp(data: bytes) -> bytes:
    """Return a WebP without its EXIF and XMP chunks. Source: RFC 9649, 2.7."""
    chunks, at = [], 12
    while at + 8 <= len(data):
        name, n_bytes = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + n_bytes + n_bytes % 2
        if at + 8 + n_bytes > len(data):
            raise ValueError("the WebP is torn")
        if name == b"VP8X" and n_bytes >= 10:
            head = bytearray(data[at:end])
            head[8] &= ~_EXIF_FLAGS & 0xFF
            chunks.append(bytes(head))
        elif name not in _WEBP_DROPPED:
            chunks.append(data[at:end])
        at = end
    body = b"".join(chunks)
    if not body:
        raise ValueError("the WebP is torn")
    return b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body

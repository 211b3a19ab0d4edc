"""Attachments of cases: is a file what it says it is."""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec

from backend.domain.cases.change import CaseRefusedError

LONGEST_NAME = 200


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A photo or document that somebody hands in."""

    name: str
    media_type: str
    data: bytes
    public: bool = False
    phase: Literal["", "before", "after"] = ""

    @property
    def digest(self) -> str:
        """SHA-256 of its bytes, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def check_upload(upload: Upload) -> None:
    """Refuse a file whose name cannot be shown, or that is not what it says it is.

    Raises:
        CaseRefusedError: says what is wrong with which file.
    """
    name = upload.name
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise CaseRefusedError(
            f"Tên tệp phải có từ 1 đến {LONGEST_NAME} ký tự in được. Hãy đổi tên tệp rồi đính kèm lại.",
            f"a file's name has 1 to {LONGEST_NAME} printable characters; rename it",
        )
    if not _looks_like(upload.media_type, upload.data):
        raise CaseRefusedError(
            f"Nội dung tệp “{name}” không phải loại {upload.media_type}. Hãy lưu lại đúng loại rồi đính kèm.",
            f"the contents of '{name}' are not {upload.media_type}; save it as what it is",
        )


def _looks_like(media_type: str, data: bytes) -> bool:
    """Return whether bytes begin as their media type does; a type without such a sign is text."""
    head = data[:16]
    match media_type:
        case "image/webp":
            return head[:4] == b"RIFF" and head[8:12] == b"WEBP"
        case "video/mp4":
            return head[4:8] == b"ftyp"
        case _ if media_type in _SIGNS:
            return head.startswith(_SIGNS[media_type])
        case _ if media_type.startswith("text/"):
            return _is_text(data)
        case _:
            return False


def _is_text(data: bytes) -> bool:
    if b"\x00" in data:
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


_ZIP = (b"PK\x03\x04",)
_SIGNS: dict[str, tuple[bytes, ...]] = {
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "application/pdf": (b"%PDF-",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _ZIP,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _ZIP,
}

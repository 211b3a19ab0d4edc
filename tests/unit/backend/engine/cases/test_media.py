from __future__ import annotations

import hashlib

import pytest

from backend.domain.cases.change import CaseRefusedError
from backend.engine.cases.media import Upload, check_upload

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
GOOD = {
    "image/jpeg": b"\xff\xd8\xff\xe0....",
    "image/png": b"\x89PNG\r\n\x1a\n....",
    "image/gif": b"GIF89a....",
    "image/webp": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    "video/mp4": b"\x00\x00\x00\x18ftypmp42",
    "application/pdf": b"%PDF-1.7\n",
    DOCX: b"PK\x03\x04....",
    "text/plain": "Phản ánh".encode(),
    "text/csv": b"a;b\n1;2\n",
}


def upload(media_type: str, data: bytes, name: str = "tệp") -> Upload:
    return Upload(name=name, media_type=media_type, data=data)


@pytest.mark.parametrize(("media_type", "data"), list(GOOD.items()))
def test_a_file_that_is_what_it_says_passes(media_type: str, data: bytes) -> None:
    check_upload(upload(media_type, data))


@pytest.mark.parametrize("media_type", list(GOOD))
@pytest.mark.parametrize("data", [b"MZ\x90\x00\x03\x00\x00\x00\x04", b"\x7fELF\x02\x01\x01\x00", b"\x00\xff"])
def test_a_program_under_any_media_type_is_refused(media_type: str, data: bytes) -> None:
    with pytest.raises(CaseRefusedError, match="are not"):
        check_upload(upload(media_type, data))


@pytest.mark.parametrize("media_type", [t for t in GOOD if not t.startswith("text/")])
def test_a_page_under_the_media_type_of_a_picture_or_document_is_refused(media_type: str) -> None:
    with pytest.raises(CaseRefusedError, match="are not"):
        check_upload(upload(media_type, b"<html><script>alert(1)</script></html>"))


def test_a_type_that_cannot_be_told_by_its_contents_is_refused() -> None:
    with pytest.raises(CaseRefusedError):
        check_upload(upload("application/x-msdownload", b"MZ"))


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 201, "a\x00.png"])
def test_a_name_that_cannot_be_shown_is_refused(name: str) -> None:
    with pytest.raises(CaseRefusedError, match="printable"):
        check_upload(upload("image/png", GOOD["image/png"], name))


def test_a_file_is_known_by_the_hash_of_its_bytes() -> None:
    assert upload("text/plain", b"abc").digest == hashlib.sha256(b"abc").hexdigest()

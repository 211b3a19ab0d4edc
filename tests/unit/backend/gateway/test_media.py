from __future__ import annotations

import hashlib
from typing import Any

import pytest

from backend.contract.cases import CaseAttachment
from backend.gateway.ports import Photo
from tests.unit.backend.gateway.given import JPEG, NOW, Door, case, door

DIGEST = hashlib.sha256(JPEG).hexdigest()
CASE = "PAHT.20261124.0001"


def shown(data: bytes = JPEG, media_type: str = "image/jpeg", **more: Any) -> Door:
    at = door()
    at.desk.kept[DIGEST] = Photo("a.jpg", media_type, data)
    attachment = CaseAttachment(
        DIGEST, "a.jpg", media_type, len(data), NOW, "ha", public=more.pop("public", True)
    )
    at.desk.put(case(1, attachments=(attachment,), **more))
    return at


def test_a_public_photo_is_shown_as_a_picture_and_nothing_else() -> None:
    answer = shown().ask("GET", f"/media/{DIGEST}?case={CASE}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-disposition"].endswith('.jpg"')
    assert b"Exif" not in answer.content


@pytest.mark.parametrize(
    "path",
    [
        f"/media/{DIGEST}", f"/media/{DIGEST}?case=", f"/media/{DIGEST}?case=other", f"/media/{DIGEST.upper()}?case={CASE}",
        f"/media/{'0' * 64}?case={CASE}", f"/media/..%2F..%2Fetc%2Fpasswd?case={CASE}", f"/media/{DIGEST}%00?case={CASE}",
        f"/media/{DIGEST}/../{DIGEST}?case=%00", "/media/", "/media",
    ],
)  # fmt: skip
def test_other_addresses_show_nothing(path: str) -> None:
    assert shown().ask("GET", path).status_code == 404


def test_what_is_not_public_is_not_shown() -> None:
    path = f"/media/{DIGEST}?case={CASE}"
    assert shown(public=False).ask("GET", path).status_code == 404
    assert shown(group="deleted", status="deleted").ask("GET", path).status_code == 404
    assert shown(kind="dossier").ask("GET", path).status_code == 404


def test_what_only_says_that_it_is_a_picture_is_not_shown() -> None:
    path = f"/media/{DIGEST}?case={CASE}"
    assert shown(b"<html><script>alert(1)</script>").ask("GET", path).status_code == 404
    assert shown(b"\xff\xd8\xff<html>").ask("GET", path).status_code == 404
    assert shown(b"<svg/>", "image/svg+xml").ask("GET", path).status_code == 404

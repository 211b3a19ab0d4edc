from __future__ import annotations

import httpx
import pytest

from backend.demo.onvif_device import Temper
from backend.demo.onvif_service import probe_matches
from tests.unit.backend.engine.cameras.given import JPEG, PASSWORD, cameras, device


@pytest.fixture
def service():
    with cameras(quay=Temper()) as made:
        yield made


def test_a_picture_is_given_for_the_right_digest_only_and_each_is_good_once(service):
    address = f"{service.base('quay')}/snapshot.jpg"
    assert httpx.get(address).status_code == 401
    assert httpx.get(address, auth=httpx.DigestAuth("vh", "falsch")).status_code == 401
    right = httpx.get(address, auth=httpx.DigestAuth("vh", PASSWORD))
    assert right.status_code == 200
    assert right.content.startswith(JPEG)
    used = right.request.headers["Authorization"]
    assert httpx.get(address, headers={"Authorization": used}).status_code == 401
    device(service, "quay").temper.refuses = True
    assert httpx.get(address, auth=httpx.DigestAuth("vh", PASSWORD)).status_code == 401


def test_what_is_not_there_is_not_found(service):
    assert httpx.get(f"{service.base('quay')}/passwd").status_code == 404
    assert httpx.get(f"{service.base('x')}/snapshot.jpg").status_code == 404
    assert httpx.post(service.address("x"), content=b"").status_code == 404


def test_every_camera_is_in_the_answer_to_who_looks_for_them(service):
    raw = probe_matches(service, "urn:uuid:1").decode()
    assert raw.count("<d:ProbeMatch>") == 1
    assert service.address("quay") in raw
    assert "name/Camera%20quay" in raw

from __future__ import annotations

import time
from pathlib import Path

import pytest

from backend.cameras.errors import CameraError
from backend.contract.state import Place
from backend.engine.cameras.links import Links, with_credentials
from backend.wire import keys
from tests.unit.backend.engine.cameras.given import on_loop

SECURED = {
    "onvif": "http://10.0.0.9/o",
    "onvif_user": "vh",
    "onvif_key": "cam",
    "stream": "rtsp://10.0.0.9/1",
}


def links(**attributes: str) -> Links:
    return Links({"c": Place("c", "Cống", "camera", attributes=attributes)}, time.time)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> keys.KeyFolder:
    import keyring

    before = keyring.get_keyring()
    keys.use_as_keyring(tmp_path)
    monkeypatch.setattr(keyring.core, "_keyring_backend", keyring.get_keyring())
    yield keys.KeyFolder(tmp_path)
    keyring.set_keyring(before)


@on_loop
async def test_a_link_is_kept_and_opened_anew_when_it_was_forgotten(folder):
    folder.put("cam", "một")
    found = links(**SECURED)
    first = await found.camera("c")
    assert (first.access.user, first.access.password) == ("vh", "một")
    assert await found.camera("c") is first
    folder.put("cam", "hai")
    await found.forget("c")
    assert (await found.camera("c")).access.password == "hai"
    assert await found.stream("c", "stream") == "rtsp://vh:hai@10.0.0.9/1"
    assert await found.stream("c", "stream_main") == ""
    await found.close()


@on_loop
async def test_what_is_missing_is_said_with_the_command_that_helps(folder):
    with pytest.raises(CameraError, match="toancanh keys password cam"):
        await links(**SECURED).camera("c")
    with pytest.raises(CameraError) as caught:
        await links(stream="rtsp://10.0.0.9/1").camera("c")
    assert "Cống chưa có địa chỉ ONVIF" in caught.value.text.vi


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("rtsp://h:554/a", "rtsp://v%40h:p%2F%3A@h:554/a"),
        ("rtsp://own:pw@h/a", "rtsp://own:pw@h/a"),
        ("/a/file.mp4", "/a/file.mp4"),
        ("", ""),
    ],
)
def test_credentials_go_into_addresses_that_take_them(address: str, expected: str) -> None:
    assert with_credentials(address, "v@h", "p/:") == expected
    assert with_credentials(address, "", "") == address

"""The client against simulated cameras on real HTTP, and against answers that no simulator gives."""

from __future__ import annotations

import time
from xml.sax.saxutils import escape

import httpx
import pytest

from backend.cameras.answers import Facts
from backend.cameras.device import Access, OnvifCamera
from backend.cameras.errors import CameraError
from backend.cameras.soap import envelope
from backend.demo.onvif_device import Temper
from tests.unit.backend.engine.cameras.given import JPEG, PASSWORD, cameras, device, on_loop


@pytest.fixture
def service():
    with cameras(
        quay=Temper(), bom=Temper(bomb=True), ket=Temper(faulty="motor"), cham=Temper(slow_s=1.0)
    ) as made:
        yield made


def camera(service, name: str, password: str = PASSWORD) -> OnvifCamera:
    return OnvifCamera(Access(service.address(name), "vh", password), time.time, patience_s=0.5)


@on_loop
async def test_it_tells_what_it_is_and_where_its_pictures_are(service):
    quay = camera(service, "quay")
    assert await quay.facts() == Facts("Toàn Cảnh", "TC-PTZ-1", "1.0", "quay")
    assert [one.token for one in await quay.profiles()] == ["main", "sub"]
    assert await quay.stream_address("sub") == "rtsp://127.0.0.1:8554/quay-nho"
    assert (await quay.snapshot()).startswith(JPEG)
    await quay.close()


@on_loop
async def test_it_moves_stops_remembers_and_goes_back(service):
    quay = camera(service, "quay")
    await quay.move(1, 0.5, 0)
    assert (await quay.position()).moving
    await quay.stop()
    there = await quay.position()
    assert there.pan > 0 < there.tilt
    token = await quay.save("Cửa <cống>")
    assert [(one.token, one.name) for one in await quay.presets()] == [(token, "Cửa <cống>")]
    await quay.move(1, 0, 0)
    await quay.go_to(token)
    assert await quay.save("Cửa", token) == token
    await quay.close()


@on_loop
async def test_a_camera_that_knows_only_the_newer_question_is_asked_that(service):
    device(service, "quay").temper.modern = True
    quay = camera(service, "quay")
    await quay.move(1, 0, 0)
    assert await quay.stream_address("main") == "rtsp://127.0.0.1:8554/quay"
    await quay.close()


@on_loop
async def test_a_camera_whose_clock_is_wrong_is_asked_by_its_own_time_even_when_it_is_set_later(service):
    quay = camera(service, "quay")
    device(service, "quay").temper.clock_off_s = -86_400.0
    await quay.facts()
    device(service, "quay").temper.clock_off_s = 7200.0
    await quay.facts()
    assert await quay.clock_offset_s() == pytest.approx(7200, abs=2)
    await quay.close()


@pytest.mark.parametrize(
    ("name", "password", "kind"),
    [
        ("quay", "falsch", "refused"),
        ("bom", PASSWORD, "unreadable"),
        ("cham", PASSWORD, "silent"),
        ("khong-co", PASSWORD, "unreadable"),
    ],
)
def test_what_goes_wrong_has_its_kind(service, name, password, kind):
    @on_loop
    async def ask():
        found = camera(service, name, password)
        with pytest.raises(CameraError) as caught:
            await found.facts()
        assert caught.value.kind == kind
        await found.close()

    ask()


@on_loop
async def test_a_fault_carries_the_cameras_own_words(service):
    ket = camera(service, "ket")
    with pytest.raises(CameraError, match="motor") as caught:
        await ket.move(1, 0, 0)
    assert caught.value.kind == "unable"
    await ket.close()


@on_loop
async def test_a_camera_that_stands_fixed_says_so(service):
    fixed = device(service, "quay")
    fixed.sheet = type(fixed.sheet)("quay", "Quay", "vh", PASSWORD, "rtsp://x/1", ptz=False)
    quay = camera(service, "quay")
    with pytest.raises(CameraError, match="no PTZ service"):
        await quay.move(1, 0, 0)
    await quay.close()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx.Response(200, content=b"x" * 1_000_001), "unreadable"),
        (httpx.Response(401, content=b"Unauthorized"), "refused"),
        (httpx.Response(302, headers={"Location": "http://evil.example/"}), "unreadable"),
    ],
)
def test_answers_of_other_programs_are_told_apart(answer, kind):
    @on_loop
    async def ask():
        found = OnvifCamera(
            Access("http://10.0.0.9/onvif"), time.time, transport=httpx.MockTransport(lambda _request: answer)
        )
        with pytest.raises(CameraError) as caught:
            await found.facts()
        assert caught.value.kind == kind
        await found.close()

    ask()


@pytest.mark.parametrize("media", ["http://[bad", "http://10.0.0.7:99999/m", "javascript:1", "http://h/\x7f"])
def test_addresses_that_are_none_are_told_and_not_followed(media):
    asked = []

    def answer(request):
        asked.append(str(request.url.host))
        told = f"<tt:Media><tt:XAddr>{escape(media)}</tt:XAddr></tt:Media>"
        return httpx.Response(200, content=envelope(f"<tds:X>{told}</tds:X>"))

    @on_loop
    async def ask():
        found = OnvifCamera(Access("http://10.0.0.9/onvif"), time.time, transport=httpx.MockTransport(answer))
        with pytest.raises(CameraError):
            await found.stream_address("main")
        await found.close()

    ask()
    assert set(asked) == {"10.0.0.9"}


@pytest.mark.parametrize("address", ["http://[bad", "10.0.0.9", "", "ftp://10.0.0.9/"])
def test_an_address_that_was_typed_wrongly_is_told(address):
    @on_loop
    async def ask():
        found = OnvifCamera(Access(address), time.time)
        with pytest.raises(CameraError):
            await found.facts()
        await found.close()

    ask()


def test_the_address_that_is_told_has_no_credentials():
    assert Access("http://u:pw@10.0.0.9:81/onvif").where == "10.0.0.9:81"

from __future__ import annotations

import os
import time

import pytest

from backend.cameras import soap
from backend.demo.onvif_device import Device, Sheet, Temper

BASE = "http://127.0.0.1:1/a"


class Clock:
    now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


def device(**more: object) -> Device:
    return Device(Sheet("a", "A", "vh", "pw", "rtsp://h/1"), Clock(), Temper(**more))


def proof(**more: object) -> soap.Proof:
    given = {"user": "vh", "password": "pw", "nonce": os.urandom(16), "created_at": Clock.now} | more
    return soap.Proof(**given)  # type: ignore[arg-type]


def asked(of: Device, body: str, by: soap.Proof | None) -> str:
    answer = of.answer(soap.envelope(body, by), BASE)
    try:
        return soap.body_of(answer.body).tag.rpartition("}")[2]
    except soap.FaultError as fault:
        return f"{answer.status} {fault.code}"


def test_only_the_time_is_told_without_a_proof() -> None:
    assert asked(device(), "<tds:GetSystemDateAndTime/>", None) == "GetSystemDateAndTimeResponse"
    assert asked(device(), "<trt:GetProfiles/>", None) == "401 NotAuthorized"
    assert asked(device(), "<trt:GetProfiles/>", proof()) == "GetProfilesResponse"


@pytest.mark.parametrize(
    "wrong",
    [{"user": "x"}, {"password": "x"}, {"created_at": Clock.now - 3600}, {"nonce": b"short"}, {"created_at": Clock.now + 61}],
)  # fmt: skip
def test_a_wrong_or_old_proof_is_refused(wrong: dict[str, object]) -> None:
    assert asked(device(), "<trt:GetProfiles/>", proof(**wrong)) == "401 NotAuthorized"


def test_a_proof_is_good_once() -> None:
    one, again = device(), proof()
    assert asked(one, "<trt:GetProfiles/>", again) == "GetProfilesResponse"
    assert asked(one, "<trt:GetProfiles/>", again) == "401 NotAuthorized"


def test_its_own_wrong_clock_counts() -> None:
    ahead = device(clock_off_s=7200.0)
    assert asked(ahead, "<trt:GetProfiles/>", proof()) == "401 NotAuthorized"
    assert asked(ahead, "<trt:GetProfiles/>", proof(created_at=Clock.now + 7200)) == "GetProfilesResponse"


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("<tptz:GotoPreset><tptz:ProfileToken>main</tptz:ProfileToken></tptz:GotoPreset>", "400 NoToken"),
        ("<tptz:Stop><tptz:ProfileToken>x</tptz:ProfileToken></tptz:Stop>", "400 NoProfile"),
        ("<tds:Reboot/>", "500 ActionNotSupported"),
        (
            "<tptz:ContinuousMove><tptz:ProfileToken>main</tptz:ProfileToken><tptz:Velocity>"
            '<tt:Zoom x="schnell"/></tptz:Velocity></tptz:ContinuousMove>',
            "400 InvalidArgVal",
        ),
    ],
)
def test_what_it_cannot_do_is_a_fault(body: str, answer: str) -> None:
    assert asked(device(), body, proof()) == answer


def test_it_misbehaves_as_it_is_told() -> None:
    assert asked(device(refuses=True), "<trt:GetProfiles/>", proof()) == "401 NotAuthorized"
    stop = "<tptz:Stop><tptz:ProfileToken>main</tptz:ProfileToken></tptz:Stop>"
    assert asked(device(faulty="stuck"), stop, proof()) == "500 Action"
    with pytest.raises(soap.SoapError):
        asked(device(bomb=True), stop, proof())
    assert device().answer(b"<a", BASE).status == 400


def test_it_remembers_what_it_is_given() -> None:
    one = Device(Sheet("a", "A", main="rtsp://h/1"), time.time)
    one.remember("1", "Cống", (0.5, 0, 0))
    go = "<tptz:GotoPreset><tptz:ProfileToken>main</tptz:ProfileToken><tptz:PresetToken>1</tptz:PresetToken></tptz:GotoPreset>"
    assert asked(one, go, None) == "GotoPresetResponse"
    assert one.acts == ["GotoPreset"]

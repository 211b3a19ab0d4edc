from __future__ import annotations

from urllib.parse import quote

import pytest

from backend.cameras import discovery
from backend.cameras.soap import SoapError, parse
from backend.demo.onvif_device import BOMB, Temper
from backend.demo.onvif_service import Beacon
from tests.unit.backend.engine.cameras.given import cameras, on_loop

ASKED = "urn:uuid:1"


def answer(addresses: str, scopes: str = "", related: str = ASKED) -> bytes:
    return (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
        'xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" '
        'xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><s:Header>'
        f"<a:RelatesTo>{related}</a:RelatesTo></s:Header><s:Body><d:ProbeMatches><d:ProbeMatch>"
        f"<a:EndpointReference><a:Address>urn:uuid:2</a:Address></a:EndpointReference><d:Scopes>{scopes}"
        f"</d:Scopes><d:XAddrs>{addresses}</d:XAddrs></d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>"
    ).encode()


@pytest.fixture
def beacon():
    with cameras(mot=Temper(), hai=Temper()) as service:
        made = Beacon(service, 0)
        yield made
        made.close()


@on_loop
async def test_cameras_are_found_on_the_network_and_by_their_address(beacon):
    found = await discovery.discover(0.4, port=beacon.port)
    assert sorted(one.name for one in found) == ["Camera hai", "Camera mot"]
    assert {one.model for one in found} == {"TC-PTZ-1"}
    assert await discovery.discover(0.4, "127.0.0.1", beacon.port) == found


@on_loop
async def test_where_nobody_answers_nothing_is_found(beacon):
    beacon.close()
    assert await discovery.discover(0.1, "127.0.0.1", beacon.port) == []


def test_the_question_is_well_formed_and_names_itself():
    root = parse(discovery.probe(ASKED))
    assert root.findtext(".//{http://schemas.xmlsoap.org/ws/2004/08/addressing}MessageID") == ASKED


def test_the_address_at_the_host_that_answered_is_taken_and_scopes_are_words():
    scopes = f"onvif://www.onvif.org/name/{quote('Cầu Rồng')} onvif://www.onvif.org/hardware/X%01Y"
    raw = answer("http://169.254.1.1/a http://10.0.0.9/a ftp://10.0.0.9/", scopes)
    (found,) = discovery.matches(raw, ASKED, "10.0.0.9")
    assert found == discovery.Found("urn:uuid:2", "http://10.0.0.9/a", "Cầu Rồng", "X Y")
    assert discovery.matches(answer("ftp://10.0.0.9/ http://[bad"), ASKED, "10.0.0.9") == []


@pytest.mark.parametrize("raw", [BOMB, b"\x00\x01", answer("http://10.0.0.9/a", related="urn:uuid:9")])
def test_answers_to_nobody_and_hostile_ones_are_left_out(raw):
    with pytest.raises(SoapError):
        discovery.matches(raw, ASKED, "10.0.0.9")

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from backend.cameras import answers
from backend.cameras.soap import NAMES, SoapError

_HEAD = " ".join(f'xmlns:{short}="{name}"' for short, name in NAMES.items())


def told(body: str) -> etree._Element:
    return etree.fromstring(f"<answer {_HEAD}>{body}</answer>")


def profile(token: str, size: tuple[int, int], encoding: str = "H264") -> answers.Profile:
    return answers.Profile(token, token, *size, encoding)


def test_the_clock_is_read_in_utc_and_a_leap_second_is_the_last_one() -> None:
    date = "<tt:Date><tt:Year>2026</tt:Year><tt:Month>11</tt:Month><tt:Day>30</tt:Day></tt:Date>"
    time = "<tt:Time><tt:Hour>23</tt:Hour><tt:Minute>59</tt:Minute><tt:Second>60</tt:Second></tt:Time>"
    whole = told(f"<tt:UTCDateTime>{time}{date}</tt:UTCDateTime>")
    assert answers.clock_of(whole) == 1_796_083_199
    assert answers.clock_of(told("<tt:LocalDateTime/>")) is None
    assert answers.clock_of(told(f"<tt:UTCDateTime>{time}</tt:UTCDateTime>")) is None


def test_profiles_without_video_or_token_are_left_out() -> None:
    video = (
        "<tt:Name>a</tt:Name><tt:VideoEncoderConfiguration><tt:Encoding>H264</tt:Encoding><tt:Resolution>"
        "<tt:Width>1280</tt:Width><tt:Height>viele</tt:Height></tt:Resolution></tt:VideoEncoderConfiguration>"
    )
    found = answers.profiles_of(
        told(
            f'<trt:Profiles token="m">{video}<tt:PTZConfiguration/></trt:Profiles><trt:Profiles token="audio"/>'
            f'<trt:Profiles>{video}</trt:Profiles><trt:Profiles token="{"x" * 65}">{video}</trt:Profiles>'
        )
    )
    assert found == [answers.Profile("m", "a", 1280, 0, "H264", ptz=True)]


def test_the_largest_is_the_main_picture_and_the_smallest_that_players_read_the_other() -> None:
    large, small, still = (
        profile("l", (1920, 1080)),
        profile("s", (640, 360)),
        profile("j", (320, 180), "JPEG"),
    )
    assert answers.main_and_sub([small, large, still]) == (large, small)
    assert answers.main_and_sub([still]) == (still, still)
    with pytest.raises(ValueError, match="no profile"):
        answers.main_and_sub([])


def test_presets_keep_their_order_and_the_nameless_are_called_by_their_token() -> None:
    rows = (
        '<tptz:Preset token="2"><tt:Name>Cống</tt:Name></tptz:Preset><tptz:Preset token="1"/><tptz:Preset/>'
    )
    assert answers.presets_of(told(rows)) == [answers.Preset("2", "Cống"), answers.Preset("1", "1")]


def test_a_position_that_is_not_told_is_no_number() -> None:
    found = answers.position_of(
        told(
            '<tt:Position><tt:PanTilt x="0.5" y="inf"/></tt:Position>'
            "<tt:MoveStatus><tt:PanTilt>MOVING</tt:PanTilt></tt:MoveStatus>"
        )
    )
    assert found.pan == 0.5
    assert math.isnan(found.tilt)
    assert math.isnan(found.zoom)
    assert found.moving


@pytest.mark.parametrize("uri", ["", "rtsp://a/\u0007", "rtsp://a/" + "x" * 500])
def test_an_address_that_cannot_be_one_is_refused(uri: str) -> None:
    text = uri.replace("\u0007", "&#x7f;")
    with pytest.raises(SoapError):
        answers.uri_of(told(f"<trt:MediaUri><tt:Uri>{text}</tt:Uri></trt:MediaUri>"))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://192.168.1.9/onvif/media", "http://cam.city:8080/onvif/media"),
        ("rtsp://192.168.1.9:554/a?b=c", "rtsp://cam.city:554/a?b=c"),
        ("rtsp://user:pw@192.168.1.9/a", "rtsp://cam.city/a"),
        ("rtsp://cam.city/a", "rtsp://cam.city/a"),
    ],
)
def test_addresses_inside_a_router_are_reached_as_the_device_was(address: str, expected: str) -> None:
    assert answers.rehosted(address, "http://cam.city:8080/onvif/device_service") == expected


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40))
def test_whatever_stands_in_an_answer_is_read_or_left_out(words: str) -> None:
    element = told("<tds:Model/>")
    element[0].text = words
    assert answers.facts_of(element).model == words.strip()

from __future__ import annotations

import errno

import av
import pytest

from app.players.address import kind_of, path_of, reason_of, without_password


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("rtsp://10.0.0.1/main", "rtsp"),
        ("RTSPS://10.0.0.1/main", "rtsp"),
        ("https://cam/stream.m3u8", "http"),
        ("/films/a.mp4", "file"),
        ("file:///films/a.mp4", "file"),
        ("udp://239.0.0.1:5000", "other"),
    ],
)
def test_kinds(address: str, kind: str) -> None:
    assert kind_of(address) == kind


def test_a_file_address_gives_its_path() -> None:
    assert path_of("file:///films/a.mp4") == "/films/a.mp4"
    assert path_of("films/a.mp4") == "films/a.mp4"


def test_passwords_stay_out_of_logs() -> None:
    assert without_password("rtsp://ad@min:s3cret@cam:554/x") == "rtsp://…@cam:554/x"
    assert without_password("rtsp://cam/x") == "rtsp://cam/x"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, ""), "refused"),
        (av.error.HTTPNotFoundError(1, ""), "not_found"),
        (av.error.HTTPUnauthorizedError(1, ""), "not_authorised"),
        (av.error.ExitError(1, ""), "timed_out"),
        (av.error.InvalidDataError(1, ""), "unsupported"),
        (OSError(errno.EIO, ""), "unreachable"),
        (OSError(errno.EHOSTUNREACH, ""), "unreachable"),
        (ValueError("no errno"), "broken"),
    ],
)
def test_errors_of_cameras_have_reasons(error: Exception, reason: str) -> None:
    assert reason_of(error, "rtsp") == reason


def test_a_damaged_disk_is_not_an_unreachable_camera() -> None:
    assert reason_of(OSError(errno.EIO, ""), "file") == "broken"

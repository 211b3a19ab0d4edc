import asyncio
import subprocess
from itertools import pairwise
from pathlib import Path

import av
import msgspec
import numpy as np
import pytest

from backend.sources.rtsp import Check, Config, Source, parse

SERVER = ["/usr/bin/python3", "packaging/rtsp_server.py"]


@pytest.fixture(scope="session")
def clip(tmp_path_factory) -> Path:
    """A second of a moving bar, H.264."""
    path = tmp_path_factory.mktemp("clip") / "bar.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(10):
            picture = np.zeros((48, 64, 3), dtype=np.uint8)
            picture[:, number * 6 : number * 6 + 6] = 255
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture)))
        container.mux(stream.encode())
    return path


@pytest.fixture
def serve(child, clip, free_port, root):
    def start(*mounts: str, user: str = "", password: str = "", port: int = 0):
        port = port or free_port()
        extra = ["--user", user, "--password", password] if user else []
        named = [f"{mount}={clip}" for mount in mounts]
        return port, child([SERVER[0], str(root / SERVER[1]), "--port", str(port), *extra, *named], port)

    return start


def config(cameras: dict[str, str], **settings: object) -> Config:
    listed = [{"place_id": place_id, "url": url} for place_id, url in cameras.items()]
    base = {"id": "c", "kind": "rtsp", "name": "C", "max_age_s": 60, "interval_s": 0.1, "timeout_s": 5}
    return msgspec.convert(base | {"cameras": listed} | settings, Config)


async def _answer_with(reply: bytes, port: int) -> asyncio.Server:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply)
        await writer.drain()
        writer.close()

    return await asyncio.start_server(answer, "127.0.0.1", port)


def test_cameras_that_show_a_picture_are_reachable_and_others_are_not(
    serve, sink, clock, running, until, free_port, caplog
) -> None:
    port, server = serve("cam1", "cam2")
    cameras = {"a": f"rtsp://127.0.0.1:{port}/cam1", "b": f"rtsp://127.0.0.1:{port}/cam2"}
    cameras |= {"gone": f"rtsp://127.0.0.1:{port}/none", "dead": f"rtsp://127.0.0.1:{free_port()}/x"}

    async def scenario() -> None:
        async with running(Source(config(cameras), sink, clock)):
            await until(lambda: len(sink.observations) >= 12)

    with server:
        asyncio.run(scenario())
    assert {series: set(values) for series, values in sink.values().items()} == {
        "a.reachable": {1.0},
        "b.reachable": {1.0},
        "gone.reachable": {0.0},
        "dead.reachable": {0.0},
    }
    assert sink.links == ["connected"]
    lost = [record.getMessage() for record in caplog.records if "not reachable" in record.getMessage()]
    assert len(lost) == 2
    assert any("404" in line for line in lost)


def test_the_server_plays_its_clip_round_and_round(serve, clip) -> None:
    port, server = serve("cam1")
    with (
        server,
        av.open(f"rtsp://127.0.0.1:{port}/cam1", options={"rtsp_transport": "tcp"}, timeout=20) as stream,
    ):
        times: list[float] = []
        for frame in stream.decode(video=0):
            assert (frame.width, frame.height) == (64, 48)
            # The first pictures may come before the server's first word about its clock.
            times += [frame.time] if frame.time is not None else []
            if len(times) == 25:
                break
    # More than two turns of the clip, without a seam in time.
    assert all(0 < after - before < 0.25 for before, after in pairwise(times))


def test_digest_authentication_with_the_password_of_the_keyring(
    serve, make_sink, clock, running, until, keyring
) -> None:
    port, server = serve("cam1", user="viewer", password="s3cret")
    keyring["cameras"] = "s3cret"
    keyring["old"] = "wrong"
    cameras = {"a": f"rtsp://127.0.0.1:{port}/cam1"}
    right, wrong, without = make_sink(), make_sink(), make_sink()

    async def scenario() -> None:
        for sink, settings in (
            (right, {"user": "viewer", "password_key": "cameras"}),
            (wrong, {"user": "viewer", "password_key": "old"}),
            (without, {}),
        ):
            async with running(Source(config(cameras, **settings), sink, clock)):
                await until(lambda sink=sink: sink.observations)

    with server:
        asyncio.run(scenario())
    assert [sink.observations[0].value for sink in (right, wrong, without)] == [1.0, 0.0, 0.0]
    assert "user or password are refused" in wrong.links[0]
    assert "asks for a user" in without.links[0]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "does not speak RTSP"),
        (b"", "closed the connection"),
        (b"x" * 100_000, "closed the connection"),
        (b"RTSP/1.0 200 OK\r\nContent-Length: 99999999\r\n\r\n", "announces"),
        (b"RTSP/1.0 200 OK\r\nContent-Length: 10\r\n\r\nabc", "closed the connection"),
        (b"RTSP/1.0 500 Broken\r\n\r\n", "answered 500"),
        (b"RTSP/1.0 200 OK\r\n\r\nRTSP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nv=0\r\n", "no video"),
    ],
)
def test_what_is_no_camera_has_its_reason(reply, reason, sink, clock, running, until, free_port) -> None:
    port = free_port()

    async def scenario() -> None:
        async with await _answer_with(reply, port):
            cameras = {"a": f"rtsp://127.0.0.1:{port}/x"}
            async with running(Source(config(cameras), sink, clock)):
                await until(lambda: len(sink.observations) >= 2)

    asyncio.run(scenario())
    assert {one.value for one in sink.observations} == {0.0}
    assert len(sink.links) == 1
    assert reason in sink.links[0]


def test_a_camera_that_comes_back_is_told_once(serve, sink, clock, running, until, caplog) -> None:
    caplog.set_level("INFO")
    port, server = serve("cam1")
    cameras = {"a": f"rtsp://127.0.0.1:{port}/cam1"}

    async def scenario() -> None:
        async with running(Source(config(cameras), sink, clock)):
            await until(lambda: {one.value for one in sink.observations} == {0.0})
            with server:
                await until(lambda: sink.observations[-1].value == 1.0)

    asyncio.run(scenario())
    assert [link == "connected" for link in sink.links] == [False, True]
    assert sum("reachable again: H264" in record.getMessage() for record in caplog.records) == 1


def test_the_server_says_what_is_wrong(tmp_path, root, free_port) -> None:
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"no video")
    command = [SERVER[0], str(root / SERVER[1]), "--port", str(free_port()), f"cam={bad}"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1
    assert "bad.mp4" in done.stderr


@pytest.mark.parametrize(
    ("cameras", "settings"),
    [({}, {}), ({"a": "http://x"}, {}), ({"a": "rtsp://u:p@x/"}, {}), ({"a": "rtsp://x"}, {"timeout_s": 0})],
)
def test_faulty_settings_are_refused(cameras: dict[str, str], settings: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        config(cameras, **settings)


def test_parse_refuses_a_metric_that_no_pack_declares() -> None:
    settings = config({"a": "rtsp://x"})
    assert parse(Check("a"), settings, 5.0).observations[0].at == 5.0
    assert "no pack" in parse(Check("a"), settings, 5.0, {}.get).refusals[0].reason

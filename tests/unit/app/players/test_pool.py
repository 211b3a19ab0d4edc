from __future__ import annotations

import gc
import os
import signal
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import av
import psutil
import pytest

from app.players.pool import PlayerPool, PoolSettings
from tests.unit.app.players.footage import QUICK, RtspServer, free_port, wait_for
from widgets.clock import WallClock
from widgets.video_port import VideoStream


def is_playing(stream: VideoStream, n_more: int = 5) -> None:
    before = stream.state().n_frames
    wait_for(
        lambda: stream.state().condition == "playing" and stream.state().n_frames >= before + n_more,
        "a playing stream",
    )


def colour_spread(stream: VideoStream) -> int:
    image = stream.image()
    assert image is not None
    points = [image.pixelColor(x, y).green() for x in range(5, 150, 20) for y in range(5, 80, 20)]
    return max(points) - min(points)


@pytest.fixture(params=["pyav", "vlc"])
def decoder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("TOANCANH_DECODER", request.param)
    return str(request.param)


def test_a_file_plays_at_the_size_asked(pool: PlayerPool, clips: dict[str, Path], decoder: str) -> None:
    stream = pool.open("c", str(clips["moving"]), 320, 200)
    is_playing(stream)
    image = stream.image()
    assert image is not None
    assert (image.width(), image.height()) == (320, 180)
    assert colour_spread(stream) > 60


def test_an_rtsp_camera_plays(pool: PlayerPool, rtsp: RtspServer, decoder: str) -> None:
    stream = pool.open("c", rtsp.address("moving"), 160, 90)
    is_playing(stream)
    assert colour_spread(stream) > 60
    state = stream.state()
    assert state.frame_at is not None


def test_a_new_size_goes_on_without_losing_the_picture(
    pool: PlayerPool, clips: dict[str, Path], decoder: str
) -> None:
    first = pool.open("c", str(clips["moving"]), 160, 90)
    is_playing(first)
    second = pool.open("c", str(clips["moving"]), 80, 45)
    first.close()
    assert second.image() is not None, "the last picture stays until the new size is there"

    def has_new_size() -> bool:
        image = second.image()
        return image is not None and (image.width(), image.height()) == (80, 45)

    wait_for(has_new_size, "the new size")
    is_playing(second)
    assert len(pool.player_ids()) == 1


def test_a_still_picture_is_frozen_and_keeps_its_time(pool: PlayerPool, rtsp: RtspServer) -> None:
    stream = pool.open("c", rtsp.address("still"), 160, 90)
    wait_for(lambda: stream.state().condition == "frozen", "the frozen picture to be noticed")
    first = stream.state()
    before = first.n_frames
    wait_for(lambda: stream.state().n_frames > before + 10, "frames that still arrive")
    later = stream.state()
    assert later.condition == "frozen"
    assert later.frame_at == pytest.approx(first.frame_at, abs=0.3), "its clock stands still"
    assert later.reason == "picture does not change"


def test_a_black_picture_is_noticed(pool: PlayerPool, clips: dict[str, Path], decoder: str) -> None:
    stream = pool.open("c", str(clips["black"]), 160, 90)
    wait_for(lambda: stream.state().condition == "black", "the black picture to be noticed")


def test_wrong_addresses_say_why(pool: PlayerPool, rtsp: RtspServer, tmp_path: Path, decoder: str) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("no film")
    wanted = {
        f"rtsp://127.0.0.1:{free_port()}/x": "connection refused",
        rtsp.address("nowhere"): "no such stream (404)",
        str(tmp_path / "none.mp4"): "no such file",
        str(text): "unknown picture format",
    }
    streams = {address: pool.open("c", address, 64, 36) for address in wanted}
    wait_for(lambda: all(s.state().condition == "lost" for s in streams.values()), "all to be lost")
    assert {address: s.state().reason for address, s in streams.items()} == wanted


def test_a_camera_that_falls_silent_freezes_then_is_lost_and_comes_back(
    pool: PlayerPool, rtsp: RtspServer
) -> None:
    stream = pool.open("c", rtsp.address("moving"), 160, 90)
    is_playing(stream)
    rtsp.stun()
    wait_for(lambda: stream.state().condition == "frozen", "the silence to be noticed")
    assert stream.state().reason == "no new frames"
    wait_for(lambda: stream.state().condition == "lost", "the camera to be given up")
    assert stream.image() is not None, "the last picture stays"
    rtsp.stop()
    rtsp.start()
    is_playing(stream)


def test_a_killed_player_is_replaced_alone(
    pool: PlayerPool, rtsp: RtspServer, clips: dict[str, Path]
) -> None:
    hit_address, other_address = rtsp.address("moving"), str(clips["moving"])
    hit, other = pool.open("a", hit_address, 160, 90), pool.open("b", other_address, 160, 90)
    is_playing(hit)
    is_playing(other)
    victim, neighbour = pool.player_of(hit_address), pool.player_of(other_address)
    assert victim is not None
    assert victim != neighbour
    other_conditions = []
    other.state_changed.connect(lambda: other_conditions.append(other.state().condition))
    n_hit, n_other = hit.state().n_frames, other.state().n_frames

    os.kill(victim, signal.SIGKILL)
    wait_for(lambda: hit.state().condition == "lost", "the loss to be noticed")
    assert hit.state().reason == "player restarting"
    assert hit.image() is not None, "the last picture stays"
    wait_for(lambda: hit.state().n_frames > n_hit + 3 and hit.state().condition == "playing", "the picture")
    assert other_conditions == []
    assert other.state().n_frames > n_other
    assert pool.player_of(other_address) == neighbour


def test_a_hanging_player_is_killed_and_replaced(pool: PlayerPool, clips: dict[str, Path]) -> None:
    address = str(clips["moving"])
    stream = pool.open("a", address, 160, 90)
    is_playing(stream)
    hanging = pool.player_of(address)
    assert hanging is not None
    os.kill(hanging, signal.SIGSTOP)
    wait_for(lambda: pool.player_of(address) not in (None, hanging), "another player")
    is_playing(stream)
    assert not psutil.pid_exists(hanging)


def test_two_watchers_share_one_stream_that_ends_with_the_last(
    pool: PlayerPool, clips: dict[str, Path]
) -> None:
    address = str(clips["moving"])
    first, second = pool.open("a", address, 80, 45), pool.open("a", address, 160, 90)
    got = [0, 0]
    first.frame_ready.connect(lambda: got.__setitem__(0, got[0] + 1))
    second.frame_ready.connect(lambda: got.__setitem__(1, got[1] + 1))
    wait_for(lambda: min(got) > 5, "frames for both")
    assert len(pool.player_ids()) == 1
    first.close()
    is_playing(second)
    (pid,) = pool.player_ids()
    second.close()
    wait_for(lambda: not pool.player_ids(), "the idle player to be ended")
    assert not psutil.pid_exists(pid)


def test_a_layout_switch_finds_the_stream_still_playing(pool: PlayerPool, clips: dict[str, Path]) -> None:
    address = str(clips["moving"])
    before = pool.open("a", address, 160, 90)
    is_playing(before)
    pid, n_frames = pool.player_of(address), before.state().n_frames
    before.close()
    after = pool.open("a", address, 160, 90)
    assert after.image() is not None
    assert after.state().condition == "playing"
    is_playing(after)
    assert pool.player_of(address) == pid
    assert after.state().n_frames > n_frames


def test_streams_share_players_up_to_the_limit(qapp: object, clips: dict[str, Path]) -> None:
    pool = PlayerPool(WallClock(), PoolSettings(streams_per_player=2, max_players=2, thresholds=QUICK))
    streams = [pool.open(f"c{i}", f"file://{clips['moving']}?{i}", 64, 36) for i in range(6)]
    for stream in streams:
        is_playing(stream, 2)
    assert len(pool.player_ids()) == 2
    pool.close()


def test_close_leaves_no_process_and_no_descriptor(qapp: object, clips: dict[str, Path]) -> None:
    gc.collect()  # what earlier tests left
    me = psutil.Process()
    before = me.num_fds()
    pool = PlayerPool(WallClock(), PoolSettings(streams_per_player=1, thresholds=QUICK))
    streams = [pool.open(name, str(clips[name]), 64, 36) for name in ("moving", "still")]
    for stream in streams:
        wait_for(lambda s=stream: s.image() is not None, "a picture")
    pids = pool.player_ids()
    assert len(pids) == 2
    pool.close()
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert streams[0].image() is not None, "a picture on screen outlives its player"
    del stream, streams
    gc.collect()
    assert me.num_fds() == before
    with pytest.raises(RuntimeError, match="after the players were closed"):
        pool.open("late", "x", 10, 10)


def test_real_footage_plays(pool: PlayerPool, real_data: Path) -> None:
    films = sorted((real_data / "video").glob("*.mp4"))
    assert films, "no film in the data folder"
    streams = [pool.open(film.name, str(film), 320, 180) for film in films]
    for stream in streams:
        is_playing(stream, 3)


def test_an_http_stream_plays_at_its_own_pace(
    pool: PlayerPool, clips: dict[str, Path], tmp_path: Path, decoder: str
) -> None:
    with av.open(str(clips["moving"])) as source, av.open(str(tmp_path / "cam.ts"), "w") as target:
        copy = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = copy
                target.mux(packet)
    serve = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        stream = pool.open("c", f"http://127.0.0.1:{server.server_port}/cam.ts", 160, 90)
        is_playing(stream)
        wait_for(lambda: stream.state().reason == "camera ended the stream", "the end of the recording")
        server.shutdown()

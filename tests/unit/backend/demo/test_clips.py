"""Clips: what a streaming server can loop, from drawn frames or from real footage."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from backend.demo import clips

MakeFootage = Callable[..., Path]


def test_a_clip_can_be_joined_every_second_and_needs_no_reordering(tmp_path: Path) -> None:
    file = tmp_path / "clip.mp4"
    clips.encode((np.full((360, 640, 3), 4 * i, np.uint8) for i in range(60)), file)
    with av.open(str(file)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.width, stream.height) == ("h264", 640, 360)
        packets = [p for p in container.demux(stream) if p.size]
    assert len(packets) == 60
    assert [p.pts for p in packets] == sorted(p.pts or 0 for p in packets)
    keys = [i for i, p in enumerate(packets) if p.is_keyframe]
    assert keys[0] == 0
    assert all(b - a <= 25 for a, b in itertools.pairwise(keys))
    assert list(tmp_path.iterdir()) == [file]


def test_slow_footage_keeps_its_pace_and_shape(tmp_path: Path, make_footage: MakeFootage) -> None:
    view = clips.View(make_footage(tmp_path / "walk.avi", rate=5, n=20), "walk")
    shown = list(clips.footage_frames(view))
    assert len(shown) == 100  # 4 s at 25/s
    assert {frame.shape for frame in shown} == {(360, 640, 3)}
    assert (shown[0] == shown[4]).all()
    assert (shown[0] != shown[9]).any()


def test_few_files_are_seen_through_several_views(tmp_path: Path, make_footage: MakeFootage) -> None:
    make_footage(tmp_path / "plaza.avi", rate=5, n=40)
    (tmp_path / "notes.txt").write_text("no video")
    make_footage(tmp_path / "tiny.avi", rate=5, n=5, size=(320, 240))
    views = clips.views_of([tmp_path])
    assert len(views) == 6
    assert {view.file.name for view in views} == {"plaza.avi"}
    pictures = [next(clips.footage_frames(view)) for view in views]
    assert all((a != b).any() for a, b in itertools.combinations(pictures, 2))


def test_streets_come_before_rooms(tmp_path: Path, make_footage: MakeFootage) -> None:
    for name in ("aisle.avi", "car_traffic.avi"):
        make_footage(tmp_path / name, rate=5, n=5)
    assert clips.views_of([tmp_path])[0].file.name == "car_traffic.avi"


def test_what_is_no_video_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video at all" * 100)
    with pytest.raises(clips.FootageError, match=r"broken\.mp4: not a readable video"):
        list(clips.footage_frames(clips.View(broken, "broken")))
    assert clips.views_of([tmp_path]) == []


def test_no_folder_no_views(tmp_path: Path) -> None:
    assert clips.views_of([tmp_path / "missing"]) == []

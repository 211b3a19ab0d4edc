"""Which clip a camera plays, and that clips are made once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from backend.demo import cameras, clips, scenes
from backend.demo.city import load
from backend.demo.scenes import SCENES

MakeFootage = Callable[..., Path]


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache that has every scene already: drawing them all takes half a minute."""
    folder = tmp_path / "cache"
    folder.mkdir()
    wet = [scene.name for scene in SCENES]
    for name in (*wet, *(name + cameras.DRY for name in wet), cameras.STILL):
        clips.encode((np.zeros((360, 640, 3), np.uint8) for _ in range(2)), cameras.scene_file(folder, name))
    return folder


def test_without_footage_every_camera_plays_its_scene(cache: Path) -> None:
    city = load()
    chosen = cameras.clip_of_each(city, cache, [])
    assert list(chosen) == [camera.place_id for camera in city.cameras]
    for camera in city.cameras:
        assert chosen[camera.place_id] == cameras.scene_file(cache, camera.scene)


def test_in_fair_weather_every_camera_plays_its_dry_scene(cache: Path) -> None:
    city = load()
    chosen = cameras.clip_of_each(city, cache, [], fair=True)
    for camera in city.cameras:
        assert chosen[camera.place_id] == cameras.scene_file(cache, camera.scene + cameras.DRY)


def test_footage_goes_to_the_first_cameras_and_is_made_once(
    cache: Path, tmp_path: Path, make_footage: MakeFootage
) -> None:
    folder = tmp_path / "footage"
    folder.mkdir()
    make_footage(folder / "street.avi", n=40)
    (folder / "broken.mp4").write_bytes(b"not a video")
    chosen = cameras.clip_of_each(load(), cache, [folder])
    real = [camera for camera, file in chosen.items() if file.name.startswith("footage-")]
    assert real == [camera.place_id for camera in load().cameras[:6]]
    made = {file: file.stat().st_mtime_ns for file in cache.iterdir()}
    assert cameras.clip_of_each(load(), cache, [folder]) == chosen
    assert {file: file.stat().st_mtime_ns for file in cache.iterdir()} == made


def test_one_camera_can_hang(cache: Path) -> None:
    assert cameras.clip_of_each(load(), cache, [], frozen=["cam-nam-o"])["cam-nam-o"] == cameras.scene_file(
        cache, cameras.STILL
    )


@pytest.mark.parametrize("name", ["river", "street-dry"])
def test_a_missing_scene_is_drawn(cache: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(scenes, "LOOP_S", 1)
    file = cache / "one.mp4"
    cameras.render_scene(name, file)
    assert len(list(clips.footage_frames(clips.View(file, "one")))) == 25


def test_a_chosen_folder_wins_over_trial_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "video").mkdir()
    monkeypatch.setenv("TOANCANH_DATA", str(tmp_path))
    assert cameras.footage_folders(tmp_path / "mine") == [tmp_path / "mine"]
    assert cameras.footage_folders() == [tmp_path / "video"]


def test_setup_keeps_its_clip_beside_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_footage: MakeFootage
) -> None:
    monkeypatch.delenv("TOANCANH_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = tmp_path / "toancanh" / "footage"
    folder.mkdir(parents=True)
    make_footage(folder / "vtest.avi")
    assert cameras.footage_folders() == [folder]

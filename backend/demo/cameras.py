"""Which clip each demo camera plays: real footage for the first ones if there is any, else a scene."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from backend.demo import clips, scenes
from backend.demo.city import City, load

log = logging.getLogger(__name__)

N_FOOTAGE = 8
"""At most so many cameras play footage."""
STILL = "still"
DRY = "-dry"
"""Ends the name of a scene's clip in fair weather."""
_SCENE_VERSION = 3
"""Goes up when the scenes are drawn differently, so that cached clips are made again."""


def cache_folder() -> Path:
    """Return where clips are kept between runs."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "toancanh" / "clips"


def footage_folders(chosen: Path | None = None) -> list[Path]:
    """Return where footage is looked for: the chosen folder, else the machine's own.

    Trial data (`TOANCANH_DATA`), then the clip that `make setup` takes out of Debian's `opencv-doc`,
    then that package as installed. None of them ships with this program.
    """
    if chosen is not None:
        return [chosen]
    data = os.environ.get("TOANCANH_DATA")
    if data and (Path(data) / "video").is_dir():
        return [Path(data) / "video"]
    folders = [cache_folder().parent / "footage", Path("/usr/share/doc/opencv-doc/examples/data")]
    return next(([folder] for folder in folders if clips.views_of([folder])), [])


def clip_of_each(
    city: City, cache: Path, footage: Sequence[Path], *, frozen: Sequence[str] = (), fair: bool = False
) -> dict[str, Path]:
    """Return the clip of each camera by its id, making what the cache lacks.

    Args:
        city: whose cameras.
        cache: where clips are kept between runs.
        footage: folders to look for real footage.
        frozen: cameras that hang, for demonstrations of faults.
        fair: the night is dry.

    Raises:
        OSError: the cache cannot be written.
    """
    cache.mkdir(parents=True, exist_ok=True)
    footage_clips = _footage_clips(cache, footage)
    weather = DRY if fair else ""
    chosen = {camera.place_id: scene_file(cache, camera.scene + weather) for camera in city.cameras}
    wanted = {camera.scene + weather for camera in city.cameras[len(footage_clips) :]}
    if frozen:
        wanted.add(STILL)
    _render({name: scene_file(cache, name) for name in sorted(wanted)})
    chosen |= dict(zip(chosen, footage_clips, strict=False))
    return chosen | dict.fromkeys(frozen, scene_file(cache, STILL))


def prepare(footage: Path | None = None) -> None:
    """Make every clip that the demo city may need, so that its first start does not wait for them.

    Raises:
        OSError: the cache cannot be written.
    """
    clip_of_each(load(), cache_folder(), footage_folders(footage))


def _footage_clips(cache: Path, folders: Sequence[Path]) -> list[Path]:
    made = []
    for view in clips.views_of(folders)[: N_FOOTAGE * 2]:
        key = f"{view.file}|{view.file.stat().st_mtime_ns}|{view.crop}|{view.start}"
        file = cache / f"footage-{view.name}-{hashlib.sha256(key.encode()).hexdigest()[:10]}.mp4"
        try:
            if not file.is_file():
                clips.encode(clips.footage_frames(view), file)
            made.append(file)
        except clips.FootageError as error:
            log.warning("%s", error)
        if len(made) == N_FOOTAGE:
            break
    return made


def scene_file(cache: Path, name: str) -> Path:
    """Return where the clip of a scene is kept."""
    return cache / f"scene-{name}-v{_SCENE_VERSION}.mp4"


def _render(files: dict[str, Path]) -> None:
    missing = {name: file for name, file in files.items() if not file.is_file()}
    if not missing:
        return
    log.info(
        "drawing %d camera scenes, once; they are kept in %s", len(missing), next(iter(files.values())).parent
    )
    with ProcessPoolExecutor(max_workers=min(os.cpu_count() or 1, len(missing))) as pool:
        list(pool.map(render_scene, missing, missing.values()))


def render_scene(name: str, file: Path) -> None:
    """Draw one scene into `file`: `still` is a street that does not move, `-dry` leaves the rain out."""
    still, place = name == STILL, name.removesuffix(DRY)
    scene = next(scene for scene in scenes.SCENES if scene.name == ("street" if still else place))
    if name.endswith(DRY):
        scene = scene.in_fair_weather()
    clips.encode(scenes.frames(scene, still=still), file)

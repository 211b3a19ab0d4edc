"""Video clips for the demo cameras: H.264, 640×360, 25 frames/s, made once and kept in a cache folder."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path

import av
import msgspec
import numpy as np
from numpy.typing import NDArray

from backend.demo.picture import HEIGHT, WIDTH
from backend.demo.scenes import FRAMES_PER_S

LONGEST_S = 24
VIDEO_SUFFIXES = (".mp4", ".avi", ".mkv", ".mov", ".webm")


log = logging.getLogger(__name__)

SMALLEST_PX = 400
"""Footage narrower than this looks poor on a wall."""
_OUTDOORS = ("car", "traffic", "street", "road", "bicycle", "campus", "pets", "vtest")
"""Words in the names of footage that suits a street camera: such files are taken first."""


class FootageError(ValueError):
    """A file that is no readable video."""


class View(msgspec.Struct, frozen=True):
    """One camera's look into a piece of footage."""

    file: Path
    name: str
    crop: tuple[float, float, float] = (0.0, 0.0, 1.0)
    """Left and top edge, and width, as shares of the picture's width and height; 16:9 is kept."""
    start: float = 0.0
    """Where in the footage the clip begins, as a share of its frames."""


def encode(frames: Iterable[NDArray[np.uint8]], file: Path) -> None:
    """Write uint8[360, 640, 3] RGB frames as an H.264 clip that a streaming server can loop.

    No B-frames and a key frame each second: a viewer that joins sees a picture at once. The file
    appears only when it is whole.
    """
    part = file.with_name(f".{file.name}.part")
    with av.open(str(part), "w", format="mp4") as container:
        options = {"preset": "veryfast", "tune": "zerolatency", "crf": "25", "profile": "main", "bf": "0"}
        stream = container.add_stream("libx264", rate=FRAMES_PER_S, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.gop_size = FRAMES_PER_S
        for rgb in frames:
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    part.replace(file)


def footage_frames(view: View) -> Iterator[NDArray[np.uint8]]:
    """Yield a view's frames at 25/s, at most `LONGEST_S`; slow footage repeats its frames.

    Raises:
        FootageError: the file is no readable video.
    """
    n_given = 0
    try:
        with av.open(str(view.file)) as container:
            stream = container.streams.video[0]
            rate = float(stream.average_rate or FRAMES_PER_S)
            skip = round(view.start * _n_frames(view.file))
            n_wanted = LONGEST_S * FRAMES_PER_S
            for i, frame in enumerate(container.decode(stream)):
                due = min(round((i + 1 - skip) / rate * FRAMES_PER_S), n_wanted)
                if due <= n_given:
                    continue
                picture = _cut(frame, view.crop)
                while n_given < due:
                    yield picture
                    n_given += 1
                if n_given >= n_wanted:
                    return
        if not n_given:
            raise FootageError(f"{view.file}: no frame at {view.start:.0%} of it; take it out of the folder")
    except (av.FFmpegError, IndexError) as error:
        raise FootageError(
            f"{view.file}: not a readable video ({error}); take it out of the folder"
        ) from error


def views_of(folders: Iterable[Path], n_wanted: int = 6) -> list[View]:
    """Return views into the videos of `folders`, at least `n_wanted` where there is any footage.

    Fewer files than wanted: the same footage is seen again through narrower views that begin later.
    """
    files = sorted(
        file
        for folder in folders
        if folder.is_dir()
        for file in folder.iterdir()
        if file.suffix.lower() in VIDEO_SUFFIXES and not file.name.startswith(".")
    )
    files = [file for file in files if _is_usable(file)]
    files.sort(key=lambda file: not any(word in file.stem.lower() for word in _OUTDOORS))
    views = [View(file, file.stem) for file in files]
    crops = ((0.42, 0.05, 0.55), (0.0, 0.08, 0.55), (0.22, 0.3, 0.6), (0.45, 0.35, 0.5), (0.05, 0.4, 0.5))
    for k, crop in enumerate(crops, 1):
        if len(views) >= n_wanted:
            break
        views += [View(file, f"{file.stem}-{k}", crop, k / (len(crops) + 2)) for file in files]
    return views


def _is_usable(file: Path) -> bool:
    try:
        with av.open(str(file)) as container:
            return bool(container.streams.video) and container.streams.video[0].width >= SMALLEST_PX
    except av.FFmpegError as error:
        log.warning("%s: not a readable video (%s); take it out of the folder", file, error)
        return False


def _n_frames(file: Path) -> int:
    with av.open(str(file)) as container:
        stream = container.streams.video[0]
        if stream.frames:
            return int(stream.frames)
        return sum(1 for packet in container.demux(stream) if packet.size)


def _cut(frame: av.VideoFrame, crop: tuple[float, float, float]) -> NDArray[np.uint8]:
    """Return the 16:9 part of a frame that `crop` names, scaled to the cameras' size."""
    left, top, width = crop
    w = frame.width * width
    h = min(w * 9 / 16, frame.height)
    w = h * 16 / 9
    x = min(left * frame.width, frame.width - w)
    y = min(top * frame.height, frame.height - h) if width < 1 else (frame.height - h) / 2
    scale = WIDTH / w
    whole = frame.reformat(
        round(frame.width * scale / 2) * 2, round(frame.height * scale / 2) * 2, "rgb24"
    ).to_ndarray()
    row, column = round(max(y, 0) * scale), round(max(x, 0) * scale)
    row, column = min(row, max(whole.shape[0] - HEIGHT, 0)), min(column, max(whole.shape[1] - WIDTH, 0))
    part = whole[row : row + HEIGHT, column : column + WIDTH]
    out = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    out[: part.shape[0], : part.shape[1]] = part
    return out

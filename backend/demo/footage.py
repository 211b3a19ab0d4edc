"""Fetches real footage for the demo cameras: one clip out of Debian's package `opencv-doc`.

The clip (`vtest.avi`, a plaza with walkers) is not ours and does not ship with this program: it is
taken from the distribution's archive onto the user's machine. `make setup` runs
`python -m backend.demo.footage`; without it all cameras play generated scenes.
"""

from __future__ import annotations

import gzip
import logging
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from backend.demo.cameras import cache_folder

log = logging.getLogger(__name__)

PACKAGE = "opencv-doc"
CLIP = "vtest.avi"
DOWNLOAD_WITHIN_S = 600


class FetchError(RuntimeError):
    """The clip could not be had; the message says why."""


def fetch(folder: Path) -> Path:
    """Return the clip in `folder`, downloading the package if it is not there yet.

    Raises:
        FetchError: no apt, no network, or no such file in the package.
    """
    clip = folder / CLIP
    if clip.is_file():
        return clip
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="toancanh-footage-") as work:
        try:
            subprocess.run(
                ["apt-get", "download", "-qq", PACKAGE],
                cwd=work,
                check=True,
                capture_output=True,
                timeout=DOWNLOAD_WITHIN_S,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise FetchError(f"`apt-get download {PACKAGE}` failed ({error})") from error
        packages = list(Path(work).glob("*.deb"))
        if not packages:
            raise FetchError(f"`apt-get download {PACKAGE}` brought no package")
        part = clip.with_name(f".{CLIP}.part")
        part.write_bytes(extract(packages[0]))
        part.replace(clip)
    return clip


def extract(package: Path) -> bytes:
    """Return the clip's bytes out of a Debian package.

    Raises:
        FetchError: the package does not hold the clip.
    """
    with subprocess.Popen(
        ["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as unpacked:
        try:
            with tarfile.open(fileobj=unpacked.stdout, mode="r|") as archive:
                for member in archive:
                    name = Path(member.name).name
                    if name in {CLIP, f"{CLIP}.gz"} and (file := archive.extractfile(member)):
                        data = file.read()
                        return gzip.decompress(data) if name.endswith(".gz") else data
        except tarfile.TarError as error:
            raise FetchError(f"{package.name} cannot be unpacked ({error})") from error
        finally:
            unpacked.kill()
    raise FetchError(f"{package.name} holds no {CLIP}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch the clip, or say why the cameras will play generated scenes; never fails a setup."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    folder = Path(arguments[0]) if arguments else cache_folder().parent / "footage"
    try:
        log.info("camera footage: %s", fetch(folder))
    except FetchError as error:
        log.warning("no camera footage: %s; the demo cameras play generated scenes", error)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

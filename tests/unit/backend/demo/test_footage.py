"""Real footage out of a Debian package, with the real dpkg-deb."""

from __future__ import annotations

import gzip
import subprocess
from pathlib import Path

import pytest

from backend.demo import footage


def package(folder: Path, files: dict[str, bytes]) -> Path:
    root = folder / "root"
    (root / "DEBIAN").mkdir(parents=True)
    fields = (
        "Package: opencv-doc",
        "Version: 1",
        "Architecture: all",
        "Maintainer: T <t@t.vn>",
        "Description: t",
    )
    (root / "DEBIAN" / "control").write_text("\n".join(fields) + "\n")
    for name, data in files.items():
        file = root / "usr/share/doc/opencv-doc/examples/data" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    made = folder / "opencv-doc_1_all.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-b", str(root), str(made)], check=True, capture_output=True
    )
    return made


@pytest.mark.parametrize("name", ["vtest.avi", "vtest.avi.gz"])
def test_the_clip_is_found_packed_or_not(tmp_path: Path, name: str) -> None:
    data = b"film" * 1000
    stored = gzip.compress(data) if name.endswith(".gz") else data
    assert footage.extract(package(tmp_path, {"tree.avi": b"x", name: stored})) == data


def test_a_package_without_the_clip_is_named(tmp_path: Path) -> None:
    with pytest.raises(footage.FetchError, match=r"opencv-doc_1_all\.deb holds no vtest\.avi"):
        footage.extract(package(tmp_path, {"tree.avi": b"x"}))


def test_what_is_no_package_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.deb"
    broken.write_bytes(b"no package")
    with pytest.raises(footage.FetchError, match=r"broken\.deb"):
        footage.extract(broken)


def test_a_clip_that_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    (tmp_path / footage.CLIP).write_bytes(b"film")
    assert footage.fetch(tmp_path) == tmp_path / footage.CLIP


def test_a_machine_without_apt_still_gets_its_setup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert footage.main([str(tmp_path / "footage")]) == 0
    assert "the demo cameras play generated scenes" in caplog.text

from __future__ import annotations

from pathlib import Path

import pytest

from widgets.parts.web_flags import FLAGS_VARIABLE, chromium_flags, probe_gpu, set_chromium_flags


def test_without_a_gpu_webgl_is_drawn_in_software() -> None:
    flags = chromium_flags(has_gpu=False, is_root=False).split()
    assert {"--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-gpu-compositing"} <= set(
        flags
    )
    assert "--no-sandbox" not in flags


def test_with_a_gpu_nothing_slows_it_down() -> None:
    assert "swiftshader" not in chromium_flags(has_gpu=True, is_root=False)


def test_the_sandbox_is_given_up_only_as_root() -> None:
    assert "--no-sandbox" in chromium_flags(has_gpu=True, is_root=True).split()


def test_a_gpu_is_a_render_node_that_can_be_opened(tmp_path: Path) -> None:
    assert not probe_gpu(tmp_path / "missing")
    (tmp_path / "card0").touch()
    assert not probe_gpu(tmp_path)
    (tmp_path / "renderD128").touch()
    assert probe_gpu(tmp_path)


def test_flags_of_a_person_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FLAGS_VARIABLE, "--mine")
    assert set_chromium_flags() == "--mine"
    monkeypatch.delenv(FLAGS_VARIABLE)
    assert "--force-prefers-reduced-motion" in set_chromium_flags()

from __future__ import annotations

import os
from pathlib import Path

import pytest

from widgets.parts import web_flags
from widgets.parts.web_flags import (
    BACKEND_VARIABLE,
    FLAGS_VARIABLE,
    chromium_flags,
    probe_gpu,
    set_web_drawing,
)


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


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for variable in (FLAGS_VARIABLE, BACKEND_VARIABLE):
        # set first, so that what the code sets is undone after the test
        monkeypatch.setenv(variable, "")
        monkeypatch.delenv(variable)
    return monkeypatch


def test_flags_of_a_person_are_kept_and_the_backend_is_theirs(bare: pytest.MonkeyPatch) -> None:
    bare.setenv(FLAGS_VARIABLE, "--mine")
    assert set_web_drawing() == "--mine"
    assert BACKEND_VARIABLE not in os.environ


@pytest.mark.parametrize(("has_gpu", "backend"), [(False, "software"), (True, None)])
def test_pages_are_painted_in_software_only_where_there_is_no_gpu(
    bare: pytest.MonkeyPatch, has_gpu: bool, backend: str | None
) -> None:
    bare.setattr(web_flags, "probe_gpu", lambda: has_gpu)
    flags = set_web_drawing()
    assert os.environ.get(BACKEND_VARIABLE) == backend
    assert os.environ[FLAGS_VARIABLE] == flags
    assert ("--use-gl=angle" in flags.split()) is not has_gpu


def test_a_backend_of_a_person_is_kept(bare: pytest.MonkeyPatch) -> None:
    bare.setattr(web_flags, "probe_gpu", lambda: False)
    bare.setenv(BACKEND_VARIABLE, "rhi")
    set_web_drawing()
    assert os.environ[BACKEND_VARIABLE] == "rhi"

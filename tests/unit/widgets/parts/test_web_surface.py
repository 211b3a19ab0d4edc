from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QSurface
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from widgets.parts import web_scheme
from widgets.parts.web_flags import probe_gpu
from widgets.parts.web_surface import PageMessage, WebSurface
from widgets.theme.palettes import look_for

WAIT_MS = 30_000
PAGE = """<!doctype html><meta charset="utf-8"><body><script src="page.js"></script>"""
SCRIPT = """
const outcome = (promise) => promise.then((a) => (a.ok ? a.text() : "refused"), () => "refused");
new QWebChannel(qt.webChannelTransport, async ({ objects: { bridge } }) => {
  const tell = (message) => bridge.tell(JSON.stringify(message));
  setInterval(() => tell({ kind: "beat" }), 200);
  window.tile = {
    echo: (argument) => tell({ kind: "echo", words: argument.words }),
    webgl: () => tell({ kind: "webgl", words: draw() }),
    get: async (address) => tell({ kind: "got", name: address, words: await outcome(fetch(address)) }),
  };
  tell({ kind: "ready" });
});
const draw = () => {
  const canvas = document.body.appendChild(document.createElement("canvas"));
  canvas.style = "position: fixed; inset: 0; width: 100%; height: 100%";
  const gl = canvas.getContext("webgl2");
  if (!gl) return "none";
  gl.clearColor(1, 128 / 255, 0, 1);
  gl.clear(gl.COLOR_BUFFER_BIT);
  return gl.getParameter(gl.VERSION);
};
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    (tmp_path / "page.js").write_text(SCRIPT, "utf-8")
    return tmp_path


@pytest.fixture
def surface(qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebSurface]:
    monkeypatch.setattr(web_scheme.web_profile().handler, "_folder", folder)
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(300, 200)
    made = WebSurface("page.html", look_for("dark", "desk"), parent)
    made.resize(300, 200)
    with qtbot.waitSignal(made.told, timeout=WAIT_MS, check_params_cb=lambda m: m.kind == "ready"):
        parent.show()
    yield made
    made.release()
    qtbot.wait(50)


def wait_for(qtbot: QtBot, surface: WebSurface, kind: str, call: tuple[str, Any]) -> PageMessage:
    with qtbot.waitSignal(
        surface.told, timeout=WAIT_MS, check_params_cb=lambda message: message.kind == kind
    ) as caught:
        surface.call(*call)
    message: PageMessage = caught.args[0]
    return message


def test_words_go_in_and_out(qtbot: QtBot, surface: WebSurface) -> None:
    answer = wait_for(qtbot, surface, "echo", ("echo", {"words": 'Mẹ Suốt </script> "62 cm"'}))
    assert answer.words == 'Mẹ Suốt </script> "62 cm"'


def test_the_page_fetches_its_own_data_and_nothing_else(
    qtbot: QtBot, surface: WebSurface, folder: Path
) -> None:
    assert surface.provide("wards", b"data")
    assert not surface.provide("wards", b"data")
    assert surface.has("wards")
    own = f"toancanh://local/data/{surface.token}/wards"
    assert wait_for(qtbot, surface, "got", ("get", own)).words == "data"
    for address in (
        "https://example.org/",
        "http://127.0.0.1:9/",
        f"file://{folder}/page.js",
        "toancanh://local/../x",
    ):
        assert wait_for(qtbot, surface, "got", ("get", address)).words == "refused", address


def test_a_killed_renderer_is_replaced_alone(qtbot: QtBot, surface: WebSurface) -> None:
    first = surface.renderer_pid()
    changes: list[str] = []
    surface.condition_changed.connect(lambda: changes.append(surface.failure))
    with qtbot.waitSignal(surface.told, timeout=WAIT_MS, check_params_cb=lambda m: m.kind == "ready"):
        os.kill(first, signal.SIGKILL)
    assert surface.renderer_pid() != first
    assert "renderer ended" in changes[0]
    assert changes[-1] == ""
    assert wait_for(qtbot, surface, "echo", ("echo", {"words": "again"})).words == "again"


def test_the_last_picture_stays_until_the_owner_has_seen_the_page_draw(
    qtbot: QtBot, surface: WebSurface
) -> None:
    panes = [child for child in surface.children() if type(child).__name__ == "OutagePane"]
    assert not panes[0].isVisible()
    with qtbot.waitSignal(surface.told, timeout=WAIT_MS, check_params_cb=lambda m: m.kind == "ready"):
        os.kill(surface.renderer_pid(), signal.SIGKILL)
    assert panes[0].isVisible()
    surface.end_outage()
    assert not panes[0].isVisible()


def test_a_page_does_not_make_its_window_be_composed_by_software_opengl(surface: WebSurface) -> None:
    if probe_gpu():
        pytest.skip("this machine has a GPU: composing by OpenGL is right there")
    window = surface.window().windowHandle()
    assert window.surfaceType() == QSurface.SurfaceType.RasterSurface


def test_a_page_draws_by_webgl(qtbot: QtBot, surface: WebSurface) -> None:
    assert wait_for(qtbot, surface, "webgl", ("webgl", {})).words.startswith("WebGL 2.0")
    qtbot.waitUntil(
        lambda: surface._view.grab().toImage().pixelColor(20, 20).name() == "#ff8000", timeout=WAIT_MS
    )


def test_it_goes_nowhere_else(surface: WebSurface) -> None:
    page = surface._page
    kind = page.NavigationType.NavigationTypeLinkClicked
    assert not page.acceptNavigationRequest("https://example.org/", kind, True)
    assert page.acceptNavigationRequest(web_scheme.local_url("page.html"), kind, True)

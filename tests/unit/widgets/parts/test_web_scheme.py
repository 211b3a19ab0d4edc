from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWebEngineCore import QWebEngineUrlScheme

from widgets.parts.web_scheme import (
    SCHEME,
    WEB_FOLDER,
    SchemeHandler,
    file_below,
    local_url,
    register_scheme,
    web_profile,
)


def test_the_scheme_is_registered_once_as_secure(qapp: QCoreApplication) -> None:
    register_scheme()
    register_scheme()
    scheme = QWebEngineUrlScheme.schemeByName(SCHEME)
    assert scheme.flags() & QWebEngineUrlScheme.Flag.SecureScheme
    assert scheme.flags() & QWebEngineUrlScheme.Flag.FetchApiAllowed


def test_addresses_lie_below_one_host() -> None:
    assert local_url("map/index.html").toString() == "toancanh://local/map/index.html"


def test_only_known_files_below_the_folder_are_served(tmp_path: Path) -> None:
    web = tmp_path / "web"
    web.mkdir()
    (web / "page.html").write_text("x")
    (web / "key.pem").write_text("x")
    (tmp_path / "outside.html").write_text("x")
    (web / "link.html").symlink_to(tmp_path / "outside.html")
    assert file_below(web, "/page.html") == (web / "page.html").resolve()
    for path in ("/key.pem", "/../outside.html", "/link.html", "/missing.html", "/", "//etc/passwd"):
        assert file_below(web, path) is None, path


@pytest.fixture
def handler(qapp: QCoreApplication) -> SchemeHandler:
    return SchemeHandler(WEB_FOLDER)


def test_each_tile_has_its_own_data(handler: SchemeHandler) -> None:
    data = {"wards.geojson": b"{}"}
    handler.add("t1", data.get)
    assert handler.find("/data/t1/wards.geojson") == (b"{}", b"application/json")
    assert handler.find("/data/t1/other") is None
    assert handler.find("/data/t2/wards.geojson") is None
    assert handler.find("/data/t1") is None
    handler.remove("t1")
    assert handler.find("/data/t1/wards.geojson") is None


def test_the_bundled_parts_are_there(handler: SchemeHandler) -> None:
    for path in (
        "map/index.html",
        "map/main.js",
        "dist/maplibre-gl.mjs",
        "dist/maplibre-gl-worker.mjs",
        "dist/Inter.woff2",
    ):
        assert handler.find(f"/{path}") is not None, f"{path}: run packaging/web.py"


def test_one_profile_that_keeps_nothing(qapp: QCoreApplication) -> None:
    profile = web_profile()
    assert web_profile() is profile
    assert profile.isOffTheRecord()

"""The scheme `toancanh://`: the only thing that web tiles can load, served from disk and memory.

`toancanh://local/<path>` is a file below `resources/web`; `toancanh://local/data/<token>/<name>` is
what one tile put into memory. Nothing else is reachable: no network, no other file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QObject, Qt, QUrl
from PySide6.QtWebEngineCore import (
    QWebEngineProfile,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
    QWebEngineUrlRequestJob,
    QWebEngineUrlScheme,
    QWebEngineUrlSchemeHandler,
)

from widgets.parts.web_flags import set_web_drawing

SCHEME = b"toancanh"
HOST = "local"
WEB_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "web"

POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-src 'none'"
)
MIME = {
    ".html": b"text/html;charset=utf-8",
    ".js": b"text/javascript;charset=utf-8",
    ".mjs": b"text/javascript;charset=utf-8",
    ".css": b"text/css;charset=utf-8",
    ".json": b"application/json",
    ".geojson": b"application/json",
    ".woff2": b"font/woff2",
    ".svg": b"image/svg+xml",
    ".png": b"image/png",
}
"""File name ending: media type. Other files are not served."""

# PySide's stub says one value per name; the call takes a list of values and spells a lone one out
_HEADERS: Any = {
    QByteArray(b"Content-Security-Policy"): [QByteArray(POLICY.encode())],
    QByteArray(b"Cache-Control"): [QByteArray(b"no-store")],
    QByteArray(b"X-Content-Type-Options"): [QByteArray(b"nosniff")],
}

Lookup = Callable[[str], bytes | None]


def register_scheme() -> None:
    """Make the scheme known and set how pages are drawn; call before the QApplication is made.

    Calling it again does nothing.
    """
    set_web_drawing()
    if QWebEngineUrlScheme.schemeByName(SCHEME).name() == SCHEME:
        return
    if QCoreApplication.instance() is None:
        # pages drawn by a GPU share their contexts with the windows
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    scheme = QWebEngineUrlScheme(SCHEME)
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    flag = QWebEngineUrlScheme.Flag
    scheme.setFlags(flag.SecureScheme | flag.CorsEnabled | flag.FetchApiAllowed)
    QWebEngineUrlScheme.registerScheme(scheme)


def local_url(path: str) -> QUrl:
    """Return the address of a path below `resources/web`."""
    return QUrl(f"{SCHEME.decode()}://{HOST}/{path}")


def file_below(folder: Path, path: str) -> Path | None:
    """Return the served file that `path` names, None where there is none or it leaves the folder."""
    file = (folder / path.lstrip("/")).resolve()
    if not file.is_relative_to(folder.resolve()) or file.suffix not in MIME or not file.is_file():
        return None
    return file


class SchemeHandler(QWebEngineUrlSchemeHandler):
    """Answers requests of the scheme."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """Serve the files below `folder` and what lookups find."""
        super().__init__(parent)
        self._folder = folder
        self._lookups: dict[str, Lookup] = {}

    def add(self, token: str, lookup: Lookup) -> None:
        """Serve `data/<token>/<name>` by `lookup(name)`."""
        self._lookups[token] = lookup

    def remove(self, token: str) -> None:
        """Stop serving a tile's data."""
        self._lookups.pop(token, None)

    def find(self, path: str) -> tuple[bytes, bytes] | None:
        """Return content and media type of a path, None where there is none."""
        parts = path.lstrip("/").split("/")
        if parts[0] == "data":
            lookup = self._lookups.get(parts[1]) if len(parts) == 3 else None
            content = lookup(parts[2]) if lookup else None
            return None if content is None else (content, MIME[".json"])
        file = file_below(self._folder, path)
        return (file.read_bytes(), MIME[file.suffix]) if file else None

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        """Answer one request."""
        if job.requestMethod() != QByteArray(b"GET"):
            job.fail(QWebEngineUrlRequestJob.Error.RequestDenied)
            return
        found = self.find(job.requestUrl().path())
        if found is None:
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            return
        content, mime = found
        job.setAdditionalResponseHeaders(_HEADERS)
        buffer = QBuffer(job)  # lives as long as the job
        buffer.setData(QByteArray(content))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        job.reply(QByteArray(mime), buffer)


class OnlyLocal(QWebEngineUrlRequestInterceptor):
    """Blocks every request that is not of the scheme, before it leaves the process."""

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        """Let the scheme and what a page makes itself pass."""
        if info.requestUrl().scheme() not in (SCHEME.decode(), "data", "blob"):
            info.block(True)


class WebProfile(QWebEngineProfile):
    """The off-the-record profile that all web tiles of a process share."""

    def __init__(self, parent: QObject) -> None:
        """Keep nothing on disk, reach nothing but the scheme."""
        super().__init__(parent)
        self.handler = SchemeHandler(WEB_FOLDER, self)
        self.installUrlSchemeHandler(QByteArray(SCHEME), self.handler)
        self._interceptor = OnlyLocal(self)
        self.setUrlRequestInterceptor(self._interceptor)
        self.setHttpCacheType(QWebEngineProfile.HttpCacheType.NoCache)


_profiles: list[WebProfile] = []


def web_profile() -> WebProfile:
    """Return this process's profile; made at first use."""
    if not _profiles:
        register_scheme()
        app = QCoreApplication.instance()
        assert app is not None  # noqa: S101 - a profile without an application cannot exist
        profile = WebProfile(app)
        profile.destroyed.connect(_profiles.clear)
        _profiles.append(profile)
    return _profiles[0]

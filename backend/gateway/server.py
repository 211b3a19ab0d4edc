"""uvicorn in the daemon's loop: no signals of its own, no log of requests, TLS 1.2 at least."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from backend.gateway.lines import LONGEST_HEAD, Lines
from backend.gateway.settings import GatewaySettings

IDLE_S = 15
"""A connection without request is closed after this time."""
FAREWELL_S = 3
"""Requests under way get so long when the daemon ends."""
_BACKLOG = 128


class ListenError(OSError):
    """The gateway cannot listen; says why and the cure."""


class _Server(uvicorn.Server):
    """Leaves signals to the daemon."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class GatewayServer:
    """Listens from its making on; answers while `run` runs."""

    def __init__(self, settings: GatewaySettings, centre: Path) -> None:
        """Open the port.

        Args:
            settings: where to listen.
            centre: folder to which the names of certificate and key are relative.

        Raises:
            ListenError: the port is taken, or certificate and key do not fit.
        """
        self._settings = settings
        self._context = _tls(settings, centre)
        self._socket = _listening(settings)
        self.port: int = self._socket.getsockname()[1]

    @property
    def url(self) -> str:
        """Return the address under which the world reaches it."""
        return self._settings.own_url(self.port)

    async def run(self, app: ASGIApp) -> None:
        """Answer until cancelled; requests under way are then finished."""
        server = _Server(self._config(app))
        async with asyncio.TaskGroup() as group:
            serving = group.create_task(server.serve(sockets=[self._socket]))
            try:
                await asyncio.shield(serving)
            except asyncio.CancelledError:
                server.should_exit = True
                await serving
                raise

    def close(self) -> None:
        """Close the port."""
        self._socket.close()

    def _config(self, app: ASGIApp) -> uvicorn.Config:
        settings, limits = self._settings, self._settings.limits
        per_address = None if settings.behind_proxy else limits.connections_per_address
        config = uvicorn.Config(
            app,
            http=Lines(limits.header_s, per_address).protocol(),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=settings.behind_proxy,
            forwarded_allow_ips=list(settings.proxies),
            limit_concurrency=limits.connections,
            timeout_keep_alive=IDLE_S,
            timeout_graceful_shutdown=FAREWELL_S,
            h11_max_incomplete_event_size=LONGEST_HEAD,
        )
        logging.getLogger("uvicorn").setLevel(logging.WARNING)
        config.load()
        if self._context is not None:
            config.ssl = self._context
        return config


def _listening(settings: GatewaySettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.address else socket.AF_INET
    try:
        opened = socket.create_server(
            (settings.address, settings.port), family=family, backlog=_BACKLOG, reuse_port=False
        )
    except OSError as error:
        raise ListenError(
            f"gateway.yaml: cannot listen on {settings.address} port {settings.port} ({error.strerror}); "
            "is another program there? Name another `port` or `address`"
        ) from error
    opened.setblocking(False)
    return opened


def _tls(settings: GatewaySettings, centre: Path) -> ssl.SSLContext | None:
    if not settings.encrypted:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    certificate, key = centre / settings.certificate_file, centre / settings.key_file
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise ListenError(
            f"gateway.yaml: certificate {certificate} and key {key} cannot be used ({error}); "
            "both must be PEM and belong together"
        ) from error
    return context

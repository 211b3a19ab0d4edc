"""The gateway's application: its addresses, its refusals, its guard."""

from __future__ import annotations

import logging

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from backend.gateway.answering import refusal
from backend.gateway.cap import CapDoor, CapGrounds
from backend.gateway.errors import GatewayError
from backend.gateway.guard import Guard
from backend.gateway.hooks import Hooks
from backend.gateway.media import Media
from backend.gateway.open311 import Grounds, Open311
from backend.gateway.ports import HookDesk

log = logging.getLogger(__name__)


def make_app(grounds: Grounds, hooks: HookDesk | None, cap: CapGrounds | None = None) -> ASGIApp:
    """Return the application.

    Args:
        grounds: what it stands on.
        hooks: takes what other systems report; None: there is no such door.
        cap: what alerts are told from; None: there is no such door.
    """
    settings = grounds.settings
    routes: list[BaseRoute] = []
    if settings.georeport.enabled:
        media = Media(grounds.desk, settings.georeport.hidden_fields)
        routes += [*Open311(grounds).routes(), *media.routes()]
    if settings.hooks and hooks is not None:
        routes += Hooks(hooks).routes()
    if cap is not None:
        routes += CapDoor(cap).routes()
    middleware = []
    if settings.cors_origins:
        middleware.append(
            Middleware(
                CORSMiddleware,
                allow_origins=list(settings.cors_origins),
                allow_methods=["GET", "POST"],
                expose_headers=["Link"],
            )
        )
    app = Starlette(
        routes=routes,
        middleware=middleware,
        exception_handlers={GatewayError: _refuse, HTTPException: _refuse_plainly},
    )
    app.router.redirect_slashes = False
    return Guard(app, settings)


async def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, GatewayError)  # noqa: S101 - registered for it only
    if request.method == "POST":
        address = request.client.host if request.client else ""
        log.info(
            "a POST of %s to %s is refused (%d): %s", address, request.url.path[:80], error.status, error
        )
    return refusal(request.scope, error)


async def _refuse_plainly(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it only
    return refusal(request.scope, GatewayError(error.status_code, headers=error.headers))

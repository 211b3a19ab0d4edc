"""Where other systems report of messages, and where the city's page sends what people write."""

from __future__ import annotations

import logging

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.contract.state import Text
from backend.gateway.errors import GatewayError, phrase
from backend.gateway.ports import HookDesk, HookError

log = logging.getLogger(__name__)


class Hooks:
    """Takes reports and events; their meaning is the desk's business."""

    def __init__(self, desk: HookDesk) -> None:
        """Hand on to `desk`."""
        self._desk = desk

    def routes(self) -> list[Route]:
        """Return the addresses."""
        return [
            Route("/hooks/zalo/{channel_id}", self.take, methods=["GET", "POST"]),
            Route("/hooks/{channel_id}", self.take, methods=["GET", "POST"]),
        ]

    async def take(self, request: Request) -> Response:
        """Take one report; the other side gets to know no more than whether it was taken."""
        channel_id = str(request.path_params["channel_id"])
        try:
            await self._desk.take(
                channel_id, await request.body(), request.scope["query_string"], dict(request.headers)
            )
        except HookError as error:
            log.warning("a report to channel %r is refused: %s", channel_id[:64], error)
            raise GatewayError(error.status, _REASONS.get(error.status, phrase(error.status))) from error
        return Response(b"ok", 200, media_type="text/plain; charset=utf-8")


_REASONS = {
    401: Text("Chữ ký không đúng hoặc đã quá hạn.", "The signature is wrong or too old."),
    404: Text("Không có kênh này.", "There is no such channel."),
}

"""Messages on walls and at signed-in desks of this centre."""

from __future__ import annotations

from backend.channels.base import ChannelConfig, Inbox, Means, Outgoing, Receipt
from backend.contract.state import Text

_NOBODY = Text(
    "Không có màn hình hay bàn trực nào đang kết nối", "No wall and no signed-in desk is connected"
)


class Config(ChannelConfig, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings: none of its own; nothing leaves the centre."""


class Channel:
    """Hands messages to whoever serves walls and desks."""

    def __init__(self, config: Config, means: Means) -> None:
        """Make the channel."""
        self._post = means.post

    async def send(self, out: Outgoing) -> Receipt:
        """Show one message; it is delivered if somebody is connected."""
        if self._post(out):
            return Receipt("delivered")
        return Receipt("failed", reason=_NOBODY, again=True)

    async def run(self, inbox: Inbox) -> None:
        """Return: acknowledgements come by the desks' own way."""

    async def close(self) -> None:
        """Do nothing: there is no connection."""

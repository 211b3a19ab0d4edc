"""Hands committed messages to their channels, and what the channels say back to the casework.

A message is only looked at after the commit that made it. It is taken from the book at the last moment:
one that was answered meanwhile does not leave. A try that a crash cuts off is made again with the same key.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable

from backend.channels import scan
from backend.channels.base import Channel, ChannelConfig, Incoming, Means, Outgoing, Receipt
from backend.contract.state import Text
from backend.contract.work import Message, WorkItem
from backend.engine.work.casework import Casework

log = logging.getLogger(__name__)

LONGEST_REST_S = 1.0
AT_ONCE = 8
"""Messages under way at once by one channel: a slow one must not hold the others up."""

KeptBytes = Callable[[str], Coroutine[None, None, tuple[bytes, str] | None]]
"""Returns kept bytes and their media type by their hash."""


class Dispatcher:
    """Runs the channels that are switched on."""

    def __init__(self, casework: Casework, means: Means, wake: Callable[[], None], kept: KeptBytes) -> None:
        """Prepare; nothing leaves until `run`.

        Args:
            casework: holds the outbox.
            means: what channels are given.
            wake: asks the pipeline for a commit.
            kept: finds attachments.
        """
        self._casework, self._means, self._wake, self._kept = casework, means, wake, kept
        self._stored: set[str] = set()
        self._under_way: dict[str, str] = {}
        """Message id → channel."""
        self._channels: dict[str, Channel] = {}
        self._listening: dict[str, asyncio.Task[None]] = {}
        self._again = asyncio.Event()
        self.faults: dict[str, str] = {}
        """Channel id → why it does not work now."""

    def committed(self, items: Iterable[WorkItem]) -> None:
        """Note messages that are in the store: only these may leave."""
        for item in items:
            if isinstance(item, Message):
                if item.open:
                    self._stored.add(item.message_id)
                    self._again.set()
                else:
                    self._stored.discard(item.message_id)

    def refit(self) -> None:
        """Look again at which channels are switched on."""
        self._again.set()

    def channel(self, channel_id: str) -> Channel | None:
        """Return a channel that is switched on; what answers a person at once goes by it directly."""
        return self._channels.get(channel_id)

    async def run(self) -> None:
        """Send until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    await self._sort_channels(group)
                    self._send_due(group)
                    await self._rest()
        finally:
            for channel in self._channels.values():
                await channel.close()

    async def _rest(self) -> None:
        now = self._means.clock.now()
        due = self._casework.messages.next_due()
        rest_s = LONGEST_REST_S if due is None else min(LONGEST_REST_S, max(0.02, due - now))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(rest_s):
                await self._again.wait()
        self._again.clear()

    async def _sort_channels(self, group: asyncio.TaskGroup) -> None:
        """Open channels that were switched on, close those that were switched off."""
        enabled = self._casework.setup.messages.enabled()
        for channel_id in [name for name in self._channels if name not in enabled]:
            self._listening.pop(channel_id).cancel()
            await self._channels.pop(channel_id).close()
        for channel_id in enabled:
            if channel_id not in self._channels:
                config = self._casework.setup.channels[channel_id]
                channel = scan.kind_of(config.kind).channel(config, self._means)
                self._channels[channel_id] = channel
                self._listening[channel_id] = group.create_task(self._listen(config, channel))

    async def _listen(self, config: ChannelConfig, channel: Channel) -> None:
        def take(note: Incoming) -> None:
            self._casework.incoming(config.id, note, self._means.clock.now())
            self._wake()

        try:
            await channel.run(take)
        except Exception:  # boundary: a channel that breaks must not end the others
            log.exception("channel %s no longer listens", config.id)
            self.faults[config.id] = "kênh gặp lỗi, xem nhật ký máy chủ"

    def _send_due(self, group: asyncio.TaskGroup) -> None:
        now = self._means.clock.now()
        for message in self._casework.messages.due(now):
            channel = self._channels.get(message.channel)
            if channel is None or not self._may_leave(message):
                continue
            taken = self._casework.taken(message.message_id, now)
            if taken is not None:
                self._under_way[taken.message_id] = taken.channel
                group.create_task(self._send(channel, taken))

    def _may_leave(self, message: Message) -> bool:
        if message.message_id in self._under_way or message.message_id not in self._stored:
            return False
        return Counter(self._under_way.values())[message.channel] < AT_ONCE

    async def _send(self, channel: Channel, message: Message) -> None:
        try:
            receipt = await channel.send(await self._outgoing(message))
        except Exception as error:  # boundary: a channel that breaks must not end the others
            log.exception("channel %s failed with message %s", message.channel, message.message_id)
            receipt = Receipt("unknown", reason=Text(f"lỗi của kênh: {type(error).__name__}"), again=True)
        finally:
            self._under_way.pop(message.message_id, None)
        if receipt.state in ("sent", "delivered"):
            self.faults.pop(message.channel, None)
        else:
            self.faults[message.channel] = receipt.reason.vi
        self._casework.receipt(message.message_id, receipt, self._means.clock.now())
        self._wake()
        self._again.set()

    async def _outgoing(self, message: Message) -> Outgoing:
        template_id, fields = self._casework.messages.carrier(message)
        found = await self._kept(message.digest) if message.digest else None
        data, media_type = found or (None, "")
        return Outgoing(
            message_id=message.message_id,
            key=message.key,
            to=message.to,
            to_name=message.to_name,
            subject=message.subject,
            body=message.body,
            template_id=template_id,
            fields=fields,
            data=data,
            media_type=media_type,
            at=message.created_at,
        )

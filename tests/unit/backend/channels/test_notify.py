from __future__ import annotations

import asyncio

from backend.channels import notify
from backend.channels.base import Outgoing, Receipt
from tests.unit.backend.channels.given import at_work, means, message

CONFIG = notify.Config(id="wall", kind="notify", name="Màn hình", enabled=True)


def sent(is_connected: bool) -> tuple[Receipt, list[Outgoing]]:
    shown: list[Outgoing] = []

    def post(out: Outgoing) -> bool:
        shown.append(out)
        return is_connected

    async def scene() -> Receipt:
        channel = notify.Channel(CONFIG, means(post=post))
        async with at_work(channel) as inbox:
            receipt = await channel.send(message())
            assert inbox == []
            return receipt

    return asyncio.run(scene()), shown


def test_it_is_delivered_where_somebody_is_connected() -> None:
    receipt, shown = sent(is_connected=True)
    assert receipt == Receipt("delivered")
    assert shown == [message()]


def test_nobody_connected_is_a_failure_that_may_pass() -> None:
    receipt, _ = sent(is_connected=False)
    assert (receipt.state, receipt.again) == ("failed", True)
    assert receipt.reason.vi.startswith("Không có màn hình")

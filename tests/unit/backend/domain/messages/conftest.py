"""A centre's outbox in a test: people, channels, a clock that the test moves, and what the book said."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from backend.channels.base import Incoming, Receipt
from backend.contract.state import Text
from backend.contract.work import Message
from backend.domain.messages.book import MessageBook
from backend.domain.messages.contacts import Contacts, Person
from backend.domain.messages.delivery import MessageChange
from backend.domain.messages.drafting import DraftRequest, MessageSetup
from backend.domain.messages.policy import Backoff, ChannelRules
from backend.domain.messages.templates import MessageTemplate, Wording

NOON = 1_795_496_400.0
"""24/11/2026 12:00 in Việt Nam."""

TEMPLATE = MessageTemplate(
    id="ngap",
    name=Text("Báo ngập"),
    fields=("title",),
    vi=Wording("Ngập: {title}", "Kính gửi, {title}.", "{title}"),
    en=Wording("Flood: {title}", "Dear all, {title}.", "{title} (en)"),
)
PEOPLE = (
    Person(person_id="an", name="An", phone="84905000001", email="an@x.vn", roles=("duty",)),
    Person(person_id="binh", name="Bình", phone="84905000002", zalo_id="z2", roles=("boss",), language="en"),
    Person(
        person_id="chi", name="Chi", phone="842363000003", mobile=False, roles=("boss",), unit_id="thoat-nuoc"
    ),
)
CHANNELS = (
    ChannelRules(channel_id="brand", kind="sms_http"),
    ChannelRules(channel_id="zalo", kind="zalo"),
    ChannelRules(channel_id="mail", kind="smtp"),
    ChannelRules(channel_id="paper", kind="callsheet"),
)


class Playbook:
    """Drives one message book; each step returns the kinds of change that it made, without `message.`."""

    def __init__(self, setup: MessageSetup) -> None:
        self.answered: set[str] = set()
        self.setup = setup
        self.now = NOON
        self.changes: list[MessageChange] = []
        self.book = self.new_book()

    def new_book(self) -> MessageBook:
        return MessageBook(self.setup, self.answered.__contains__, draw=lambda: 0.5)

    def did(self, changes: list[MessageChange]) -> list[str]:
        self.changes = changes
        return [change.kind.removeprefix("message.") for change in changes]

    def drafts(self, *to: str, cause: str = "c1", **fields: Any) -> list[str]:
        given: dict[str, Any] = {"template_id": "ngap", "fields": {"title": "Ngập Mẹ Suốt"}} | fields
        return self.did(self.book.draft(DraftRequest(cause_id=cause, to=to, **given), self.now))

    def after(self, seconds: float) -> list[str]:
        self.now += seconds
        return self.did(self.book.tick(self.now))

    def due(self) -> list[str]:
        return [f"{message.person_id} {message.channel}" for message in self.book.due(self.now)]

    def takes(self, message_id: str = "") -> list[str]:
        return self.did(self.book.taken(message_id or self.newest().message_id, self.now))

    def hears(self, state: Any, *, message_id: str = "", **fields: Any) -> list[str]:
        receipt = Receipt(state, **fields)
        return self.did(self.book.receipt(message_id or self.newest().message_id, receipt, self.now))

    def reports(
        self, state: Any = "", channel: str = "brand", kind: Any = "report", **fields: Any
    ) -> list[str]:
        note = Incoming(kind, state=state, **fields)
        return self.did(self.book.incoming(channel, note, self.now))

    def newest(self) -> Message:
        return self.book.messages()[-1]

    def states(self) -> list[str]:
        return [f"{m.channel} {m.state}" for m in self.book.messages()]

    def restart(self) -> None:
        kept = self.book.messages()
        self.book = self.new_book()
        self.book.restore(kept, self.now)


@pytest.fixture
def setup() -> MessageSetup:
    """Return what the configuration of a small centre says."""
    return MessageSetup({"ngap": TEMPLATE}, Contacts(PEOPLE), CHANNELS, backoff=Backoff(most_tries=3))


@pytest.fixture
def play(setup: MessageSetup) -> Playbook:
    """Return a playbook of that centre."""
    return Playbook(setup)


@pytest.fixture
def play_with(setup: MessageSetup) -> Callable[..., Playbook]:
    """Return a function that makes a playbook whose channels differ: `brand={"quiet": (...)}`."""

    def make(**channels: dict[str, Any]) -> Playbook:
        changed = tuple(replace(c, **channels.get(c.channel_id, {})) for c in CHANNELS)
        return Playbook(dataclasses.replace(setup, channels=changed))

    return make

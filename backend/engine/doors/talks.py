"""Conversations on the city's page: kept in the store, answered after the commit."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from backend.channels.carrying.zalo_said import Heard
from backend.contract.cases import CaseFile
from backend.domain.cases.change import CaseDraft
from backend.domain.cases.conversation import (
    Command,
    Conversation,
    LookUp,
    Outcome,
    Rate,
    Said,
    Say,
    Submit,
    Talk,
)
from backend.domain.cases.titles import title_of
from backend.domain.clock import Clock
from backend.domain.refusal import RefusedError
from backend.gateway.geo_view import local_time
from backend.gateway.masking import masked
from backend.gateway.ports import CaseDesk
from backend.gateway.rates import Buckets

log = logging.getLogger(__name__)

SETTING = "talk."
"""Beginning of the names under which talks are kept."""
ZALO = "zalo_id"
"""Data field in which a kind keeps the reporter's user id."""
N_LANES = 8
"""People who are answered at once; one person's answers keep their order."""
PER_MINUTE = 30.0
"""Messages of one person that are listened to."""
KEPT_S = 180 * 86_400.0
"""So long after the last word the page remembers a person's reports."""
TICK_S = 15.0
Send = Callable[[str, str], Awaitable[None]]
"""Sends a text to a user; never raises for what the other side does."""


class RatingDesk(CaseDesk, Protocol):
    """Cases, and ratings of them."""

    async def rate(self, case_id: str, stars: int) -> bool:
        """Keep a rating; return whether it was taken."""
        ...


class Kept(msgspec.Struct, frozen=True):
    """A talk as the store has it."""

    user_id: str
    talk: Talk


@dataclass(frozen=True)
class Means:
    """What talks are held with."""

    desk: RatingDesk
    clock: Clock
    zone: ZoneInfo
    keep: Callable[[str, str], None]
    """Puts a setting into the next commit; an empty one is taken away."""
    settle: Callable[[], Awaitable[int]]
    """Returns after the commit."""
    send: Send
    source: str
    """Channel of the reports."""
    hidden: frozenset[str]
    """Fields whose cases only their own reporter may look up."""


class Talks:
    """All conversations of one page."""

    def __init__(self, page: Conversation, means: Means, kept: Mapping[str, str]) -> None:
        """Take over what was kept.

        Args:
            page: what is said and asked.
            means: what it is done with.
            kept: all settings of the store.
        """
        self._page, self._means = page, means
        self._talks: dict[str, Talk] = {}
        self._heard = Buckets(PER_MINUTE, burst=PER_MINUTE)
        self._lanes: list[asyncio.Queue[tuple[str, Command]]] = [asyncio.Queue() for _ in range(N_LANES)]
        for name, value in kept.items():
            if name.startswith(SETTING) and (found := _decoded(value)) is not None:
                self._talks[found.user_id] = page.resumed(found.talk)

    async def hear(self, heard: Heard) -> None:
        """Take what somebody said; it is stored when this returns, and answered soon after."""
        if self._heard.take(heard.user_id, self._means.clock.now()) > 0.0:
            log.info("somebody writes faster than anybody can: not listened to")
            return
        said = Said(
            message_id=heard.message_id,
            at=self._means.clock.now(),
            text=heard.text,
            photos=heard.photos,
            lat=heard.lat,
            lon=heard.lon,
            began=heard.began,
        )
        await self._take(heard.user_id, self._page.heard(self._talk(heard.user_id), said))

    async def run(self) -> None:
        """Answer, and end what was left unfinished, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for lane in self._lanes:
                group.create_task(self._answer(lane))
            while True:
                await asyncio.sleep(TICK_S)
                try:
                    await self.tick()
                except Exception:  # boundary: alarms and walls go on whatever happens here
                    log.exception("unfinished reports could not be looked through")

    async def tick(self) -> None:
        """Do what time brings."""
        now = self._means.clock.now()
        for user_id, talk in list(self._talks.items()):
            outcome = self._page.timed_out(talk, now)
            if outcome is not None:
                await self._take(user_id, outcome)
            elif now - talk.at > KEPT_S:
                del self._talks[user_id]
                self._means.keep(_name(user_id), "")

    # ---- inside -----------------------------------------------------------------------------------

    def _talk(self, user_id: str) -> Talk:
        return self._talks.get(user_id, Talk())

    async def _take(self, user_id: str, outcome: Outcome) -> None:
        """Keep what changed, and hand the commands on after the commit."""
        talk, commands = outcome
        if talk != self._talk(user_id):
            self._talks[user_id] = talk
            self._means.keep(_name(user_id), _encoded(Kept(user_id, talk)))
            await self._means.settle()
        for command in commands:
            self._lane(user_id).put_nowait((user_id, command))

    def _lane(self, user_id: str) -> asyncio.Queue[tuple[str, Command]]:
        return self._lanes[hash(user_id) % N_LANES]

    async def _answer(self, lane: asyncio.Queue[tuple[str, Command]]) -> None:
        while True:
            user_id, command = await lane.get()
            try:
                await self._do(user_id, command)
            except Exception:  # boundary: one talk that fails must not end the others
                log.exception("a conversation failed")

    async def _do(self, user_id: str, command: Command) -> None:
        match command:
            case Say(text):
                await self._means.send(user_id, text)
            case Submit(talk):
                await self._submit(user_id, talk)
            case LookUp(code):
                await self._means.send(user_id, (await self._status(user_id, code)).text)
            case Rate(stars, cases):
                await self._means.send(user_id, (await self._rated(stars, cases)).text)

    async def _submit(self, user_id: str, talk: Talk) -> None:
        means = self._means
        try:
            file = await means.desk.open(self._draft(user_id, talk), (), by=means.source, public=False)
        except RefusedError as error:
            outcome = self._page.refused(self._talk(user_id), error.text.vi)
        except Exception:  # boundary: whatever it is, the person must be told
            log.exception("a report by conversation was not kept")
            outcome = self._page.failed(self._talk(user_id))
        else:
            due = local_time(file.due_at, means.zone) if file.due_at is not None else ""
            outcome = self._page.opened(self._talk(user_id), file.case_id, due)
        await self._take(user_id, outcome)

    def _draft(self, user_id: str, talk: Talk) -> CaseDraft:
        kind = self._means.desk.kind()
        has_id = kind is not None and any(data.id == ZALO for data in kind.data)
        return CaseDraft(
            title=title_of(talk.text),
            text=talk.text,
            field=talk.field,
            place=talk.place,
            lat=talk.lat,
            lon=talk.lon,
            source=self._means.source,
            media=talk.photos,
            data={ZALO: user_id} if has_id else {},
        )

    async def _status(self, user_id: str, code: str) -> Say:
        desk = self._means.desk
        kind, found = desk.kind(), await desk.by_ids([code]) if code.isprintable() else []
        file = found[0] if found else None
        own = code in self._talk(user_id).cases
        if kind is None or file is None or file.kind != kind.id or file.group == "deleted":
            return self._page.unknown(code)
        if file.field in self._means.hidden and not own:
            return self._page.unknown(code)
        names = {status.id: status.name.vi for status in kind.statuses}
        return self._page.status(
            {
                "code": code,
                "title": masked(file.title),
                "status": names.get(file.status, file.status),
                "unit": desk.unit_name(file.unit_id) or "—",
                "due": local_time(file.due_at, self._means.zone) if file.open and file.due_at else "",
                "result": masked(file.result),
            }
        )

    async def _rated(self, stars: int, cases: Sequence[str]) -> Say:
        """Keep a rating of the newest finished report that has none yet."""
        desk = self._means.desk
        for file in await desk.by_ids(cases):
            if _may_be_rated(file) and await desk.rate(file.case_id, stars):
                return self._page.rated(file.case_id, stars)
        return self._page.rated("", stars)


def _may_be_rated(file: CaseFile) -> bool:
    return file.group == "done" and file.rating is None


def _name(user_id: str) -> str:
    """Return the name under which a person's talk is kept; it does not tell who it is."""
    return SETTING + hashlib.sha256(user_id.encode()).hexdigest()[:40]


def _encoded(kept: Kept) -> str:
    return base64.b64encode(msgspec.msgpack.encode(kept)).decode()


def _decoded(value: str) -> Kept | None:
    try:
        return msgspec.msgpack.decode(base64.b64decode(value), type=Kept)
    except (ValueError, msgspec.DecodeError):
        return None  # of another version: the talk begins anew

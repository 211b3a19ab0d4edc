"""The link: carries the conversation with the daemon out on the GUI thread, sockets in their own."""

from __future__ import annotations

import logging
import time

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.link import reasons
from app.link.conversation import Apply, Ask, Command, Conversation, Opened, Replace, Tell
from app.link.keys import WallKeys
from app.link.pending import OnReply, PendingRequests, Waiting, connection_lost, name_of, too_late
from app.link.sockets import Fed, Incoming, Replied, Sockets, Turned
from backend.contract import codec
from backend.contract.messages import Failure, GetSnapshot, ReplyBody, Request, RequestBody, SignedIn, SignIn
from widgets.clock import WallClock
from widgets.live import LinkState, LiveData

log = logging.getLogger(__name__)

TICK_MS = 100


class LinkSettings(msgspec.Struct, frozen=True):
    """Where the daemon is and who we are."""

    feed: str
    requests: str
    """ZeroMQ addresses."""
    keys: WallKeys
    user: str
    password: str


class Link(QObject):
    """Keeps a `LiveData` whole; lives on the GUI thread."""

    signed_in = Signal(object)
    """`SignedIn`, after each sign-in."""
    _batch_ready = Signal()

    def __init__(self, settings: LinkSettings, clock: WallClock, parent: QObject | None = None) -> None:
        """Prepare; `start` connects. Requests may be made before: they wait within their deadline."""
        super().__init__(parent)
        self.session: SignedIn | None = None
        self.n_snapshots = 0
        self._clock = clock
        self._live: LiveData | None = None
        self._pending = PendingRequests()
        self._talk = Conversation(settings.user, settings.password, time.monotonic())
        self._batch_ready.connect(self._take_batch, Qt.ConnectionType.QueuedConnection)
        self._sockets = Sockets(settings.feed, settings.requests, settings.keys, self._batch_ready.emit)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)

    def start(self, live: LiveData) -> None:
        """Connect, and keep `live` whole from now on."""
        self._live = live
        self._sockets.start()
        self._timer.start(TICK_MS)

    def stop(self) -> None:
        """Disconnect; requests under way are answered with a failure."""
        self._timer.stop()
        self._sockets.stop()
        for waiting in [*self._pending.cut_off(), *self._pending.expired(float("inf"))]:
            self._answer(waiting, connection_lost(waiting.body))

    def request(self, body: RequestBody, on_reply: OnReply, deadline_s: float = 5.0) -> None:
        """Send `body`; `on_reply` is called on the GUI thread once, with the answer or a `Failure`."""
        self._pending.add(body, on_reply, time.monotonic() + deadline_s)
        self._send_waiting()

    # ---- what comes -------------------------------------------------------------------------------

    @Slot()
    def _take_batch(self) -> None:
        for item in self._sockets.take_batch():
            self._take(item)

    def _take(self, item: Incoming) -> None:
        match item:
            case Fed():
                self._carry_out(self._talk.fed(item.header, item.message, item.at))
            case Replied():
                waiting = self._pending.answered(item.reply)
                if waiting is not None:
                    self._answer(waiting, item.reply.body)
            case Turned():
                self._turn(item)

    def _turn(self, turned: Turned) -> None:
        log.debug("%s socket: %s", turned.socket, turned.state)
        if turned.state == "refused":
            self._carry_out(self._talk.refused_at_door())
        elif turned.socket == "feed":
            if turned.state == "open":
                self._carry_out(self._talk.subscribed(turned.at))
        elif turned.state == "open":
            self._carry_out(self._talk.connected(turned.at))
        else:
            for waiting in self._pending.cut_off():
                self._answer(waiting, connection_lost(waiting.body))
            self._carry_out(self._talk.disconnected(turned.at))

    @Slot()
    def _tick(self) -> None:
        self._take_batch()  # what has come counts before the time does
        now = time.monotonic()
        for waiting in self._pending.expired(now):
            self._answer(waiting, too_late(waiting.body))
        self._carry_out(self._talk.tick(now))

    def _answer(self, waiting: Waiting, reply: ReplyBody) -> None:
        now = time.monotonic()
        if isinstance(reply, Failure):
            log.info("%s: %s (%s)", name_of(waiting.body), reply.message, reply.kind)
            if not isinstance(waiting.body, SignIn | GetSnapshot):
                self._carry_out(self._talk.expired(reply, now))
        waiting.on_reply(reply)

    # ---- what goes --------------------------------------------------------------------------------

    def _carry_out(self, commands: list[Command]) -> None:
        for command in commands:
            match command:
                case Apply():
                    if self._live is not None and not self._live.take(command.message):
                        self._carry_out(self._talk.misfit(time.monotonic()))
                case Replace():
                    self._replace(command)
                case Ask():
                    self._ask(command)
                case Tell():
                    self._tell(command)
                case Opened():
                    self.session = command.signed_in
                    self.signed_in.emit(command.signed_in)
                    self._send_waiting()

    def _ask(self, ask: Ask) -> None:
        if isinstance(ask.body, GetSnapshot):
            log.info("snapshot asked: %s", self._talk.fault)
        on_reply = self._on_signed_in if isinstance(ask.body, SignIn) else self._on_snapshot
        self._send(self._pending.add(ask.body, on_reply, time.monotonic() + ask.deadline_s))

    def _on_signed_in(self, reply: ReplyBody) -> None:
        self._carry_out(self._talk.signed_in(reply, time.monotonic()))

    def _on_snapshot(self, reply: ReplyBody) -> None:
        self._carry_out(self._talk.snapshot_answered(reply, time.monotonic()))

    def _replace(self, command: Replace) -> None:
        self.n_snapshots += 1
        self._clock.follow(command.snapshot.taken_at)
        if self._live is not None:
            self._live.take_snapshot(command.snapshot)

    def _tell(self, tell: Tell) -> None:
        words = reasons.words(tell)
        level = logging.INFO if tell.condition in ("live", "connecting") else logging.WARNING
        log.log(level, "link %s %s", tell.condition, words)
        if self._live is not None:
            self._live.set_link(LinkState(tell.condition, self._clock.now(), words))

    def _send_waiting(self) -> None:
        if self._talk.session:
            for waiting in self._pending.unsent():
                self._send(waiting)

    def _send(self, waiting: Waiting) -> None:
        self._pending.mark_sent(waiting.request_id)
        session = "" if isinstance(waiting.body, SignIn) else self._talk.session
        left_s = waiting.expires_at - time.monotonic()
        request = Request(waiting.request_id, session, self._clock.now() + left_s, waiting.body)
        self._sockets.send(codec.encode(request))

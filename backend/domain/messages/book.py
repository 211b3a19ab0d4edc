"""The outbox: every message until it is delivered, changed by what happens and by time only.

The caller does the rest: it keeps each change in the same transaction as its cause, asks `due`, says
`taken`, hands the message to its channel and returns the channel's `receipt`. A message that was taken
and never heard of again (a crash, a lost task) is due again, with the same key, when its lease ends.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable

from msgspec.structs import replace

from backend.contract.state import SEVERITIES, Text
from backend.contract.work import DeliveryState, Message
from backend.domain.messages.delivery import (
    KIND_OF,
    SYSTEM,
    Incoming,
    MessageChange,
    MessageKind,
    Receipt,
    may_follow,
    moved,
)
from backend.domain.messages.drafting import (
    Draft,
    DraftRequest,
    MessageSetup,
    carrier_data,
    drafts,
    fallback_of,
)
from backend.domain.messages.policy import Gate, Wait
from backend.domain.messages.register import Register

_ANSWERED = Text("đã có người nhận việc", "somebody has taken it")
_SWITCHED_OFF = Text("kênh đã bị tắt hoặc bị xoá", "the channel was switched off or removed")
_NO_ANSWER = Text("đã thử nhiều lần mà kênh không trả lời", "the channel gave no answer to any try")
_REPORTED = Text("nhà mạng báo không chuyển được", "the carrier reports that it could not be delivered")
_URGENCY = {severity: i for i, severity in enumerate(SEVERITIES)}


class _Turn:
    """One call of the book: when, and what it changed so far."""

    def __init__(self, now: float) -> None:
        self.now = now
        self.changes: list[MessageChange] = []

    def say(self, message: Message, kind: MessageKind, actor: str = SYSTEM, **payload: str | int) -> None:
        self.changes.append(MessageChange(message, kind, actor, dict(payload)))


class MessageBook:
    """All messages of a centre. Time is an argument; nothing is read or written outside."""

    def __init__(
        self,
        setup: MessageSetup,
        stopped: Callable[[str], bool] = lambda _: False,
        draw: Callable[[], float] | None = None,
    ) -> None:
        """Start with no message.

        Args:
            setup: what the configuration says.
            stopped: of a ladder's id, whether somebody answered it (`LadderBook.stopped`).
            draw: gives random numbers of 0 to 1, for the waits between tries.
        """
        self._setup = setup
        self._stopped = stopped
        self._draw = draw or random.Random(0).random  # noqa: S311 - spreads waits, keeps no secret
        self._register = Register()
        self._gates = _gates(setup)
        self._blocked: Text | None = None
        self._blocked_at = math.inf

    # ---- reading ----------------------------------------------------------------------------------

    def messages(self) -> tuple[Message, ...]:
        """Return every message that the book still knows, oldest first."""
        return self._register.all()

    def get(self, message_id: str) -> Message | None:
        """Return one message."""
        return self._register.get(message_id)

    def carrier(self, message: Message) -> tuple[str, dict[str, str]]:
        """Return template id and data of a message that the carrier fills itself (ZNS), or "" and {}."""
        return carrier_data(self._setup, message)

    def due(self, now: float) -> list[Message]:
        """Return what may leave now, worst severity first, as many as the channels' pace allows."""
        free = {channel: gate.n_free(now) for channel, gate in self._gates.items()}
        found = []
        for message in sorted(self._register.open(), key=_urgency):
            n_free = free.get(message.channel)
            if n_free == 0 or not self._may_leave(message, now):
                continue
            if n_free is not None:
                free[message.channel] = n_free - 1
            found.append(message)
        return found

    def next_due(self) -> float | None:
        """Return when to ask `tick` and `due` next, s since epoch; None if nothing waits for time."""
        if self._blocked is not None:
            return None
        dues = []
        for message in self._register.open():
            gate = self._gates.get(message.channel)
            dues.append(max(message.due_at, gate.free_at()) if gate else message.due_at)
        return min(dues, default=None)

    # ---- changing ---------------------------------------------------------------------------------

    def restore(self, messages: Iterable[Message], now: float) -> None:
        """Take over stored messages after a restart; the book must be empty.

        Args:
            messages: all open ones, and those closed ones that may still be reported on.
            now: s since epoch; what left on this local day counts for the quotas.
        """
        for message in messages:
            self._register.keep(message)
            gate = self._gates.get(message.channel)
            if gate and message.n_tries:
                gate.count_today(message.changed_at, now)

    def refit(self, setup: MessageSetup) -> None:
        """Go on with another configuration; the next `tick` moves messages off channels that are gone."""
        gates = _gates(setup)
        for channel, gate in gates.items():
            if channel in self._gates:
                gate.follow(self._gates[channel])
        self._setup, self._gates = setup, gates

    def block(self, reason: Text, now: float, since_at: float | None = None) -> list[MessageChange]:
        """Hold everything, e.g. for a drill, until `release`.

        Args:
            reason: why, for people.
            now: s since epoch.
            since_at: when it began, where that was before a restart.
        """
        self._blocked = reason
        self._blocked_at = min(now if since_at is None else since_at, self._blocked_at)
        return self.tick(now)

    def release(self, now: float, *, drop: bool) -> list[MessageChange]:
        """Let messages leave again.

        Args:
            now: s since epoch.
            drop: cancel what was drafted since `block`: a drill's messages must not leave after it.
        """
        turn, reason, began_at = _Turn(now), self._blocked, self._blocked_at
        self._blocked, self._blocked_at = None, math.inf
        if drop and reason is not None:
            for message in self._register.open():
                if message.created_at >= began_at:
                    self._move(message, "cancelled", turn, reason)
        return turn.changes + self.tick(now)

    def draft(self, request: DraftRequest, now: float) -> list[MessageChange]:
        """Make the messages of a request; a person who has one of the same cause gets no second one."""
        turn = _Turn(now)
        if not self._is_stopped(request.ladder_id):
            for draft in drafts(self._setup, request, now):
                if not self._register.knows_cause(draft.message.message_id):
                    self._enter(draft, turn)
        return turn.changes

    def post(self, message: Message, now: float) -> list[MessageChange]:
        """Keep a message that is ready as it is; one whose id is known already is not kept twice."""
        turn = _Turn(now)
        if not self._register.knows_cause(message.message_id):
            self._enter(Draft(message), turn)
        return turn.changes

    def tick(self, now: float) -> list[MessageChange]:
        """Do what time brings: hold, let go, give up, and forget the old."""
        turn = _Turn(now)
        for message in self._register.open():
            self._settle(message, turn)
        self._register.prune(now)
        return turn.changes

    def taken(self, message_id: str, now: float) -> list[MessageChange]:
        """Say that a message is about to be handed to its channel.

        It may leave only if a change of kind `message.taken` comes back: everything is checked once more.
        """
        turn, message = _Turn(now), self._register.get(message_id)
        if message is None or not message.open:
            return turn.changes
        message = self._settle(message, turn)
        gate = self._gates.get(message.channel)
        if gate is None or gate.n_free(now) == 0 or not self._may_leave(message, now):
            return turn.changes
        gate.count(now, counted=message.n_tries > 0)
        lease_ends_at = now + gate.rules.lease_s
        message = replace(
            message, n_tries=message.n_tries + 1, due_at=lease_ends_at, changed_at=now, reason=""
        )
        self._register.keep(message)
        turn.say(message, "message.taken", n_tries=message.n_tries)
        return turn.changes

    def receipt(self, message_id: str, receipt: Receipt, now: float) -> list[MessageChange]:
        """Say what the channel said of one try."""
        turn, message = _Turn(now), self._register.get(message_id)
        if message is None:
            return turn.changes
        if receipt.remote_id:
            message = replace(message, remote_id=receipt.remote_id)
            self._register.keep(message)
        if receipt.state in ("sent", "delivered"):
            self._move(message, receipt.state, turn)
        elif not message.open:  # it was cancelled in flight, or another try came through
            if receipt.state == "unknown":
                self._move(message, "unknown", turn, receipt.reason)
        elif receipt.again and self._may_try_again(message):
            wait_s = self._setup.backoff.wait_s(message.n_tries, self._draw(), receipt.again_after_s)
            self._move(replace(message, due_at=now + wait_s), "queued", turn, receipt.reason)
        else:
            self._give_up(message, receipt.state, receipt.reason, turn)
        return turn.changes

    def incoming(self, channel_id: str, note: Incoming, now: float) -> list[MessageChange]:
        """Say what came back by a channel; empty if it belongs to no message that the book knows."""
        turn = _Turn(now)
        if note.kind == "reply":
            message = self._register.replied(note.address)
            if message is not None:
                turn.say(message, "message.reply", message.to_name, text=note.text, channel=channel_id)
            return turn.changes
        message = self._register.reported(channel_id, note.remote_id, note.key)
        state = "read" if note.kind == "read" else note.state
        if message is None or state == "":
            return turn.changes
        said = Text(note.text) if note.text else None
        if state == "failed":
            self._give_up(message, "failed", said or _REPORTED, turn)
        else:
            self._move(message, state, turn, said if state == "unknown" else None)
        return turn.changes

    def cancel_ladder(self, ladder_id: str, who: str, now: float) -> list[MessageChange]:
        """Cancel everything of a ladder that has not left."""
        turn = _Turn(now)
        for message in self._register.open():
            if message.ladder_id == ladder_id:
                self._move(message, "cancelled", turn, _ANSWERED, who)
        return turn.changes

    def cancel(self, message_id: str, who: str, reason: Text, now: float) -> list[MessageChange]:
        """Cancel one message that has not left; empty if it has."""
        turn, message = _Turn(now), self._register.get(message_id)
        if message is not None and message.open:
            self._move(message, "cancelled", turn, reason, who)
        return turn.changes

    # ---- inside -----------------------------------------------------------------------------------

    def _is_stopped(self, ladder_id: str) -> bool:
        return bool(ladder_id) and self._stopped(ladder_id)

    def _may_try_again(self, message: Message) -> bool:
        left = message.n_tries < self._setup.backoff.most_tries
        return left and not self._is_stopped(message.ladder_id)

    def _wait(self, message: Message, now: float) -> Wait | None:
        critical = message.fields.get("severity") == "critical"
        return self._gates[message.channel].wait(now, critical=critical, counted=message.n_tries > 0)

    def _may_leave(self, message: Message, now: float) -> bool:
        return (
            message.state == "queued"
            and message.due_at <= now
            and self._blocked is None
            and message.channel in self._gates
            and self._may_try_again(message)
            and self._wait(message, now) is None
        )

    def _settle(self, message: Message, turn: _Turn) -> Message:
        """Bring one open message to where it belongs now, and return it as it is then."""
        if self._is_stopped(message.ladder_id):
            return self._move(message, "cancelled", turn, _ANSWERED)
        if message.state == "queued" and message.due_at > turn.now:
            return message  # in flight, between two tries, or not yet to be sent
        if self._blocked is not None:
            return self._hold(message, Wait(message.due_at, self._blocked), turn)
        if message.channel not in self._gates:
            return self._give_up(message, "failed", _SWITCHED_OFF, turn)
        if message.n_tries >= self._setup.backoff.most_tries:
            return self._give_up(message, "unknown", _NO_ANSWER, turn)
        return self._admit(message, turn)

    def _admit(self, message: Message, turn: _Turn) -> Message:
        """Let a due message on to its channel, or say why not yet."""
        wait = self._wait(message, turn.now)
        if wait is None:
            if message.state == "queued":
                return message
            return self._move(replace(message, due_at=min(message.due_at, turn.now)), "queued", turn)
        other = self._fallback(message, turn) if message.fields.get("severity") == "critical" else None
        if other is None:
            return self._hold(message, wait, turn)
        return self._fall_back(message, other, "cancelled", wait.reason, turn)  # what is critical cannot wait

    def _hold(self, message: Message, wait: Wait, turn: _Turn) -> Message:
        reason = wait.reason.in_language(self._setup.language)
        if message.state == "held" and message.reason == reason and message.due_at == wait.until_at:
            return message
        return self._move(replace(message, due_at=wait.until_at), "held", turn, wait.reason)

    def _give_up(self, message: Message, state: DeliveryState, reason: Text, turn: _Turn) -> Message:
        """Close a message that did not, or may not, come through; the next channel takes over."""
        if message.open and self._is_stopped(message.ladder_id):
            return self._move(message, "unknown" if state == "unknown" else "cancelled", turn, _ANSWERED)
        if not may_follow(message.state, state):
            return message
        other = self._register.successor(message) or self._fallback(message, turn)
        if other is None:
            return self._move(message, state, turn, reason)
        return self._fall_back(message, other, state, reason, turn)

    def _fallback(self, message: Message, turn: _Turn) -> Draft | None:
        return None if self._is_stopped(message.ladder_id) else fallback_of(self._setup, message, turn.now)

    def _fall_back(
        self, message: Message, other: Draft | Message, state: DeliveryState, reason: Text, turn: _Turn
    ) -> Message:
        """Close a message that another takes over from: a new one, or one that did already."""
        message = moved(message, state, turn.now, reason.in_language(self._setup.language))
        self._register.keep(message)
        then = other.message if isinstance(other, Draft) else other
        turn.say(message, "message.fell_back", next=then.message_id)
        if isinstance(other, Draft):
            self._enter(other, turn)
        return message

    def _enter(self, draft: Draft, turn: _Turn) -> None:
        message = draft.message
        self._register.keep(message)
        words = "; ".join(problem.in_language(self._setup.language) for problem in draft.problems)
        turn.say(message, KIND_OF[message.state], **({"problems": words} if words else {}))
        if message.open:
            self._settle(message, turn)

    def _move(
        self,
        message: Message,
        state: DeliveryState,
        turn: _Turn,
        reason: Text | None = None,
        actor: str = SYSTEM,
    ) -> Message:
        """Keep a message in its new state and say so; a step back is left out."""
        if not may_follow(message.state, state):
            return message
        words = reason.in_language(self._setup.language) if reason else ""
        message = moved(message, state, turn.now, words)
        self._register.keep(message)
        turn.say(message, KIND_OF[state], actor, **({"reason": words} if words else {}))
        return message


def _gates(setup: MessageSetup) -> dict[str, Gate]:
    return {channel: Gate(rules, setup.zone) for channel, rules in setup.enabled().items()}


def _urgency(message: Message) -> tuple[int, float]:
    worst = len(_URGENCY)
    severity = message.fields.get("severity", "")
    return next((i for code, i in _URGENCY.items() if code == severity), worst), message.created_at

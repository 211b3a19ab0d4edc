"""What a wall says to its daemon and when: sign in, snapshot, follow, notice silence. Pure.

Events and the time (monotonic seconds) in, commands out. The link carries the commands out.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from app.link.follower import Follower
from backend.contract.messages import (
    NOTHING_SAID,
    Failure,
    FeedMessage,
    GetSnapshot,
    Header,
    Pulse,
    ReplyBody,
    SignedIn,
    SignIn,
    Snapshot,
)
from backend.contract.state import Text
from backend.contract.version import CONTRACT_VERSION

PULSE_MISSING_S = 2.5
"""The pulse comes once a second; two missed and a half mean that the daemon or the way to it is gone."""
FIRST_MESSAGE_S = 1.2
"""How long the snapshot waits for the first feed message, which proves the subscription."""
SNAPSHOT_SPACING_S = 0.3
SNAPSHOT_DEADLINE_S = 30.0
SIGN_IN_DEADLINE_S = 4.0
RETRY_S = 0.5
REFUSED_RETRY_S = 5.0
"""After a refusal that only a person can cure; slow, so that the daemon's log stays readable."""

Cause = Literal[
    "", "starting", "disconnected", "silent", "key_refused", "version", "password", "not_allowed", "failed"
]


class Ask(msgspec.Struct, frozen=True):
    """Command: send one of the conversation's own requests."""

    body: SignIn | GetSnapshot
    deadline_s: float


class Apply(msgspec.Struct, frozen=True):
    """Command: apply one feed message to the live state."""

    message: FeedMessage


class Replace(msgspec.Struct, frozen=True):
    """Command: replace the live state."""

    snapshot: Snapshot


class Tell(msgspec.Struct, frozen=True):
    """Command: the link's condition changed."""

    condition: Literal["connecting", "live", "lost", "refused"]
    cause: Cause
    detail: str = ""
    """What the daemon said, where it said anything; English."""
    words: Text = NOTHING_SAID
    """The same for people."""


class Opened(msgspec.Struct, frozen=True):
    """Command: a session was opened; requests may go."""

    signed_in: SignedIn


Command = Ask | Apply | Replace | Tell | Opened

_CAUSES: dict[str, Cause] = {"version": "version", "not_allowed": "not_allowed", "not_signed_in": "password"}


class Conversation:
    """The state of one wall's talk with its daemon."""

    def __init__(self, user: str, password: str, now: float) -> None:
        """Start unconnected at `now`."""
        self._credentials = (user, password)
        self._follower = Follower()
        self._connected = False
        self.session = ""
        self._signing_in = False
        self._asking_snapshot = False
        self._proven = False
        """A feed message came since the feed's last connection: nothing after it is missed."""
        self._asked_unproven = False
        """The snapshot under way or in use was asked for before that proof: one more is due after it."""
        self._wrong_version = False
        self._started_at = self._subscribed_at = now
        self._pulse_at: float | None = None
        self._sign_in_from = now
        self._snapshot_from = now
        self._told = Tell("connecting", "starting")

    # ---- events -----------------------------------------------------------------------------------

    def connected(self, now: float) -> list[Command]:
        """The way for requests is open (handshake done): sign in, also after a restart."""
        self._connected, self.session, self._wrong_version = True, "", False
        self._signing_in = self._asking_snapshot = False
        self._sign_in_from = self._snapshot_from = now
        self._pulse_at = None
        return self.tick(now)

    def disconnected(self, now: float) -> list[Command]:
        """The way for requests is gone."""
        if not self._connected:
            return []  # it never was open: a refusal at the door keeps its reason
        self._connected, self.session = False, ""
        self._signing_in = self._asking_snapshot = False
        self._pulse_at = None
        self._follower.stop("disconnected")
        return self._tell(Tell("lost", "disconnected"))

    def refused_at_door(self) -> list[Command]:
        """The CURVE handshake was refused: the daemon does not know this wall's key."""
        self._connected, self.session = False, ""
        return self._tell(Tell("refused", "key_refused"))

    def subscribed(self, now: float) -> list[Command]:
        """The feed's connection was opened (again): what was sent meanwhile is missed."""
        self._proven, self._subscribed_at = False, now
        self._follower.stop("the feed was connected anew")
        return self.tick(now)

    def fed(self, header: Header, message: FeedMessage, now: float) -> list[Command]:
        """One feed message came."""
        if not self._proven:
            self._proven = True
            if self._asked_unproven and not self._asking_snapshot:
                self._follower.stop("the snapshot was taken before the subscription was proven")
        if isinstance(message, Pulse):
            self._pulse_at = now
            if message.version != CONTRACT_VERSION:
                return [Apply(message), *self._refuse_version(message.version)]
        return [*(Apply(m) for m in self._follower.take(header, message)), *self.tick(now)]

    def signed_in(self, reply: ReplyBody, now: float) -> list[Command]:
        """The answer to `SignIn` came, or its failure."""
        self._signing_in = False
        if isinstance(reply, SignedIn):
            self.session = reply.session
            return [Opened(reply), *self.tick(now)]
        failure = reply if isinstance(reply, Failure) else _not_an_answer()
        waits = failure.kind in ("late", "busy", "failed")
        self._sign_in_from = now + (RETRY_S if waits else REFUSED_RETRY_S)
        if waits:
            return []
        cause = _CAUSES.get(failure.kind, "failed")
        return self._tell(Tell("refused", cause, failure.message, failure.words))

    def snapshot_answered(self, reply: ReplyBody, now: float) -> list[Command]:
        """The answer to `GetSnapshot` came, or its failure."""
        self._asking_snapshot = False
        if isinstance(reply, Snapshot):
            if reply.version != CONTRACT_VERSION:
                return self._refuse_version(reply.version)
            after = self._follower.restart(reply)
            if self._asked_unproven and self._proven:
                self._follower.stop("the snapshot was taken before the subscription was proven")
            if self._pulse_at is None:
                self._pulse_at = now
            return [Replace(reply), *(Apply(m) for m in after), *self.tick(now)]
        self._snapshot_from = now + RETRY_S
        return self.expired(reply, now) if isinstance(reply, Failure) else []

    def expired(self, failure: Failure, now: float) -> list[Command]:
        """A request failed; where the session is no longer known, sign in again."""
        if failure.kind == "not_signed_in" and self._connected:
            self.session = ""
        return self.tick(now)

    def misfit(self, now: float) -> list[Command]:
        """The live state says that it no longer fits (another catalogue)."""
        self._follower.stop("the catalogue changed")
        return self.tick(now)

    def tick(self, now: float) -> list[Command]:
        """Do what is due."""
        return self._due_requests(now) + self._due_condition(now)

    # ---- what is due ------------------------------------------------------------------------------

    def _due_requests(self, now: float) -> list[Command]:
        if not self._connected or self._wrong_version:
            return []
        if not self.session:
            if self._signing_in or now < self._sign_in_from:
                return []
            self._signing_in = True
            user, password = self._credentials
            return [Ask(SignIn(user, password, CONTRACT_VERSION), SIGN_IN_DEADLINE_S)]
        if self._follower.following or self._asking_snapshot or now < self._snapshot_from:
            return []
        if self._silent(now) or (not self._proven and now < self._subscribed_at + FIRST_MESSAGE_S):
            return []
        self._asking_snapshot, self._asked_unproven = True, not self._proven
        self._snapshot_from = now + SNAPSHOT_SPACING_S
        return [Ask(GetSnapshot(), SNAPSHOT_DEADLINE_S)]

    def _due_condition(self, now: float) -> list[Command]:
        if self._wrong_version:
            return []
        if not self._connected and self._told.condition == "connecting":
            late = now - self._started_at > PULSE_MISSING_S
            return self._tell(Tell("lost", "disconnected")) if late else []
        if self._silent(now):
            self._proven = False  # messages may have been dropped on the way meanwhile
            self._follower.stop("the pulse was missing")
            return self._tell(Tell("lost", "silent"))
        if self._follower.following and self.session and self._pulse_at is not None:
            return self._tell(Tell("live", ""))
        return []

    def _silent(self, now: float) -> bool:
        return self._pulse_at is not None and now - self._pulse_at > PULSE_MISSING_S

    def _refuse_version(self, found: int) -> list[Command]:
        self._wrong_version = True
        return self._tell(Tell("refused", "version", f"{found}:{CONTRACT_VERSION}"))

    def _tell(self, tell: Tell) -> list[Command]:
        if tell == self._told:
            return []
        self._told = tell
        return [tell]

    @property
    def fault(self) -> str:
        """Why a snapshot is needed, for the log."""
        return self._follower.fault


def _not_an_answer() -> Failure:
    return Failure.of(
        "failed",
        Text("Máy chủ trả lời việc đăng nhập bằng một thứ khác.", "unexpected answer to sign_in"),
    )

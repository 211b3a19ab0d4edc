"""What the wall says and when, read as a sequence."""

from __future__ import annotations

from app.link.conversation import (
    FIRST_MESSAGE_S,
    PULSE_MISSING_S,
    REFUSED_RETRY_S,
    RETRY_S,
    SNAPSHOT_SPACING_S,
    Apply,
    Ask,
    Command,
    Conversation,
    Opened,
    Replace,
    Tell,
)
from backend.contract.messages import (
    CatalogueChanged,
    Done,
    Failure,
    FeedMessage,
    GetSnapshot,
    Header,
    Pulse,
    SignedIn,
    SignIn,
    Snapshot,
    Values,
)
from backend.contract.state import Centre, DeskLoad
from backend.contract.version import CONTRACT_VERSION

SIGNED_IN = SignedIn("s", "wall", "Hà", "wall", "e")


def snapshot(version: int = CONTRACT_VERSION, **seqs: int) -> Snapshot:
    nothing = Values(b"", b"", b"", b"")
    return Snapshot(version, "e", 0, 0.0, seqs, Centre("c", ""), (), (), nothing, (), DeskLoad(), ())


def pulse(version: int = CONTRACT_VERSION) -> Pulse:
    return Pulse(0.0, version, 0, None, None, 0, 0, 0)


def names(commands: list[Command]) -> list[str]:
    found = []
    for command in commands:
        match command:
            case Ask(SignIn()):
                found.append("sign in")
            case Ask(GetSnapshot()):
                found.append("snapshot?")
            case Apply():
                found.append("apply")
            case Replace():
                found.append("replace")
            case Opened():
                found.append("opened")
            case Tell(condition, cause):
                found.append(f"{condition} {cause}".strip())
    return found


class Play:
    """Drives a conversation; the pulse is sent by hand."""

    def __init__(self) -> None:
        self.talk = Conversation("wall", "secret", 0.0)
        self.now = 0.0
        self.n_pulses = 0

    def fed(self, message: FeedMessage, seq: int) -> list[str]:
        return names(self.talk.fed(Header("e", seq, 0, 0.0), message, self.now))

    def pulse(self, version: int = CONTRACT_VERSION) -> list[str]:
        self.n_pulses += 1
        return self.fed(pulse(version), self.n_pulses)

    def connected(self) -> list[str]:
        return names(self.talk.subscribed(self.now)) + names(self.talk.connected(self.now))

    def tick(self, after_s: float) -> list[str]:
        self.now += after_s
        return names(self.talk.tick(self.now))

    def signed_in(self) -> list[str]:
        return names(self.talk.signed_in(SIGNED_IN, self.now))

    def answered(self, reply: Snapshot | Failure | None = None) -> list[str]:
        reply = reply or snapshot(pulse=self.n_pulses)
        return names(self.talk.snapshot_answered(reply, self.now))

    def live(self) -> Play:
        self.connected()
        self.pulse()
        self.signed_in()
        assert self.answered()[-1] == "live"
        return self


def test_connect_sign_in_snapshot_live() -> None:
    play = Play()
    assert play.connected() == ["sign in"]
    assert play.pulse() == ["apply"]
    assert play.signed_in() == ["opened", "snapshot?"]
    assert play.answered() == ["replace", "live"]
    assert play.pulse() == ["apply"]


def test_the_snapshot_waits_for_the_first_message_but_not_long() -> None:
    play = Play()
    play.connected()
    assert play.signed_in() == ["opened"]
    assert play.tick(FIRST_MESSAGE_S / 2) == []
    assert play.tick(FIRST_MESSAGE_S) == ["snapshot?"]
    assert play.answered() == ["replace", "live"]
    play.now += SNAPSHOT_SPACING_S
    assert play.pulse() == ["apply", "snapshot?"]  # now the subscription is proven: once more
    assert play.answered() == ["replace"]
    assert play.tick(1.0) == []


def test_a_message_during_an_early_snapshot_asks_once_more() -> None:
    play = Play()
    play.connected()
    play.signed_in()
    play.tick(FIRST_MESSAGE_S)
    assert play.pulse() == ["apply"]
    assert play.answered() == ["replace"]
    assert play.tick(SNAPSHOT_SPACING_S) == ["snapshot?"]
    assert play.answered() == ["replace", "live"]


def test_snapshots_are_spaced() -> None:
    play = Play().live()
    assert play.fed(CatalogueChanged("x"), 9) == []
    assert play.tick(SNAPSHOT_SPACING_S) == ["snapshot?"]
    assert play.tick(SNAPSHOT_SPACING_S) == []  # one at a time
    play.answered(Failure("busy", "busy"))
    assert play.tick(RETRY_S / 2) == []
    assert play.tick(RETRY_S) == ["snapshot?"]


def test_a_changed_catalogue_asks_for_a_snapshot() -> None:
    play = Play().live()
    play.now += 1.0
    play.pulse()
    assert names(play.talk.misfit(play.now)) == ["snapshot?"]


def test_silence_is_told_once_and_ends_with_a_new_snapshot() -> None:
    play = Play().live()
    assert play.tick(PULSE_MISSING_S) == []
    assert play.tick(0.1) == ["lost silent"]
    assert play.tick(60.0) == []
    assert play.pulse() == ["apply", "snapshot?"]
    assert play.answered() == ["replace", "live"]


def test_a_broken_connection_signs_in_again() -> None:
    play = Play().live()
    assert names(play.talk.disconnected(play.now)) == ["lost disconnected"]
    assert play.tick(10.0) == []
    play.n_pulses = 0
    assert play.connected() == ["sign in"]
    assert play.pulse() == ["apply"]
    assert play.signed_in() == ["opened", "snapshot?"]
    assert play.answered() == ["replace", "live"]


def test_an_unknown_session_signs_in_again() -> None:
    play = Play().live()
    play.talk.expired(Failure("not_signed_in", "over"), play.now)
    assert names(play.talk.tick(play.now)) == []
    assert play.talk.session == ""


def test_other_failures_keep_the_session() -> None:
    play = Play().live()
    assert names(play.talk.expired(Failure("not_found", "x"), play.now)) == []
    assert play.talk.session == "s"


def test_a_busy_daemon_is_asked_again_soon_and_a_wrong_password_late() -> None:
    play = Play()
    play.connected()
    assert names(play.talk.signed_in(Failure("late", "x"), play.now)) == []
    assert play.tick(RETRY_S) == ["sign in"]
    assert names(play.talk.signed_in(Failure("not_signed_in", "x"), play.now)) == ["refused password"]
    assert play.tick(RETRY_S) == []
    assert play.tick(REFUSED_RETRY_S) == ["sign in"]
    assert names(play.talk.signed_in(Done(1), play.now)) == []


def test_another_version_in_the_pulse_or_snapshot_is_refused_and_stays_so() -> None:
    play = Play()
    play.connected()
    assert play.pulse(version=99) == ["apply", "refused version"]
    assert play.tick(10.0) == []
    assert play.connected() == ["sign in"]
    other = Play()
    other.connected()
    other.pulse()
    other.signed_in()
    assert other.answered(snapshot(version=99)) == ["refused version"]
    assert other.tick(10.0) == []


def test_a_key_that_is_refused_keeps_its_reason_when_the_door_closes() -> None:
    play = Play()
    assert names(play.talk.refused_at_door()) == ["refused key_refused"]
    assert names(play.talk.disconnected(play.now)) == []
    assert play.tick(10.0) == []


def test_no_daemon_is_told_after_a_while() -> None:
    play = Play()
    assert play.tick(PULSE_MISSING_S) == []
    assert play.tick(0.1) == ["lost disconnected"]


def test_a_feed_that_connects_anew_takes_a_snapshot() -> None:
    play = Play().live()
    play.now += 1.0
    assert names(play.talk.subscribed(play.now)) == []
    assert play.pulse() == ["apply", "snapshot?"]

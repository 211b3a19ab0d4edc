"""No message of a ladder leaves after somebody took the alarm: 10,000 random histories.

A history mixes acknowledgements, crashes (before and after what happened was kept), slow and failing
channels, late reports, late ticks, clocks that jump, drills, and channels that are switched off and on.
"Leaves" is what the transport is given: `due` and the `message.taken` of `taken`.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from backend.channels.base import Incoming, Receipt
from backend.contract.state import Severity, Text
from backend.contract.work import Message
from backend.domain.messages.book import MessageBook
from backend.domain.messages.contacts import Contacts, Person
from backend.domain.messages.delivery import MessageChange
from backend.domain.messages.drafting import MessageSetup
from backend.domain.messages.ladder import LadderBook, LadderCause, LadderChange, RunningLadder
from backend.domain.messages.ladder_spec import LadderSpec, Repeat, RungSpec
from backend.domain.messages.policy import ChannelRules
from backend.domain.messages.templates import MessageTemplate, Wording

N_HISTORIES = 10_000
START_AT = 1_795_530_000.0  # 24/11/2026, an hour before quiet hours begin
SUBJECTS = ("ngap@me-suot", "sos@hoa-khanh")

TEMPLATE = MessageTemplate(
    id="m", name=Text("Thử"), fields=("title",), vi=Wording("{title}", "{title}", "{title}")
)
CONTACTS = Contacts(
    [
        Person(person_id="an", name="An", phone="84905000001", email="an@x.vn", roles=("duty",)),
        Person(person_id="binh", name="Bình", phone="84905000002", zalo_id="z2", roles=("duty", "boss")),
        Person(person_id="chi", name="Chi", email="chi@x.vn", roles=("boss",)),
    ]
)
SPEC = LadderSpec(
    id="l",
    title=Text("Thang"),
    rungs=(
        RungSpec(after="PT0S", to=("duty",), template="m", channels=("sms",)),
        RungSpec(after="PT2M", to=("boss",), template="m", repeat=Repeat(every="PT5M", times=2)),
        RungSpec(after="PT10M", to=("nobody",), template="m"),
    ),
)
CHANNELS = (
    ChannelRules(channel_id="sms", kind="sms_http", rate_per_s=0.5, quota_per_day=6),
    ChannelRules(channel_id="zalo", kind="zalo", quiet=("22:00-06:00",), critical_breaks_quiet=False),
    ChannelRules(channel_id="mail", kind="smtp"),
    ChannelRules(channel_id="paper", kind="callsheet"),
)

RANK = {
    "queued": 0,
    "held": 0,
    "cancelled": 1,
    "unknown": 2,
    "sent": 3,
    "failed": 4,
    "delivered": 5,
    "read": 6,
}


class CrashError(Exception):
    """The daemon died: what was not kept never happened."""


class World:
    """A daemon with its store and its channels, and what an onlooker saw leave."""

    def __init__(self, rng: random.Random, *, watchful: bool = True) -> None:
        self.rng = rng
        self.watchful = watchful
        self.now = START_AT
        self.messages: dict[str, Message] = {}
        self.ladders: dict[str, RunningLadder] = {}
        self.taken_over: set[str] = set()  # ladders whose acknowledgement was kept
        self.flying: list[str] = []
        self.n_left = 0
        self.n_ladders = 0
        self.abandoned = False  # nobody acknowledges anything
        self.violations: list[str] = []
        self.setup = MessageSetup({"m": TEMPLATE}, CONTACTS, CHANNELS)
        self.boot()

    def boot(self) -> None:
        """Start the daemon from its store; what was with the channels is lost."""
        self.flying = []
        self.climbing = LadderBook(CONTACTS)
        self.climbing.restore(self.ladders.values())
        stopped = self.climbing.stopped if self.watchful else lambda _: False
        self.book = MessageBook(self.setup, stopped, self.rng.random)
        self.book.restore(self.messages.values(), self.now)

    def keep(self, ladders: list[LadderChange], messages: list[MessageChange]) -> None:
        """Commit, or die before or after it."""
        die = self.rng.random()
        if die < 0.01:
            raise CrashError
        self.ladders |= {change.running.ladder.ladder_id: change.running for change in ladders}
        for change in messages:
            old = self.messages.get(change.message.message_id)
            if old is not None and RANK[change.message.state] < RANK[old.state]:
                self.violations.append(f"{old.message_id} goes from {old.state} to {change.message.state}")
        self.messages |= {change.message.message_id: change.message for change in messages}
        self.taken_over |= {c.running.ladder.ladder_id for c in ladders if c.kind == "ladder.stopped"}
        if die > 0.99:
            raise CrashError

    def climb(self, changes: list[LadderChange]) -> None:
        drafted = [m for c in changes for r in c.requests for m in self.book.draft(r, self.now)]
        self.keep(changes, drafted)

    # ---- what can happen --------------------------------------------------------------------------

    def start(self) -> None:
        subject = self.rng.choice(SUBJECTS)
        self.n_ladders += self.rng.random() < 0.8  # else the same one is started twice
        severity: Severity = self.rng.choice(("critical", "high"))
        cause = LadderCause(
            ladder_id=f"{subject}#{self.n_ladders}",
            subject=subject,
            severity=severity,
            fields={"title": "Ngập"},
        )
        self.climb(self.climbing.start(SPEC, cause, self.now))

    def acknowledge(self) -> None:
        changes = self.climbing.answered(self.rng.choice(SUBJECTS), "an", self.now)
        self.keep(changes, [])  # the daemon may die between this and the cancelling
        if self.watchful:
            for change in changes:
                self.keep([], self.book.cancel_ladder(change.running.ladder.ladder_id, "an", self.now))

    def tick(self) -> None:
        self.climb(self.climbing.tick(self.now))
        self.keep([], self.book.tick(self.now))

    def dispatch(self) -> None:
        """Hand on what is due; a slow dispatcher acts on a list that has become old."""
        due = self.book.due(self.now)
        self.violations += [m.message_id for m in due if m.ladder_id in self.taken_over]
        if due and not self.abandoned and self.rng.random() < 0.3:
            self.wait()
            self.acknowledge()
        for message in due:
            changes = self.book.taken(message.message_id, self.now)
            self.keep([], changes)
            for change in changes:
                if change.kind == "message.taken":
                    self.leave(change.message)

    def leave(self, message: Message) -> None:
        self.n_left += 1
        self.flying.append(message.message_id)
        if message.ladder_id in self.taken_over:
            self.violations.append(message.message_id)

    def answer(self) -> None:
        """A channel says at last what became of a message."""
        if not self.flying:
            return
        message_id = self.flying.pop(self.rng.randrange(len(self.flying)))
        receipt = self.rng.choice(
            (
                Receipt("sent", remote_id=f"r-{message_id}"),
                Receipt("delivered"),
                Receipt("failed", reason=Text("bận"), again=True, again_after_s=self.rng.choice((None, 1.0))),
                Receipt("failed", reason=Text("sai số")),
                Receipt("unknown", reason=Text("hết giờ"), again=self.rng.random() < 0.5),
            )
        )
        self.keep([], self.book.receipt(message_id, receipt, self.now))

    def report(self) -> None:
        """A late report, perhaps of a failure, about any message there ever was."""
        if self.messages:
            message = self.rng.choice(list(self.messages.values()))
            state = self.rng.choice(("delivered", "failed", "failed", "unknown"))
            note = Incoming("report", key=message.key, state=state)
            self.keep([], self.book.incoming(message.channel, note, self.now))

    def wait(self) -> None:
        self.now += self.rng.choice((0.5, 3.0, 20.0, 60.0, 130.0, 400.0, 4000.0))

    def jump(self) -> None:
        self.now += self.rng.choice((-3600.0, -30.0, 90000.0, 7200.0))

    def crash(self) -> None:
        raise CrashError

    def drill(self) -> None:
        if self.rng.random() < 0.5:
            changes = self.book.block(Text("diễn tập"), self.now)
        else:
            changes = self.book.release(self.now, drop=self.rng.random() < 0.3)
        self.keep([], changes)

    def switch(self) -> None:
        channels = tuple(replace(c, enabled=self.rng.random() < 0.8) for c in CHANNELS)
        self.setup = MessageSetup({"m": TEMPLATE}, CONTACTS, channels)
        self.book.refit(self.setup)

    def run(self, what: Callable[[World], None]) -> None:
        try:
            what(self)
        except CrashError:
            self.boot()


RARE = (World.jump, World.crash, World.drill, World.switch)
OFTEN = (World.tick, World.dispatch, World.answer, World.wait, World.report, World.acknowledge, World.start)
EVENTS = (*OFTEN[:4], *OFTEN[:4], *OFTEN, *RARE)


def test_no_message_of_a_ladder_leaves_after_it_was_taken() -> None:
    n_left = n_taken_over = 0
    for seed in range(N_HISTORIES):
        rng = random.Random(seed)
        world = World(rng)
        world.run(World.start)
        for _ in range(rng.randint(8, 32)):
            world.run(rng.choice(EVENTS))
        assert world.violations == [], f"history {seed}"
        going = [m.message_id.partition(".")[0] for m in world.messages.values() if m.open]
        assert len(set(going)) == len(going), f"history {seed}: one person is told the same twice"
        n_left += world.n_left
        n_taken_over += len(world.taken_over)
    assert n_left > N_HISTORIES, "hardly anything ever left: the histories prove nothing"
    assert n_taken_over > N_HISTORIES / 4, "hardly any ladder was ever taken: the histories prove nothing"


def test_the_trial_would_notice_a_book_that_does_not_look() -> None:
    worlds = [World(random.Random(seed), watchful=False) for seed in range(60)]
    for world in worlds:
        world.run(World.start)
        for _ in range(40):
            world.run(world.rng.choice(EVENTS))
    assert sum(bool(world.violations) for world in worlds) > 10


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 2**32),
    st.lists(st.sampled_from((*OFTEN, *OFTEN, *RARE)), min_size=3, max_size=40),
)
def test_no_order_of_events_lets_one_slip_through(seed: int, events: list[Callable[[World], None]]) -> None:
    world = World(random.Random(seed))
    world.run(World.start)
    for event in events:
        world.run(event)
        assert world.violations == []


@pytest.mark.parametrize("seed", range(40))
def test_what_nobody_takes_reaches_everybody(seed: int) -> None:
    """The other side of it: a ladder that nobody stops leaves nobody out, whatever crashes meanwhile."""
    world = World(random.Random(seed))
    world.abandoned = True
    while not world.ladders:
        world.run(World.start)
    for _ in range(400):
        world.run(world.rng.choice((World.tick, World.dispatch, World.answer, World.wait)))
    for _ in range(200):  # then a quiet time in which all can finish
        world.now += 700.0
        world.run(World.tick)
        world.run(World.dispatch)
        while world.flying:
            world.run(World.answer)
    assert [m.message_id for m in world.messages.values() if m.open] == []
    told = {m.person_id for m in world.messages.values() if m.n_tries}
    assert told == {"an", "binh", "chi"}
    nobody = [m for m in world.messages.values() if m.to_name == "nobody"]
    assert [m.state for m in nobody] == ["failed"]

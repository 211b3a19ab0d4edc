"""Playbooks: time passes and somebody takes it on the left, what the ladder does on the right."""

from __future__ import annotations

import pytest

from backend.contract.state import Text
from backend.domain.messages.contacts import Contacts, Person
from backend.domain.messages.drafting import DraftRequest
from backend.domain.messages.ladder import KEEP_S, LadderBook, LadderCause, LadderChange
from backend.domain.messages.ladder_spec import LadderSpec, Repeat, RungSpec

CONTACTS = Contacts(
    [
        Person(person_id="an", name="An", roles=("duty",)),
        Person(person_id="binh", name="Bình", roles=("boss",)),
        Person(person_id="chi", name="Chi", unit_id="thoat-nuoc"),
    ]
)
SPEC = LadderSpec(
    id="nguy-cap",
    title=Text("Nguy cấp"),
    rungs=(
        RungSpec(after="PT0S", to=("duty",), template="moi", channels=("sms",)),
        RungSpec(after="PT3M", to=("boss", "thư ký"), template="nhac", repeat=Repeat(every="PT5M", times=2)),
        RungSpec(after="PT10M", to=("responsible_unit",), template="nhac"),
    ),
)


class Playbook:
    def __init__(self) -> None:
        self.book = LadderBook(CONTACTS)
        self.now = 1000.0
        self.changes: list[LadderChange] = []

    def did(self, changes: list[LadderChange]) -> list[str]:
        self.changes = changes
        return [change.kind.removeprefix("ladder.") for change in changes]

    def starts(self, ladder_id: str = "l1", subject: str = "a@b") -> list[str]:
        cause = LadderCause(
            ladder_id=ladder_id, subject=subject, title="Ngập Mẹ Suốt", severity="critical", incident_id="i1",
            alarm_id="a@b", unit_id="thoat-nuoc", area_code="20197", fields={"title": "Ngập"},
        )  # fmt: skip
        return self.did(self.book.start(SPEC, cause, self.now))

    def after(self, seconds: float) -> list[str]:
        self.now += seconds
        return self.did(self.book.tick(self.now))

    def answered(self, who: str = "an", subject: str = "a@b") -> list[str]:
        return self.did(self.book.answered(subject, who, self.now))

    def requests(self) -> list[DraftRequest]:
        return [request for change in self.changes for request in change.requests]

    def told(self) -> list[str]:
        return [",".join(request.to) for request in self.requests()]

    def rungs(self, ladder_id: str = "l1") -> str:
        running = self.book.get(ladder_id)
        assert running is not None
        return " ".join(rung.state for rung in running.ladder.rungs)

    def restart(self) -> None:
        kept = self.book.ladders()
        self.book = LadderBook(CONTACTS)
        self.book.restore(kept)


@pytest.fixture
def play() -> Playbook:
    return Playbook()


def test_it_climbs_until_the_last_rung(play: Playbook) -> None:
    assert play.starts() == ["started", "climbed"]
    assert play.told() == ["duty"]
    assert play.book.next_due() == play.now + 180
    assert play.after(179) == []
    assert play.after(1) == ["climbed"]
    assert play.told() == ["boss,thư ký"]
    assert play.after(300) == ["climbed"]
    assert play.after(120) == ["climbed"]
    assert play.told() == ["responsible_unit"]
    assert play.after(180) == ["climbed", "ended"]
    assert (play.rungs(), play.book.next_due()) == ("sent sent sent sent sent", None)
    assert play.changes[1].running.ladder.stopped_by == "end"
    assert not play.book.stopped("l1")


def test_it_stops_as_soon_as_somebody_takes_it(play: Playbook) -> None:
    play.starts()
    play.after(180)
    assert play.answered("chị Hoa") == ["stopped"]
    ladder = play.changes[0].running.ladder
    assert (ladder.open, ladder.stopped_by, ladder.stopped_at) == (False, "chị Hoa", play.now)
    assert play.rungs() == "sent sent stopped stopped stopped"
    assert play.after(3600) == []
    assert play.book.stopped("l1")
    assert play.answered() == []


def test_one_that_had_ended_is_stopped_too_so_that_its_messages_are(play: Playbook) -> None:
    play.starts()
    play.after(3600)
    assert not play.book.stopped("l1")
    assert play.answered() == ["stopped"]
    assert play.book.stopped("l1")


def test_only_ladders_of_that_subject_stop(play: Playbook) -> None:
    play.starts("l1")
    play.starts("l2")
    play.starts("l3", subject="c@d")
    assert play.answered() == ["stopped", "stopped"]
    assert [play.book.stopped(each) for each in ("l1", "l2", "l3", "?")] == [True, True, False, False]


def test_the_same_ladder_starts_once_also_after_it_was_answered(play: Playbook) -> None:
    play.starts()
    assert play.starts() == []
    play.answered()
    assert play.starts() == []
    assert play.starts("l2") == ["started", "climbed"]


def test_it_goes_on_after_a_restart(play: Playbook) -> None:
    play.starts()
    play.restart()
    assert play.book.next_due() == play.now + 180
    assert play.after(180) == ["climbed"]
    assert play.told() == ["boss,thư ký"]
    play.answered()
    play.restart()
    assert play.book.stopped("l1")


def test_repeats_that_came_due_while_nobody_looked_are_one_message(play: Playbook) -> None:
    play.starts()
    assert play.after(3600) == ["climbed", "ended"]
    assert sorted(play.told()) == ["boss,thư ký", "responsible_unit"]
    assert play.rungs() == "sent stopped stopped sent sent"


def test_what_is_asked_for_carries_everything_and_a_cause_of_its_own(play: Playbook) -> None:
    play.starts()
    first = play.requests()[0]
    assert (first.template_id, first.channels, first.severity) == ("moi", ("sms",), "critical")
    assert (first.incident_id, first.alarm_id, first.ladder_id) == ("i1", "a@b", "l1")
    assert (first.unit_id, first.area_code, first.fields) == ("thoat-nuoc", "20197", {"title": "Ngập"})
    causes = [first.cause_id]
    for _ in range(4):
        play.after(200)
        causes += [request.cause_id for request in play.requests()]
    assert len(set(causes)) == len(causes) == 5


def test_people_are_drawn_by_name_and_who_is_missing_by_role(play: Playbook) -> None:
    play.starts()
    ladder = play.changes[0].running.ladder
    assert [rung.names for rung in ladder.rungs[:3]] == [("An",), ("Bình", "thư ký"), ("Bình", "thư ký")]
    assert (ladder.title, ladder.rungs[0].channels) == ("Ngập Mẹ Suốt", ("sms",))
    play.book.refit(Contacts([Person(person_id="d", name="Dũng", roles=("boss", "thư ký"))]))
    play.after(180)
    assert play.changes[0].running.ladder.rungs[1].names == ("Dũng",)


def test_a_ladder_is_forgotten_long_after_its_end_but_never_that_it_was_answered(play: Playbook) -> None:
    play.starts("l1")
    play.answered()
    play.after(KEEP_S - 1)
    assert play.book.get("l1") is not None
    play.after(2)
    assert play.book.get("l1") is None
    assert play.book.stopped("l1")
    assert play.starts("l1") == []


HERE = (16.07, 108.15)
NEIGHBOURS = Contacts(
    [
        Person(person_id="own", name="Phường này", roles=("ward",), area_codes=("1",)),
        Person(person_id="next", name="Phường bên", roles=("ward",), area_codes=("2",)),
        Person(person_id="far", name="Phường xa", roles=("ward",), area_codes=("3",)),
        Person(
            person_id="near", name="Gần đó", roles=("ward",), area_codes=("3",), position=(16.072, 108.15)
        ),
    ]
)


def wards_within(lat: float, lon: float, within_m: float) -> frozenset[str]:
    assert (lat, lon) == HERE
    return frozenset({"1", "2"} if within_m >= 600 else {"1"})


@pytest.mark.parametrize(
    ("within_m", "position", "names"),
    [
        (None, HERE, ("Phường này",)),
        (100.0, HERE, ("Phường này",)),
        (600.0, HERE, ("Phường này", "Phường bên", "Gần đó")),
        (600.0, None, ("Phường này",)),  # nobody knows where it is: the ward alone says
    ],
)
def test_a_rung_tells_people_around_what_it_is_about(
    within_m: float | None, position: tuple[float, float] | None, names: tuple[str, ...]
) -> None:
    rung = RungSpec(after="PT0S", to=("ward",), template="moi", within_m=within_m)
    cause = LadderCause(ladder_id="l1", subject="a@b", area_code="1", position=position)
    book = LadderBook(NEIGHBOURS, wards_within)
    changes = book.start(LadderSpec(id="x", title=Text("x"), rungs=(rung,)), cause, 0.0)
    assert changes[0].running.ladder.rungs[0].names == names
    (request,) = (request for change in changes for request in change.requests)
    around = request.around
    assert (around.within_m if around else None) == (within_m if position else None)

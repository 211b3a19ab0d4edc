from __future__ import annotations

from backend.contract.case_requests import ActOnCases, CasesActed, OpenCase
from backend.contract.messages import Failure
from backend.contract.state import Text
from backend.contract.work_requests import Made
from backend.demo.city import load
from backend.demo.messengers import APPROVES_AFTER_S, Messengers


class Clock:
    at = 1_795_518_000.0

    def now(self) -> float:
        return self.at


class Desk:
    def __init__(self, name: str, opens: bool = True) -> None:
        self.name, self.opens, self.asked = name, opens, list[object]()

    def ask(self, body):
        self.asked.append(body)
        if isinstance(body, OpenCase):
            return Made("TND.1", 1) if self.opens else Failure.of("invalid", Text("không"), Text("sửa"))
        return CasesActed(body.case_ids, (), 2)


def run(officer: Desk, leader: Desk) -> None:
    clock = Clock()
    messengers = Messengers(officer, leader, load(), clock)
    for _ in range(int(APPROVES_AFTER_S) + 60):
        clock.at += 1
        messengers.look()


def test_one_writes_and_submits_and_another_one_approves_once() -> None:
    officer, leader = Desk("Hà"), Desk("Long")
    run(officer, leader)
    opened, submitted = officer.asked
    assert isinstance(opened, OpenCase)
    assert opened.kind == "public-message"
    assert len(opened.data["areas"].split()) == 2
    assert submitted == ActOnCases(("TND.1",), "submit")
    assert leader.asked == [ActOnCases(("TND.1",), "approve")]


def test_what_is_refused_is_given_up() -> None:
    officer, leader = Desk("Hà", opens=False), Desk("Long")
    run(officer, leader)
    assert len(officer.asked) == 1
    assert leader.asked == []

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from backend.contract.cases import CaseFile, CaseQuery
from backend.domain.cases.change import Actor, CaseRefusedError
from backend.domain.compliance_spec import CertificateSpec
from backend.engine import verdicts
from backend.engine.cases import clockwork
from backend.engine.verdicts import CertificateVerdicts
from backend.store import CaseRow, StoreError
from tests.unit.backend.engine.cases.case_centre import KIND, Hall, setup_in, update
from tests.unit.backend.engine.test_compliance import NOW, SHEET

SAMPLED = dt.datetime.fromisoformat("2026-11-02T08:30+07:00").timestamp()
DATA = """
  - {id: point, name: {vi: Điểm}}
  - {id: sampled, name: {vi: Lấy mẫu}, type: datetime}
  - {id: verdict, name: {vi: Kết luận}, type: choice, choices: {pass: {vi: Đạt}, fail: {vi: Không đạt}}}
"""
CERTIFICATES = CertificateSpec(kind="water-sample", place="point", sampled="sampled", verdict="verdict")


def certificate(
    number: int, sampled: str = "2026-11-02T08:30+07:00", group: Any = "waiting", **data: str
) -> CaseFile:
    return CaseFile(
        case_id=f"M{number}",
        kind="water-sample",
        status="x",
        group=group,
        severity="low",
        title="Mẫu",
        opened_at=NOW,
        changed_at=NOW,
        data={"point": "p1", "sampled": sampled, **data},
    )


class Register:
    """Keeps files; refuses those that it is told to."""

    def __init__(self, *files: CaseFile) -> None:
        self.files = {file.case_id: file for file in files}
        self.corrected: list[tuple[str, dict[str, str], Actor]] = []
        self.refused: set[str] = set()
        self.asked: list[tuple[str, ...]] = []
        self.told: Callable[[list[CaseRow]], None] = lambda _rows: None

    def commit(self, *files: CaseFile) -> None:
        self.files |= {file.case_id: file for file in files}
        self.told([CaseRow(file, b"") for file in files])

    async def find(self, query: CaseQuery, _order: str, offset: int, limit: int) -> list[CaseFile]:
        assert query.kind == "water-sample"
        self.asked.append(query.groups)
        found = [file for file in self.files.values() if file.group in query.groups]
        return found[offset : offset + limit]

    async def read(self, work: Any) -> Any:
        return work()

    async def correct(self, case_id: str, values: dict[str, str], actor: Actor) -> int:
        if case_id in self.refused:
            raise CaseRefusedError("khóa", "locked")
        self.corrected.append((case_id, values, actor))
        file = self.files[case_id]
        self.commit(msgspec.structs.replace(file, data=file.data | values))
        return 1


class Desk:
    """A judge whose verdicts are set, and a clock."""

    def __init__(self, *files: CaseFile, says: str = "pass", **sheet: Any) -> None:
        self.sheets = {"dat": msgspec.structs.replace(SHEET, **({"certificates": CERTIFICATES} | sheet))}
        self.says, self.at = says, NOW
        self.asked: list[tuple[str, str, float, float]] = []
        self.register = Register(*files)
        self.verdicts = CertificateVerdicts(self, self.register)  # type: ignore[arg-type]
        self.register.told = self.verdicts.committed
        self.n_woken = 0

    def verdict(self, sheet_id: str, place_id: str, start_at: float, end_at: float) -> str:
        self.asked.append((sheet_id, place_id, start_at, end_at))
        return self.says

    def now(self) -> float:
        return self.at

    def wake(self) -> None:
        self.n_woken += 1

    def look(self) -> int:
        return asyncio.run(self.verdicts.look(self.at))

    def look_for(self, seconds: float) -> list[float]:
        """Look as often as the daemon does; return after how long the judge was asked, s."""
        asked = []
        for i in range(round(seconds / verdicts.PERIOD_S)):
            n_before = len(self.asked)
            self.look()
            asked += [i * verdicts.PERIOD_S] * (len(self.asked) - n_before)
            self.at += verdicts.PERIOD_S
        return asked


def test_a_certificate_gets_the_verdict_on_the_results_of_its_minute() -> None:
    desk = Desk(certificate(1))
    assert desk.look() == 1
    assert desk.register.corrected == [("M1", {"verdict": "pass"}, verdicts.ACTOR)]
    ((sheet, place, start_at, end_at),) = desk.asked
    assert (sheet, place, start_at) == ("dat", "p1", SAMPLED)
    assert SAMPLED + 59 < end_at < SAMPLED + 60


def test_of_a_day_alone_all_of_it_counts_and_without_one_there_is_no_verdict() -> None:
    desk = Desk(certificate(1, sampled="2026-11-02"), certificate(2, sampled=""), certificate(3, "hôm qua"))
    assert desk.look() == 1
    ((_, _, start_at, end_at),) = desk.asked
    assert start_at == dt.datetime.fromisoformat("2026-11-02T00:00+07:00").timestamp()
    assert end_at - start_at == pytest.approx(86_400.0, abs=0.01)


def test_results_that_are_not_there_yet_are_waited_for() -> None:
    desk = Desk(certificate(1), says="")
    assert desk.look() == 0
    desk.says = "inconclusive"
    desk.at += verdicts.PERIOD_S
    assert desk.look() == 1


def test_one_without_results_is_asked_more_and_more_seldom() -> None:
    desk = Desk(certificate(1), says="")
    waited = desk.look_for(2400.0)
    assert waited == [0.0, 20.0, 60.0, 140.0, 300.0, 620.0, 1220.0, 1820.0]


def test_one_that_turns_out_to_be_of_another_sample_is_looked_at_at_once() -> None:
    desk = Desk(certificate(1))
    desk.look()
    desk.register.commit(certificate(1, sampled="2026-11-03T08:30+07:00", verdict="pass"))
    desk.says = "fail"
    desk.at += verdicts.PERIOD_S
    assert desk.look() == 1
    assert desk.asked[-1][2] == SAMPLED + 86_400.0


def test_an_open_one_is_looked_at_again_after_ten_minutes_and_written_only_if_it_changed() -> None:
    desk = Desk(certificate(1))
    desk.look()
    desk.at += 300.0
    assert desk.look() == 0
    assert len(desk.asked) == 1
    desk.at += 300.0
    assert desk.look() == 0
    assert len(desk.asked) == 2
    desk.says = "fail"
    desk.at += 600.0
    assert desk.look() == 1
    assert desk.register.files["M1"].data["verdict"] == "fail"


def test_what_has_ended_is_judged_once_at_the_start() -> None:
    desk = Desk(certificate(1, group="done"), certificate(2, group="done", verdict="fail"))
    assert desk.look() == 1
    assert set(desk.register.asked[0]) >= {"waiting", "done"}
    desk.at += 6000.0
    assert desk.look() == 0
    assert "done" not in desk.register.asked[-1]


@pytest.mark.parametrize("group", ["done", "refused"])
def test_one_that_comes_in_after_the_start_and_has_ended_already_is_judged(group: str) -> None:
    desk = Desk()
    assert desk.look() == 0
    desk.register.commit(certificate(1, group=group), certificate(2, group="deleted"))
    desk.at += verdicts.PERIOD_S
    assert desk.look() == 1
    assert desk.register.corrected == [("M1", {"verdict": "pass"}, verdicts.ACTOR)]
    assert desk.look_for(2400.0) == []


def test_an_ended_one_without_results_is_asked_for_a_quarter_of_an_hour() -> None:
    desk = Desk(says="")
    desk.look()
    desk.register.commit(certificate(1, group="done"))
    assert desk.look_for(4800.0) == [0.0, 20.0, 60.0, 140.0, 300.0, 620.0]


def test_of_many_that_come_in_ended_the_newest_are_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdicts, "MOST_CASES", 2)
    desk = Desk()
    desk.look()
    desk.register.commit(*(certificate(n, group="done") for n in range(5)))
    assert desk.look() == 2
    assert [case_id for case_id, _, _ in desk.register.corrected] == ["M3", "M4"]


def test_a_list_of_published_certificates_is_judged_though_its_cases_changed_long_ago(tmp_path: Path) -> None:
    """They change when the other system says so, here forty days ago; what tells of them is their commit."""
    kind = KIND.replace("data:\n", "data:\n" + DATA)
    hall = Hall(tmp_path, setup_in(tmp_path, kind=kind))
    judge = Desk(certificates=msgspec.structs.replace(CERTIFICATES, kind="report"))

    async def scene() -> None:
        async with hall.running():
            found = CertificateVerdicts(judge, hall.register)
            hall.pipeline.also_tell(found.committed)
            assert await found.look(hall.clock.at) == 0
            data = {"point": "p1", "sampled": "2026-10-12T08:30"}
            await hall.takes(
                update(
                    "M1", "closed", ago_s=40 * 86_400.0, finished_at=hall.clock.at - 39 * 86_400.0, data=data
                )
            )
            assert (await hall.file("M1")).group == "done"
            assert await found.look(hall.clock.at + 20.0) == 1
            assert (await hall.file("M1")).data["verdict"] == "pass"
            assert await found.look(hall.clock.at + 1000.0) == 0

    try:
        asyncio.run(scene())
    finally:
        hall.close()


def test_an_ended_one_of_another_kind_is_no_certificate() -> None:
    desk = Desk()
    desk.look()
    desk.register.commit(msgspec.structs.replace(certificate(1, group="done"), kind="report"))
    assert desk.look() == 0
    assert desk.asked == []


def test_one_that_is_refused_holds_up_no_other(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk(certificate(1), certificate(2))
    desk.register.refused = {"M1"}
    assert desk.look() == 1
    assert caplog.text.count("M1 does not take its verdict") == 1
    desk.look_for(600.0)
    assert caplog.text.count("M1 does not take its verdict") == 1


def test_all_pages_are_read_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clockwork, "PAGE", 3)
    monkeypatch.setattr(verdicts, "MOST_CASES", 6)
    assert Desk(*(certificate(n) for n in range(5))).look() == 5
    assert Desk(*(certificate(n) for n in range(9))).look() == 6


def test_a_sheet_that_asks_for_none_is_left_alone() -> None:
    desk = Desk(certificate(1), certificates=SHEET.certificates)
    assert desk.look() == 0
    assert desk.register.asked == []


def test_a_store_that_refuses_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdicts, "PERIOD_S", 0.0)
    desk = Desk(certificate(1))
    find, n_tries = desk.register.find, 0

    async def refused_once(*given: Any) -> list[CaseFile]:
        nonlocal n_tries
        n_tries += 1
        if n_tries == 1:
            raise StoreError("locked", "wait")
        return await find(*given)

    monkeypatch.setattr(desk.register, "find", refused_once)

    async def scene() -> None:
        task = asyncio.ensure_future(desk.verdicts.run(desk, desk.wake))
        while not desk.n_woken:
            await asyncio.sleep(0)
        task.cancel()

    asyncio.run(asyncio.wait_for(scene(), 10))
    assert SimpleNamespace(**desk.register.files["M1"].data).verdict == "pass"

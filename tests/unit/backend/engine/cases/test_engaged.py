from __future__ import annotations

import msgspec
import pytest

from backend.contract.cases import CaseFile, CaseQuery
from backend.domain.cases.spec import CaseKindSpec
from backend.engine.cases.engaged import PAGE, REMEMBERED_S, Engaged

ORDER = msgspec.convert(
    {"id": "order", "name": {"vi": "Lệnh"}, "statuses": [], "resource": "crew", "about": "for"}, CaseKindSpec
)
SOS = msgspec.convert(
    {"id": "sos", "name": {"vi": "SOS"}, "statuses": [], "alike": {"phone": True}}, CaseKindSpec
)
PLAIN = msgspec.convert({"id": "report", "name": {"vi": "x"}, "statuses": []}, CaseKindSpec)


@pytest.fixture
def engaged() -> Engaged:
    return Engaged({"order": ORDER, "sos": SOS, "report": PLAIN})


def file(case_id: str, crew: str = "", kind: str = "order", **fields: object) -> CaseFile:
    base: dict[str, object] = {
        "title": "x", "status": "x", "group": "waiting", "severity": "high", "opened_at": 1.0,
        "changed_at": 1.0, "data": {"crew": crew} if crew else {}, "phone": "0905111222",
    }  # fmt: skip
    return CaseFile(case_id=case_id, kind=kind, **(base | fields))  # type: ignore[arg-type]


def test_a_crew_is_busy_from_the_opening_of_an_order_to_its_end(engaged: Engaged) -> None:
    engaged.note([file("L1", "t1")])
    assert (engaged.order_of("t1"), engaged.order_of("t2"), engaged.busy()) == ("L1", "", {"t1": "L1"})
    engaged.note([file("L1", "t1", group="paused")])
    assert engaged.order_of("t1") == "L1"
    engaged.note([file("L1", "t1", group="done")])
    assert engaged.busy() == {}


def test_an_order_that_is_given_to_another_crew_frees_the_first(engaged: Engaged) -> None:
    engaged.note([file("L1", "t1")])
    engaged.note([file("L1", "t2")])
    assert engaged.busy() == {"t2": "L1"}


def test_of_two_orders_of_a_source_the_older_counts_until_it_ends(engaged: Engaged) -> None:
    engaged.note([file("L1", "t1"), file("L2", "t1")])
    assert engaged.order_of("t1") == "L1"
    engaged.note([file("L1", "t1", group="refused")])
    assert engaged.order_of("t1") == "L2"


def test_calls_are_compared_with_those_that_are_open(engaged: Engaged) -> None:
    engaged.note([file("S1", kind="sos"), file("S2", kind="sos"), file("R1", kind="report")])
    assert [each.case_id for each in engaged.alike(file("S3", kind="sos"))] == ["S1", "S2"]
    engaged.note([file("S1", kind="sos", group="done"), file("S2", kind="sos", parent="S1")])
    assert engaged.alike(file("S3", kind="sos")) == []
    assert engaged.alike(file("R2", kind="report")) == []


def test_what_was_open_before_a_restart_is_known_again(engaged: Engaged) -> None:
    asked = []
    rows = {"order": [file(f"L{n}", f"t{n}") for n in range(PAGE + 1)], "sos": [file("S1", kind="sos")]}

    def find(query: CaseQuery, offset: int, limit: int) -> list[CaseFile]:
        asked.append((query.kind, query.groups))
        return rows[query.kind][offset : offset + limit] if "waiting" in query.groups else []

    engaged.restore(find, 1.0)
    assert len(engaged.busy()) == PAGE + 1
    assert engaged.alike(file("S2", kind="sos"))
    assert {kind for kind, _ in asked} == {"order", "sos"}
    opened = ("waiting", "working", "paused")
    assert {groups for kind, groups in asked if kind == "sos"} == {opened}
    assert {groups for kind, groups in asked if kind == "order"} == {opened, ("refused",)}


def test_who_did_not_go_before_a_restart_is_not_asked_again_after_it(engaged: Engaged) -> None:
    gone = file("L1", group="refused", data={"crew": "t1", "for": "S1"})
    asked: list[CaseQuery] = []

    def find(query: CaseQuery, offset: int, _limit: int) -> list[CaseFile]:
        asked.append(query)
        return [gone] if query.groups == ("refused",) and not offset else []

    engaged.restore(find, 1_000_000.0)
    assert list(engaged.gave_up("S1")) == ["t1"]
    assert engaged.busy() == {}
    (refused,) = {query.finished_from for query in asked if query.groups == ("refused",)}
    assert refused == 1_000_000.0 - REMEMBERED_S


def test_crews_that_were_sent_for_something_and_do_not_go_are_remembered(
    engaged: Engaged, monkeypatch: pytest.MonkeyPatch
) -> None:
    engaged.note([file("L1", data={"crew": "t1", "for": "S1"})])
    assert list(engaged.gave_up("S1")) == []
    engaged.note([file("L1", group="refused", data={"crew": "t1", "for": "S1"})])
    engaged.note([file("L2", group="done", data={"crew": "t2", "for": "S1"})])
    assert list(engaged.gave_up("S1")) == ["t1"]
    assert list(engaged.gave_up("S2")) == []
    monkeypatch.setattr("backend.engine.cases.engaged.MOST_SUBJECTS", 1)
    engaged.note([file("L3", group="refused", data={"crew": "t1", "for": "S2"})])
    assert (list(engaged.gave_up("S1")), list(engaged.gave_up("S2"))) == ([], ["t1"])

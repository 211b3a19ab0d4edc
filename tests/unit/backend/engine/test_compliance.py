from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec import structs

from backend.contract.compliance import Compliance, ComplianceCell, GetCompliance
from backend.contract.messages import Failure
from backend.contract.state import Place, Quality, Series, Text
from backend.domain.compliance_spec import CertificateSpec, GroupSpec, MeasuredSpec, SheetSpec
from backend.domain.limit_sets import LimitRow, LimitSet
from backend.engine.compliance import SOURCE, ComplianceDesk, ComplianceSheets
from backend.engine.sessions import Session
from backend.store import Batch, Store
from backend.usecases.packs import Metric, Packs

DAY = 86_400.0
NOW = 1_795_486_200.0
"""24 November 2026."""
NAME = Text("x")
LIMITS = LimitSet(
    id="2018",
    name=Text("QCVN 01-1:2018/BYT"),
    source="",
    effective_from=dt.date(2019, 6, 15),
    family="nuoc-sach",
    rows={
        "lead": LimitRow(name=NAME, unit="mg/L", max=0.01, mark="seen"),
        "smell": LimitRow(name=NAME, requirement="không có mùi, vị lạ"),
    },
)


def metric(unit: str, decimals: int = 0) -> Metric:
    return Metric(name=NAME, unit=unit, decimals=decimals, range=(0, 10_000), max_age_s=60)


PACKS = Packs(
    packs=(),
    metrics={"lab_lead": metric("µg/L", 1), "lab_smell": metric("1"), "failed": metric("count")},
    place_kinds={},
    rules=(),
    limit_sets={"2018": LIMITS},
)
SHEET = SheetSpec(
    id="dat",
    name=Text("Đạt quy chuẩn"),
    family="nuoc-sach",
    place_kinds=("point",),
    groups=(
        GroupSpec(id="a", name=NAME, every="month", parameters={"lead": "lab_lead"}),
        GroupSpec(
            id="b", name=NAME, every="half_year", required_of=[{"t": "x"}], parameters={"smell": "lab_smell"}
        ),
    ),
    certificates=CertificateSpec(kind="water-sample", place="point", sampled="sampled"),
    measured_as=MeasuredSpec(failed="failed", missing="not-a-series"),
)
PLACES = [
    Place("p1", "Một", "point", attributes={"t": "x"}),
    Place("p2", "Hai", "point"),
    Place("c", "C", "camera"),
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path}/t.db")
    opened.migrate()
    yield opened
    opened.close()


def sheets_over(store: Store, sheet: SheetSpec = SHEET) -> ComplianceSheets:
    names = [f"{p.place_id}.{m}" for p in PLACES for m in PACKS.metrics]
    numbers = store.register_series(names)
    series = {
        name: Series(name, number, name.partition(".")[0], name.partition(".")[2], NAME, "", 60.0)
        for name, number in numbers.items()
    }
    return ComplianceSheets({sheet.id: sheet}, PACKS, PLACES, series, store)


def keep(store: Store, series: str, at: float, value: float, quality: Quality = Quality.GOOD) -> None:
    number = store.register_series([series])[series]
    store.write(Batch(readings=[(number, at, value, int(quality))]))


def found(answer: Compliance) -> dict[tuple[str, str], ComplianceCell]:
    return {(cell.place_id, cell.row): cell for cell in answer.cells}


def test_each_cell_says_value_verdict_regulation_and_day(store: Store) -> None:
    sheets = sheets_over(store)
    keep(store, "p1.lab_lead", NOW - 20 * DAY, 12.0)
    keep(store, "p1.lab_lead", NOW - 5 * DAY, 10.0)
    keep(store, "p1.lab_smell", NOW - 100 * DAY, 1.0)
    keep(store, "p2.lab_lead", NOW - 2 * DAY, 5.0, Quality.BELOW)
    answer = sheets.answer("dat", NOW)
    cells = found(answer)
    lead = cells["p1", "lead"]
    assert (lead.verdict, lead.value, lead.sampled_at, lead.limit_set) == (
        "pass",
        10.0,
        NOW - 5 * DAY,
        "2018",
    )
    assert (lead.n_results, lead.n_failed, lead.required) == (2, 1, True)
    smell = cells["p1", "smell"]
    assert (smell.verdict, smell.why) == ("fail", "not_as_required")
    assert (cells["p2", "lead"].verdict, cells["p2", "lead"].quality) == ("pass", Quality.BELOW)
    assert ("p2", "smell") not in cells  # nobody asked for it there, and nobody measured it
    assert answer.places == ("p1", "p2")
    assert answer.sets == {"2018": LIMITS.name}
    assert [(each.row, each.max, each.requirement) for each in answer.limits] == [
        ("lead", 0.01, ""),
        ("smell", None, "không có mùi, vị lạ"),
    ]
    assert [(p.row, p.unit, p.decimals) for p in answer.parameters] == [
        ("lead", "µg/L", 1),
        ("smell", "1", 0),
    ]
    assert answer.certificates is not None
    assert answer.certificates.kind == "water-sample"


def test_what_is_too_old_or_comes_later_does_not_count(store: Store) -> None:
    sheets = sheets_over(store)
    keep(store, "p1.lab_lead", NOW - 40 * DAY, 5.0)
    assert found(sheets.answer("dat", NOW))["p1", "lead"].verdict == "missing"
    keep(store, "p1.lab_lead", NOW + DAY, 50.0)
    assert found(sheets.answer("dat", NOW))["p1", "lead"].verdict == "missing"
    assert found(sheets.answer("dat", NOW - 35 * DAY))["p1", "lead"].verdict == "pass"
    assert found(sheets.answer("dat", NOW + 2 * DAY))["p1", "lead"].verdict == "fail"


def test_only_the_places_that_are_asked_for(store: Store) -> None:
    answer = sheets_over(store).answer("dat", NOW, ("p2",))
    assert answer.places == ("p2",)
    assert {cell.place_id for cell in answer.cells} == {"p2"}


def test_counts_are_readings_of_the_places_that_have_such_a_series(store: Store) -> None:
    sheets = sheets_over(store)
    keep(store, "p1.lab_lead", NOW - DAY, 99.0)
    keep(store, "p1.lab_smell", NOW - DAY, 2.0)
    assert sheets.measured()
    assert {(o.series_id, o.at, o.value) for o in sheets.sample(NOW)} == {
        ("p1.failed", NOW, 2.0),
        ("p2.failed", NOW, 0.0),
    }


def test_a_certificate_is_judged_by_its_own_results_alone(store: Store) -> None:
    sheets, at = sheets_over(store), NOW - 5 * DAY
    keep(store, "p1.lab_lead", at - DAY, 99.0)
    assert sheets.verdict("dat", "p1", at, at + 60) == ""
    keep(store, "p1.lab_lead", at, 5.0)
    assert sheets.verdict("dat", "p1", at, at + 60) == "pass"
    keep(store, "p1.lab_smell", at + 1, 0.0, Quality.UNCERTAIN)
    assert sheets.verdict("dat", "Một", at, at + 60) == "inconclusive"
    keep(store, "p1.lab_lead", at + 2, 12.0)
    assert sheets.verdict("dat", "p1", at, at + 60) == "fail"
    assert sheets.verdict("dat", "c", at, at + 60) == sheets.verdict("dat", "p9", at, at + 60) == ""


def test_verdicts_are_written_where_a_sheet_asks_for_them(store: Store) -> None:
    certificates = CertificateSpec(kind="water-sample", place="point", sampled="sampled", verdict="verdict")
    asked = sheets_over(store, structs.replace(SHEET, certificates=certificates))
    assert asked.certifies()
    assert not sheets_over(store).certifies()
    works = bench(store)
    works.casework = SimpleNamespace(register=SimpleNamespace())
    listeners: list[Any] = []
    works.pipeline = SimpleNamespace(also_tell=listeners.append, wake=lambda: None)
    (work,) = ComplianceDesk(asked, works).work(None)
    work.close()
    assert [each.__name__ for each in listeners] == ["committed"]


def bench(store: Store) -> Any:
    pool = ThreadPoolExecutor(1)

    async def beside(work: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(pool, work)

    return SimpleNamespace(beside=beside, clock=SimpleNamespace(now=lambda: NOW))


SESSION = Session("t", "ha", "Hà", "viewer", NOW)


def test_the_desk_answers_and_names_the_sheets_that_there_are(store: Store) -> None:
    desk = ComplianceDesk(sheets_over(store), bench(store))
    get = desk.handlers()[GetCompliance]
    answer = asyncio.run(get(GetCompliance("dat"), SESSION))  # type: ignore[arg-type]
    assert isinstance(answer, Compliance)
    assert answer.at == NOW
    refused = asyncio.run(get(GetCompliance("khac"), SESSION))  # type: ignore[arg-type]
    assert isinstance(refused, Failure)
    assert "dat" in refused.said("vi")


def test_counts_come_in_as_a_source_of_their_own(store: Store) -> None:
    desk = ComplianceDesk(sheets_over(store), bench(store))
    assert [config.id for config in desk.source_configs()] == [SOURCE]

    class Sink:
        def __init__(self) -> None:
            self.taken = asyncio.Event()
            self.readings: list[Any] = []

        def accept(self, observations: Any) -> None:
            self.readings += observations
            self.taken.set()

    async def scene() -> list[Any]:
        sink = Sink()
        task = asyncio.ensure_future(desk.work(sink)[0])
        await asyncio.wait_for(sink.taken.wait(), 5)
        task.cancel()
        return sink.readings

    assert {o.series_id for o in asyncio.run(scene())} == {"p1.failed", "p2.failed"}
    assert desk.work(None) == []


def test_a_sheet_without_counts_needs_no_source(store: Store) -> None:
    plain = SheetSpec(id="s", name=NAME, family="nuoc-sach", place_kinds=("point",), groups=SHEET.groups)
    assert ComplianceDesk(sheets_over(store, plain), bench(store)).source_configs() == []

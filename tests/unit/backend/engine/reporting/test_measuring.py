from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from msgspec.structs import replace as changed

from backend.contract.compliance import Compliance
from backend.contract.state import Place, Text
from backend.engine.reporting.gathering import Gathering
from backend.engine.reporting.measuring import Measures
from backend.reports.measured_spec import ComplianceSpec, SeriesSpec, SeriesValue
from backend.reports.periods import Period
from backend.reports.spec import SectionSpec
from backend.store import Batch, Store
from backend.usecases.packs import Metric
from tests.unit.backend.engine.cases.case_centre import NOW
from tests.unit.backend.engine.reporting.conftest import Room

METRICS = {"ph": Metric(name=Text("pH"), unit="pH", decimals=2, range=(0, 14), max_age_s=60)}
PLACES = [
    Place("b", "Bể B", "point", attributes={"online": "yes"}),
    Place("a", "Bể A", "point", attributes={"online": "yes"}),
    Place("c", "Vòi C", "point"),
    Place("d", "Bể D", "point", attributes={"online": "yes"}),
]
SPEC = SeriesSpec(place_kind="point", metrics=("ph",), where={"online": "yes"})
PERIOD = Period(NOW - 3600, NOW)


class Sheets:
    def __init__(self) -> None:
        self.asked: list[tuple[str, float]] = []

    def answer(self, sheet_id: str, at: float, places: Sequence[str] = ()) -> Compliance:
        self.asked.append((sheet_id, at))
        return Compliance(sheet_id, Text("Đạt"), at, (), (), (), (), (), {})


def filled(store: Store) -> Store:
    numbers = store.register_series([f"{p.place_id}.ph" for p in PLACES])
    rows = [
        ("a", -7200, 1.0),
        ("a", -1800, 7.0),
        ("a", -900, 8.0),
        ("a", 60, 14.0),
        ("b", -60, 6.5),
        ("c", -60, 7.0),
    ]
    store.write(Batch(readings=[(numbers[f"{p}.ph"], NOW + at, value, 0) for p, at, value in rows]))
    return store


def test_a_table_holds_the_places_that_measured_within_the_period(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/t.db")
    store.migrate()
    table = Measures(Sheets(), PLACES, METRICS, filled(store)).series(SPEC, PERIOD)
    store.close()
    assert table.heads == (("pH", "pH", 2),)
    assert table.rows == (
        ("Bể A", (SeriesValue(7.0, 7.5, 8.0),)),
        ("Bể B", (SeriesValue(6.5, 6.5, 6.5),)),
    )


def test_a_report_gathers_sheets_at_its_end_and_series_of_its_period(room: Room) -> None:
    sheets = Sheets()
    measures = Measures(sheets, PLACES, METRICS, filled(room.hall.store))
    ground = replace(room.ground, measures=measures)
    spec = changed(
        room.ground.reports.specs["ngay"],
        sections=(SectionSpec(compliance=ComplianceSpec(sheet="s")), SectionSpec(series=SPEC)),
    )

    async def scene() -> object:
        async with room.hall.running():
            return await room.hall.bench.beside(lambda: Gathering(ground, spec, PERIOD, NOW + 60).facts())

    facts = asyncio.run(scene())
    assert sheets.asked == [("s", PERIOD.end_at - 1.0)]
    assert facts.sheets[0].sheet == "s"  # type: ignore[attr-defined]
    assert [name for name, _ in facts.series[1].rows] == ["Bể A", "Bể B"]  # type: ignore[attr-defined]
    assert facts.places["a"] == "Bể A"  # type: ignore[attr-defined]

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from backend.contract.document import DocumentError
from backend.engine.backtesting import BackTestError, Wanted, run, with_candidates
from backend.store import Batch, Store
from backend.usecases.packs import load_packs
from tests.unit.backend.engine import test_derived
from tests.unit.backend.engine.centre_folder import RULES, write_centre, write_pack

T = 1_700_000_400.0


@pytest.fixture
def wanted(tmp_path: Path) -> Wanted:
    """A centre with two flood posts, of which one has readings: one packed episode, one that is not."""
    packs, centre = write_pack(tmp_path), write_centre(tmp_path, source="")
    database = f"sqlite:///{centre / 'toancanh.db'}"
    store = Store.open(database)
    store.migrate()
    number = store.register_series(["p1.depth_cm"])["p1.depth_cm"]
    values = [0.0] * 30 + [25.0] * 5 + [0.0] * 30 + [45.0] * 5 + [0.0] * 5 + [999.0] * 5 + [0.0] * 5
    store.write(Batch(readings=[(number, T + 30.0 * i, v, 0) for i, v in enumerate(values)]))
    while store.roll_up(T + 30 * 40):
        pass
    assert store.stats().n_recent_readings > 0
    store.close()
    return Wanted(rule_id="ngap", centre=centre, packs=packs, database=database)


def test_a_packs_rule_is_judged_on_what_is_stored(wanted: Wanted) -> None:
    report = run(wanted)
    assert [(e.place_id, e.raised_at - T, e.peak_value, e.severity) for e in report.episodes] == [
        ("p1", 900.0, 25.0, "high"),
        ("p1", 1950.0, 45.0, "critical"),  # 999 cm is beyond nature: uncertain, and rings nowhere
    ]
    assert report.end_at == T + 30 * 84
    assert report.end_at - report.start_at == 90 * 86_400
    assert {p.place_id: p.n_readings for p in report.places} == {"p1": 85, "p2": 0}


def test_from_and_to_are_the_centres_time(wanted: Wanted) -> None:
    report = run(msgspec.structs.replace(wanted, from_="2023-11-15T05:40", to="2023-11-15T06:00"))
    assert (report.start_at, report.end_at) == (T + 1200, T + 2400)
    assert [e.raised_at - T for e in report.episodes] == [1950.0]


def test_a_candidate_takes_the_place_of_the_packs_rule(wanted: Wanted, tmp_path: Path) -> None:
    file = tmp_path / "try.yaml"
    file.write_text(RULES.replace("limit: 20", "limit: 30"), encoding="utf-8")
    report = run(msgspec.structs.replace(wanted, rules=file))
    assert [e.raised_at - T for e in report.episodes] == [1950.0]


def test_a_candidate_may_have_a_rule_of_the_packs_as_parent(wanted: Wanted, tmp_path: Path) -> None:
    file = tmp_path / "try.yaml"
    text = RULES.replace("id: ngap", "id: moi").replace(
        "metric:", "inhibited_by: [{rule: ngap}]\n    metric:"
    )
    file.write_text(text, encoding="utf-8")
    report = run(msgspec.structs.replace(wanted, rule_id="moi", rules=file))
    assert [e.rang for e in report.episodes] == [False, False]


def test_every_fault_of_the_candidates_is_named(wanted: Wanted, tmp_path: Path) -> None:
    file = tmp_path / "try.yaml"
    file.write_text(
        RULES.replace("metric: depth_cm", "metric: depht_cm").replace("unit_id: phuong", "hold: 3"),
        encoding="utf-8",
    )
    with pytest.raises(DocumentError, match="try.yaml:"):
        with_candidates(load_packs(wanted.packs, ["thu"]), file)
    file.write_text("rule: []\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="begin with 'rules:'"):
        with_candidates(load_packs(wanted.packs, ["thu"]), file)


def test_events_of_the_centre_are_held_against_it(wanted: Wanted) -> None:
    (wanted.centre / "events.yaml").write_text(
        "events:\n"
        "  - {id: n, name: Ngập, start: 2023-11-15T05:36, end: 2023-11-15T05:40}\n"
        "  - {id: p, name: Chỗ khác, start: 2023-11-15T05:36, end: 2023-11-15T05:40, places: [p2]}\n",
        encoding="utf-8",
    )
    assert [(e.event.id, e.outcome, e.lead_s) for e in run(wanted).events] == [
        ("n", "caught", 60.0),
        ("p", "no data", None),
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rule_id": "ngat"}, "did you mean 'ngap'"),
        ({"to": "2020-01-01", "from_": "2021-01-01"}, "end before it begins"),
        ({"from_": "yesterday"}, "--from 'yesterday'"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_cure(
    wanted: Wanted, change: dict[str, str], words: str
) -> None:
    with pytest.raises(BackTestError, match=words):
        run(msgspec.structs.replace(wanted, **change))


def test_a_store_without_readings_says_so(wanted: Wanted, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'empty.db'}"
    store = Store.open(database)
    store.migrate()
    store.close()
    with pytest.raises(BackTestError, match="import readings"):
        run(msgspec.structs.replace(wanted, database=database))


def test_a_rule_on_a_derived_metric_is_judged_on_what_is_stored_or_computed(wanted: Wanted) -> None:
    pack = wanted.packs / "thu"
    (pack / "pack.yaml").write_text(test_derived.PACK, encoding="utf-8")
    (pack / "rules" / "ngap.yaml").write_text(test_derived.RULES, encoding="utf-8")
    report = run(wanted)
    assert [(e.place_id, e.raised_at - T, e.peak_value) for e in report.episodes] == [
        ("p1", 900.0, 25.0),
        ("p1", 1950.0, 45.0),
    ]
    assert {p.place_id: p.n_readings for p in report.places} == {"p1": 30 * 84 // 10 + 1, "p2": 0}
    store = Store.open(wanted.database)
    number = store.register_series(["p1.peak_cm"])["p1.peak_cm"]
    store.write(Batch(readings=[(number, T + 60.0 * i, 30.0 if i == 5 else 0.0, 0) for i in range(10)]))
    store.close()
    report = run(wanted)
    assert [(e.raised_at - T, e.peak_value) for e in report.episodes] == [(300.0, 30.0)]

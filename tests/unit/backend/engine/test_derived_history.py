from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.contract.state import Quality
from backend.domain.series import SeriesFacts
from backend.engine.derived_history import DerivedHistory
from backend.store import Batch, Store
from backend.usecases.packs import Packs, load_packs
from tests.unit.backend.engine import centre_folder
from tests.unit.backend.engine.test_derived import PLACES, derived_pack  # noqa: F401 - the fixture

T = 1e9 + 200.0


@pytest.fixture
def packs(tmp_path: Path) -> Packs:
    centre_folder.write_pack(tmp_path)
    return load_packs(tmp_path / "packs", ["thu"], tmp_path)


@pytest.fixture
def facts(packs: Packs) -> dict[str, SeriesFacts]:
    return {each.series_id: each for place in PLACES for each in packs.series_of(place)}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path}/d.db")
    opened.migrate()
    number = opened.register_series(["p1.depth_cm"])["p1.depth_cm"]
    depths = [5.0] * 40 + [62.0, 999.0] + [5.0] * 40
    opened.write(Batch(readings=[(number, T + 30.0 * i, depth, 0) for i, depth in enumerate(depths)]))
    yield opened
    opened.close()


def test_a_series_that_was_never_stored_is_computed(
    packs: Packs, facts: dict[str, SeriesFacts], store: Store
) -> None:
    history = DerivedHistory(packs, facts.values(), store)
    peaks = history.read(facts["p1.peak_cm"], T, T + 30 * 81)
    assert len(peaks) == 30 * 81 // 10 + 1
    at = dict(zip(peaks.at.tolist(), peaks.value.tolist(), strict=True))
    assert (at[T + 1190], at[T + 1200], at[T + 1790], at[T + 1800]) == (5.0, 62.0, 62.0, 5.0)
    assert peaks.quality[0] == Quality.ABOVE
    assert peaks.quality[60] == Quality.GOOD
    share = history.read(facts["p1.share"], T + 1300, T + 1300)
    assert share.value.tolist() == [95.0]  # one reading was beyond nature


def test_only_the_time_that_is_asked_for_with_all_that_it_looks_back_on(
    packs: Packs, facts: dict[str, SeriesFacts], store: Store
) -> None:
    history = DerivedHistory(packs, facts.values(), store)
    peaks = history.read(facts["p1.peak_cm"], T + 1500, T + 1550)
    assert peaks.at.tolist() == [T + 1500 + 10 * i for i in range(6)]
    assert (set(peaks.value.tolist()), set(peaks.quality.tolist())) == ({62.0}, {0})


def test_what_is_measured_or_has_no_source_is_not_computed(
    packs: Packs, facts: dict[str, SeriesFacts], store: Store
) -> None:
    history = DerivedHistory(packs, facts.values(), store)
    assert history.source_of(facts["p1.depth_cm"]) is None
    assert history.source_of(facts["p1.share"]) == facts["p1.depth_cm"]
    assert len(history.read(facts["p1.depth_cm"], T, T + 900)) == 0
    assert len(history.read(facts["p2.peak_cm"], T, T + 900)) == 0

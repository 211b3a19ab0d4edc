from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from backend.demo.departments import units
from backend.demo.one_stop import OneStop, procedures

NOW = dt.datetime(2026, 11, 24, 15, tzinfo=dt.timezone(dt.timedelta(hours=7))).timestamp()
DAY_S = 86_400.0


@pytest.fixture(scope="module")
def one_stop() -> OneStop:
    return OneStop(1, NOW, past_days=20)


def test_equal_seeds_take_in_the_same_dossiers(one_stop: OneStop) -> None:
    assert OneStop(1, NOW, past_days=20).records(NOW) == one_stop.records(NOW)


def test_a_dossier_has_a_national_status_and_a_known_unit_and_procedure(one_stop: OneStop) -> None:
    records = one_stop.records(NOW)
    assert len({record.so_ho_so for record in records}) == len(records) > 500
    assert {record.trang_thai for record in records} <= set(range(1, 11))
    assert {record.don_vi for record in records} <= {unit.id for unit in units()}
    codes = {each.code for offered in procedures().values() for each in offered}
    assert {record.ma_thu_tuc for record in records} <= codes


def test_every_status_of_the_way_is_there(one_stop: OneStop) -> None:
    found = Counter(record.trang_thai for record in one_stop.records(NOW))
    assert found[10] > found[4] > 0
    assert found[1] > 0
    assert found[3] > 0
    assert sum(found[code] for code in (5, 6, 8)) > 0


def test_only_an_accepted_dossier_has_a_date_and_a_pause_moves_it(one_stop: OneStop) -> None:
    for record in one_stop.records(NOW):
        assert bool(record.tiep_nhan) == bool(record.hen_tra) == (record.trang_thai not in (1, 3))
    assert all(d.due_at > d.accepted_at for d in one_stop._dossiers)


def test_a_rating_comes_after_the_end(one_stop: OneStop) -> None:
    rated = [record for record in one_stop.records(NOW) if record.danh_gia is not None]
    assert rated
    assert all(record.trang_thai >= 9 for record in rated)


def test_dossiers_go_on_by_themselves(one_stop: OneStop) -> None:
    before = {record.so_ho_so: record.trang_thai for record in one_stop.records(NOW)}
    after = {record.so_ho_so: record.trang_thai for record in one_stop.records(NOW + DAY_S)}
    assert any(after[code] != status for code, status in before.items())
    changed = {record.so_ho_so for record in one_stop.records(NOW + DAY_S, NOW)}
    assert {code for code, status in before.items() if after[code] != status} <= changed


@pytest.mark.parametrize("hour", [3, 8, 15])
def test_on_a_fair_day_no_dossier_is_late_and_nobody_is_dissatisfied(hour: int) -> None:
    now = dt.datetime(2026, 11, 24, hour, tzinfo=dt.timezone(dt.timedelta(hours=7))).timestamp()
    for fair in (True, False):
        records = OneStop(1, now, past_days=30, fair=fair).records(now + 600)
        due = [r.hen_tra for r in records if r.trang_thai in (2, 4)]
        late = [text for text in due if dt.datetime.fromisoformat(text).timestamp() < now + 600]
        low = [record for record in records if record.danh_gia in (1, 2)]
        assert due
        assert (late == [], low == []) == (fair, fair)

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from backend.demo.city import City, load
from backend.demo.departments import units
from backend.demo.places import HOANG_SA_CODE, wards
from backend.demo.portal import N_REOPENED, Portal, PortalRecord, words_of_fields
from tests.unit.backend.demo.deadline_sheet import DeadlineSheet

NOW = dt.datetime(2026, 11, 24, 15, tzinfo=dt.timezone(dt.timedelta(hours=7))).timestamp()
DAY_S = 86_400.0


def late(records: list[PortalRecord], now: float) -> list[str]:
    """Return the open reports that are past the deadline of their pack."""
    sheet = DeadlineSheet("citizen-reports", "report")
    found = []
    for record in records:
        opened_at = dt.datetime.fromisoformat(record.luc).timestamp()
        due_at = sheet.due_at(record.linh_vuc, "high" if record.muc_do == "gấp" else "low", opened_at)
        if record.trang_thai in ("mới", "đang xử lý") and due_at < now:
            found.append(record.ma)
    return found


@pytest.fixture(scope="module")
def city() -> City:
    return load()


@pytest.fixture(scope="module")
def portal(city: City) -> Portal:
    return Portal(city, 1, NOW, past_days=20)


def test_equal_seeds_report_the_same_and_another_seed_does_not(city: City, portal: Portal) -> None:
    again = Portal(city, 1, NOW, past_days=20)
    assert again.records(NOW) == portal.records(NOW)
    assert Portal(city, 2, NOW, past_days=20).records(NOW) != portal.records(NOW)


def test_a_report_knows_ward_unit_field_and_time(portal: Portal) -> None:
    records = portal.records(NOW)
    assert 600 < len(records) < 1300
    assert len({record.ma for record in records}) == len(records)
    assert {record.don_vi for record in records} <= {unit.id for unit in units()}
    assert {record.phuong for record in records} <= {ward.code for ward in wards()}
    assert {record.linh_vuc for record in records} <= set(words_of_fields())
    assert all(dt.datetime.fromisoformat(record.luc).timestamp() <= NOW for record in records)
    assert not any("{" in record.tieu_de + record.noi_dung for record in records)


def test_most_of_the_past_is_settled_and_some_of_it_is_still_in_hand(portal: Portal) -> None:
    of_status = Counter(record.trang_thai for record in portal.records(NOW))
    assert of_status["đã xử lý"] > 5 * of_status["đang xử lý"] > 0
    assert set(of_status) == {"mới", "đang xử lý", "đã xử lý", "từ chối"}


def test_what_comes_in_after_the_start_stays_new(portal: Portal) -> None:
    late = [r for r in portal.records(NOW + DAY_S) if dt.datetime.fromisoformat(r.luc).timestamp() > NOW]
    assert late
    assert {record.trang_thai for record in late} == {"mới"}


def test_what_nobody_had_taken_on_at_the_start_is_left_to_the_desks(portal: Portal) -> None:
    waiting = {record.ma for record in portal.records(NOW) if record.trang_thai == "mới"}
    assert waiting
    later = {record.ma: record.trang_thai for record in portal.records(NOW + DAY_S)}
    assert {later[code] for code in waiting} == {"mới"}


def test_a_result_and_a_rating_come_only_with_the_end(portal: Portal) -> None:
    for record in portal.records(NOW):
        ended = record.trang_thai in ("đã xử lý", "từ chối")
        assert bool(record.hoan_thanh) == bool(record.ket_qua) == ended
        assert record.danh_gia is None or ended


def test_only_what_changed_lately_may_be_asked_for(portal: Portal) -> None:
    lately = portal.records(NOW, NOW - DAY_S)
    assert 0 < len(lately) < len(portal.records(NOW))
    assert all(dt.datetime.fromisoformat(record.cap_nhat).timestamp() >= NOW - DAY_S - 1 for record in lately)


def test_a_duplicate_follows_the_report_that_came_before_it(portal: Portal) -> None:
    records = {record.ma: record for record in portal.records(NOW)}
    doubles = [record for record in records.values() if record.trung]
    assert 0.02 < len(doubles) / len(records) < 0.1
    for double in doubles:
        first = records[double.trung]
        assert first.luc < double.luc
        assert (first.linh_vuc, first.phuong, first.trung) == (double.linh_vuc, double.phuong, "")


def test_some_settled_reports_come_back_while_the_demo_runs(portal: Portal) -> None:
    before = {record.ma: record.trang_thai for record in portal.records(NOW)}
    after = {record.ma: record.trang_thai for record in portal.records(NOW + 2 * 3_600)}
    back = [code for code, status in before.items() if status == "đã xử lý" != after[code]]
    assert len(back) == N_REOPENED
    assert {after[code] for code in back} == {"đang xử lý"}


@pytest.mark.parametrize(
    "start", ["2026-11-24T03:00", "2026-11-28T13:00", "2026-11-29T23:30", "2027-02-08T09:00"]
)
def test_at_every_hour_work_is_open_and_little_of_it_is_late(city: City, start: str) -> None:
    """A night, a weekend, a holiday and the days of Tết."""
    now = dt.datetime.fromisoformat(f"{start}+07:00").timestamp()
    records = [record for record in Portal(city, 1, now, past_days=20).records(now) if not record.trung]
    of_status = Counter(record.trang_thai for record in records)
    assert 40 < of_status["mới"] + of_status["đang xử lý"] < 700
    assert of_status["đã xử lý"] > 200
    urgent = [r for r in records if r.muc_do == "gấp" and r.trang_thai in ("mới", "đang xử lý")]
    old = [r for r in urgent if now - dt.datetime.fromisoformat(r.luc).timestamp() > DAY_S]
    assert len(old) < 0.05 * len(records)


@pytest.mark.parametrize("start", ["2026-11-24T10:30", "2026-11-28T20:00", "2026-11-30T08:10"])
def test_on_a_fair_day_nothing_is_late_and_nobody_tells_of_floods(city: City, start: str) -> None:
    now = dt.datetime.fromisoformat(f"{start}+07:00").timestamp()
    portal = Portal(city, 1, now, past_days=20, fair=True)
    later = portal.records(now + 600)
    assert len(later) > 500
    assert "ngap" not in {record.linh_vuc for record in later}
    assert late(later, now + 600) == []
    assert late(Portal(city, 1, now, past_days=20).records(now + 600), now + 600), (
        "on other days something is"
    )
    settled = {record.ma for record in portal.records(now) if record.trang_thai == "đã xử lý"}
    assert settled <= {r.ma for r in portal.records(now + 7_200) if r.trang_thai == "đã xử lý"}, (
        "nothing comes back"
    )


def test_nobody_reports_from_the_islands(portal: Portal) -> None:
    assert HOANG_SA_CODE not in {record.phuong for record in portal.records(NOW)}

from __future__ import annotations

from datetime import date

import pytest

from backend.store import StoreError
from backend.store.case_counts import AGES, dimension


def unchecked(data_id: str, kind: str) -> None:
    return None


def refuses(data_id: str, kind: str) -> None:
    raise StoreError(f"{kind} {data_id}", "index it")


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("status", "moi", "moi"),
        ("severity", 0, "critical"),
        ("rating", None, ""),
        ("rating", 5, "5"),
        ("day", date(2024, 11, 19).toordinal(), "2024-11-19"),
        ("week", date(2024, 11, 19).toordinal(), "2024-11-18"),
        ("week", date(2024, 11, 18).toordinal(), "2024-11-18"),
        ("week", date(2024, 11, 24).toordinal(), "2024-11-18"),
        ("week", 1, "0001-01-01"),
        ("month", date(2024, 11, 19).toordinal(), "2024-11"),
        ("finished_month", None, ""),
        ("finished_day", None, ""),
        ("age", 15, "15"),
        ("data.loai", None, ""),
    ],
)
def test_keys_are_texts_for_people(name: str, value: object, key: str) -> None:
    assert dimension(name, 0.0, unchecked, "report").key(value) == key


def test_ages_are_whole_days_and_then_coarser() -> None:
    assert AGES == (0, 1, 2, 3, 4, 5, 6, 7, 15, 30, 60, 90)


def test_data_fields_are_asked_for_by_their_kind() -> None:
    with pytest.raises(StoreError, match="report loai"):
        dimension("data.loai", 0.0, refuses, "report")

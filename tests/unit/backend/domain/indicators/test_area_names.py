from __future__ import annotations

import pytest

from backend.domain.indicators.area_names import AreaNames, NamedArea, before

NAMES = AreaNames(
    [
        NamedArea("vn", "Cả nước", ("Whole country",)),
        NamedArea("cu-48", "Đà Nẵng", (), "", "2025-07-01"),
        NamedArea("cu-49", "Quảng Nam", (), "", "2025-07-01"),
        NamedArea("cu-79", "TP. Hồ Chí Minh", ("Sài Gòn",), "", "2025-07-01"),
        NamedArea("48", "Đà Nẵng", (), "2025-07-01"),
        NamedArea("79", "TP. Hồ Chí Minh", (), "2025-07-01"),
    ]
)
OLD, NEW = "2016-12-31", "2026-12-31"


@pytest.mark.parametrize(
    "label",
    [
        "Da Nang",
        " Đà  Nẵng",
        "ĐÀ NẴNG",
        "Đa Nang",
        "Thành phố Đà Nẵng",
        "TP. Đà Nẵng",
        "Da Nang city",
        "Da-Nang",
    ],
)
def test_names_are_found_however_they_are_written(label: str) -> None:
    found = NAMES.find(label, OLD)
    assert found is not None
    assert found.code == "cu-48"


@pytest.mark.parametrize("label", ["Ho Chi Minh city", "TP.Ho Chi Minh", "TP. Hồ Chí Minh", "Sai Gon"])
def test_the_city_of_many_names(label: str) -> None:
    found = NAMES.find(label, OLD)
    assert found is not None
    assert found.code == "cu-79"


def test_the_day_tells_which_of_two_is_meant() -> None:
    new = NAMES.find("Đà Nẵng", NEW)
    assert new is not None
    assert new.code == "48"
    assert NAMES.find("Quảng Nam", NEW) is None
    assert NAMES.find("Atlantis", OLD) is None


def test_a_table_of_today_may_still_tell_former_units() -> None:
    assert NAMES.day_of(["WHOLE COUNTRY", "Da Nang"], NEW) == NEW
    assert NAMES.day_of(["Da Nang", "Quang Nam"], NEW) == "2025-06-30"
    assert NAMES.day_of(["Da Nang", "Quang Nam"], OLD) == OLD


def test_codes_have_names_and_ages() -> None:
    assert (NAMES.name("cu-49"), NAMES.name("??")) == ("Quảng Nam", "??")
    assert NAMES.knows("48")
    assert not NAMES.knows("??")
    assert (NAMES.since("48"), NAMES.since("cu-48")) == ("2025-07-01", "")
    assert before("2025-07-01") == "2025-06-30"

from __future__ import annotations

import pytest

from backend.usecases import former_areas


def by_name(name: str) -> former_areas.FormerArea:
    return next(area for area in former_areas.former_areas("48") if area.name == name)


def test_da_nang_has_94_units_and_was_two_provinces() -> None:
    assert len(former_areas.wards("48")) == 94
    assert former_areas.former_provinces("48") == ("Thành phố Đà Nẵng", "Tỉnh Quảng Nam")


def test_the_country_has_34_provinces_and_3321_units() -> None:
    assert len(former_areas.provinces()) == 34
    assert sum(len(former_areas.wards(code)) for code in former_areas.provinces()) == 3321


@pytest.mark.parametrize(
    ("former", "level", "today"),
    [
        ("Quận Hải Châu", "district", {"Phường Hải Châu", "Phường Hòa Cường"}),
        ("Phường Hòa Khánh Bắc", "commune", {"Phường Liên Chiểu"}),
        ("Huyện Hoàng Sa", "district", {"Đặc khu Hoàng Sa"}),
    ],
)
def test_a_former_area_leads_to_the_wards_of_today(former: str, level: str, today: set[str]) -> None:
    names = {ward.code: ward.name for ward in former_areas.wards("48")}
    area = by_name(former)
    assert area.level == level
    assert {names[code] for code in area.successors} == today


def test_hoa_vang_became_several_and_its_communes_name_it_as_parent() -> None:
    hoa_vang = by_name("Huyện Hòa Vang")
    assert len(hoa_vang.successors) >= 5
    communes = [area for area in former_areas.former_areas("48") if area.parent == hoa_vang.code]
    assert len(communes) == 11
    assert {code for area in communes for code in area.successors} == set(hoa_vang.successors)


@pytest.mark.parametrize("province", ["01", "46", "48", "79"])
def test_every_former_area_has_a_successor_in_its_province(province: str) -> None:
    codes = {ward.code for ward in former_areas.wards(province)}
    for area in former_areas.former_areas(province):
        assert area.successors, area.name
        assert set(area.successors) <= codes


def test_names_are_spelt_as_the_lists_of_today_spell_them() -> None:
    names = [ward.name for ward in former_areas.wards("48")]
    assert "Phường Hòa Khánh" in names
    assert not any("Hoà " in name or name.endswith("Hoà") for name in names)


def test_a_code_tells_its_province_and_an_unknown_one_none() -> None:
    assert former_areas.province_of("20242") == "48"
    assert former_areas.province_of("99999") == ""
    assert former_areas.former_areas("99") == ()
    assert former_areas.former_provinces("99") == ()

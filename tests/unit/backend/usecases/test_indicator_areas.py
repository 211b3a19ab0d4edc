from __future__ import annotations

from backend.usecases.indicator_areas import MERGED_ON, load_areas

AREAS = load_areas()


def test_the_merger_made_34_provinces_of_63_and_nobody_is_lost() -> None:
    merger = AREAS.merger_to(MERGED_ON)
    assert merger is not None
    assert len(merger.areas) == 34
    parts = [part for change in merger.areas for part in change.parts]
    assert (
        len({part.code for part in parts if not part.until}) == len([p for p in parts if not p.until]) == 63
    )
    by_name = {change.name: {part.name for part in change.parts} for change in merger.areas}
    assert by_name["Đà Nẵng"] == {"Đà Nẵng", "Quảng Nam"}
    assert by_name["TP. Hồ Chí Minh"] == {"TP. Hồ Chí Minh", "Bình Dương", "Bà Rịa - Vũng Tàu"}
    assert by_name["Huế"] == {"Huế"}
    assert by_name["Hà Nội"] == {"Hà Nội", "Hà Tây"}
    assert AREAS.merger_to("2008-08-01") is None


def test_names_of_the_statistical_yearbooks_are_known() -> None:
    for label, code in {
        "WHOLE COUNTRY": "vn", " Red River Delta": "vung-dbsh", "Northern midlands and moutain areas": "vung-tdmnpb",
        "TP. Ho Chi Minh": "cu-79", "Thua Thien-Hue": "cu-46", "Bình Dinh": "cu-52", "Ba Ria - Vung Tau": "cu-77",
        "Dak Lak": "cu-66", "Ha Tay": "cu-28", "NEC.": "ngoai-tinh", "Khanh  Hoa": "cu-56",
    }.items():  # fmt: skip
        found = AREAS.names.find(label, "2016-12-31")
        assert found is not None, label
        assert found.code == code


def test_codes_were_issued_anew_so_former_ones_are_marked() -> None:
    assert AREAS.names.name("52") == "Gia Lai"
    assert AREAS.names.name("cu-52") == "Bình Định"


def test_country_regions_and_rest_are_not_ranked() -> None:
    assert [AREAS.ranked(code) for code in ("vn", "vung-tn", "ngoai-tinh", "", "48", "cu-48", "20194")] == [
        False, False, False, False, True, True, True
    ]  # fmt: skip


def test_wards_of_the_centres_own_province_are_areas_too() -> None:
    own = load_areas("48").names
    assert own.name("20242") == "Phường Hải Châu"
    found = own.find("phường Hải Châu", "2026-01-01")
    assert found is not None
    assert found.code == "20242"
    assert own.since("20242") == MERGED_ON
    assert not AREAS.names.knows("20242")
    assert load_areas("48").ranked("20242")

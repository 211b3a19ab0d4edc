from __future__ import annotations

from backend.demo import places


def test_the_city_has_94_units_of_three_kinds() -> None:
    wards = places.wards()
    assert len(wards) == 94
    kinds = [ward.kind for ward in wards]
    assert (kinds.count("phường"), kinds.count("xã"), kinds.count("đặc khu")) == (23, 70, 1)
    assert len({ward.code for ward in wards}) == 94


def test_hoang_sa_is_a_special_zone_of_the_city() -> None:
    zone = next(ward for ward in places.wards() if ward.code == places.HOANG_SA_CODE)
    assert (zone.name, zone.kind) == ("Hoàng Sa", "đặc khu")
    assert 15.5 < zone.lat < 17.5
    assert 111 < zone.lon < 113


def test_every_former_commune_went_somewhere() -> None:
    own = [commune for commune in places.former_communes() if commune.ward_codes]
    assert len(own) == 280
    assert len([commune for commune in own if len(commune.ward_codes) == 2]) == 1
    former = [name for ward in places.wards() for name, _lat, _lon in ward.former]
    assert len(former) == 281
    assert former.count("Hòa Liên") == 2


def test_hoa_khanh_was_made_of_its_three_predecessors() -> None:
    ward = next(ward for ward in places.wards() if ward.name == "Hòa Khánh")
    assert {name for name, _lat, _lon in ward.former} == {"Hòa Khánh Nam", "Hòa Minh", "Hòa Sơn"}


def test_neighbours_are_listed_without_a_ward() -> None:
    neighbours = [commune for commune in places.former_communes() if not commune.ward_codes]
    assert len(neighbours) > 100
    assert all(commune.south < commune.north and commune.west < commune.east for commune in neighbours)

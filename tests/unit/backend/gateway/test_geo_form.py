from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.gateway.geo_form import Handed, Reader, attribute_value, is_web_address, is_within
from tests.unit.backend.gateway.given import BOX, KIND, SPOTS


def read(**fields: list[str]) -> Reader:
    return Reader(Handed({"service_code": ["rac"], **fields}), KIND, BOX, None)


def test_without_description_the_title_is_the_service() -> None:
    assert read(address_string=["Chợ Hàn"]).draft("app").title == "Rác thải"


def test_control_signs_and_turned_text_do_not_come_in() -> None:
    draft = read(address_string=["Chợ\x00 Hàn\u202e"], description=["a\r\nb\tc\x1b[31m"]).draft("app")
    assert draft.place == "Chợ  Hàn"
    assert draft.text == "a\nb\tc [31m"


def test_the_last_of_repeated_values_counts() -> None:
    assert read(address_string=["một", "hai"]).draft("app").place == "hai"


def test_a_position_goes_before_a_named_place() -> None:
    fields = {"service_code": ["rac"], "lat": ["16.1"], "long": ["108.2"], "address_id": ["cho-han"]}
    draft = Reader(Handed(fields), KIND, BOX, SPOTS["cho-han"]).draft("app")
    assert (draft.lat, draft.lon, draft.place) == (16.1, 108.2, "Chợ Hàn")


@pytest.mark.parametrize(
    ("data_id", "word", "kept"),
    [
        ("depth_cm", "20.50", "20.5"),
        ("depth_cm", "1_000", None),
        ("depth_cm", "inf", None),
        ("seen_on", "2026-11-24", "2026-11-24"),
        ("seen_on", "2026-13-24", None),
        ("seen_at", "2026-11-24T18:05:00 07:00", "2026-11-24T18:05:00+07:00"),
        ("size", "s", "s"),
        ("size", "S", None),
        ("remark", "gì cũng được", "gì cũng được"),
    ],
)
def test_values_are_kept_in_one_way_of_writing(data_id: str, word: str, kept: str | None) -> None:
    (data,) = (one for one in KIND.data if one.id == data_id)
    assert attribute_value(data, word) == kept


@given(st.dictionaries(st.text(max_size=30), st.lists(st.text(max_size=80), max_size=3), max_size=8))
def test_no_form_breaks_the_reader(fields: dict[str, list[str]]) -> None:
    reader = read(**fields, **{"attribute[size]": ["x"], "lat": ["y"]})
    reader.draft("app")
    assert reader.wrong


def test_positions_on_the_edge_are_inside() -> None:
    assert is_within(BOX, 15.8, 107.8)
    assert not is_within(BOX, 15.79, 107.8)


@given(st.text(max_size=80))
def test_only_web_addresses_pass(word: str) -> None:
    assert not is_web_address(f"javascript:{word}")
    assert not is_web_address(f"//{word}")
    assert is_web_address("https://[::1]:8080/a?b=c#d")
    assert not is_web_address("https://[::1")

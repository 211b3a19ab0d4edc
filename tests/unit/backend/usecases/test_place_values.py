from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.usecases.place_values import ValueWordsError, angle, columns_of, number, pair, slug


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("16.0471", 16.0471), ("16,0471", 16.0471), ("550123,45", 550123.45), ("1.780.000,5", 1780000.5),
        ("1,780,000.5", 1780000.5), ("550 123.45", 550123.45), ("1.780.000", 1780000.0), ("-5", -5.0),
        ("\u22125,5", -5.5), ("1\u00a0780\u00a0000", 1780000.0), ("5e5", 5e5),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(word: str, value: float) -> None:
    assert number(word) == value


@pytest.mark.parametrize("word", ["", "abc", "12a", "1.2.3,4,5", "--5", "nan", "inf", "1e400x"])
def test_what_is_no_number_is_refused(word: str) -> None:
    with pytest.raises(ValueWordsError):
        number(word)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("16.0471", 16.0471), ("16,0471", 16.0471), ("16.0471°", 16.0471), ("16.0471N", 16.0471), ("108,2 Đ", 108.2),
        ("16°02'49.56\"N", 16 + 2 / 60 + 49.56 / 3600), ("16° 02′ 49,56″ B", 16 + 2 / 60 + 49.56 / 3600),
        ("108°13'44\"Đ", 108 + 13 / 60 + 44 / 3600), ("16 02 49.56", 16 + 2 / 60 + 49.56 / 3600),
        ("16:02:49.56", 16 + 2 / 60 + 49.56 / 3600), ("16°02.826'", 16 + 2.826 / 60), ("-16°30'", -16.5),
        ("16°30'S", -16.5), ("16°02'49''N", 16 + 2 / 60 + 49 / 3600),
    ],
)  # fmt: skip
def test_angles_are_read_in_every_spelling(word: str, value: float) -> None:
    assert angle(word) == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize("word", ["16°61'00\"", "16°02'75\"", "mười sáu", "16°x"])
def test_what_is_no_angle_is_refused(word: str) -> None:
    with pytest.raises(ValueWordsError):
        angle(word)


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 59_999))
def test_degrees_minutes_seconds_come_back(d: int, m: int, ms: int) -> None:
    assert angle(f"{d}°{m:02d}'{ms / 1000:06.3f}\"") == pytest.approx(d + m / 60 + ms / 3_600_000, abs=1e-9)


@pytest.mark.parametrize(
    "word",
    ["16.0471, 108.2062", "16.0471;108.2062", "16,0471; 108,2062", "16.0471 108.2062", "16.0471,108.2062"],
)
def test_both_coordinates_may_stand_in_one_cell(word: str) -> None:
    assert pair(word) == pytest.approx((16.0471, 108.2062))


def test_one_number_is_no_pair() -> None:
    with pytest.raises(ValueWordsError, match="no pair"):
        pair("16.0471")


def test_columns_are_understood_by_their_usual_names() -> None:
    found = columns_of(["STT", "Mã trạm", "Tên điểm", "Loại", "Vĩ độ", "Kinh độ", "Phường/Xã", "Ghi chú"], {})
    assert found == {
        "Mã trạm": "place_id", "Tên điểm": "name", "Loại": "kind", "Vĩ độ": "lat", "Kinh độ": "lon",
        "Phường/Xã": "area_name",
    }  # fmt: skip


def test_what_a_person_says_of_a_column_counts_more() -> None:
    assert columns_of(["Tên", "Tên gọi", "x"], {"Tên gọi": "name", "x": ""}) == {"Tên gọi": "name"}


def test_an_id_is_made_of_plain_words() -> None:
    assert slug("camera", "Ngã tư Huế – số 3") == "camera-nga-tu-hue-so-3"

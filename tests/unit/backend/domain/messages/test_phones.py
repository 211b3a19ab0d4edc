from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.messages.phones import Phone, PhoneError, mobile, phone, shown


@pytest.mark.parametrize(
    "written",
    [
        "0905123456",
        "0905 123 456",
        "+84905123456",
        "84905123456",
        "(+84) 905.123.456",
        "0084 905-123-456",
        "+84 0905123456",
    ],
)
def test_one_number_however_it_is_written(written: str) -> None:
    assert phone(written) == Phone("84905123456", mobile=True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("01681234567", "84381234567"),
        ("01201234567", "84701234567"),
        ("0123 456 7890", "84834567890"),
        ("+84 1991234567", "84591234567"),
        ("01864567890", "84564567890"),
    ],
)
def test_prefixes_of_eleven_digits_are_converted(old: str, new: str) -> None:
    assert phone(old) == Phone(new, mobile=True, converted=True)


@pytest.mark.parametrize("written", ["0236 3822 822", "024 3825 3531", "+84 28 3822 9999"])
def test_landlines_are_known_and_take_no_sms(written: str) -> None:
    assert not phone(written).mobile
    with pytest.raises(PhoneError, match="số cố định"):
        mobile(written)


def test_a_mobile_number_is_returned_as_gateways_take_it() -> None:
    assert mobile(" 0905 123 456 ") == "84905123456"


def test_numbers_abroad() -> None:
    assert phone("+81 90-1234-5678").digits == "819012345678"
    assert phone("00 1 202 456 1111").digits == "12024561111"


@pytest.mark.parametrize(
    "written", ["", "abc", "113", "0123456", "090512345", "09051234567", "0905123456 (An)", "+84"]
)
def test_what_is_no_number_is_said_in_words(written: str) -> None:
    with pytest.raises(PhoneError) as caught:
        phone(written)
    assert "không phải số điện thoại" in caught.value.text.vi
    assert "expected" in caught.value.text.en


@pytest.mark.parametrize(
    ("digits", "words"), [("84905123456", "0905 123 456"), ("12024561111", "+1 202-456-1111"), ("?", "?")]
)
def test_shown_as_people_read_it(digits: str, words: str) -> None:
    assert shown(digits) == words


@given(st.text(alphabet="0123456789+ .-()", max_size=16))
def test_a_normalised_number_stays_as_it_is(written: str) -> None:
    try:
        found = phone(written)
    except PhoneError:
        return
    assert found.digits.isdigit()
    assert phone("+" + found.digits).digits == found.digits

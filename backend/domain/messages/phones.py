"""Phone numbers: from whatever people type to what gateways take (`84905123456`)."""

from __future__ import annotations

import re

import msgspec
import phonenumbers

from backend.contract.state import Text

HOME = "VN"
_SHAPE = re.compile(r"[\s(]*\+?[\d\s().\-–/]+")
_NEW_PREFIXES = {
    "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38", "169": "39",
    "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
    "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
    "186": "56", "188": "58", "199": "59",
}  # fmt: skip
"""Eleven-digit mobile prefixes and the ten-digit ones that replaced them.

Source: plan of the Ministry of Information and Communications, 15/9 to 14/11/2018 (QĐ 798/QĐ-BTTTT).
"""
_MOBILE_KINDS = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


class Phone(msgspec.Struct, frozen=True):
    """One phone number."""

    digits: str
    """E.164 without plus: `84905123456`."""
    mobile: bool
    """Takes SMS; a landline does not."""
    converted: bool = False
    """It was written with a prefix that is no longer in use."""


class PhoneError(ValueError):
    """Something that is no phone number."""

    def __init__(self, text: Text) -> None:
        """Keep the words for people."""
        super().__init__(text.vi)
        self.text = text


def phone(written: str) -> Phone:
    """Return the number that a person wrote; without country code it is Vietnamese.

    Raises:
        PhoneError: it is none, in words.
    """
    word = written.strip()
    if not word or not _SHAPE.fullmatch(word):
        raise _error(written, "chỉ viết chữ số, dấu cách và + . - ( )", "only digits, spaces and + . - ( )")
    plain = re.sub(r"[^\d+]", "", word)
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    elif plain.startswith("84") and len(plain) >= 11:
        plain = "+" + plain
    national = _national(plain)
    new = _NEW_PREFIXES.get(national[:3]) if len(national) == 10 else None
    if new:
        plain = f"+84{new}{national[3:]}"
    try:
        number = phonenumbers.parse(plain, HOME)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise _error(written, "viết như 0905 123 456 hoặc +84 236 3822 822", "e.g. 0905 123 456")
    digits = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).lstrip("+")
    return Phone(digits, phonenumbers.number_type(number) in _MOBILE_KINDS, converted=new is not None)


def mobile(written: str) -> str:
    """Return the digits of a number that takes SMS.

    Raises:
        PhoneError: it is none, or a landline, in words.
    """
    found = phone(written)
    if not found.mobile:
        raise PhoneError(
            Text(
                f"số {written.strip()} là số cố định nên không nhận được tin nhắn; cần một số di động",
                f"{written.strip()} is a landline and takes no SMS; expected a mobile number",
            )
        )
    return found.digits


def shown(digits: str) -> str:
    """Return a normalised number as people read it: `0905 123 456`, `+1 202-456-1111`."""
    try:
        number = phonenumbers.parse("+" + digits)
    except phonenumbers.NumberParseException:
        return digits
    form = phonenumbers.PhoneNumberFormat
    home = number.country_code == phonenumbers.country_code_for_region(HOME)
    return phonenumbers.format_number(number, form.NATIONAL if home else form.INTERNATIONAL)


def _national(plain: str) -> str:
    """Return the national part of a Vietnamese number without its leading 0, empty for others."""
    if plain.startswith("+84"):
        return plain[3:].removeprefix("0")
    return plain[1:] if plain.startswith("0") else ""


def _error(written: str, expected_vi: str, expected_en: str) -> PhoneError:
    found = written.strip()
    return PhoneError(
        Text(
            f"'{found}' không phải số điện thoại; {expected_vi}",
            f"'{found}' is no phone number; expected {expected_en}",
        )
    )

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.channels.carrying.sms_text import GSM7, UCS2, decode, encode, is_gsm7
from tests.peers import smpp_codec as peer

GSM = st.text(
    st.sampled_from(sorted(set(peer.GSM) - {"\x1b"} | set(peer.GSM_EXTENSION.values()))), max_size=700
)


@pytest.mark.parametrize(
    ("text", "data_coding", "n_parts"),
    [
        ("", GSM7, 1),
        ("a" * 160, GSM7, 1),
        ("a" * 161, GSM7, 2),
        ("a" * 306, GSM7, 2),
        ("a" * 307, GSM7, 3),
        ("€" * 80, GSM7, 1),
        ("€" * 81, GSM7, 2),
        ("ạ" * 70, UCS2, 1),
        ("ạ" * 71, UCS2, 2),
        ("ạ" * 134, UCS2, 2),
        ("ạ" * 135, UCS2, 3),
    ],
)
def test_parts_are_counted_as_networks_do(text: str, data_coding: int, n_parts: int) -> None:
    found = encode(text)
    assert (found.data_coding, len(found.parts)) == (data_coding, n_parts)


@given(GSM)
def test_a_stranger_reads_the_gsm_alphabet_as_we_wrote_it(text: str) -> None:
    found = encode(text)
    assert found.data_coding == GSM7
    assert "".join(peer.text_of(one, GSM7) for one in found.parts) == text
    assert "".join(decode(one, GSM7) for one in found.parts) == text


@given(st.text(max_size=500))
def test_any_text_survives_in_parts_that_fit(text: str) -> None:
    text = text.encode("utf-16", "replace").decode("utf-16")
    found = encode(text)
    assert "".join(decode(one, found.data_coding) for one in found.parts) == text
    for one in found.with_headers(7):
        assert len(one) <= (160 if found.data_coding == GSM7 else 140)


def test_no_character_is_torn_apart() -> None:
    for text in ("a" * 152 + "€" * 10, "ạ" * 66 + "😀" * 10):
        found = encode(text)
        assert len(found.parts) == 2
        assert "".join(peer.text_of(one, found.data_coding) for one in found.parts) == text


def test_parts_carry_reference_number_and_place() -> None:
    headed = encode("a" * 161).with_headers(77)
    assert [one[:6] for one in headed] == [bytes([5, 0, 3, 77, 2, 1]), bytes([5, 0, 3, 77, 2, 2])]
    assert encode("a").with_headers(77) == (b"a",)


def test_one_long_part_where_parts_are_not_wanted() -> None:
    assert len(encode("a" * 500, parts=False).parts) == 1


def test_vietnamese_needs_ucs2_and_bare_letters_do_not() -> None:
    assert not is_gsm7("Ngập")
    assert is_gsm7("Ngap 5€ [khu A]")


@given(st.binary(max_size=20), st.sampled_from([0, 1, 3, 8, 245]))
def test_any_bytes_can_be_shown(raw: bytes, data_coding: int) -> None:
    assert isinstance(decode(raw, data_coding), str)

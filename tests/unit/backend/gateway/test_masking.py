from __future__ import annotations

import pytest

from backend.gateway.masking import masked


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("gọi 0905 123 456 nhé", "gọi ••• nhé"),
        ("0905.123.456", "•••"),
        ("+84 (905) 123-456", "•••"),
        ("CCCD 048090001234.", "CCCD •••."),
        ("thư: an.nguyen+1@mail.danang.gov.vn", "thư: •••"),
        ("PAHT.20261124.0025 trùng", "PAHT.20261124.0025 trùng"),
        ("ngày 24/11/2026 lúc 18:05", "ngày 24/11/2026 lúc 18:05"),
        ("số nhà 128/45, sâu 20 cm, 16.0678, 108.2208", "số nhà 128/45, sâu 20 cm, 16.0678, 108.2208"),
        ("", ""),
    ],
)
def test_numbers_and_addresses_of_people_are_blotted_out_and_nothing_else(text: str, left: str) -> None:
    assert masked(text) == left


def test_long_runs_do_not_take_long() -> None:
    assert masked("1 " * 20_000 + "@" * 20_000 + "a." * 20_000)

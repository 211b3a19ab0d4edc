from __future__ import annotations

import pytest

from backend.channels.scan import kind_names
from backend.domain.messages.ways import WAYS, names_channel, way_of


@pytest.mark.parametrize(
    ("kind", "way"),
    [
        ("smtp", "email"),
        ("smpp", "sms"),
        ("sms_http", "sms"),
        ("zalo", "zalo"),
        ("notify", "notify"),
        ("fax", "webhook"),
    ],
)
def test_kinds_of_channel_are_ways(kind: str, way: str) -> None:
    assert way_of(kind) == way


def test_every_way_has_a_kind_of_channel() -> None:
    assert {way_of(kind) for kind in kind_names()} == set(WAYS)


def test_a_channel_is_named_by_id_kind_or_way() -> None:
    for name in ("brand-1", "smpp", "sms"):
        assert names_channel(name, "brand-1", "smpp")
    assert not names_channel("sms_http", "brand-1", "smpp")

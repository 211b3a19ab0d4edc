from __future__ import annotations

import msgspec
import pytest

from backend.channels.carrying.reports import RefusedReportError, decoded, need_secret
from tests.unit.backend.channels.given import Memory


class Shape(msgspec.Struct):
    n: int


def test_numbers_may_come_as_text() -> None:
    assert decoded(b'{"n":"7","more":1}', Shape).n == 7


@pytest.mark.parametrize("body", [b"", b"[]", b'{"n":"x"}', b"\xff", b'{"n":1'])
def test_what_cannot_be_read_is_refused_as_unreadable(body: bytes) -> None:
    with pytest.raises(RefusedReportError) as caught:
        decoded(body, Shape)
    assert not caught.value.forged


@pytest.mark.parametrize("name", ["", "absent", "empty"])
def test_without_a_key_nothing_is_believed(name: str) -> None:
    with pytest.raises(RefusedReportError, match="`key_secret`") as caught:
        need_secret(Memory(empty=""), name, "key_secret")
    assert caught.value.forged
    assert need_secret(Memory(a="b"), "a", "key_secret") == "b"

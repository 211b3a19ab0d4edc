from __future__ import annotations

import pytest

from backend.contract.state import Text
from backend.gateway.errors import GatewayError, language_of, phrase


def test_a_refusal_without_reason_has_the_usual_words() -> None:
    assert GatewayError(429).reasons == (phrase(429),)
    assert "418" in phrase(418).vi
    assert str(GatewayError(400, Text("một", "one"), Text("hai"))) == "one; hai"


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "vi"), ("*", "vi"), ("en", "en"), ("en-US,en;q=0.9", "en"), ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("en;q=0.5,vi;q=0.7", "vi"), ("fr", "vi"), ("en;q=x", "vi"), (",;,", "vi"),
    ],
)  # fmt: skip
def test_the_language_is_the_one_that_is_preferred(accept: str, language: str) -> None:
    assert language_of(accept) == language

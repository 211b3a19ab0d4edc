from __future__ import annotations

from typing import Any

from backend.contract.state import Text
from backend.gateway.answering import document, form_wanted, language_wanted, refusal
from backend.gateway.errors import GatewayError


def scope(path: str, **headers: str) -> dict[str, Any]:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "path": path, "headers": pairs}


def test_spelling_and_language_come_from_the_request() -> None:
    asked = scope("/a", accept="text/xml", accept_language="en")
    assert (form_wanted(asked), language_wanted(asked)) == ("xml", "en")
    answer = refusal(asked, GatewayError(404, Text("không", "no"), headers={"Retry-After": "3"}))
    assert bytes(answer.body).endswith(
        b"<errors><error><code>404</code><description>no</description></error></errors>\n"
    )
    assert (answer.status_code, answer.headers["retry-after"]) == (404, "3")


def test_answers_are_not_kept_on_the_way() -> None:
    answer = document(scope("/a.json"), "a", {"b": 1})
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json; charset=utf-8"

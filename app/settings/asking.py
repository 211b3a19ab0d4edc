"""Questions to the daemon whose answer is either what was asked for, or words why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from app.console.refusals import refusal_words
from backend.contract.messages import ReplyBody, RequestBody
from backend.contract.work_requests import BackTestRule
from widgets.live import LiveData

Answer = TypeVar("Answer")
DEADLINE_S = 15.0
LONG_S: dict[type, float] = {BackTestRule: 620.0}
"""The daemon tries one rule at a time and gives each five minutes: ours may wait for another one."""


def ask(
    live: LiveData,
    body: RequestBody,
    kind: type[Answer],
    on_answer: Callable[[Answer], None],
    on_refusal: Callable[[str], None],
) -> None:
    """Ask the daemon; exactly one of the two is called, on the GUI thread."""

    def take(reply: ReplyBody) -> None:
        if isinstance(reply, kind):
            on_answer(reply)
        else:
            on_refusal(refusal_words(reply))

    live.request(body, take, LONG_S.get(type(body), DEADLINE_S))

"""Answers which open cases may be one and the same, so that a person merges them."""

from __future__ import annotations

from msgspec.structs import replace

from backend.contract.case_likeness import AlikeCase, AlikeCases, GetAlike
from backend.contract.messages import ReplyBody
from backend.engine.cases.register import Register
from backend.engine.cases.scope import no_case, sees
from backend.engine.sessions import Session
from backend.engine.work.bench import Bench, Handlers

MOST = 12
"""So many are answered: what a person can compare."""


class OnLikeness:
    """Handler of the question before a merger."""

    def __init__(self, bench: Bench, register: Register) -> None:
        """Answer from what `register` knows of open cases."""
        self._bench, self._register = bench, register

    def handlers(self) -> Handlers:
        """Return the handler."""
        return {GetAlike: self._alike}

    async def _alike(self, body: GetAlike, session: Session) -> ReplyBody:
        file = await self._register.get(body.case_id)
        if file is None or not sees(session, file):
            return no_case(body.case_id)
        engaged = self._register.engaged
        calls = engaged.calls(file.kind)
        found = [(calls[each.case_id], each) for each in engaged.alike(file, MOST)]
        return AlikeCases(
            tuple(
                AlikeCase(replace(other, notes=()), each.same_phone, each.apart_m)
                for other, each in found
                if sees(session, other)
            )
        )

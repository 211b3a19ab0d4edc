"""Answers to messages about a case: a word does an action, everything else is a remark in its story."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from backend.contract.cases import CaseFile
from backend.domain.cases.change import Actor, CaseRefusedError
from backend.domain.cases.sending import answered
from backend.domain.messages.delivery import MessageChange
from backend.engine.cases.register import Register

if TYPE_CHECKING:
    from backend.engine.work.casework import Casework

CONTACT = "contact"
"""Role of somebody who answers a message, in the actions of a kind."""
CASE = "case_id"
"""Field of a message that names the case which it is about."""


def take_reply(work: Casework, change: MessageChange, now: float) -> None:
    """Do to a case what somebody asks for who answers a message.

    Args:
        work: incidents, messages and the register.
        change: of a message that was answered.
        now: s since epoch.
    """
    register, text = work.register, str(change.payload.get("text", "")).strip()
    if register is None or not text:
        return
    message = change.message
    meant = message.fields.get(CASE, "")
    person = work.setup.messages.contacts.person(message.person_id)
    order = register.engaged.order_of(person.place_id) if person is not None and person.place_id else ""
    # the order that a crew works on goes before what it was told of last
    if case_id := order or meant:
        register.soon(case_id, functools.partial(_apply, register, case_id, message.to_name, text))


def _apply(register: Register, case_id: str, who: str, text: str, now: float) -> None:
    file = register.held(case_id)
    if file is None:
        return
    spec = register.kinds[file.kind].spec
    if not spec.replies:
        return
    action, rest = answered(spec, text)
    try:
        if action:
            values = {"note": rest} if rest else {}
            register.act_on(case_id, action, values, Actor(who, CONTACT), now)
        else:
            register.note_on(case_id, text, Actor(who, "system"), now)
    except CaseRefusedError as error:
        _remark(register, file, who, f"{text} (không thực hiện được: {error.text.vi})", now)


def _remark(register: Register, file: CaseFile, who: str, text: str, now: float) -> None:
    """Keep an answer that came too late, or in vain: nothing that a crew says is lost."""
    try:
        register.note_on(file.case_id, text, Actor(who, "system"), now)
    except CaseRefusedError:
        return  # the case is deleted; the answer stands beside its message all the same

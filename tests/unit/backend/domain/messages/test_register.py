from __future__ import annotations

from typing import Any

from backend.contract.work import Message
from backend.domain.messages.register import KEEP_S, Register


def message(message_id: str = "TN1.brand", **fields: Any) -> Message:
    given: dict[str, Any] = {
        "message_id": message_id, "key": f"k-{message_id}", "channel": "brand", "to": "84905123456",
        "to_name": "An", "subject": "", "body": "", "state": "queued", "created_at": 0.0, "changed_at": 0.0,
        "due_at": 0.0,
    }  # fmt: skip
    return Message(**(given | fields))


def test_a_message_is_found_by_everything() -> None:
    register = Register()
    register.keep(message(remote_id="r1"))
    assert register.reported("brand", "r1", "") == register.get("TN1.brand")
    assert register.reported("", "", "k-TN1.brand") == register.get("TN1.brand")
    assert register.reported("other", "r1", "") is None
    assert register.reported("brand", "", "") is None
    assert register.knows_cause("TN1.mail")
    assert not register.knows_cause("TN2.brand")


def test_open_ones_may_change_while_one_looks_at_them() -> None:
    register = Register()
    for i in range(3):
        register.keep(message(f"TN{i}.brand"))
    for each in register.open():
        register.keep(message(each.message_id, state="sent"))
        register.keep(message(f"{each.message_id}.more"))
    assert sorted(m.message_id for m in register.open()) == [f"TN{i}.brand.more" for i in range(3)]


def test_a_reply_belongs_to_the_newest_that_left() -> None:
    register = Register()
    register.keep(message("TN1.brand", n_tries=1, changed_at=10.0))
    register.keep(message("TN2.brand", n_tries=1, changed_at=5.0))
    register.keep(message("TN3.brand", changed_at=20.0))
    register.keep(message("TN4.mail", n_tries=1, to="An@X.vn"))
    found = register.replied("+84 905 123 456")
    assert found is not None
    assert found.message_id == "TN1.brand"
    by_mail = register.replied("an@x.vn ")
    assert by_mail is not None
    assert by_mail.message_id == "TN4.mail"
    assert register.replied("0905 999 999") is None


def test_old_closed_ones_are_forgotten_wholly_and_open_ones_never() -> None:
    register = Register()
    register.keep(message("TN1.brand", state="sent", remote_id="r1"))
    register.keep(message("TN2.brand"))
    register.prune(KEEP_S + 1)
    assert [m.message_id for m in register.all()] == ["TN2.brand"]
    assert not register.knows_cause("TN1.brand")
    assert register.reported("brand", "r1", "k-TN1.brand") is None


def test_a_cause_is_known_until_its_last_message_is_forgotten() -> None:
    register = Register()
    register.keep(message("TN1.brand", state="failed"))
    register.keep(message("TN1.mail", state="sent", changed_at=KEEP_S))
    register.prune(KEEP_S + 1)
    assert register.knows_cause("TN1.brand")

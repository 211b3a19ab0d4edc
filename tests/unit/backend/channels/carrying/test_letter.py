from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.channels.base import Outgoing
from backend.channels.carrying.letter import BadAddressError, letter, message_id, reject_address
from tests.unit.backend.channels.given import message

SENDER = "canhbao@danang.gov.vn"


def read(out: Outgoing) -> EmailMessage:
    found = message_from_bytes(letter(out, SENDER, "Trung tâm"), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


@given(subject=st.text(max_size=80), name=st.text(max_size=40), body=st.text(max_size=200))
def test_no_text_of_ours_becomes_a_header_of_its_own(subject: str, name: str, body: str) -> None:
    found = read(message(to="a@b.vn", subject=subject, to_name=name, body=body))
    assert set(found.keys()) == {
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Toancanh-Key"),
        *("Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
    }
    assert found["To"].addresses[0].addr_spec == "a@b.vn"


def test_line_ends_in_the_subject_become_blanks() -> None:
    assert read(message(to="a@b.vn", subject="Ngập\r\nBcc: x@y.vn"))["Subject"] == "Ngập Bcc: x@y.vn"


def test_without_subject_the_beginning_of_the_text_stands_for_it() -> None:
    assert read(message(to="a@b.vn", body="Nước lên\n" * 30))["Subject"].startswith("Nước lên Nước lên")


def test_the_same_message_is_the_same_bytes() -> None:
    out = message(to="a@b.vn", body="Ngập", data=b"x" * 100, media_type="image/png")
    assert letter(out, SENDER) == letter(out, SENDER)


def test_robots_stay_silent_and_times_are_those_of_the_cause() -> None:
    found = read(message(to="a@b.vn"))
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Date"].datetime.timestamp() == message().at


@pytest.mark.parametrize(
    ("media_type", "name"),
    [("application/pdf", "toancanh.pdf"), ("", "toancanh.bin"), ("weird", "toancanh.bin")],
)
def test_attachments_have_a_name(media_type: str, name: str) -> None:
    (found,) = read(message(to="a@b.vn", data=b"1", media_type=media_type)).iter_attachments()
    assert found.get_filename() == name
    assert found.get_content() == b"1"


@pytest.mark.parametrize(
    "address", ["", "a", "a@", "@b.vn", "a@b.vn\n", "a b@c.vn", "á@b.vn", "a@b.vn,c@d.vn", "<a@b.vn>"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadAddressError):
        letter(message(to=address), SENDER)
    with pytest.raises(ValueError, match="`sender`"):
        reject_address("sender", address)


def test_message_ids_are_made_of_key_and_domain() -> None:
    assert message_id("k", SENDER) == message_id("k", SENDER) != message_id("l", SENDER)
    assert message_id("k", SENDER).endswith("@danang.gov.vn>")

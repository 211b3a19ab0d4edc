"""An e-mail as it goes over the line: the same message, byte for byte, at every attempt."""

from __future__ import annotations

import email.utils
import hashlib
import mimetypes
import re
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage

from backend.channels.base import Outgoing
from backend.contract.state import Text

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")

_BYTES = "application/octet-stream"


class BadAddressError(ValueError):
    """An e-mail address that cannot be written to."""

    def __init__(self, address: str) -> None:
        """Name the address."""
        self.words = Text(
            f"{address!r} không phải địa chỉ thư điện tử: sửa trong danh bạ",
            f"{address!r} is no e-mail address: mend it in the address book",
        )
        super().__init__(self.words.en)


def reject_address(field: str, address: str) -> None:
    """Check an address of the settings.

    Raises:
        ValueError: it is none.
    """
    if not _ADDRESS.fullmatch(address):
        raise ValueError(
            f"`{field}`: {address!r} is no e-mail address, expected e.g. trung.tam@danang.gov.vn"
        )


def letter(out: Outgoing, sender: str, sender_name: str = "", reply_to: str = "") -> bytes:
    """Return the message with UTF-8 subject and body, and its attachment if it has one.

    Raises:
        BadAddressError: the recipient's address is none.
    """
    if not _ADDRESS.fullmatch(out.to):
        raise BadAddressError(out.to)
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = Address(_line(sender_name), addr_spec=sender)
    message["To"] = Address(_line(out.to_name), addr_spec=out.to)
    if reply_to:
        message["Reply-To"] = reply_to
    message["Subject"] = _line(out.subject) or _line(out.body)[:80]
    message["Date"] = email.utils.formatdate(out.at)
    message["Message-ID"] = message_id(out.key, sender)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office robots stay silent
    message["X-Toancanh-Key"] = _line(out.key)
    message.set_content(out.body, charset="utf-8", cte="base64")
    if out.data is not None:
        _attach(message, out)
    return message.as_bytes()


def message_id(key: str, sender: str) -> str:
    """Return a Message-ID made of the key, so that mail systems know a second attempt."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{sender.rpartition('@')[2]}>"


def _attach(message: EmailMessage, out: Outgoing) -> None:
    media_type = out.media_type if re.fullmatch(r"[\w.+-]+/[\w.+-]+", out.media_type) else _BYTES
    main, _, sub = media_type.partition("/")
    name = f"toancanh{mimetypes.guess_extension(media_type) or '.bin'}"
    message.add_attachment(out.data, maintype=main, subtype=sub, filename=name)
    # The boundary is random by default; the key makes it the same at every attempt.
    message.set_boundary(f"=={hashlib.sha256(out.key.encode()).hexdigest()[:32]}==")


def _line(text: str) -> str:
    """Return one line: a line end in a header would begin another header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())

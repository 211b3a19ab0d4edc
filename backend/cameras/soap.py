"""SOAP messages of ONVIF: made with a fresh proof of the password, read with suspicion.

Source: SOAP 1.2; OASIS Web Services Security UsernameToken Profile 1.0; ONVIF Core Specification 5.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
from typing import NamedTuple
from xml.sax.saxutils import escape

from lxml import etree

NAMES = {
    "s": "http://www.w3.org/2003/05/soap-envelope",
    "tds": "http://www.onvif.org/ver10/device/wsdl",
    "trt": "http://www.onvif.org/ver10/media/wsdl",
    "tptz": "http://www.onvif.org/ver20/ptz/wsdl",
    "tt": "http://www.onvif.org/ver10/schema",
    "wsse": "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
    "wsu": "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd",
}
DIGEST = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest"
MOST_BYTES = 1_000_000
_BODY_NAMES = " ".join(f'xmlns:{short}="{NAMES[short]}"' for short in ("s", "tds", "trt", "tptz", "tt"))


class SoapError(ValueError):
    """Not a SOAP message; says why."""


class FaultError(ValueError):
    """A camera's answer that it cannot or will not."""

    def __init__(self, code: str, reason: str) -> None:
        """Keep the innermost code, such as `NotAuthorized`, and the camera's own words."""
        self.code, self.reason = code, reason
        super().__init__(f"{code}: {reason}")

    @property
    def unauthorised(self) -> bool:
        """Return whether user, password or the time of the proof were refused."""
        return self.code in ("NotAuthorized", "FailedAuthentication", "InvalidSecurityToken", "FailedCheck")


class Proof(NamedTuple):
    """What a UsernameToken is made of."""

    user: str
    password: str
    nonce: bytes
    """16 random bytes, never used twice."""
    created_at: float
    """Instant by the camera's own clock, s since epoch: a camera refuses a proof that seems old."""


def instant(at: float) -> str:
    """Return an instant (s since epoch) as XML Schema writes it, in UTC to the millisecond."""
    moment = datetime.datetime.fromtimestamp(at, datetime.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def digest(nonce: bytes, created: str, password: str) -> str:
    """Return Base64(SHA-1(nonce + created + password)), as the UsernameToken profile says."""
    raw = hashlib.sha1(nonce + created.encode() + password.encode(), usedforsecurity=False).digest()
    return base64.b64encode(raw).decode()


def envelope(body: str, proof: Proof | None = None) -> bytes:
    """Return a message with `body` (XML with the prefixes of `NAMES`), proved where a proof is given."""
    head = f"<s:Header>{_security(proof)}</s:Header>" if proof is not None else ""
    text = f"<s:Envelope {_BODY_NAMES}>{head}<s:Body>{body}</s:Body></s:Envelope>"
    return b'<?xml version="1.0" encoding="UTF-8"?>' + text.encode()


def _security(proof: Proof) -> str:
    created = instant(proof.created_at)
    nonce = base64.b64encode(proof.nonce).decode()
    return (
        f'<wsse:Security s:mustUnderstand="true" xmlns:wsse="{NAMES["wsse"]}" xmlns:wsu="{NAMES["wsu"]}">'
        f"<wsse:UsernameToken><wsse:Username>{escape(proof.user)}</wsse:Username>"
        f'<wsse:Password Type="{DIGEST}">{digest(proof.nonce, created, proof.password)}</wsse:Password>'
        f"<wsse:Nonce>{nonce}</wsse:Nonce><wsu:Created>{created}</wsu:Created>"
        "</wsse:UsernameToken></wsse:Security>"
    )


def parse(raw: bytes) -> etree._Element:
    """Return the root of an XML document from outside: no entity, no document type, no other file.

    Raises:
        SoapError: too long, not XML, or with a document type.
    """
    if len(raw) > MOST_BYTES:
        raise SoapError(f"{len(raw)} bytes, more than {MOST_BYTES}")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    if b"<!DOCTYPE" in raw:  # before the parser counts its entities
        raise SoapError("it has a document type, which SOAP forbids")
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SoapError(f"not XML: {error}") from None
    if root.getroottree().docinfo.doctype:
        raise SoapError("it has a document type, which SOAP forbids")
    return root


def body_of(raw: bytes) -> etree._Element:
    """Return the first element in the body of an answer.

    Raises:
        SoapError: not a SOAP message.
        FaultError: the other side says that it cannot.
    """
    root = parse(raw)
    body = root.find("s:Body", NAMES)
    if body is None or root.tag != f"{{{NAMES['s']}}}Envelope" or len(body) == 0:
        raise SoapError("not a SOAP 1.2 message with a body")
    found = body[0]
    if found.tag == f"{{{NAMES['s']}}}Fault":
        codes = [text_of(one).rpartition(":")[2] for one in found.iter(f"{{{NAMES['s']}}}Value")]
        reason = " ".join(text_of(found, ".//s:Reason/s:Text").split())
        raise FaultError(codes[-1] if codes else "", reason[:300])
    return found


def text_of(element: etree._Element | None, path: str = "") -> str:
    """Return the stripped text of an element, or of the first one at `path` below it; empty without one."""
    found = element.find(path, NAMES) if element is not None and path else element
    return (found.text or "").strip() if found is not None else ""

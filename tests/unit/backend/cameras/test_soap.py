from __future__ import annotations

import base64

import pytest

from backend.cameras import soap
from backend.demo.onvif_device import BOMB

FAULT = (
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Code><s:Value>s:Sender'
    "</s:Value><s:Subcode><s:Value>ter:NotAuthorized</s:Value></s:Subcode></s:Code><s:Reason>"
    '<s:Text xml:lang="en">  Sender not\n authorized </s:Text></s:Reason></s:Fault></s:Body></s:Envelope>'
)


def test_the_digest_is_that_of_the_onvif_programmers_guide() -> None:
    nonce = base64.b64decode("LKqI6G/AikKCQrN0zqZFlg==")
    found = soap.digest(nonce, "2010-09-16T07:50:45Z", "userpassword")
    assert found == "tuOSpGlFlIXsozq4HFNeeGeFLEI="


def test_an_envelope_carries_a_proof_whatever_signs_stand_in_the_name() -> None:
    proof = soap.Proof("a<b>&", "mật khẩu", b"0123456789abcdef", 1_790_000_000.5)
    root = soap.parse(soap.envelope("<tds:GetServices/>", proof))
    token = root.find("s:Header/wsse:Security/wsse:UsernameToken", soap.NAMES)
    created = soap.text_of(token, "wsu:Created")
    assert soap.text_of(token, "wsse:Username") == "a<b>&"
    assert created == "2026-09-21T14:13:20.500Z"
    assert soap.text_of(token, "wsse:Password") == soap.digest(proof.nonce, created, "mật khẩu")
    assert soap.body_of(soap.envelope("<tds:X/>")).tag.endswith("}X")


def test_a_fault_is_its_innermost_code_and_its_words() -> None:
    with pytest.raises(soap.FaultError) as caught:
        soap.body_of(FAULT.encode())
    assert (caught.value.code, caught.value.reason) == ("NotAuthorized", "Sender not authorized")
    assert caught.value.unauthorised
    assert not soap.FaultError("Action", "stuck").unauthorised


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (BOMB, "document type"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "document type"),
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16"), "document type"),
        (b"HTTP error", "not XML"),
        (b"", "not XML"),
        (b"<a/>", "SOAP 1.2"),
        (FAULT.replace("2003/05", "2001/12").encode(), "SOAP 1.2"),
        (b" " * (soap.MOST_BYTES + 1), "bytes"),
    ],
)  # fmt: skip
def test_what_is_no_soap_is_refused_before_it_can_do_harm(raw: bytes, why: str) -> None:
    with pytest.raises(soap.SoapError, match=why):
        soap.body_of(raw)

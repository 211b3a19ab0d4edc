from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from backend.channels import scan, sms_http
from backend.channels.base import Incoming, Outgoing, Receipt
from backend.channels.carrying.http import Answer
from backend.channels.carrying.reports import RefusedReportError
from tests.peers.starting import Peer
from tests.unit.backend.channels.given import Memory, means, message

SECRETS = Memory(esms_api_key="api-key", esms_secret_key="secret-key", esms_callback="tok en")
ESMS = {
    "id": "sms",
    "kind": "sms_http",
    "name": "Tin nhắn",
    "url": "https://rest.esms.vn/",
    "sender": "UBND-DN",
    "body": {
        "ApiKey": "{secret:esms_api_key}",
        "SecretKey": "{secret:esms_secret_key}",
        "Phone": "{to}",
        "Content": "{body}",
        "Brandname": "{sender}",
        "SmsType": "2",
        "IsUnicode": "{unicode}",
        "RequestId": "{key}",
    },
    "code_field": "/CodeResult",
    "ok_codes": ["100"],
    "duplicate_codes": ["124"],
    "again_codes": ["99"],
    "id_field": "/SMSID",
    "words_field": "/ErrorMessage",
    "reports": {
        "token_secret": "esms_callback",
        "id_field": "SMSID",
        "key_field": "RequestId",
        "to_field": "phonenumber",
        "state_field": "SendStatus",
        "states": {"4": "failed", "5": "delivered", "7": "sent"},
    },
}


def config(**more: Any) -> sms_http.Config:
    return msgspec.convert({**ESMS, **more}, sms_http.Config)


def sent(peer: Peer, path: str, *outs: Outgoing, secrets: Memory = SECRETS, **more: Any) -> list[Receipt]:
    async def scene() -> list[Receipt]:
        url = f"http://127.0.0.1:{peer.port}{path}"
        channel = sms_http.Channel(config(url=url, **more), means(secrets))
        receipts = [await channel.send(out) for out in outs]
        await channel.close()
        return receipts

    return asyncio.run(scene())


def received(peer: Peer, key: str) -> list[dict[str, Any]]:
    return [one for one in peer.received() if one["key"] == key]


def test_a_text_arrives_in_the_gateways_fields(gateway: Peer) -> None:
    (receipt,) = sent(gateway, "/esms", message("s1", body="Ngập sâu {key} 0,6 m"))
    assert (receipt.state, receipt.remote_id[:4]) == ("sent", "sms-")
    fields = json.loads(received(gateway, "s1")[0]["body"])
    assert fields == {
        "ApiKey": "api-key",
        "SecretKey": "secret-key",
        "Phone": "84905123456",
        "Content": "Ngập sâu {key} 0,6 m",
        "Brandname": "UBND-DN",
        "SmsType": "2",
        "IsUnicode": "1",
        "RequestId": "s1",
    }


@pytest.mark.parametrize("first", ["hangup", "slow"])
def test_a_lost_answer_causes_no_second_message(gateway: Peer, first: str) -> None:
    key = f"s2-{first}"
    receipts = sent(gateway, f"/esms?first={first}&s=3", message(key), message(key), timeout_s=1.0)
    assert [one.state for one in receipts] == ["unknown", "sent"]
    assert receipts[0].again
    assert Counter(one["accepted"] for one in received(gateway, key)) == {True: 1, False: 1}


def test_a_gateway_that_recovers_gets_the_message_once(gateway: Peer) -> None:
    receipts = sent(gateway, "/flaky?n=2", *[message("s3")] * 4)
    assert [(one.state, one.again) for one in receipts] == [("failed", True)] * 2 + [("sent", False)] * 2
    assert Counter(one["accepted"] for one in received(gateway, "s3")) == {True: 1, False: 3}


@pytest.mark.parametrize(
    ("path", "state", "again", "after_s"),
    [
        ("/garbage", "unknown", True, None),
        ("/huge", "unknown", True, None),
        ("/cut", "unknown", True, None),
        ("/hangup", "unknown", True, None),
        ("/500", "failed", True, None),
        ("/429", "failed", True, 7.0),
        ("/404", "failed", False, None),
    ],
)
def test_what_misbehaving_gateways_mean(
    gateway: Peer, path: str, state: str, again: bool, after_s: float | None
) -> None:
    (receipt,) = sent(gateway, path, message(f"s4{path}"))
    assert (receipt.state, receipt.again, receipt.again_after_s) == (state, again, after_s)
    assert receipt.reason.vi != receipt.reason.en


def test_who_fears_doubled_texts_more_than_lost_ones_may_say_so(gateway: Peer) -> None:
    for path in ("/hangup", "/garbage"):
        (receipt,) = sent(gateway, path, message(f"s5{path}"), repeat_unknown=False)
        assert (receipt.state, receipt.again) == ("unknown", False)


def test_a_wrong_password_fails_for_good(gateway: Peer) -> None:
    wrong = Memory(esms_api_key="api-key", esms_secret_key="mistyped")
    (receipt,) = sent(gateway, "/esms", message("s6"), secrets=wrong)
    assert (receipt.state, receipt.again) == ("failed", False)
    assert "101" in receipt.reason.vi
    assert "Authorize Failed" in receipt.reason.vi


@pytest.mark.parametrize("encoding", ["json", "form", "query"])
def test_secrets_never_reach_reasons_or_logs(
    gateway: Peer, caplog: pytest.LogCaptureFixture, encoding: str
) -> None:
    caplog.set_level(logging.DEBUG)
    keys = Memory(esms_api_key="a/p&i ké", esms_secret_key="s3cr3t=%")
    receipts = sent(gateway, "/echo", message("s7"), secrets=keys, encoding=encoding)
    receipts += sent(gateway, "/hangup", message("s7"), secrets=keys, encoding=encoding)
    shown = " ".join(f"{one.reason.vi} {one.reason.en}" for one in receipts) + caplog.text
    assert "•••" in shown or encoding == "query"
    assert not [one for one in ("p&i", "p%26i", "s3cr3t", "ké") if one in shown]


def test_a_missing_secret_is_named(gateway: Peer) -> None:
    (receipt,) = sent(gateway, "/esms", message("s8"), secrets=Memory(esms_api_key="a"))
    assert "keyring set toancanh esms_secret_key" in receipt.reason.vi
    assert received(gateway, "s8") == []


def test_the_token_of_reports_may_stand_in_the_callback_address(gateway: Peer) -> None:
    body = {"RequestId": "{key}", "CallbackUrl": "https://a.vn/?token={secret:esms_callback}"}
    (receipt,) = sent(gateway, "/ok", message("s16"), body=body)
    assert receipt.state == "sent"
    assert json.loads(received(gateway, "s16")[0]["body"])["CallbackUrl"] == "https://a.vn/?token=tok en"


def test_forms_queries_and_addresses_are_filled_safely(gateway: Peer) -> None:
    sent(gateway, "/ok", message("s9", body="a&b=c"), encoding="form", code_field="")
    sent(
        gateway,
        "/ok?RequestId={key}&Content={body}",
        message("s10", body="a&RequestId=x"),
        code_field="",
        body={},
        method="GET",
    )
    sent(gateway, "/ok", message("s11", body="a&b"), code_field="", encoding="query", method="GET")
    assert "Content=a%26b%3Dc" in received(gateway, "s9")[0]["body"]
    assert received(gateway, "s10")[0]["method"] == "GET"
    assert len(received(gateway, "s11")) == 1


def test_a_text_that_is_too_long_never_leaves(gateway: Peer) -> None:
    (receipt,) = sent(gateway, "/esms", message("s12", body="x" * 613))
    assert (receipt.state, receipt.again) == ("failed", False)
    assert received(gateway, "s12") == []


def test_one_line_when_lost_and_one_when_back(gateway: Peer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="backend.channels")
    sent(gateway, "/esms?first=hangup", message("s13"), message("s14"), message("s13"), message("s14"))
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


@pytest.mark.parametrize(
    ("status", "body", "state", "again"),
    [
        (200, b'{"CodeResult": 100, "SMSID": 7}', "sent", False),
        (200, b'{"CodeResult": "99"}', "failed", True),
        (400, b'{"CodeResult": "124"}', "sent", False),
        (200, b'{"CodeResult": true}', "unknown", True),
        (200, b'{"CodeResult": {"a": 1}}', "unknown", True),
        (200, b"[1, 2]", "unknown", True),
        (200, b"", "unknown", True),
    ],
)
def test_codes_are_judged(status: int, body: bytes, state: str, again: bool) -> None:
    receipt = sms_http.judge(config(), Answer(status, body), [])
    assert (receipt.state, receipt.again) == (state, again)


def test_fields_of_an_answer_are_found_by_json_pointer() -> None:
    one = config(code_field="/results/0/a~1b", ok_codes=["0"], id_field="/results/0/id")
    assert sms_http.judge(one, Answer(200, b'{"results":[{"a/b":0,"id":"x9"}]}'), []) == Receipt("sent", "x9")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"body": {"a": ["{phone}"]}}, "{phone} is no blank"),
        ({"headers": {"X": "{secret}"}}, "{secret} is no blank"),
        ({"ok_codes": []}, "ok_codes"),
        ({"code_field": "CodeResult"}, "JSON pointer"),
        ({"url": "ftp://a"}, "http"),
    ],
)
def test_wrong_settings_are_named(more: dict[str, Any], words: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        config(**more)
    assert words in str(caught.value)


def test_problems_name_what_the_template_lacks() -> None:
    assert config().problems() == []
    found = " ".join(config(body={}, url="http://gw.vn/").problems())
    assert all(one in found for one in ("{to}", "{body}", "{key}", "https://gw.vn/"))
    assert config().secret_names() == ["esms_api_key", "esms_secret_key", "esms_callback"]


@pytest.mark.parametrize(
    "body",
    [
        b"SMSID=77&SendStatus=5&RequestId=k1&phonenumber=84905123456&token=tok+en",
        b'{"SMSID":77,"SendStatus":"5","RequestId":"k1","phonenumber":"84905123456","token":"tok en"}',
    ],
)
def test_reports_come_as_query_or_json(body: bytes) -> None:
    assert sms_http.parse_report(config(), body, {}, SECRETS) == [
        Incoming("report", "77", "k1", "delivered", "84905123456", "SendStatus 5")
    ]


def test_a_state_that_is_not_listed_is_unknown() -> None:
    (found,) = sms_http.parse_report(config(), b"SMSID=1&SendStatus=12&token=tok+en", {}, SECRETS)
    assert found.state == "unknown"


@pytest.mark.parametrize(
    ("body", "forged"),
    [
        (b"SMSID=1&SendStatus=5", True),
        (b"SMSID=1&SendStatus=5&token=guess", True),
        (b"SendStatus=5&token=tok+en", False),
        (b"SMSID=1&token=tok+en", False),
        (b'{"SMSID":', False),
    ],
)
def test_reports_without_token_or_state_are_refused(body: bytes, forged: bool) -> None:
    with pytest.raises(RefusedReportError) as caught:
        sms_http.parse_report(config(), body, {}, SECRETS)
    assert caught.value.forged is forged


TWO_WAY = ESMS["reports"] | {"from_field": "Phone", "text_field": "Content"}


def test_answers_come_in_by_the_same_door() -> None:
    body = b"Phone=84905123456&Content=1+da+nhan&token=tok+en"
    assert sms_http.parse_report(config(reports=TWO_WAY), body, {}, SECRETS) == [
        Incoming("reply", address="84905123456", text="1 da nhan")
    ]
    (report,) = sms_http.parse_report(
        config(reports=TWO_WAY), b"SMSID=1&SendStatus=5&token=tok+en", {}, SECRETS
    )
    assert (report.kind, report.state) == ("report", "delivered")
    empty = b"Phone=84905123456&Content=+&token=tok+en"
    assert sms_http.parse_report(config(reports=TWO_WAY), empty, {}, SECRETS) == []


@pytest.mark.parametrize(
    ("body", "forged"), [(b"Phone=84905123456&Content=1", True), (b"Content=1&token=tok+en", False)]
)
def test_answers_that_are_forged_or_nobodys_are_refused(body: bytes, forged: bool) -> None:
    with pytest.raises(RefusedReportError) as caught:
        sms_http.parse_report(config(reports=TWO_WAY), body, {}, SECRETS)
    assert caught.value.forged is forged


def test_answers_need_number_and_words() -> None:
    with pytest.raises(msgspec.ValidationError, match="`text_field`"):
        config(reports=ESMS["reports"] | {"from_field": "Phone"})


def test_unexpected_reports_are_refused() -> None:
    with pytest.raises(RefusedReportError, match="`reports`"):
        sms_http.parse_report(config(reports=None), b"SMSID=1&SendStatus=5", {}, SECRETS)


def test_the_preset_in_the_documentation_works(gateway: Peer, root: Path) -> None:
    text = (root / "docs" / "channels.md").read_text(encoding="utf-8").partition("## `sms_http`")[2]
    preset = yaml.safe_load(text.partition("```yaml\n")[2].partition("```")[0])
    assert scan.problems(msgspec.convert(preset, sms_http.Config), SECRETS) == []
    del preset["url"]
    (receipt,) = sent(gateway, "/esms", message("s15"), **preset)
    assert receipt.state == "sent"

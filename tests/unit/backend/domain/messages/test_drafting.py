from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from msgspec.structs import replace

from backend.contract.work import Message
from backend.domain.messages.contacts import Contacts, Person
from backend.domain.messages.drafting import (
    DraftRequest,
    MessageSetup,
    base_for,
    base_of,
    carrier_data,
    drafts,
    fallback_of,
    passer_by,
    route,
)
from backend.domain.messages.policy import ChannelRules
from backend.domain.messages.templates import Zns, ZnsParameter

NOW = 1000.0


def request(*to: str, **fields: Any) -> DraftRequest:
    return DraftRequest(
        **({"cause_id": "c", "template_id": "ngap", "to": to, "fields": {"title": "Ngập"}} | fields)
    )


def routed(setup: MessageSetup, person_id: str, *wanted: str) -> str:
    person = setup.contacts.person(person_id)
    assert person is not None
    return " ".join(route(setup, person, wanted, setup.template("ngap")))


def with_person(setup: MessageSetup, **fields: Any) -> MessageSetup:
    person = Person(
        **({"person_id": "em", "name": "Em", "phone": "84905000009", "email": "em@x.vn"} | fields)
    )
    return dataclasses.replace(setup, contacts=Contacts([person]))


def test_the_route_has_only_channels_with_an_address(setup: MessageSetup) -> None:
    assert routed(setup, "an") == "brand mail paper"
    assert routed(setup, "binh") == "brand zalo paper"
    assert routed(setup, "chi") == "paper"


def test_what_is_wanted_comes_first_what_is_preferred_next_the_call_sheet_last(setup: MessageSetup) -> None:
    assert routed(setup, "an", "email") == "mail brand paper"
    assert routed(setup, "an", "callsheet", "sms") == "paper brand mail"
    choosy = with_person(setup, channels=("email",))
    assert routed(choosy, "em") == "mail paper"
    assert routed(choosy, "em", "sms") == "brand mail paper"


def test_a_webhook_is_used_only_where_it_is_named(setup: MessageSetup) -> None:
    more = dataclasses.replace(
        setup, channels=(*setup.channels, ChannelRules(channel_id="hook", kind="webhook"))
    )
    assert "hook" not in routed(more, "an")
    assert routed(more, "an", "webhook").startswith("hook ")


def test_zns_goes_to_the_phone_and_only_with_an_approved_template(setup: MessageSetup) -> None:
    zns = ChannelRules(channel_id="zns", kind="zalo", zns=True)
    setup = dataclasses.replace(setup, channels=(zns, *setup.channels))
    assert routed(setup, "an") == "brand mail paper"
    approved = Zns("9001", {"tieu_de": ZnsParameter("title", "status")})
    template = replace(setup.templates["ngap"], zns=approved)
    setup = dataclasses.replace(setup, templates={"ngap": template})
    assert routed(setup, "an") == "zns brand mail paper"
    (draft,) = drafts(setup, request("an"), NOW)
    assert draft.message.to == "84905000001"
    assert carrier_data(setup, draft.message) == ("9001", {"tieu_de": "Ngập"})
    (other,) = drafts(setup, request("an", channels=("sms",)), NOW)
    assert carrier_data(setup, other.message) == ("", {})


def test_ids_and_keys_are_stable_and_differ_by_cause_person_template_and_channel(setup: MessageSetup) -> None:
    first = drafts(setup, request("an"), NOW)[0].message
    assert drafts(setup, request("an"), NOW + 99)[0].message.key == first.key
    others = [
        drafts(setup, request("an", cause_id="c2"), NOW)[0].message,
        drafts(setup, request("binh"), NOW)[0].message,
        drafts(setup, request("an", channels=("mail",)), NOW)[0].message,
    ]
    assert len({m.key for m in (first, *others)}) == 4
    assert base_of(first.message_id) == base_of(others[2].message_id) == base_for(request("an"), "an")


def test_somebody_without_address_is_a_failed_message(setup: MessageSetup) -> None:
    rest = tuple(c for c in setup.channels if c.kind != "callsheet")
    (draft,) = drafts(dataclasses.replace(setup, channels=rest), request("chi"), NOW)
    assert draft.message.state == "failed"
    assert draft.message.reason == "danh bạ không có địa chỉ của Chi cho kênh nào đang bật"
    assert draft.message.person_id == "chi"


def test_an_unknown_template_is_one_failed_message(setup: MessageSetup) -> None:
    (draft,) = drafts(setup, request("an", "binh", template_id="nagp"), NOW)
    assert (draft.message.state, draft.message.to_name) == ("failed", "An, Bình")
    assert "nagp" in draft.message.reason
    assert draft.message.subject == "Ngập"


def test_reasons_are_in_the_language_of_the_centre(setup: MessageSetup) -> None:
    english = dataclasses.replace(setup, language="en")
    (draft,) = drafts(english, request("nobody"), NOW)
    assert draft.message.reason.startswith("no contact has")


def test_free_words_need_no_template(setup: MessageSetup) -> None:
    fields = {"subject": "Họp", "body": "Họp giao ban lúc 14:00"}
    (draft,) = drafts(setup, request("an", template_id="free", fields=fields, channels=("email",)), NOW)
    assert (draft.message.subject, draft.message.body) == ("Họp", "Họp giao ban lúc 14:00")
    assert draft.problems == ()


def failed(setup: MessageSetup) -> Message:
    return replace(
        drafts(setup, request("an", severity="high"), NOW)[0].message, state="failed", n_tries=3, reason="x"
    )


def test_the_fallback_starts_afresh_in_the_words_of_its_way(setup: MessageSetup) -> None:
    draft = fallback_of(setup, failed(setup), NOW + 60)
    assert draft is not None
    message = draft.message
    assert (message.channel, message.to, message.fallback) == ("mail", "an@x.vn", ("paper",))
    assert (message.state, message.n_tries, message.reason, message.created_at) == ("queued", 0, "", NOW)
    assert (message.due_at, message.changed_at) == (NOW + 60, NOW + 60)
    assert message.body == "Kính gửi, Ngập."
    assert message.fields["severity"] == "high"


@pytest.mark.parametrize("gone", ["person", "channels"])
def test_no_fallback_where_nothing_is_left(setup: MessageSetup, gone: str) -> None:
    message = failed(setup)
    if gone == "person":
        setup = dataclasses.replace(setup, contacts=Contacts())
    else:
        setup = dataclasses.replace(setup, channels=setup.channels[:1])
    assert fallback_of(setup, message, NOW) is None


def test_without_its_template_the_words_that_there_are_must_do(setup: MessageSetup) -> None:
    message = failed(setup)
    draft = fallback_of(dataclasses.replace(setup, templates={}), message, NOW)
    assert draft is not None
    assert draft.message.body == message.body


def test_a_disabled_channel_is_not_enabled(setup: MessageSetup) -> None:
    off = tuple(replace(c, enabled=False) for c in setup.channels)
    assert dataclasses.replace(setup, channels=off).enabled() == {}


def test_who_stands_in_no_contacts_is_told_by_the_addresses_given_and_by_the_next_when_one_fails(
    setup: MessageSetup,
) -> None:
    lan = passer_by("PAHT.1", name="Lan", phone="84905000009", email="lan@x.vn")
    (draft,) = drafts(setup, request(people=(lan,)), NOW)
    assert (draft.message.to, draft.message.to_name, draft.message.channel) == ("84905000009", "Lan", "brand")
    assert setup.contacts.person(draft.message.person_id) is None
    other = fallback_of(setup, replace(draft.message, state="failed"), NOW + 1)
    assert other is not None
    assert (other.message.channel, other.message.to) == ("mail", "lan@x.vn")
    (again,) = drafts(setup, request(people=(lan,)), NOW)
    assert again.message.message_id == draft.message.message_id


def test_a_landline_of_who_stands_in_no_contacts_gets_no_sms_and_no_desk_is_notified_instead(
    setup: MessageSetup,
) -> None:
    lan = passer_by("PAHT.1", name="Lan", phone="842363822000", mobile=False)
    assert [lan.address(way) for way in ("sms", "notify", "webhook", "callsheet")] == [
        "",
        "",
        "",
        "842363822000",
    ]
    (draft,) = drafts(setup, request(people=(lan,)), NOW)
    assert draft.message.channel == "paper"

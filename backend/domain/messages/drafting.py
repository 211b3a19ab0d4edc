"""From "tell these people" to one message each: by which channels, in which order, in which words."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from backend.contract.state import Severity, Text
from backend.contract.work import Message
from backend.domain.messages.contacts import PASSER_BY, Contacts, NobodyFoundError, Person
from backend.domain.messages.nearby import Around
from backend.domain.messages.policy import Backoff, ChannelRules
from backend.domain.messages.templates import MessageTemplate, Wording, render, zns_data
from backend.domain.messages.ways import names_channel, way_of

FREE = MessageTemplate(
    id="free",
    name=Text("Tin tự soạn", "Free text"),
    fields=("subject", "body"),
    vi=Wording(subject="{subject}", body="{body}", short="{body}"),
    sms_parts=4,
)
"""Words that a person or a procedure wrote: fields `subject` and `body`."""

RESULT = "case.result"
"""Marks a message that tells another system what became of its case: it goes as data."""

NO_CHANNEL = Text(
    "không có kênh gửi tin nào được bật; quản trị viên bật kênh trong phần cài đặt",
    "no channel is enabled; an administrator enables one in the settings",
)


class DraftRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is to be told of something."""

    cause_id: str
    """What caused it, such as `<ladder_id>/<rung>`; the same cause makes no second message."""
    template_id: str
    to: tuple[str, ...]
    """Roles, units, person ids, `responsible_unit`."""
    people: tuple[Person, ...] = ()
    """People who are told besides, also such as stand in no contacts (`passer_by`)."""
    fields: dict[str, str] = {}
    severity: Severity | None = None
    """Critical ones leave in quiet hours."""
    channels: tuple[str, ...] = ()
    """Channels or ways to prefer, best first; empty: as each person prefers."""
    area_code: str = ""
    unit_id: str = ""
    """The responsible unit."""
    around: Around | None = None
    """Of roles and units those who are near are told, too, not only those of `area_code`."""
    not_before_at: float = 0.0
    incident_id: str = ""
    run_id: str = ""
    step_id: str = ""
    alarm_id: str = ""
    ladder_id: str = ""
    digest: str = ""
    """Attachment."""


@dataclass(frozen=True)
class MessageSetup:
    """What the centre's configuration says of messages."""

    templates: Mapping[str, MessageTemplate] = field(default_factory=dict)
    contacts: Contacts = field(default_factory=Contacts)
    channels: tuple[ChannelRules, ...] = ()
    """All of them, in the centre's order of preference."""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Ho_Chi_Minh"))
    backoff: Backoff = field(default_factory=Backoff)
    language: str = "vi"
    """In which reasons are written."""

    def enabled(self) -> dict[str, ChannelRules]:
        """Return the channels that may be used."""
        return {rules.channel_id: rules for rules in self.channels if rules.enabled}

    def template(self, template_id: str) -> MessageTemplate | None:
        """Return one template."""
        return FREE if template_id == FREE.id else self.templates.get(template_id)


class Draft(msgspec.Struct, frozen=True):
    """One message before it is kept."""

    message: Message
    """`queued`, or `failed` with the reason."""
    problems: tuple[Text, ...] = ()
    """Flaws of its words."""


def drafts(setup: MessageSetup, request: DraftRequest, now: float) -> list[Draft]:
    """Return one draft per person, and one failed one per role that nobody fills: never silently nothing."""
    people = {person.person_id: person for person in request.people}
    found: list[Draft] = []
    for word in dict.fromkeys(request.to):
        try:
            for person in setup.contacts.find(word, now, request.area_code, request.unit_id, request.around):
                people[person.person_id] = person
        except NobodyFoundError as error:
            found.append(_failed(setup, request, word, error.text, now))
    template = setup.template(request.template_id)
    reason = _obstacle(setup, request, template)
    if reason is not None:
        names = ", ".join(person.name for person in people.values())
        return [_failed(setup, request, names, reason, now), *found] if people else found
    for person in people.values():
        order = route(setup, person, request.channels, template)
        blank = _blank(request, person.person_id, person.name, now)
        if person.person_id.startswith(PASSER_BY):
            blank = replace(blank, fields=blank.fields | _written_down(person))
        if order:
            found.append(addressed(setup, blank, person, order))
        else:
            text = Text(
                f"danh bạ không có địa chỉ của {person.name} cho kênh nào đang bật",
                f"{person.name} has no address for any enabled channel",
            )
            found.append(_failed(setup, request, person.name, text, now, person.person_id))
    return found


def route(
    setup: MessageSetup, person: Person, wanted: Sequence[str], template: MessageTemplate | None
) -> tuple[str, ...]:
    """Return the channels to try for a person, best first: wanted, preferred, at last the call sheet."""
    everyday = [c for c in setup.channels if way_of(c.kind) not in ("webhook", "callsheet")]
    named = [*_named(setup, wanted), *(_named(setup, person.channels) if person.channels else everyday)]
    last = [c for c in setup.channels if way_of(c.kind) == "callsheet"]
    usable = (c for c in (*named, *last) if c.enabled and _address(c, person, template))
    return tuple(dict.fromkeys(rules.channel_id for rules in usable))


def addressed(setup: MessageSetup, blank: Message, person: Person, order: Sequence[str]) -> Draft:
    """Return `blank` for a person by the first channel of `order`; the rest is its fallback."""
    rules = setup.enabled()[order[0]]
    template = setup.template(blank.template_id)
    base = base_of(blank.message_id)
    message = replace(
        blank,
        message_id=id_of(base, rules.channel_id),
        key=_digest(base, rules.channel_id),
        channel=rules.channel_id,
        to=_address(rules, person, template),
        fallback=tuple(order[1:]),
    )
    if template is None:  # it was taken away meanwhile: the words that there are must do
        return Draft(message)
    words = render(template, person.language, rules.kind, message.fields)
    message = replace(message, subject=words.subject, body=words.body, n_parts=words.n_parts)
    return Draft(message, words.problems)


def fallback_of(setup: MessageSetup, message: Message, now: float) -> Draft | None:
    """Return the message by its next usable channel, still as old as it is; None if there is none."""
    person = setup.contacts.person(message.person_id) or _read_back(message)
    if person is None:
        return None
    template, enabled = setup.template(message.template_id), setup.enabled()
    order = [
        channel
        for channel in message.fallback
        if channel in enabled and _address(enabled[channel], person, template)
    ]
    if not order:
        return None
    blank = replace(
        message, state="queued", changed_at=now, due_at=now, n_tries=0, remote_id="", reason="", fallback=()
    )
    return addressed(setup, blank, person, order)


def carrier_data(setup: MessageSetup, message: Message) -> tuple[str, dict[str, str]]:
    """Return template id and data of a message that goes as data (ZNS, results); empty for others."""
    if message.template_id == RESULT:
        return RESULT, dict(message.fields)
    template, rules = setup.template(message.template_id), setup.enabled().get(message.channel)
    if template is None or template.zns is None or rules is None or not rules.zns:
        return "", {}
    person = setup.contacts.person(message.person_id)
    return template.zns.template_id, zns_data(template, person.language if person else "vi", message.fields)[
        0
    ]


def passer_by(  # noqa: PLR0913 - the ways to reach somebody
    subject: str, *, name: str, phone: str = "", mobile: bool = True, email: str = "", zalo_id: str = ""
) -> Person:
    """Return somebody who stands in no contacts and is told of `subject`, such as who reported a case."""
    return Person(
        person_id=f"{PASSER_BY}{subject}",
        name=name,
        phone=phone,
        mobile=mobile,
        email=email,
        zalo_id=zalo_id,
    )


def _written_down(person: Person) -> dict[str, str]:
    """Return the addresses of a passer-by as fields of the message: the next channel needs them, too."""
    mobile = "yes" if person.mobile else ""
    found = {"phone": person.phone, "mobile": mobile, "email": person.email, "zalo": person.zalo_id}
    return {f"{PASSER_BY}{key}": value for key, value in found.items() if value}


def _read_back(message: Message) -> Person | None:
    if not message.person_id.startswith(PASSER_BY):
        return None
    told = {key: message.fields.get(f"{PASSER_BY}{key}", "") for key in ("phone", "mobile", "email", "zalo")}
    return passer_by(
        message.person_id.removeprefix(PASSER_BY),
        name=message.to_name,
        phone=told["phone"],
        mobile=bool(told["mobile"]),
        email=told["email"],
        zalo_id=told["zalo"],
    )


def base_of(message_id: str) -> str:
    """Return the part of a message's id that its tries by other channels share."""
    return message_id.partition(".")[0]


def id_of(base: str, channel_id: str) -> str:
    """Return the id of a message by one channel."""
    return f"{base}.{channel_id}"


def base_for(request: DraftRequest, person_id: str) -> str:
    """Return what one cause, person and template have as the beginning of their messages' ids."""
    return "TN" + _digest(request.cause_id, person_id, request.template_id)[:20]


def _named(setup: MessageSetup, names: Sequence[str]) -> list[ChannelRules]:
    return [c for name in names for c in setup.channels if names_channel(name, c.channel_id, c.kind)]


def _address(rules: ChannelRules, person: Person, template: MessageTemplate | None) -> str:
    """Return where a channel reaches a person with these words; empty if it does not."""
    if rules.zns and not (template and template.zns):
        return ""
    return person.address(way_of(rules.kind), zns=rules.zns)


def _obstacle(setup: MessageSetup, request: DraftRequest, template: MessageTemplate | None) -> Text | None:
    """Return what keeps the whole request from being sent."""
    if not setup.enabled():
        return NO_CHANNEL
    if template is None:
        return Text(
            f"không có mẫu tin '{request.template_id}'; thêm vào thư mục messages",
            f"there is no message template '{request.template_id}'; add it to the messages folder",
        )
    return None


def _blank(request: DraftRequest, person_id: str, name: str, now: float) -> Message:
    more = {"to_name": name} | ({"severity": request.severity} if request.severity else {})
    return Message(
        message_id=base_for(request, person_id),
        key="",
        channel="",
        to="",
        to_name=name,
        subject="",
        body="",
        state="queued",
        created_at=now,
        changed_at=now,
        due_at=max(now, request.not_before_at),
        template_id=request.template_id,
        fields=request.fields | more,
        incident_id=request.incident_id,
        run_id=request.run_id,
        step_id=request.step_id,
        alarm_id=request.alarm_id,
        ladder_id=request.ladder_id,
        person_id=person_id,
        digest=request.digest,
    )


def _failed(  # noqa: PLR0913 - one line of a failed message each
    setup: MessageSetup, request: DraftRequest, name: str, reason: Text, now: float, person_id: str = ""
) -> Draft:
    blank = _blank(request, person_id, name, now)
    base = base_for(request, person_id or f"to:{name}")
    template = setup.template(request.template_id)
    words = render(template, setup.language, "callsheet", blank.fields) if template else None
    return Draft(
        replace(
            blank,
            message_id=base,
            key=_digest(base),
            subject=words.subject if words else request.fields.get("title", ""),
            body=words.body if words else "",
            state="failed",
            reason=reason.in_language(setup.language),
        )
    )


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]

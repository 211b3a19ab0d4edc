"""Templates of messages: the words per language and way, checked before anybody needs them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

import msgspec

from backend.contract.expected import unknown_cure
from backend.contract.state import Severity, Text
from backend.domain.messages import sms
from backend.domain.messages.ways import Way, way_of
from backend.domain.rule import Problem

SAMPLES: dict[str, str] = {
    "title": "Ngập 62 cm — Mẹ Suốt, phường Hòa Khánh",
    "severity": "critical",
    "area_name": "phường Hòa Khánh",
    "place_name": "Trụ Mẹ Suốt",
    "value": "62",
    "unit": "cm",
    "incident_id": "SC.20261124.003",
    "time": "14:05 24/11",
    "response": "Xem camera gần nhất, báo phường và đội thoát nước, rào đoạn ngập; mở quy trình khẩn cấp.",
    "step": "Cử người đến trụ ngập",
    "due": "14:20",
    "to_name": "Nguyễn Thị Minh Khai",
    "case_id": "PAHT.20261124.0025",
    "status": "Đang xử lý",
    "field": "Hư hỏng mặt đường, ổ gà",
    "text": "Đã giao đội duy tu đường bộ, dự kiến sửa xong trong ngày.",
    "result": "Đã vá xong ổ gà, thông xe lúc 16:00.",
    "unit_name": "Sở Xây dựng thành phố Đà Nẵng",
    "reporter": "Nguyễn Thị Minh Khai",
    "phone": "0905123456",
    "resource": "Tổ tuần tra Hải Châu 02",
    "about": "SC.20261124.003",
    "words": "Mưa rất to kéo dài, nước sông lên nhanh, nhiều đoạn đường ngập trên nửa mét.",
    "instruction": "Đưa người và tài sản lên cao, không đi qua đoạn đường ngập, gọi 112 khi cần cứu hộ.",
    "areas": "Hòa Khánh, Liên Chiểu, Hải Vân",
    "until": "21:00 24/11",
    "position": "16.06780,108.22080",
    "where": "Trụ Mẹ Suốt, phường Hòa Khánh (16.06780,108.22080)",
}
"""Every field that a template may use, with a long example of what it holds."""

SEVERITY_WORDS: dict[Severity, Text] = {
    "critical": Text("nguy cấp", "critical"),
    "high": Text("cảnh báo", "high"),
    "medium": Text("cảnh giác", "medium"),
    "low": Text("lưu ý", "low"),
}
NOTHING = "—"
"""Stands where a field has no value."""

ZnsType = Literal["name", "phone", "address", "code", "status", "contact", "amount"]
ZNS_CAPS: dict[ZnsType, int] = {
    "name": 30,
    "phone": 15,
    "address": 200,
    "code": 30,
    "status": 30,
    "contact": 50,
    "amount": 20,
}
"""Most characters of a parameter of a ZNS template, by its type. Source: Zalo ZNS, template guide."""
ZNS_BODY_MOST = 400

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
"""A part that is left out where a field of it has no value: `[[ Trước {due}.]]`."""
_OPTIONAL_LINE = re.compile(r"^\[\[([^\[\]]*)\]\]\n", re.MULTILINE)
"""One that is a whole line goes with its line."""
_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")
"""A sentence of a field's own before the template's full stop."""
_SHORT_WAYS: frozenset[Way] = frozenset({"sms", "zalo", "notify"})


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one language."""

    subject: str
    body: str
    """For e-mail, webhook and the printed call sheet."""
    short: str
    """For SMS, Zalo and notifications."""


class ZnsParameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One parameter of the template that Zalo approved."""

    field: str
    """Field of ours that fills it."""
    type: ZnsType
    """As registered; caps its length."""


class Zns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The template that Zalo approved for this centre's Official Account."""

    template_id: str
    parameters: dict[str, ZnsParameter]
    """By their names at Zalo."""


class MessageTemplate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of message."""

    id: str
    name: Text
    """What it is for, for people."""
    fields: tuple[str, ...]
    """Fields that its words use; all must be given that do not stand in `[[…]]` alone."""
    vi: Wording
    en: Wording | None = None
    sms_parts: int = 2
    """Most parts of its SMS; a longer text is cut."""
    sms_diacritics: bool = False
    """Keep diacritics in the SMS: readable, but 70 characters a part instead of 160."""
    zns: Zns | None = None
    """None: it cannot be sent as ZNS."""

    @property
    def zns_parameters(self) -> dict[str, ZnsParameter]:
        """Return the parameters of its ZNS template; none if it has none."""
        return self.zns.parameters if self.zns else {}


class Rendered(msgspec.Struct, frozen=True):
    """One message in its words."""

    subject: str
    body: str
    n_parts: int
    """SMS parts; 1 for other ways."""
    problems: tuple[Text, ...] = ()
    """What is not as it should be. The message can be sent all the same."""


def render(template: MessageTemplate, language: str, kind: str, fields: Mapping[str, str]) -> Rendered:
    """Return the words for one person.

    Args:
        template: the kind of message.
        language: of the person, "vi" or "en"; Vietnamese where the template has no English.
        kind: of the channel (`smtp`, `smpp`, …) or way (`sms`, …).
        fields: values by name; `severity` is the code (`critical`).
    """
    wording = template.en if language == "en" and template.en else template.vi
    way = way_of(kind)
    problems = [
        Text(f"thiếu trường '{name}'", f"the field '{name}' is missing")
        for name in template.fields
        if not fields.get(name) and name not in _optional(wording)
    ]
    words = _in_words(fields, language)
    subject = " ".join(_filled(wording.subject, words).split())
    body = _filled(wording.short if way in _SHORT_WAYS else wording.body, words).strip()
    if way == "sms":
        body, n_parts, more = _as_sms(template, body)
        return Rendered("", body, n_parts, tuple(problems + more))
    if way == "zalo":
        problems += zns_data(template, language, fields)[1]
        if len(body) > ZNS_BODY_MOST:
            body = body[: ZNS_BODY_MOST - 1].rstrip() + "…"
            problems.append(Text(f"bị cắt còn {ZNS_BODY_MOST} ký tự", f"cut to {ZNS_BODY_MOST} characters"))
    return Rendered(subject, body, 1, tuple(problems))


def zns_data(
    template: MessageTemplate, language: str, fields: Mapping[str, str]
) -> tuple[dict[str, str], list[Text]]:
    """Return the parameters of the ZNS template, each within its cap, and what had to be cut."""
    words = _in_words(fields, language)
    data: dict[str, str] = {}
    problems: list[Text] = []
    for name, parameter in template.zns_parameters.items():
        value, most = words.get(parameter.field) or NOTHING, ZNS_CAPS[parameter.type]
        if len(value) > most:
            vi = f"tham số Zalo '{name}' dài {len(value)} ký tự, bị cắt còn {most}"
            problems.append(Text(vi, f"Zalo parameter '{name}' has {len(value)} characters, cut to {most}"))
            value = value[: most - 1].rstrip() + "…"
        data[name] = value
    return data, problems


def check_template(template: MessageTemplate) -> list[Problem]:
    """Return everything wrong with a template, as far as one can see before it is used."""
    problems = [
        Problem(f"fields[{i}]", f"unknown field '{name}'", unknown_cure(name, list(SAMPLES)))
        for i, name in enumerate(template.fields)
        if name not in SAMPLES
    ]
    used = {parameter.field for parameter in template.zns_parameters.values()}
    for language, wording in (("vi", template.vi), ("en", template.en)):
        if wording is None:
            continue
        for part in ("subject", "body", "short"):
            text = getattr(wording, part)
            key = f"{language}.{part}"
            if not text.strip():
                problems.append(Problem(key, "no words", "write what the person should know and do"))
            if text.count("[[") != len(_OPTIONAL.findall(text)) or text.count("]]") != text.count("[["):
                cure = "end each part that may be left out by ]], none inside of another"
                problems.append(Problem(key, "a [[ or ]] stands alone", cure))
            names = _PLACEHOLDER.findall(text)
            problems += [_undeclared(key, name, template) for name in names if name not in template.fields]
            used.update(names)
    problems += [
        _undeclared(f"zns.parameters.{name}.field", parameter.field, template)
        for name, parameter in template.zns_parameters.items()
        if parameter.field not in template.fields
    ]
    problems += [
        Problem(f"fields[{i}]", f"'{name}' is used nowhere", "use it in the words, or leave it out")
        for i, name in enumerate(template.fields)
        if name not in used
    ]
    if template.zns and not template.zns.template_id.strip():
        problems.append(Problem("zns.template_id", "it is empty", "write the number that Zalo gave it"))
    return problems or _check_length(template)


def _check_length(template: MessageTemplate) -> list[Problem]:
    if template.sms_parts < 1:
        return [Problem("sms_parts", f"found {template.sms_parts}", "expected 1 or more")]
    problems = []
    for language, wording in (("vi", template.vi), ("en", template.en)):
        if wording is None:
            continue
        text = _sms_text(template, _filled(wording.short, _in_words(SAMPLES, language)).strip())
        price = sms.cost(text)
        if price.n_parts > template.sms_parts:
            size = f"{len(text)} characters, {price.coding}"
            found = f"{price.n_parts} SMS parts with values of usual length ({size})"
            cure = f"shorten it, leave diacritics out, or raise sms_parts (now {template.sms_parts})"
            problems.append(Problem(f"{language}.short", found, cure))
    return problems


def _undeclared(key: str, name: str, template: MessageTemplate) -> Problem:
    cure = f"add it to 'fields', or use one of: {', '.join(template.fields) or 'nothing'}"
    return Problem(key, f"unknown placeholder '{{{name}}}'", cure)


def _in_words(fields: Mapping[str, str], language: str) -> dict[str, str]:
    words = dict(fields)
    severity = next((text for code, text in SEVERITY_WORDS.items() if code == fields.get("severity")), None)
    if severity:
        words["severity"] = severity.in_language(language)
    return words


def _optional(wording: Wording) -> set[str]:
    """Return the fields that words do without."""
    texts = (wording.subject, wording.body, wording.short)
    inside = {n for text in texts for part in _OPTIONAL.findall(text) for n in _PLACEHOLDER.findall(part)}
    needed = {n for text in texts for n in _PLACEHOLDER.findall(_OPTIONAL.sub("", text))}
    return inside - needed


def _filled(text: str, words: Mapping[str, str]) -> str:
    def part(found: re.Match[str]) -> str:
        given = all(words.get(name) for name in _PLACEHOLDER.findall(found[1]))
        return found[0].replace("[[", "").replace("]]", "") if given else ""

    text = _OPTIONAL.sub(part, _OPTIONAL_LINE.sub(part, text))
    filled = _PLACEHOLDER.sub(lambda found: words.get(found[1]) or NOTHING, text)
    return _TWO_STOPS.sub(".", filled)


def _sms_text(template: MessageTemplate, body: str) -> str:
    line = " ".join(body.split())
    return line if template.sms_diacritics else sms.without_diacritics(line)


def _as_sms(template: MessageTemplate, body: str) -> tuple[str, int, list[Text]]:
    whole = _sms_text(template, body)
    text = sms.fit(whole, template.sms_parts)
    if text == whole:
        return text, sms.cost(text).n_parts, []
    n, most = sms.cost(whole).n_parts, template.sms_parts
    problem = Text(f"dài {n} phần tin nhắn, bị cắt còn {most}", f"{n} SMS parts, cut to {most}")
    return text, sms.cost(text).n_parts, [problem]

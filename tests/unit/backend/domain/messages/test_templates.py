from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from backend.contract.state import Text
from backend.domain.messages.templates import (
    SAMPLES,
    SEVERITY_WORDS,
    MessageTemplate,
    Wording,
    Zns,
    ZnsParameter,
    check_template,
    render,
    zns_data,
)

TEMPLATE = MessageTemplate(
    id="t",
    name=Text("Báo ngập"),
    fields=("title", "severity", "response"),
    vi=Wording(
        "[{severity}] {title}", "Kính gửi,\n\n{title}.\n{response}.\n", "{title} ({severity}). {response}."
    ),
    en=Wording("[{severity}] {title}", "Dear all,\n{title}", "{title} ({severity})"),
    sms_parts=1,
)
FIELDS = {"title": "Ngập 62 cm — Mẹ Suốt", "severity": "critical", "response": "Rào đoạn ngập."}


def problems(**changes: Any) -> list[str]:
    return [f"{p.key}: {p.found}" for p in check_template(replace(TEMPLATE, **changes))]


def test_an_sms_has_no_diacritics_no_subject_and_one_line() -> None:
    found = render(TEMPLATE, "vi", "smpp", FIELDS)
    assert found.body == "Ngap 62 cm - Me Suot (nguy cap). Rao doan ngap."
    assert (found.subject, found.n_parts, found.problems) == ("", 1, ())


def test_an_sms_keeps_diacritics_where_the_template_says_so() -> None:
    found = render(replace(TEMPLATE, sms_diacritics=True), "vi", "sms", FIELDS)
    assert found.body == "Ngập 62 cm — Mẹ Suốt (nguy cấp). Rào đoạn ngập."


def test_mail_has_subject_and_long_words() -> None:
    found = render(TEMPLATE, "vi", "smtp", FIELDS)
    assert found.subject == "[nguy cấp] Ngập 62 cm — Mẹ Suốt"
    assert found.body == "Kính gửi,\n\nNgập 62 cm — Mẹ Suốt.\nRào đoạn ngập."


def test_a_subject_stays_one_line_whatever_a_field_holds() -> None:
    assert "\n" not in render(TEMPLATE, "vi", "smtp", FIELDS | {"title": "a\nBcc: b@x.vn"}).subject


def test_language_of_the_person_with_vietnamese_as_the_rest() -> None:
    assert render(TEMPLATE, "en", "notify", FIELDS).body == "Ngập 62 cm — Mẹ Suốt (critical)"
    assert render(replace(TEMPLATE, en=None), "en", "notify", FIELDS).body.startswith("Ngập 62 cm")


def test_a_missing_field_is_named_and_does_not_stop_the_message() -> None:
    found = render(TEMPLATE, "vi", "notify", {"title": "Ngập", "severity": "high"})
    assert found.body == "Ngập (cảnh báo). —."
    assert [text.vi for text in found.problems] == ["thiếu trường 'response'"]


OPTIONAL = replace(
    TEMPLATE,
    fields=("title", "where", "phone", "due"),
    vi=Wording(
        "[{title}]", "{title}\n[[Tới: {where}]]\n[[Trước: {due}]]\nHết",
        "{title}.[[ Đến {where}.]][[ Gọi {phone} trước {due}.]]",
    ),
    en=None,
)  # fmt: skip


@pytest.mark.parametrize(
    ("given", "short", "body"),
    [
        ({}, "Cứu người.", "Cứu người\nHết"),
        (
            {"where": "Mẹ Suốt", "phone": "0905", "due": "19:15"},
            "Cứu người. Đến Mẹ Suốt. Gọi 0905 trước 19:15.",
            "Cứu người\nTới: Mẹ Suốt\nTrước: 19:15\nHết",
        ),
        ({"phone": "0905"}, "Cứu người.", "Cứu người\nHết"),
        ({"where": "nhà [[số 2]]"}, "Cứu người. Đến nhà [[số 2]].", "Cứu người\nTới: nhà [[số 2]]\nHết"),
    ],
)
def test_a_part_without_its_values_is_left_out_and_is_no_flaw(
    given: dict[str, str], short: str, body: str
) -> None:
    fields = {"title": "Cứu người", **given}
    assert render(OPTIONAL, "vi", "notify", fields).body == short
    mail = render(OPTIONAL, "vi", "smtp", fields)
    assert (mail.subject, mail.body, mail.problems) == ("[Cứu người]", body, ())
    assert check_template(OPTIONAL) == []


def test_what_stands_outside_of_such_a_part_as_well_is_needed() -> None:
    needed = replace(OPTIONAL, vi=replace(OPTIONAL.vi, subject="{title} {where}"))
    found = render(needed, "vi", "notify", {"title": "Cứu người"})
    assert [text.vi for text in found.problems] == ["thiếu trường 'where'"]


@pytest.mark.parametrize("short", ["{title}[[ {where}", "{title}]] {where}", "[[{title} [[{where}]]]]"])
def test_a_part_that_does_not_end_is_a_fault(short: str) -> None:
    assert "vi.short: a [[ or ]] stands alone" in problems(vi=replace(TEMPLATE.vi, short=short))


def test_a_placeholder_inside_of_a_value_stays_as_it_is() -> None:
    assert "{severity}" in render(TEMPLATE, "vi", "smtp", FIELDS | {"title": "{severity}"}).subject


def test_a_long_sms_is_cut_and_says_so() -> None:
    found = render(TEMPLATE, "vi", "sms_http", FIELDS | {"response": "Điều tổ bơm lưu động. " * 20})
    assert found.n_parts == 1
    assert found.body.endswith("...")
    assert "bị cắt còn 1" in found.problems[0].vi


def test_zns_parameters_keep_their_caps() -> None:
    zns = Zns(
        "12345", {"noi_dung": ZnsParameter("title", "status"), "so_tien": ZnsParameter("response", "amount")}
    )
    template = replace(TEMPLATE, zns=zns)
    data, flaws = zns_data(template, "vi", FIELDS | {"title": "x" * 31})
    assert data == {"noi_dung": "x" * 29 + "…", "so_tien": "Rào đoạn ngập."}
    assert [text.vi for text in flaws] == ["tham số Zalo 'noi_dung' dài 31 ký tự, bị cắt còn 30"]
    assert "bị cắt còn 30" in render(template, "vi", "zalo", FIELDS | {"title": "x" * 31}).problems[0].vi


def test_zalo_takes_400_characters() -> None:
    found = render(TEMPLATE, "vi", "zalo", FIELDS | {"title": "x" * 500})
    assert len(found.body) == 400
    assert found.problems


def test_a_good_template_has_no_problem() -> None:
    assert check_template(replace(TEMPLATE, sms_parts=2)) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"fields": ("title", "severity", "respnse")}, "fields[2]: unknown field 'respnse'"),
        (
            {"vi": Wording("{titel}", "{title}", "{severity} {response}")},
            "vi.subject: unknown placeholder '{titel}'",
        ),
        ({"vi": Wording("{title}", " ", "{severity} {response}")}, "vi.body: no words"),
        ({"fields": ("title", "severity", "response", "due")}, "fields[3]: 'due' is used nowhere"),
        (
            {"zns": Zns("1", {"a": ZnsParameter("due", "code")})},
            "zns.parameters.a.field: unknown placeholder '{due}'",
        ),
        ({"zns": Zns(" ", {})}, "zns.template_id: it is empty"),
        ({"sms_parts": 0}, "sms_parts: found 0"),
    ],
)
def test_every_fault_is_named(changes: dict[str, Any], found: str) -> None:
    assert found in problems(**changes)


def test_a_template_too_long_for_its_parts_is_refused_before_it_is_used() -> None:
    long = Wording("{title}", "{title}", "{title} {severity} {response}" + " thêm lời" * 20)
    assert problems(vi=long)[0].startswith("vi.short: 3 SMS parts with values of usual length (")
    assert "ucs2" in problems(vi=replace(long, short="{title} {severity} {response}"), sms_diacritics=True)[0]


def test_every_severity_has_words_and_every_sample_is_filled() -> None:
    assert set(SEVERITY_WORDS) == {"critical", "high", "medium", "low"}
    assert all(SAMPLES.values())

from __future__ import annotations

import unicodedata
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.cases.update import CaseUpdate
from backend.sources.reading.case_mapping import MAX_CASES, CaseMapping, CaseReader

AT = 1_795_496_400.0
SOS = {
    "ma": "SOS.20261124.0025",
    "phuong": "20200",
    "ten_phuong": "Hòa Khánh",
    "duong": "Mẹ Suốt",
    "vi_do": 16.0661,
    "kinh_do": "108.1500",
    "luc": "2026-11-24T11:50:00+07:00",
    "cap_nhat": "2026-11-24T11:55:00+07:00",
    "so_nguoi": 4,
    "trang_thai": "chờ",
}
SETTINGS: dict[str, Any] = {
    "items": "sos",
    "id": "ma",
    "kind": "sos",
    "title": {"vi": "SOS {so_nguoi} người — {duong}, {ten_phuong}", "en": "SOS {so_nguoi} people — {duong}"},
    "time": "luc",
    "changed": "cap_nhat",
    "status": "trang_thai",
    "closed": ["xong", "Hủy"],
    "severity": {"path": "trang_thai", "values": {"chờ": "high", "xong": "low"}},
    "lat": "vi_do",
    "lon": "kinh_do",
    "area": "phuong",
    "area_name": "ten_phuong",
    "place": "duong",
}


def reader(**settings: Any) -> CaseReader:
    return CaseReader(msgspec.convert(SETTINGS | settings, CaseMapping), "tong-dai")


def read(*entries: Any, **settings: Any) -> tuple[list[Any], list[str]]:
    updates, refusals = reader(**settings).read({"sos": list(entries)}, AT, "doc")
    cases = [update.case for update in updates]
    return cases, [f"{refusal.item}: {refusal.reason}" for refusal in refusals]


def test_a_case_is_read_with_all_that_it_says() -> None:
    (case,), refused = read(SOS)
    assert refused == []
    assert (case.case_id, case.kind, case.source_id) == ("SOS.20261124.0025", "sos", "tong-dai")
    assert case.title.vi == "SOS 4 người — Mẹ Suốt, Hòa Khánh"
    assert case.title.en == "SOS 4 people — Mẹ Suốt"
    assert (case.opened_at, case.changed_at) == (AT - 600, AT - 300)
    assert (case.open, case.status, case.severity) == (True, "chờ", "high")
    assert (case.lat, case.lon, case.area_code, case.area_name) == (16.0661, 108.15, "20200", "Hòa Khánh")
    assert case.place == "Mẹ Suốt"


@pytest.mark.parametrize(
    ("word", "is_open", "severity"),
    [
        ("xong", False, "low"),
        ("XONG ", False, "low"),
        (unicodedata.normalize("NFD", "hủy"), False, "medium"),
        ("hủy", False, "medium"),
        ("mới", True, "medium"),
        (None, True, "medium"),
    ],
)
def test_words_of_the_status_close_a_case_and_say_how_bad_it_is(
    word: str | None, is_open: bool, severity: str
) -> None:
    (case,), _ = read(SOS | {"trang_thai": word})
    assert (case.open, case.severity) == (is_open, severity)


def test_what_a_source_does_not_say_is_left_empty() -> None:
    bare = {"id": "code", "kind": "report", "title": {"vi": "Phản ánh {what}"}, "time": "at"}
    (update,), refusals = CaseReader(msgspec.convert(bare, CaseMapping), "s").read(
        {"code": 17, "at": AT - 5}, AT, "doc"
    )
    assert refusals == []
    case = update.case
    assert update == CaseUpdate(case, says_severity=False)
    assert (case.case_id, case.title.vi, case.title.en) == ("17", "Phản ánh —", "")
    assert (case.changed_at, case.lat, case.area_code, case.open) == (AT, None, "", True)


def test_codes_can_be_prefixed_and_wards_renamed() -> None:
    (case,), _ = read(SOS, id_prefix="DN-", areas={"20200": "hoa-khanh"})
    assert (case.case_id, case.area_code) == ("DN-SOS.20261124.0025", "hoa-khanh")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"ma": None}, "no code of the case at `cases.id: ma`"),
        ({"ma": "x" * 200}, "no code of the case"),
        ({"ma": ["x"]}, "found a list at `ma`, expected a text"),
        ({"luc": None}, "the time is missing"),
        ({"luc": "2026-13-45"}, "does not exist"),
        ({"cap_nhat": "hôm qua"}, "does not exist"),
        ({"vi_do": 108.15, "kinh_do": 16.07}, "position 108.15, 16.07 is not on the earth"),
        ({"vi_do": "lỗi"}, "expected a number"),
        ({"duong": {"a": 1}}, "found a dict at `duong`"),
    ],
)
def test_a_case_that_does_not_fit_is_refused_alone(fault: dict[str, Any], words: str) -> None:
    cases, refused = read(SOS, SOS | fault)
    assert [case.case_id for case in cases] == ["SOS.20261124.0025"]
    (said,) = refused
    assert said.startswith("doc sos[1]: ")
    assert words in said


def test_a_document_without_the_list_or_with_too_many_is_refused_whole() -> None:
    for root, words in (
        ({"other": []}, "no array at `cases.items: sos`"),
        ({"sos": [1] * (MAX_CASES + 1)}, "at most"),
    ):
        cases, (refusal,) = reader().read(root, AT, "doc")
        assert cases == []
        assert words in refusal.reason


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"lon": ""}, "give both `lat` and `lon`"),
        ({"status": ""}, "give the path `status`"),
        ({"kind": " "}, "`kind` must not be empty"),
        ({"zone": "Sao/Hoa"}, "unknown time zone"),
        ({"id": "a..b"}, "empty part"),
        ({"title": {"vi": "{a..b}"}}, "empty part"),
    ],
)
def test_settings_that_do_not_belong_together_are_refused(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=words):
        reader(**settings)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*SOS, "sos"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON, JSON)
def test_whatever_comes_is_read_or_refused_and_never_raises(root: Any, entry: Any) -> None:
    reader().read(root, AT, "doc")
    changed = SOS | entry if isinstance(entry, dict) else entry
    cases, refused = reader().read({"sos": [SOS, changed]}, AT, "doc")
    assert len(cases) + len(refused) == 2


DOSSIER = {
    "so": "H17-261124-0025",
    "ten": "Đăng ký khai sinh",
    "noi_dung": "Dòng một\nDòng hai ",
    "linh_vuc": "Hộ tịch",
    "don_vi": "UBND phường Hải Châu",
    "kenh": 2,
    "nop": "2026-11-24T08:00:00+07:00",
    "tiep_nhan": "2026-11-24T09:00:00+07:00",
    "hen_tra": "",
    "xong": None,
    "sao": "4",
    "anh": ["https://anh.invalid/1.jpg", "javascript:alert(1)", None],
    "ma_thu_tuc": "1.001193",
}
MORE: dict[str, Any] = {
    "id": "so", "kind": "dossier", "title": {"vi": "{ten}"}, "time": "nop", "text": "noi_dung", "field": "linh_vuc",
    "unit": "don_vi", "source": "kenh", "accepted": "tiep_nhan", "due": "hen_tra", "finished": "xong",
    "rating": "sao", "media": "anh", "data": {"procedure": "ma_thu_tuc"}, "parent": "trung", "id_prefix": "HS-",
}  # fmt: skip


def one(entry: Any) -> tuple[list[CaseUpdate], list[str]]:
    found, refusals = CaseReader(msgspec.convert(MORE, CaseMapping), "s").read(entry, AT, "doc")
    return found, [refusal.reason for refusal in refusals]


def test_all_that_a_register_keeps_is_read_beside_the_case() -> None:
    (update,), refused = one(DOSSIER | {"trung": "H17-261101-0001"})
    assert refused == []
    assert update.text == "Dòng một\nDòng hai"
    assert (update.field, update.unit, update.source) == ("Hộ tịch", "UBND phường Hải Châu", "2")
    assert update.accepted_at == update.case.opened_at + 3600
    assert (update.due_at, update.finished_at, update.rating) == (None, None, 4)
    assert update.media == ("https://anh.invalid/1.jpg",)
    assert update.data == {"procedure": "1.001193"}
    assert not update.says_severity
    assert (update.case.case_id, update.parent) == ("HS-H17-261124-0025", "HS-H17-261101-0001")


@pytest.mark.parametrize("stars", [0, 6, 3.5, "năm"])
def test_a_rating_that_is_none_is_refused(stars: Any) -> None:
    updates, refused = one(DOSSIER | {"sao": stars})
    assert updates == []
    assert "expected" in refused[0]


def test_what_people_wrote_in_sentences_is_kept_whole_and_structures_in_its_place_are_refused() -> None:
    mapping = msgspec.convert(MORE | {"result": "ket_qua", "rating_text": "y_kien"}, CaseMapping)
    long = "Đã thay nắp cống.\n" + "Kiểm tra lại ngày mai. " * 60
    ((update,), _) = CaseReader(mapping, "s").read(DOSSIER | {"ket_qua": long, "y_kien": long}, AT, "doc")
    assert update.result == update.rating_text == long.strip()
    ((), (refusal,)) = CaseReader(mapping, "s").read(DOSSIER | {"ket_qua": ["một", "hai"]}, AT, "doc")
    assert refusal.reason == "found a list at `ket_qua`, expected a text"

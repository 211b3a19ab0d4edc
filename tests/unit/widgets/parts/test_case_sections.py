import msgspec
import pytest

from backend.contract.messages import EntryAppended
from backend.contract.work import Run, Step
from tests.unit.widgets.case_city import HOUR, DeskCity, case, journal
from tests.unit.widgets.city import NOW
from widgets.parts.case_book import CaseBook
from widgets.parts.case_sections import (
    CaseTeller,
    due_colour,
    place_words,
    position_words,
    run_word,
    size_words,
)

CODE = "PAHT.20261121.0001"


@pytest.fixture
def teller(desk_city: DeskCity) -> CaseTeller:
    context = desk_city.context()
    return CaseTeller(context, CaseBook(context))


def said(sections) -> str:
    lines = [" | ".join((line.name, line.words, line.note)) for section in sections for line in section.lines]
    return "\n".join([*(s.head for s in sections), *(s.empty for s in sections if not s.lines), *lines])


def test_the_facts_of_a_case_are_said_and_empty_ones_left_out(teller, desk_city: DeskCity):
    words = said(teller.facts(desk_city.daemon.detail(CODE).file, ()))
    for part in (
        "Đang xử lý",
        "Thời hạn | 15:42 | còn 12",
        "Thoát nước",
        "0905123488 · hoa@example.vn",
        "Tuyến đường",
    ):
        assert part in words
    bare = msgspec.structs.replace(
        case(0), text="", assignee="", unit_id="", lat=None, data={}, reporter="", phone="", email=""
    )
    words = said(teller.facts(bare, ()))
    assert "Không có nội dung nào thêm." in words
    for part in ("Người xử lý", "Đơn vị", "°", "Thông tin thêm"):
        assert part not in words


def test_one_that_nobody_takes_says_until_when_it_should_have_been(teller):
    file = msgspec.structs.replace(case(0), accept_due_at=NOW - HOUR)
    assert "Hạn tiếp nhận | 02:42 | trễ 1\u00a0giờ" in said(teller.facts(file, ()))


def test_visitors_read_no_names_or_numbers(desk_city: DeskCity):
    context = desk_city.context()
    teller = CaseTeller(context, CaseBook(context), visitor=True)
    words = said(teller.facts(case(1), ())) + said(teller.duplicates(desk_city.daemon.detail(CODE)))
    for part in ("0905123488", "hoa@", "Phạm Quốc Đạt"):
        assert part not in words


def test_procedures_are_named_with_the_steps_that_wait(teller):
    steps = (
        Step("s1", "a", "Xác minh hiện trường", "user", "open", NOW),
        Step("s2", "b", "Xong", "user", "done", NOW),
    )
    run = Run("QT.1", "phan-anh", "Xử lý phản ánh", 1, "running", NOW - 60, NOW, steps, case_id=CODE)
    section = teller.facts(case(1), [run])[-1]
    assert section.lines[0].note == "QT.1 · đang chạy · đang ở: Xác minh hiện trường"
    assert section.lines[0].link == "QT.1"
    assert run_word(msgspec.structs.replace(run, state="failed")) == "dừng vì lỗi"


def test_the_result_says_what_the_reporter_is_told_and_how_it_was_rated(teller):
    assert "Chưa có kết quả." in said(teller.result(case(0)))
    done = msgspec.structs.replace(
        case(1), group="done", status="done", result="Đã vá.", finished_at=NOW, due_at=NOW - HOUR, rating=2,
        rating_text="chậm",
    )  # fmt: skip
    words = said(teller.result(done))
    for part in ("Đã vá.", "Thời hạn | trễ 1\u00a0giờ", "Đánh giá | 2/5 điểm | chậm"):
        assert part in words


def test_remarks_say_whether_the_reporter_reads_them(teller, desk_city: DeskCity):
    lines = teller.remarks(desk_city.daemon.detail(CODE).file)[0].lines
    assert [line.note for line in lines] == ["Lê Quang · công khai", "Trần Minh Hà · nội bộ"], "newest first"
    assert teller.remarks(case(0))[0].empty == "Chưa có bình luận."


def test_duplicates_lead_to_one_another(teller, desk_city: DeskCity):
    detail = desk_city.daemon.detail(CODE)
    child = msgspec.structs.replace(
        detail, file=msgspec.structs.replace(detail.file, parent="PAHT.9"), children=()
    )
    assert [line.link for line in teller.duplicates(detail)[0].lines] == [f.case_id for f in detail.children]
    parent, none = teller.duplicates(child)
    assert parent.lines[0].link == "PAHT.9"
    assert none.empty == "Không có phản ánh nào trùng."


def test_the_journal_is_read_in_the_packs_words(teller):
    lines = teller.history(journal(CODE).entries, case(1))[0].lines
    assert [line.words for line in lines] == [
        "Nhận xử lý: Đã giao đơn vị → Đang xử lý",
        "Ghi chú của hồ sơ",
        "Giao đơn vị: Mới tiếp nhận → Đã giao đơn vị · Sở Xây dựng",
        "Tiếp nhận vụ việc: Mới tiếp nhận",
    ]
    assert lines[1].note == "Trần Minh Hà · Đã gọi cho người dân, hẹn xem hiện trường lúc 9 giờ."
    assert lines[3].note == "tự động"


def test_an_entry_that_nothing_is_known_of_is_still_shown(teller):
    entry = EntryAppended(1, NOW, "ha", "case.strange", CODE, {"from": 3, "to": "x"})
    assert teller.history([entry], case(1))[0].lines[0].words == "case.strange"


def test_papers_are_listed_and_photos_are_not(teller, desk_city: DeskCity):
    desk_city.daemon.photo = b"x"
    (section,) = teller.papers(desk_city.daemon.detail(CODE).file.attachments)
    assert [(line.words, line.note) for line in section.lines] == [
        ("bien-ban.pdf", "0,2 MB · Lê Quang · nội bộ")
    ]
    assert teller.papers(()) == []


def test_sizes_are_said_in_a_unit_that_leaves_no_zero():
    assert [size_words(n, "vi") for n in (1, 1_000, 35_200, 99_999)] == ["1 kB", "1 kB", "36 kB", "100 kB"]
    assert size_words(160_000, "vi") == "0,2 MB"


def test_places_and_positions_in_words():
    assert place_words(case(0)) == "218 Tôn Đức Thắng, Hòa Khánh"
    assert position_words(case(0), "vi") == "16,06780° B · 108,15740° Đ"
    assert position_words(case(0), "en") == "16.06780° N · 108.15740° E"


def test_only_what_needs_a_person_is_coloured(desk_city: DeskCity):
    tokens = desk_city.context().look.tokens
    assert due_colour("overdue", tokens) == tokens.high
    assert due_colour("on_time", tokens) == tokens.text

import pytest

from tests.unit.widgets.city import NOW
from tests.unit.widgets.storm import RUN_ID, evidence, run, step, steps
from widgets.logic.checklist import Entry
from widgets.parts.step_words import due_short, entry_line, evidence_words, state_word, step_passages

WHEN = (NOW, "Asia/Ho_Chi_Minh", "vi")


def line(one, **fields):
    return entry_line(Entry(run(**fields), one), WHEN)


def card(one):
    return [(p.words, p.tone) for p in step_passages(one, WHEN, {"cam1": "Mẹ Suốt 01"}) if p.words]


def test_the_head_of_a_procedure(vietnamese):
    head = entry_line(Entry(run(due_at=NOW + 3600, started_by="Trần Minh Hà")), WHEN)
    assert (head.head, head.right, head.line_id) == (True, "1/7 bước", "")
    assert head.detail == f"{RUN_ID} · v3 · Trần Minh Hà · hạn 04:42, còn 1\u00a0giờ"
    failed = entry_line(Entry(run(state="failed", outcome="cổng không trả lời")), WHEN)
    assert failed.detail.startswith("dừng vì lỗi: cổng không trả lời")
    assert failed.right_tone == "bad"
    over = entry_line(Entry(run(state="finished", ended_at=NOW)), WHEN)
    assert (over.share, over.tone) == (None, "second")


def test_what_may_come_is_dim_and_cannot_be_chosen(vietnamese):
    found = entry_line(Entry(run(), upcoming="Báo cáo"), WHEN)
    assert (found.words, found.tone, found.line_id, found.mark) == ("Báo cáo", "dim", "", "next")


def test_each_step_says_how_it_stands(vietnamese):
    done, waiting, late, approval, confirm, receive = (line(one) for one in steps())
    assert (done.detail, done.right, done.mark, done.tone) == (
        "Trần Minh Hà · “nước lên”",
        "03:33",
        "done",
        "dim",
    )
    assert (waiting.right, waiting.mark) == ("còn 12\u00a0ph\u00a010\u00a0s", "open")
    assert (late.right, late.mark, late.right_tone) == ("quá 5\u00a0ph\u00a040\u00a0s", "late", "age")
    assert "đã chuyển trưởng ca" in late.detail
    assert approval.detail == "đã duyệt 1/2"
    assert confirm.detail == "chờ xác nhận"
    assert (receive.detail, receive.mark) == ("đang chờ trả lời", "next")


@pytest.mark.parametrize(
    ("state", "words", "mark"),
    [
        ("acting", "đang thực hiện", "acting"),
        ("not_applicable", "không áp dụng", "dropped"),
        ("skipped", "bỏ qua", "dropped"),
        ("failed", "lỗi: thử lại hoặc bỏ qua", "failed"),
        ("cancelled", "đã thôi", "dropped"),
        ("done", "", "done"),
    ],
)
def test_every_state_has_words_and_a_sign(vietnamese, state, words, mark):
    one = step(1, "a", state=state, kind="service")
    assert (state_word(one), line(one).mark) == (words, mark)
    assert state_word(step(1, "a", kind="wait")) == "đang chờ đến giờ"


def test_working_and_elapsed_time_stand_side_by_side(vietnamese):
    one = step(1, "a", due_at=NOW + 97_200, due_mode="working", left_working_s=7200.0)
    assert (
        card(one)[1][0] == "hạn 06:42 23/11, còn 1\u00a0ngày\u00a03\u00a0giờ · trong giờ làm việc: 2\u00a0giờ"
    )


def test_a_deadline_that_is_over(vietnamese):
    words, tone = card(steps()[2])[1]
    assert words == "Cảnh sát giao thông · đã chuyển trưởng ca · quá hạn 5\u00a0ph\u00a040\u00a0s (hạn 03:36)"
    assert tone == "age"
    assert due_short(step(1, "a"), WHEN) == ""


def test_an_automatic_step_says_what_it_will_do(vietnamese):
    assert ("Sẽ thực hiện: SMS đến PC07", "plain") in card(steps()[4])


def test_missing_approvals_are_said_and_that_time_never_approves(vietnamese):
    assert card(steps()[3])[2][0] == "Đã duyệt: Lê Văn Sơn · chờ người thứ hai; hết giờ không tự duyệt"
    none = step(1, "a", n_approvals=2)
    assert card(none)[1][0] == "Cần 2 người duyệt; hết giờ không tự duyệt"
    three = step(1, "a", n_approvals=3, approvals=("Hà",))
    assert card(three)[1][0] == "Đã duyệt: Hà · còn 2 người phải duyệt"


def test_missing_evidence_and_what_is_there(vietnamese):
    assert ("Cần bằng chứng: ảnh camera", "age") in card(steps()[1])
    kept = step(1, "a", evidence_needed="any", evidence=(evidence(),))
    assert card(kept)[-1][0] == ("Ảnh camera Mẹ Suốt 01 · 03:41:17 · Trần Minh Hà · SHA-256 3fa9c2e07b11…")
    assert line(kept).detail == "1 bằng chứng"
    assert evidence_words(evidence(place_id=""), {}, WHEN).startswith("anh.jpg · 03:41:17")


def test_why_a_step_failed_is_on_its_card(vietnamese):
    assert ("hết giờ chờ", "bad") in card(step(1, "a", state="failed", note="hết giờ chờ"))


def test_a_step_that_is_over_has_no_time_left(vietnamese):
    import msgspec

    over = msgspec.structs.replace(steps()[0], state="done", due_at=NOW + 600.0, closed_at=NOW - 60.0)
    words = " ".join(said for said, _tone in card(over))
    assert "đã đóng 03:41" in words
    assert "còn" not in words

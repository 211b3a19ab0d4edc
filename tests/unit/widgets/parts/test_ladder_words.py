from backend.contract.work import Rung
from tests.unit.widgets.city import NOW
from tests.unit.widgets.storm import ladder
from widgets.parts.ladder_words import ladder_lines

ZONE = "Asia/Ho_Chi_Minh"


def lines(*ladders, now=NOW):
    return ladder_lines(list(ladders), now, ZONE, "vi")


def test_a_ladder_climbs_before_the_eyes(vietnamese):
    head, told, following, last = lines(ladder())
    assert (head.head, head.right, head.right_tone) == (True, "đang leo thang từ 03:32", "age")
    assert (told.right, told.mark, told.rail) == ("đã báo 03:32:17", "sent", "first")
    assert (following.right, following.mark, following.rail) == (
        "còn 2\u00a0ph\u00a010\u00a0s",
        "open",
        "middle",
    )
    assert following.detail == "SMS, Zalo"
    assert following.share == 600 / 730
    assert (last.mark, last.rail, last.share, last.detail) == ("next", "last", None, "phiếu gọi")
    assert lines(ladder(), now=NOW + 200)[2].right == "ngay bây giờ"


def test_who_took_it_stops_it_and_the_rest_is_not_needed(vietnamese):
    head, _told, second, third = lines(ladder(open=False, stopped_at=NOW - 60, stopped_by="Phạm Quốc Bảo"))
    assert (head.right, head.right_tone) == ("dừng lúc 03:41: Phạm Quốc Bảo đã nhận", "done")
    assert (second.right, second.mark, third.tone) == ("không cần nữa", "halt", "dim")


def test_the_end_without_an_answer_is_said(vietnamese):
    rungs = (Rung(NOW - 60, ("Trực ban",), ("smtp",), "sent"),)
    head, only = lines(ladder(open=False, rungs=rungs, stopped_by="end"))
    assert (head.right, head.right_tone) == ("hết bậc, chưa ai nhận", "bad")
    assert (only.rail, only.right, only.detail) == ("", "đã báo 03:41:17", "thư điện tử")


def test_ladders_that_climb_come_first(vietnamese):
    done = ladder(open=False, stopped_by="Hà", title="Xong", rungs=())
    assert [line.words for line in lines(done, ladder(rungs=()))] == ["Ngập 62 cm chưa có người nhận", "Xong"]

from msgspec.structs import replace

from app.console import handover_words as words
from app.console.handover_words import Head
from backend.contract.work import HandoverItem
from tests.unit.app.console.conftest import HA, HANDOVER, ITEMS, THU, item
from tests.unit.widgets.city import NOW

ZONE = "Asia/Ho_Chi_Minh"


def test_rows_are_grouped_in_the_order_of_reading():
    rows = words.rows_of(HANDOVER)
    kinds = [row.kind for row in rows if isinstance(row, Head)]
    assert kinds == ["incident", "alarm", "shelved", "camera", "note"]
    assert rows[0] == Head("incident", 1, 1)
    assert rows[2] == Head("alarm", 2, 0)
    assert [row.item_id for row in rows if isinstance(row, HandoverItem)][-1] == "note:1"
    assert words.rows_of(None) == ()


def test_every_kind_has_a_title_of_its_own(vietnamese):
    titles = {words.kind_title(kind) for kind in words.ORDER}
    assert len(titles) == len(words.ORDER)
    assert "Sự cố đang xử lý" in titles


def test_the_handover_that_waits_for_the_incoming_officer_comes_first():
    signed = replace(HANDOVER, handover_id="a", signed_out=HA, compiled_at=NOW - 900)
    newer = replace(HANDOVER, handover_id="b")
    closed = replace(HANDOVER, handover_id="c", open=False, compiled_at=NOW)
    assert words.current([newer, signed, closed]) is signed
    assert words.current([newer, closed]) is newer
    assert words.current([closed]) is None


def test_the_first_unread_item_is_the_first_in_the_order_of_the_rows():
    assert words.first_unticked(HANDOVER).item_id == "alarm:1"
    done = replace(HANDOVER, items=tuple(replace(i, ticked_at=NOW) for i in ITEMS))
    assert words.first_unticked(done) is None


def test_since_when_or_until_when(vietnamese):
    assert words.since_words(item("a", "alarm"), NOW, ZONE) == "từ 02:42"
    assert words.since_words(item("a", "shelved", since_at=NOW + 3600), NOW, ZONE) == "đến 04:42"
    assert words.since_words(item("a", "note"), NOW, ZONE) == "lúc 02:42"
    assert words.since_words(item("a", "camera", since_at=None), NOW, ZONE) == ""


def test_the_sign_of_an_item():
    assert words.shape_of(item("a", "alarm", severity="high")) == "high"
    assert words.shape_of(item("a", "dead_source")) == "lost"
    assert words.shape_of(item("a", "note")) is None


def test_progress_and_state(vietnamese):
    assert words.progress_words(HANDOVER) == "1/6 đã xem"
    states = [HANDOVER, replace(HANDOVER, signed_out=HA), replace(HANDOVER, signed_out=HA, signed_in=THU)]
    said = [words.state_words(handover) for handover in states]
    assert said[0].startswith("Bên giao xem lại")
    assert said[1].startswith("Bên giao đã ký.")
    assert said[2].startswith("Hai bên đã ký")


def test_it_is_compiled_anew_or_until_the_outgoing_officer_signs():
    assert words.may_compile(None)
    assert words.may_compile(HANDOVER)
    assert not words.may_compile(replace(HANDOVER, signed_out=HA))
    assert words.may_compile(replace(HANDOVER, signed_out=HA, signed_in=THU, open=False))


def test_an_earlier_one_as_a_line(vietnamese):
    closed = replace(HANDOVER, signed_out=HA, signed_in=THU, open=False)
    assert words.earlier_words(closed, NOW, ZONE) == "03:40 · Ca 3 · Trần Minh Hà → Lê Thị Thu"
    nameless = replace(HANDOVER, shift="")
    assert words.earlier_words(nameless, NOW, ZONE) == "03:40 · BG.20261122.002 · … → …"

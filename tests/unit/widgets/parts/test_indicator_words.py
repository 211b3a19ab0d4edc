import msgspec
import pytest

from backend.contract.indicators import IndicatorFigure
from backend.contract.state import Text
from tests.unit.widgets.city import NOW
from tests.unit.widgets.indicator_office import entry_of
from widgets.logic.indicator_explain import Explanation
from widgets.parts import indicator_words as words


@pytest.fixture
def exports(office):
    return entry_of(office, "MT.04", "2026-10")


def test_values_have_decimal_commas_and_units(exports):
    assert words.valued(exports.info, 1874.04, "vi") == "1.874,0\u00a0triệu USD"
    assert words.valued(exports.info, 1874.04, "en") == "1,874.0\u00a0million USD"


def test_no_figure_is_never_a_zero(exports):
    assert words.valued(exports.info, None, "vi") == "chưa có số liệu"
    assert words.number_words(exports.info, None, "vi") == "–"


def test_plan_and_share_are_said_together(exports):
    assert words.plan_words(exports.info, exports.figure, "vi") == "KH 2.166,7 · đạt 86,4\u00a0%"
    assert words.plan_words(exports.info, exports.figure, "vi", short=True) == "KH 2.166,7 · 86,4\u00a0%"
    without = msgspec.structs.replace(exports.figure, plan=None)
    assert words.plan_words(exports.info, without, "vi") == "chưa có kế hoạch"


def test_periods_count_from_january_where_figures_do(exports):
    assert words.period_words(exports.info, exports.figure, "vi") == "10 tháng năm 2026"


def test_trends_say_amount_and_unit(office, exports):
    assert words.trend_words(exports.info, exports.figure, "vi") == "▼\u00a011,0\u00a0% so với cùng kỳ"
    rate = entry_of(office, "MT.13", "2026-Q3")
    assert words.trend_words(rate.info, rate.figure, "vi", short=True) == "▼\u00a00,26\u00a0điểm %"
    same = msgspec.structs.replace(exports.figure, previous=exports.figure.value)
    assert words.trend_words(exports.info, same, "vi", short=True) == "= không đổi"
    assert words.trend_words(exports.info, IndicatorFigure("MT.04", "2026-10", 1.0), "vi") == ""


def test_the_usual_question_names_figure_period_and_reason(exports):
    said = words.usual_question(exports.info, exports.figure, "vi")
    assert "“Kim ngạch xuất khẩu hàng hóa”, 10 tháng năm 2026: 1.874,0" in said
    assert exports.figure.why.vi in said
    assert said.endswith("thời hạn khắc phục.")


def test_what_cannot_be_read_says_how_to_write_it(vietnamese):
    assert words.fault_words("", "5") == ""
    for fault in ("letters", "point", "grouping"):
        assert "“1.5”" in words.fault_words(fault, "1.5")


@pytest.mark.parametrize(
    ("value", "said"),
    [(120.0, "gấp 12,0 lần số trước"), (0.0, "bằng 0"), (1.0, "1/10,0"), (-1.0, "trái dấu"), (11.0, "")],
)
def test_slips_are_said_in_words(vietnamese, value, said):
    found = words.oddity_words(value, 10.0, "vi")
    assert said in found
    assert bool(found) == bool(said)


def test_a_deadline_says_how_late_it_is_and_only_while_someone_must_answer(vietnamese):
    zone = "Asia/Ho_Chi_Minh"
    asked = Explanation("GT.1", "asked", "?", due_at=NOW - 7200, overdue=True)
    assert words.due_words(asked, NOW, zone, "vi") == "hạn 01:42 · quá hạn 2\u00a0giờ"
    waits = msgspec.structs.replace(asked, due_at=NOW + 60, overdue=False)
    assert words.due_words(waits, NOW, zone, "vi") == "hạn 03:43"
    assert words.due_words(msgspec.structs.replace(asked, standing="answered"), NOW, zone, "vi") == ""


def test_every_state_has_its_word(vietnamese):
    states = ("draft", "submitted", "accepted", "returned", "superseded")
    standings = ("asked", "answered", "accepted", "returned", "withdrawn", "unknown")
    assert len({words.state_word(s) for s in states}) == len(states)
    assert len({words.standing_word(s) for s in standings}) == len(standings)
    assert words.how_word("imported") == "nhập từ tệp"
    assert words.how_word("telex") == "telex"


def test_flags_and_marks(exports):
    flagged = msgspec.structs.replace(exports.figure, flags=(Text("gấp 10 lần"), Text("trái dấu")))
    assert words.flag_words(flagged, "vi") == "gấp 10 lần; trái dấu"
    assert (words.unverified_word(), words.unverified_word(short=True)) == ("cần kiểm chứng", "ck")
    assert words.said(Text("đạt 90 %"), "vi") == "Đạt 90 %"
    assert words.direction_words(exports.info) == "càng cao càng tốt"

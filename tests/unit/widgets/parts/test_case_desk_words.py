import msgspec
import pytest

from tests.unit.widgets.case_city import KIND, case
from widgets.parts.case_desk_words import count_words, deeds_of, empty_words, new_key, noun, order_words

pytestmark = pytest.mark.usefixtures("vietnamese")


def test_an_empty_list_says_why():
    waiting, working = KIND.tabs[0], KIND.tabs[1]
    assert empty_words(KIND, waiting, "vi", narrowed=False) == "Không có phản ánh nào đang chờ"
    assert empty_words(KIND, working, "vi", narrowed=False) == "Không có phản ánh nào trong mục “Đang xử lý”"
    assert empty_words(KIND, waiting, "vi", narrowed=True).startswith("Không có phản ánh nào khớp")
    assert empty_words(KIND, None, "vi", narrowed=False) == "Không có phản ánh nào"


def test_cases_are_counted_by_the_kinds_own_word():
    assert count_words(1_204_551, KIND, "vi") == "1.204.551 phản ánh"
    assert count_words(12, None, "vi") == "12 hồ sơ"
    assert noun(KIND, "en") == "citizen report"


def test_n_is_new_unless_the_kind_needs_it():
    assert new_key(KIND) == "N"
    split = msgspec.structs.replace(KIND.actions[0], key="n")
    assert new_key(msgspec.structs.replace(KIND, actions=(split,))) == "Ins"


def test_deeds_for_one_case_stand_between_those_of_the_desk():
    deeds = deeds_of(KIND, [case(0)], "vi", marked=False)
    assert [deed.deed for deed in deeds] == [
        "open", "new", "assign", "accept", "classify", "merge", "place", "delete", "export",
    ]  # fmt: skip
    assert deeds[2].words == "Giao đơn vị"


def test_of_several_the_number_that_fits_is_said():
    deeds = {deed.deed: deed for deed in deeds_of(KIND, [case(0), case(1)], "vi", marked=True)}
    assert deeds["assign"].remark == "(1)"
    assert deeds["classify"].remark == ""
    assert "new" not in deeds


def test_a_kind_that_nobody_enters_here_has_no_new():
    kind = msgspec.structs.replace(KIND, may_open=False)
    assert "new" not in [deed.deed for deed in deeds_of(kind, [], "vi", marked=False)]


def test_every_order_has_a_name():
    for order in ("newest", "oldest", "due", "severity", "changed", "code"):
        assert order_words(order) != order

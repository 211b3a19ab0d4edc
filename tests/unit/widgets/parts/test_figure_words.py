import msgspec
import pytest

from backend.contract.case_requests import FigureCell
from backend.contract.cases import CaseQuery
from tests.unit.widgets.casework import rules
from tests.unit.widgets.city import NOW
from widgets.parts.figure_words import figure_face, shown_number

pytestmark = pytest.mark.usefixtures("vietnamese")
RULES = {rule.info.figure_id: rule for rule in rules()}
QUERY, PER = CaseQuery(kind="report", groups=("done",)), CaseQuery(kind="report")


def cell(figure_id, value, n=0, **more):
    return FigureCell(figure_id, value, QUERY, n, **more)


def test_a_share_says_of_how_many():
    face = figure_face(RULES["on_time"].info, cell("on_time", 88.05, 1234, per=PER, n_per=1402), NOW, "vi")
    assert (face.value, face.unit, face.of) == ("88,0", "%", "1.234 trên 1.402")
    assert (face.verdict, face.target, face.target_short) == (
        "missed",
        "Chưa đạt mục tiêu ≥\u00a095\u00a0%",
        "Chưa đạt ≥\u00a095\u00a0%",
    )
    assert face.number.n_per == 1402


def test_nothing_to_assess_is_said_and_has_no_verdict():
    face = figure_face(RULES["appeal"].info, cell("appeal", None, per=PER), NOW, "vi")
    assert (face.value, face.of, face.verdict, face.target) == (
        "chưa đánh giá", "chưa có gì để tính", "unknown", "",
    )  # fmt: skip


def test_an_unverified_threshold_is_marked():
    face = figure_face(RULES["satisfied"].info, cell("satisfied", 70.0), NOW, "vi")
    assert face.mark == "ck"
    assert face.tip.endswith("ck: mục tiêu chưa kiểm chứng")
    assert figure_face(RULES["open"].info, cell("open", 7.0, 7), NOW, "vi").mark == ""


def test_sums_and_means_say_over_how_many():
    hours = msgspec.structs.replace(RULES["open"].info, unit="h")
    assert figure_face(hours, cell("open", 3.5, 12), NOW, "vi").of == "tính trên 12"
    total = figure_face(RULES["open"].info, cell("open", 90.0, 12), NOW, "vi")
    assert (total.of, total.number.unit) == ("tính trên 12", "sum")


def test_a_key_follows_the_figures_name():
    found = shown_number(
        RULES["open"].info, cell("open", 7.0, 7, key="w0", name="Phường Hải Châu"), NOW, "vi"
    )
    assert (found.words, found.value, found.n, found.at) == ("Đang mở · Phường Hải Châu", 7.0, 7, NOW)

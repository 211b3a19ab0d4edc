from __future__ import annotations

from typing import Any

import pytest

from backend.contract.cases import CaseQuery
from backend.contract.state import Text
from backend.domain.cases.explaining import explained
from backend.domain.cases.spec import CaseKindSpec, FigureSpec


@pytest.mark.parametrize(
    ("fields", "vi", "en"),
    [
        ({"where": CaseQuery(kind="report")}, "Số phản ánh.", "Number of report."),
        (
            {"where": CaseQuery(kind="report", groups=("waiting", "working"), parent=""), "period": "7d"},
            "Số phản ánh (chờ xử lý hoặc đang xử lý; không tính phản ánh trùng; mở trong 7 ngày gần nhất).",
            "Number of report (waiting or in work; without duplicates; opened in the last 7 days).",
        ),
        (
            {"where": CaseQuery(kind="report", groups=("done",), due=("kept",)), "per": CaseQuery(kind="report", groups=("done",)), "value": "share"},
            "Tỷ lệ % phản ánh (đã xử lý; xong đúng hạn) trên tổng số phản ánh (đã xử lý).",
            "Per cent of report (done) that are: report (done; settled on time).",
        ),
        (
            {"where": CaseQuery(kind="report", fields=("jam",), statuses=("done",)), "value": "mean_hours", "period": "month", "period_of": "finished"},
            "Số giờ trung bình từ lúc mở đến lúc kết thúc của phản ánh (trạng thái Đã xử lý; lĩnh vực Ùn tắc; kết thúc trong tháng này).",
            "Mean hours to finish of report (status Done; field Traffic jam; finished this month).",
        ),
        (
            {"where": CaseQuery(kind="report", reopened=True, ratings=(1, 2)), "value": "mean_rating"},
            "Điểm đánh giá trung bình (1–5) của phản ánh (đánh giá 1 hoặc 2; đã mở lại).",
            "Mean rating (1-5) of report (rated 1 or 2; reopened).",
        ),
        (
            {"where": CaseQuery(kind="report", units=("",), data={"level": "full"}), "value": "sum", "sum_of": "n_people"},
            "Tổng “Số người” của phản ánh (đơn vị chưa có; Mức là full).",
            "Sum of “People” of report (unit none; Level is full).",
        ),
        (
            {"where": CaseQuery(kind="report", statuses=("done",)), "per": CaseQuery(kind="report"), "value": "ratio", "sum_of": "n_people", "per_sum_of": "n_people"},
            "Tỷ lệ % tổng “Số người” của phản ánh (trạng thái Đã xử lý) trên tổng “Số người” của phản ánh.",
            "Sum of “People” of report (status Done), in per cent of the sum of “People” of report.",
        ),
        (
            {"where": CaseQuery(kind="report", statuses=("done",)), "value": "mean", "sum_of": "n_people"},
            "Trung bình “Số người” của phản ánh (trạng thái Đã xử lý).",
            "Mean of “People” of report (status Done).",
        ),
        (
            {"where": CaseQuery(kind="report", unaccepted=True, severities=("high",), sources=("app",), areas=("20194",), reopened=False)},
            "Số phản ánh (địa bàn 20194; nguồn Ứng dụng; mức độ cao; quá hạn tiếp nhận; chưa từng mở lại).",
            "Number of report (area 20194; source App; severity high; not accepted in time; never reopened).",
        ),
    ],
)  # fmt: skip
def test_a_figure_says_how_it_is_made(kind: CaseKindSpec, fields: dict[str, Any], vi: str, en: str) -> None:
    spec = FigureSpec(id="f", name=Text("x"), **fields)
    assert explained(spec, {"report": kind}) == Text(vi, en)


def test_its_own_sentence_wins() -> None:
    own = Text("Đúng như luật nói")
    assert explained(FigureSpec(id="f", name=Text("x"), explained=own, where=CaseQuery()), {}) == own

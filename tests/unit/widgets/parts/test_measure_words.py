"""How measures are said."""

from __future__ import annotations

import pytest

from backend.contract.state import Text
from backend.contract.work import LoadRow, TopAlarm
from widgets.logic.measures import Figure, MixShare
from widgets.parts.measure_words import figure_words, mix_words, percent, top_line, unit_line
from widgets.theme.look import DARK, Look


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (Figure("average", 4.25, 6.0), ("Cảnh báo mỗi giờ", "4,2", "mục tiêu ≤ 6", False)),
        (Figure("average", 8.0, 6.0), ("Cảnh báo mỗi giờ", "8", "vượt mục tiêu ≤ 6", True)),
        (Figure("peak", 23.0, 10.0), ("Cao điểm 10 phút", "23", "vượt mục tiêu ≤ 10", True)),
        (Figure("flood", 0.021, 0.01), ("Thời gian ngập", "2,1 %", "vượt mục tiêu ≤ 1 %", True)),
        (Figure("top", 0.31, 0.05), ("Tỷ trọng 10 báo nhiều", "31 %", "vượt mục tiêu ≤ 5 %", True)),
        (Figure("chattering", 1.0, 0.0), ("Chập chờn", "1", "vượt mục tiêu 0", True)),
        (Figure("stale", 0.0, 5.0), ("Kéo dài trên 24 giờ", "0", "mục tiêu ≤ 5", False)),
        (Figure("acknowledged", 48.0, None), ("Nhận sau (trung vị)", "48 s", "không có mục tiêu", False)),
        (Figure("acknowledged", None, None), ("Nhận sau (trung vị)", "–", "không có mục tiêu", False)),
    ],
)
def test_a_figure_stands_beside_its_target(vietnamese, figure, words):
    said = figure_words(figure, "vi")
    assert (said.name, said.value.replace("\u00a0", " "), said.target, said.missed) == words


def test_small_shares_have_a_decimal():
    assert [percent(share, "vi") for share in (0, 0.004, 0.1, 0.3333, 1)] == [
        "0 %",
        "0,4 %",
        "10 %",
        "33 %",
        "100 %",
    ]


def test_a_unit_beyond_its_load_is_marked(vietnamese):
    line = unit_line(LoadRow("tn", "Thoát nước", 163, 6.8, 21, 0.018), Look(DARK), "vi")
    assert (line.left, line.note) == ("Thoát nước", "163 cảnh báo")
    assert line.right == "6,8/giờ · cao điểm 21 · ngập 1,8 %"
    assert line.right_colour == DARK.age
    calm = unit_line(LoadRow("", "", 2, 0.1, 1, 0.0), Look(DARK), "vi")
    assert (calm.left, calm.right_colour) == ("không rõ đơn vị", "")


def test_what_rings_most(vietnamese):
    assert top_line(TopAlarm("a", Text("Ngập — Mẹ Suốt"), 14, 0.073), "vi").right == "14 · 7,3 %"


def test_the_mix_in_words(vietnamese):
    shares = MixShare(0.68, 0.8), MixShare(0.24, 0.15), MixShare(0.08, 0.05)
    assert mix_words(shares, "vi") == ("lưu ý và cảnh giác 68 %", "cảnh báo 24 %", "nguy cấp 8 %")

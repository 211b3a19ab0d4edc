"""What the office of food safety lists keeps its deadlines while it is open, and tells of few failures."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np
import pytest

from backend.contract.state import Severity
from backend.demo.food_inspections import DAYS, MATTERS, POISONINGS, N, rows
from backend.demo.portal import ZONE
from backend.demo.working_time import calendar
from tests.unit.backend.demo.deadline_sheet import DeadlineSheet

WORDS: dict[str, str] = {
    "định kỳ": "planned",
    "hậu kiểm": "declared",
    "phản ánh": "complaint",
    "mẫu không đạt": "market_sample",
    "ngộ độc": "poisoning",
}
OPEN = ("mới", "đang xử lý", "chờ xét nghiệm")


def made(now: dt.datetime, seed: int = 1) -> list[dict[str, object]]:
    return list(rows(now, np.random.default_rng(seed)))


def moment(text: object) -> float:
    return dt.datetime.strptime(str(text), "%d/%m/%Y %H:%M").replace(tzinfo=ZONE).timestamp()


@pytest.mark.parametrize("start", ["2026-12-01T10:00", "2026-11-29T02:00", "2027-02-08T09:00"])
def test_what_is_in_hand_is_in_time_and_little_was_late(start: str) -> None:
    now = dt.datetime.fromisoformat(f"{start}+07:00").astimezone(ZONE)
    sheet = DeadlineSheet("food-safety", "food-inspection")
    severity: dict[str, Severity] = {f.id: f.severity or sheet.kind.severity for f in sheet.kind.fields}
    found, n_late = made(now), 0
    assert len(found) == N + len(POISONINGS)
    for row in found:
        field, opened_at = WORDS[str(row["Nội dung"])], moment(row["Ngày kiểm tra"])
        assert now.timestamp() - DAYS * 86_400 <= opened_at < now.timestamp()
        due_at = sheet.due_at(field, severity[field], opened_at)
        if row["Trạng thái"] in OPEN:
            assert due_at > now.timestamp(), row
            assert row["Kết quả"] == row["Ngày kết luận"] == ""
        else:
            assert row["Kết quả"] in ("Đạt", "Không đạt")
            assert opened_at < moment(row["Ngày kết luận"]) <= now.timestamp()
            n_late += moment(row["Ngày kết luận"]) > due_at
    assert n_late <= 0.1 * N


def test_there_is_work_of_every_kind_and_no_poisoning_is_open() -> None:
    found = made(dt.datetime(2026, 12, 1, 10, tzinfo=ZONE))
    of_status = Counter(row["Trạng thái"] for row in found)
    assert of_status["đã xử lý"] > 2 * sum(of_status[word] for word in OPEN) > 0
    assert of_status["chờ xét nghiệm"] > 0
    assert {row["Nội dung"] for row in found} == {*(each.word for each in MATTERS), "ngộ độc"}
    poisonings = [row for row in found if row["Nội dung"] == "ngộ độc"]
    assert [row["Số người bị ảnh hưởng"] for row in poisonings] == [n for _, n in POISONINGS]
    assert {row["Trạng thái"] for row in poisonings} == {"đã xử lý"}


def test_the_deadlines_are_those_of_the_pack() -> None:
    sheet = DeadlineSheet("food-safety", "food-inspection")
    at = dt.datetime(2026, 11, 30, 7, 30, tzinfo=ZONE).timestamp()
    for matter in MATTERS:
        due_at = sheet.due_at(WORDS[matter.word], "low", at)
        assert calendar().working_between(at, due_at) == pytest.approx(matter.days * 8 * 3600, abs=8 * 3600)


def test_each_inspection_has_a_number_of_its_own() -> None:
    numbers = [row["Mã hồ sơ"] for row in made(dt.datetime(2026, 12, 1, 10, tzinfo=ZONE))]
    assert len(set(numbers)) == len(numbers)

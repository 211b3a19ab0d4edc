"""Inspections of food establishments in the demo city, as their office lists them. All of it is made up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec
import numpy as np

from backend.demo.places import Ward, lived_in
from backend.demo.working_time import calendar

DAYS, N = 42.0, 84
"""So far back the list goes, and so many inspections it has."""
WORKDAY_S = 8 * 3600.0
PLANNED_LATE = 0.04
"""Share of the inspections that were concluded after their deadline."""
FAILED = 0.09
"""Share of the establishments that do not pass."""
AT_LABORATORY = 0.3
"""Of those in hand, so many wait for the laboratory."""
ESTABLISHMENTS = (
    ("Quán ăn", "Quán ăn đường {s}, {w}"),
    ("Bếp ăn tập thể", "Bếp ăn trường mầm non {w}"),
    ("Bếp ăn tập thể", "Bếp ăn công ty may, {w}"),
    ("Cơ sở sản xuất", "Cơ sở làm chả bò đường {s}, {w}"),
    ("Cơ sở sản xuất", "Xưởng nước uống đóng bình, {w}"),
    ("Cửa hàng", "Cửa hàng thực phẩm đường {s}, {w}"),
    ("Nhà hàng", "Nhà hàng hải sản đường {s}, {w}"),
)
"""Type, and how it is called; `{s}` a street, `{w}` the ward."""
STREETS = (
    "Hùng Vương", "Phan Châu Trinh", "Hải Phòng", "Nguyễn Văn Thoại", "Hà Bổng", "Trưng Nữ Vương",
    "Kinh Dương Vương",
)  # fmt: skip


class Matter(msgspec.Struct, frozen=True):
    """Why an establishment is inspected."""

    word: str
    """Of the field."""
    share: float
    days: float
    """Working days until its deadline; the pack's terms say the same."""


MATTERS = (
    Matter("định kỳ", 0.58, 10.0),
    Matter("hậu kiểm", 0.2, 10.0),
    Matter("phản ánh", 0.17, 5.0),
    Matter("mẫu không đạt", 0.05, 3.0),
)
POISONINGS = ((9.3, 14), (24.6, 6))
"""Two suspected poisonings, long concluded: days ago, people affected."""


def rows(now: dt.datetime, rng: np.random.Generator) -> Iterator[dict[str, object]]:
    """Yield the rows of the list as it is `now`, oldest first."""
    shares = [each.share for each in MATTERS]
    for i in range(N):
        opened = now - dt.timedelta(days=DAYS * (N - i - 0.5) / N)
        matter = MATTERS[int(rng.choice(len(MATTERS), p=shares))]
        took = float(rng.uniform(0.2, 0.85)) if rng.random() >= PLANNED_LATE else float(rng.uniform(1.1, 1.6))
        yield _row(now, opened, matter, took, rng)
    for days, n_people in POISONINGS:
        opened = now - dt.timedelta(days=days)
        row = _row(now, opened, Matter("ngộ độc", 1.0, 3.0), float(rng.uniform(0.3, 0.6)), rng)
        yield row | {"Số người bị ảnh hưởng": n_people, "Kết quả": "Không đạt"}


def _row(
    now: dt.datetime, opened: dt.datetime, matter: Matter, took: float, rng: np.random.Generator
) -> dict[str, object]:
    """Return one inspection; `took`: share of its time. What is in hand has not reached its deadline."""
    ward = _ward(rng)
    kind, name = ESTABLISHMENTS[int(rng.integers(len(ESTABLISHMENTS)))]
    street = STREETS[int(rng.integers(len(STREETS)))]
    failed, sampled = rng.random() < FAILED, rng.random() < AT_LABORATORY
    add = calendar().add_working
    begun = dt.datetime.fromtimestamp(add(opened.timestamp(), 0.25 * WORKDAY_S), opened.tzinfo)
    ended = dt.datetime.fromtimestamp(add(opened.timestamp(), took * matter.days * WORKDAY_S), opened.tzinfo)
    done = ended <= now or took > 1.0
    status = "đã xử lý" if done else "mới" if begun > now else "chờ xét nghiệm" if sampled else "đang xử lý"
    return {
        "Mã hồ sơ": f"ATTP-{opened:%y%m%d-%H%M}",
        "Cơ sở": name.format(s=street, w=ward.name),
        "Loại hình": kind,
        "Nội dung": matter.word,
        "Ngày kiểm tra": opened.strftime("%d/%m/%Y %H:%M"),
        "Trạng thái": status,
        "Ngày kết luận": min(ended, now).strftime("%d/%m/%Y %H:%M") if done else "",
        "Kết quả": ("Không đạt" if failed else "Đạt") if done else "",
        "Số người bị ảnh hưởng": "",
        "Phường, xã": ward.code,
        "Vĩ độ": f"{ward.lat + float(rng.normal(0, 0.004)):.5f}",
        "Kinh độ": f"{ward.lon + float(rng.normal(0, 0.004)):.5f}",
    }


def _ward(rng: np.random.Generator) -> Ward:
    town = [ward for ward in lived_in() if ward.kind == "phường"]
    return town[int(rng.integers(len(town)))]

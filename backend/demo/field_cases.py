"""What offices of the other fields have on their lists: projects, permits, events. All of it is made up."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from backend.demo import food_inspections
from backend.demo.places import Ward, lived_in

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
Row = dict[str, object]


class CaseList(msgspec.Struct, frozen=True):
    """One list that an office hands in as a spreadsheet."""

    name: str
    """Of the source, and of its folder."""
    title: str
    kind: str
    columns: dict[str, str]
    """Column of the table → key of the case mapping, or `data.<id>`."""
    closed: tuple[str, ...]
    rows: Callable[[dt.datetime, np.random.Generator], Iterator[Row]]


STREETS = (
    "Trần Phú", "Nguyễn Văn Linh", "Lê Duẩn", "Ông Ích Khiêm", "Tôn Đức Thắng", "Điện Biên Phủ", "Núi Thành",
    "Ngô Quyền", "Hoàng Diệu", "Nguyễn Hữu Thọ", "Lê Văn Hiến", "Phạm Văn Đồng", "Âu Cơ",
)  # fmt: skip
PROJECTS = (
    ("Nâng cấp đường {s}", "đường", 120_000), ("Tuyến cống thoát nước {s}", "chống ngập", 85_000),
    ("Trường tiểu học {w}", "trường học", 64_000), ("Trạm y tế {w}", "trạm y tế", 14_000),
    ("Kè chống sạt lở {w}", "kè", 210_000), ("Cầu qua kênh {w}", "cầu", 96_000),
    ("Nền tảng số {w}", "công nghệ thông tin", 22_000), ("Hồ điều tiết {w}", "chống ngập", 140_000),
)  # fmt: skip
STAGES = (
    "lập chủ trương",
    "giải phóng mặt bằng",
    "đấu thầu",
    "thi công",
    "thi công",
    "thi công",
    "tạm dừng",
    "nghiệm thu",
)
KINDS_OF_VIOLATION = {
    "không phép": "Xây dựng không phép",
    "sai phép": "Xây dựng sai phép",
    "lấn chiếm": "Lấn chiếm vỉa hè",
    "an toàn": "Công trường mất an toàn",
}
"""Word of the field → what the inspector writes."""
OBSTACLES = ("khong", "khong", "mat-bang", "mat-bang", "thu-tuc", "vat-lieu", "nha-thau")


FAIR_LASTS = 0.5
"""How long an event lasts on a fair day, over the usual time."""


def _when(moment: dt.datetime) -> str:
    return moment.strftime("%d/%m/%Y %H:%M")


def _ward(rng: np.random.Generator) -> Ward:
    wards = [ward for ward in lived_in() if ward.kind == "phường"]
    return wards[int(rng.integers(len(wards)))]


def _projects(now: dt.datetime, rng: np.random.Generator) -> Iterator[Row]:
    for i in range(48):
        words, field, size = PROJECTS[i % len(PROJECTS)]
        stage = STAGES[int(rng.integers(len(STAGES)))]
        total = round(float(size * rng.uniform(0.6, 1.8)), -2)
        plan = round(total * float(rng.uniform(0.2, 0.6)), -2)
        early = stage in ("lập chủ trương", "giải phóng mặt bằng", "đấu thầu", "tạm dừng")
        paid = round(plan * float(rng.uniform(0.0, 0.3) if early else rng.uniform(0.55, 1.0)), -1)
        began = now - dt.timedelta(days=int(rng.integers(120, 900)))
        ends = now + dt.timedelta(days=int(rng.integers(-60, 500)))
        yield {
            "Mã dự án": f"{8000000 + i * 137}",
            "Tên dự án": words.format(s=STREETS[i % len(STREETS)], w=_ward(rng).name),
            "Lĩnh vực": field,
            "Giai đoạn": stage,
            "Khởi công": _when(began),
            "Hoàn thành": _when(ends),
            "Tổng mức đầu tư": f"{total:.0f}",
            "Kế hoạch vốn năm": f"{plan:.0f}",
            "Đã giải ngân": f"{paid:.0f}",
            "Vướng mắc": OBSTACLES[int(rng.integers(len(OBSTACLES)))],
        }


def _permits(now: dt.datetime, rng: np.random.Generator) -> Iterator[Row]:
    for i in range(90):
        opened = now - dt.timedelta(hours=float(rng.uniform(2, 24 * 40)))
        age_d = (now - opened).total_seconds() / 86_400
        status = "tiếp nhận" if age_d < 2 else "thẩm định" if age_d < 13 else "đã cấp"
        if rng.random() < 0.07 and status == "thẩm định":
            status = "bổ sung"
        floors = int(rng.integers(1, 6))
        done = opened + dt.timedelta(days=float(rng.uniform(8, 17))) if status == "đã cấp" else None
        yield {
            "Số hồ sơ": f"GPXD-{now.year}-{i + 1:04}",
            "Nội dung": f"Nhà {floors} tầng, đường {STREETS[int(rng.integers(len(STREETS)))]}",
            "Loại công trình": ("nhà ở", "nhà ở", "nhà ở", "công trình", "cải tạo")[int(rng.integers(5))],
            "Ngày nộp": _when(opened),
            "Tình trạng": status,
            "Ngày trả": _when(min(done, now)) if done else "",
            "Số tầng": floors,
            "Diện tích sàn": int(rng.integers(60, 420)),
        }


def _violations(now: dt.datetime, rng: np.random.Generator) -> Iterator[Row]:
    kinds = list(KINDS_OF_VIOLATION)
    for i in range(26):
        ward, kind = _ward(rng), kinds[int(rng.integers(len(kinds)))]
        opened = now - dt.timedelta(hours=float(rng.uniform(1, 24 * 20)))
        age_d = (now - opened).total_seconds() / 86_400
        yield {
            "Số vụ": f"VP-{now.year}-{i + 1:03}",
            "Nội dung": f"{KINDS_OF_VIOLATION[kind]} tại {ward.name}",
            "Loại": kind,
            "Phát hiện": _when(opened),
            "Tình trạng": "phát hiện" if age_d < 1 else "biên bản" if age_d < 6 else "khắc phục",
            "Phường, xã": ward.code,
            "Vĩ độ": f"{ward.lat + float(rng.normal(0, 0.004)):.5f}",
            "Kinh độ": f"{ward.lon + float(rng.normal(0, 0.004)):.5f}",
        }


class Events(msgspec.Struct, frozen=True):
    """Events of a kind, as an office lists them."""

    prefix: str
    n: int
    days: float
    """So far back they go, d."""
    lasts_h: float
    """What is older than about this is over, h."""
    words: tuple[str, str, str]
    """Of the status: told, in hand, over."""
    kinds: tuple[tuple[str, str], ...]
    """Word of the field, and title."""
    storm: frozenset[str] = frozenset()
    """Words of the fields that only a storm brings, or the days after it."""

    def fair(self) -> Events:
        """Return what the office lists in fair weather: no damage by storms, and all is over sooner."""
        kinds = tuple(each for each in self.kinds if each[0] not in self.storm)
        return msgspec.structs.replace(self, kinds=kinds, lasts_h=FAIR_LASTS * self.lasts_h)

    def __call__(self, now: dt.datetime, rng: np.random.Generator) -> Iterator[Row]:
        """Yield the rows of the list as it is `now`."""
        for i in range(self.n):
            ward, (kind, title) = _ward(rng), self.kinds[int(rng.integers(len(self.kinds)))]
            opened = now - dt.timedelta(days=self.days * (i + 0.5) / self.n)
            age_h = (now - opened).total_seconds() / 3600
            lasted_h = self.lasts_h * float(rng.uniform(0.4, 1.5))
            status = self.words[(age_h > 0.3 * lasted_h) + (age_h > lasted_h)]
            ill = int(rng.integers(2, 40))
            yield {
                "Mã": f"{self.prefix}-{opened:%y%m%d}-{i + 1:03}",
                "Nội dung": title.format(s=STREETS[int(rng.integers(len(STREETS)))], w=ward.name),
                "Loại": kind,
                "Thời gian": _when(opened),
                "Tình trạng": status,
                "Kết thúc": _when(opened + dt.timedelta(hours=lasted_h)) if status == self.words[2] else "",
                "Số người mắc": ill,
                "Số nhập viện": int(ill * float(rng.uniform(0.1, 0.5))),
                "Phường, xã": ward.code,
                "Vĩ độ": f"{ward.lat + float(rng.normal(0, 0.005)):.5f}",
                "Kinh độ": f"{ward.lon + float(rng.normal(0, 0.005)):.5f}",
            }


_SPOT = {"Phường, xã": "area", "Vĩ độ": "lat", "Kinh độ": "lon"}
_EVENT = {"Mã": "id", "Nội dung": "title", "Loại": "field", "Thời gian": "time", "Tình trạng": "status",
          "Kết thúc": "finished", **_SPOT}  # fmt: skip
LISTS: tuple[CaseList, ...] = (
    CaseList(
        "du-an",
        "Danh mục dự án đầu tư công",
        "project",
        {
            "Mã dự án": "id",
            "Tên dự án": "title",
            "Lĩnh vực": "field",
            "Giai đoạn": "status",
            "Khởi công": "time",
            "Hoàn thành": "due",
            "Tổng mức đầu tư": "data.total",
            "Kế hoạch vốn năm": "data.plan_year",
            "Đã giải ngân": "data.paid_year",
            "Vướng mắc": "data.obstacle",
        },
        ("nghiệm thu", "quyết toán", "không thực hiện"),
        _projects,
    ),
    CaseList(
        "cap-phep",
        "Cấp phép xây dựng",
        "building-permit",
        {
            "Số hồ sơ": "id",
            "Nội dung": "title",
            "Loại công trình": "field",
            "Ngày nộp": "time",
            "Tình trạng": "status",
            "Ngày trả": "finished",
            "Số tầng": "data.floors",
            "Diện tích sàn": "data.floor_m2",
        },
        ("đã cấp", "không cấp"),
        _permits,
    ),
    CaseList(
        "trat-tu-xay-dung",
        "Trật tự xây dựng",
        "building-violation",
        {
            "Số vụ": "id",
            "Nội dung": "title",
            "Loại": "field",
            "Phát hiện": "time",
            "Tình trạng": "status",
            **_SPOT,
        },
        ("khắc phục", "không vi phạm"),
        _violations,
    ),
    CaseList(
        "su-kien-giao-thong",
        "Sự kiện giao thông",
        "traffic-event",
        _EVENT,
        ("xong",),
        Events(
            "GT", 70, 28.0, 3.0, ("mới báo", "đang xử lý", "xong"),
            (
                ("va chạm", "Va chạm trên đường {s}"),
                ("xe hỏng", "Xe hỏng giữa đường {s}"),
                ("thi công", "Thi công ống nước, rào chắn đường {s}"),
                ("tai nạn", "Tai nạn xe máy, {w}"),
            ),
        ),
    ),
    CaseList(
        "su-kien-y-te",
        "Báo cáo sự kiện y tế",
        "health-event",
        {**_EVENT, "Số người mắc": "data.n_people", "Số nhập viện": "data.n_hospital"},
        ("khống chế",),
        Events(
            "YT", 12, 40.0, 240.0, ("mới báo", "điều tra", "khống chế"),
            (
                ("sốt xuất huyết", "Ổ dịch sốt xuất huyết tại {w}"),
                ("tay chân miệng", "Ổ dịch tay chân miệng tại {w}"),
                ("ngộ độc", "Nghi ngộ độc thực phẩm tại {w}"),
            ),
            frozenset({"ngộ độc"}),
        ),
    ),
    CaseList(
        "su-viec-truong-hoc",
        "Sự việc trường học",
        "school-event",
        _EVENT,
        ("xong",),
        Events(
            "TH", 18, 30.0, 60.0, ("mới báo", "đang xử lý", "xong"),
            (
                ("đánh nhau", "Học sinh đánh nhau ngoài cổng trường, {w}"),
                ("mái", "Mái hiên trường bị tốc, {w}"),
                ("nghỉ học", "Trường cho nghỉ học do đường ngập, {w}"),
                ("khác", "Phụ huynh phản ánh chất lượng bữa ăn bán trú, {w}"),
                ("khác", "Học sinh ngất do nắng nóng giờ chào cờ, {w}"),
            ),
            frozenset({"mái", "nghỉ học"}),
        ),
    ),
    CaseList(
        "kiem-tra-attp",
        "Kiểm tra an toàn thực phẩm",
        "food-inspection",
        {
            "Mã hồ sơ": "id",
            "Cơ sở": "title",
            "Loại hình": "data.type",
            "Nội dung": "field",
            "Ngày kiểm tra": "time",
            "Trạng thái": "status",
            "Ngày kết luận": "finished",
            "Kết quả": "data.outcome",
            "Số người bị ảnh hưởng": "data.n_people",
            **_SPOT,
        },
        ("đã xử lý",),
        food_inspections.rows,
    ),
)  # fmt: skip


def source(each: CaseList, folder: str) -> dict[str, object]:
    """Return the configuration of the source that reads a list from its folder."""
    mapping: dict[str, object] = {"kind": each.kind, "id_prefix": "", "closed": list(each.closed)}
    data: dict[str, str] = {}
    for column, key in each.columns.items():
        if key.startswith("data."):
            data[key.removeprefix("data.")] = column
        elif key == "title":
            mapping["title"] = {"vi": f"{{{column}}}"}
        else:
            mapping[key] = column
    return {
        "id": each.name,
        "kind": "folder",
        "name": each.title,
        "max_age_s": 172_800,
        "path": folder,
        "pattern": "*.csv",
        "cases": mapping | ({"data": data} if data else {}),
    }


def table(each: CaseList, now: dt.datetime, seed: int, *, fair: bool = False) -> str:
    """Return a list as its office saves it: semicolons, Vietnamese names of columns."""
    out = io.StringIO()
    rows = each.rows.fair() if fair and isinstance(each.rows, Events) else each.rows
    writer = csv.DictWriter(
        out, list(each.columns), delimiter=";", extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(rows(now, np.random.default_rng([seed, *each.name.encode()])))
    return out.getvalue()

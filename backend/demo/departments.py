"""Units of the demo city: departments, companies, and the people's committee of each ward."""

from __future__ import annotations

import csv
import io

import msgspec

from backend.demo.places import Ward, wards

COLUMNS = ("unit_id", "name", "level", "parent", "area_code", "valid_from")


class Unit(msgspec.Struct, frozen=True):
    """One unit, and how it works in the model."""

    id: str
    name: str
    level: str = "department"
    area_code: str = ""
    pace: float = 1.0
    """How long it takes, over the usual time."""


DEPARTMENTS: tuple[Unit, ...] = (
    Unit("ubnd", "Ủy ban nhân dân thành phố", "province"),
    Unit("pctt", "Ban chỉ huy phòng thủ dân sự thành phố"),
    Unit("kttv", "Đài Khí tượng thuỷ văn", "office"),
    Unit("cuu-ho", "Cảnh sát PCCC và cứu nạn, cứu hộ", "office"),
    Unit("ioc", "Trung tâm giám sát, điều hành thông minh", "office"),
    Unit("so-xay-dung", "Sở Xây dựng", pace=1.25),
    Unit("so-nn-mt", "Sở Nông nghiệp và Môi trường", pace=1.45),
    Unit("so-cong-thuong", "Sở Công Thương", pace=0.85),
    Unit("so-y-te", "Sở Y tế", pace=0.9),
    Unit("so-gd-dt", "Sở Giáo dục và Đào tạo", pace=0.8),
    Unit("so-tai-chinh", "Sở Tài chính", pace=1.0),
    Unit("so-noi-vu", "Sở Nội vụ", pace=0.95),
    Unit("so-tu-phap", "Sở Tư pháp", pace=0.75),
    Unit("so-kh-cn", "Sở Khoa học và Công nghệ", pace=0.7),
    Unit("so-vh-tt-dl", "Sở Văn hóa, Thể thao và Du lịch", pace=1.05),
    Unit("cuc-thong-ke", "Thống kê thành phố", "office", pace=0.8),
    Unit("cong-an", "Công an thành phố", pace=0.6),
    Unit("thoat-nuoc", "Công ty Thoát nước và xử lý nước thải", "office", pace=1.15),
    Unit("cap-nuoc", "Công ty Cấp nước", "office", pace=0.8),
    Unit("moi-truong-do-thi", "Công ty Môi trường đô thị", "office", pace=0.7),
    Unit("cay-xanh", "Công ty Công viên – Cây xanh", "office", pace=0.9),
    Unit("dien-luc", "Công ty Điện lực", "office", pace=0.65),
)


def ward_unit(ward: Ward) -> Unit:
    """Return the people's committee of a ward; each has a pace of its own, the same in every run."""
    turn = int(ward.code) * 7919 % 100
    return Unit(
        f"ubnd-{ward.code}", f"UBND {ward.kind} {ward.name}", "ward", ward.code, pace=0.6 + turn / 100 * 0.9
    )


def units() -> tuple[Unit, ...]:
    """Return all units, departments first."""
    return (*DEPARTMENTS, *(ward_unit(ward) for ward in wards()))


def table() -> str:
    """Return units.csv."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for unit in units():
        row = {"unit_id": unit.id, "name": unit.name, "level": unit.level, "area_code": unit.area_code}
        row["parent"] = "ubnd" if unit.level in ("ward", "department") else ""
        row["valid_from"] = "2025-07-01" if unit.area_code else ""
        writer.writerow(row)
    return out.getvalue()

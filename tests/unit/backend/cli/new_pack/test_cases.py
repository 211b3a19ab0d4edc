"""What the files of things to be settled are made from."""

from __future__ import annotations

import pytest
import yaml

from backend.cli.new_pack.cases import files, group_of, statuses_of
from backend.cli.new_pack.columns import describe
from backend.cli.new_pack.readings import Plan


@pytest.mark.parametrize(
    ("word", "group"),
    [
        ("Mới tiếp nhận", "waiting"),
        ("Chờ kiểm tra", "waiting"),
        ("Chờ bổ sung hồ sơ", "paused"),
        ("Đang xử lý", "working"),
        ("Đã xử lý", "done"),
        ("Đạt", "done"),
        ("Không tiếp nhận", "refused"),
        ("Lập biên bản", "working"),
        ("Chờ kết quả xét nghiệm", "paused"),
        ("Chuyển cơ quan khác", "refused"),
    ],
)
def test_a_status_belongs_where_its_words_say(word: str, group: str) -> None:
    assert group_of(word) == group


def plan_of(statuses: list[str]) -> Plan:
    header: list[object] = ["Mã", "Ngày", "Trạng thái", "Nội dung", "Số mẫu", "Loại hàng"]
    rows: list[list[object]] = [
        [f"K{i}", f"0{i + 1}/11/2026", word, f"việc {i}", i, "thịt"] for i, word in enumerate(statuses)
    ]
    return Plan("kiem-tra", "Kiểm tra", "/d", "*.csv", tuple(describe(header, rows)))


def test_there_is_always_a_status_to_begin_with_and_one_to_end_in() -> None:
    groups = [status.group for status in statuses_of(plan_of(["Lập biên bản"] * 3))]
    assert groups == ["waiting", "working", "done"]
    groups = [status.group for status in statuses_of(plan_of(["Đã xong", "Mới", "Đang làm"]))]
    assert groups == ["waiting", "working", "done"]


def test_the_source_says_which_words_end_a_case_and_where_the_rest_is() -> None:
    made = files(plan_of(["Đã xong", "Mới", "Đang làm"] * 2))
    mapping = yaml.safe_load(made["sources/kiem-tra.yaml"])["cases"]
    assert mapping["closed"] == ["Đã xong"]
    assert (mapping["id"], mapping["status"], mapping["field"]) == ("Mã", "Trạng thái", "Loại hàng")
    assert mapping["data"] == {"so_mau": "Số mẫu"}
    kind = yaml.safe_load(made["usecases/kiem-tra/cases/kiem-tra.yaml"])
    assert kind["data"] == [{"id": "so_mau", "name": {"vi": "Số mẫu"}, "type": "number"}]


def test_what_is_new_begins_and_work_is_what_goes_on() -> None:
    words = ["Chưa rõ", "Chờ xem", "Mới tiếp nhận", "Đang kiểm tra", "Chuyển cơ quan khác", "Đã kết luận"]
    made = files(plan_of(words))
    kind = yaml.safe_load(made["usecases/kiem-tra/cases/kiem-tra.yaml"])
    assert kind["statuses"][0]["id"] == "chua-ro"
    assert kind["actions"][0]["to"] == "dang-kiem-tra"
    closed = yaml.safe_load(made["sources/kiem-tra.yaml"])["cases"]["closed"]
    assert closed == ["Đã kết luận", "Chuyển cơ quan khác"]


def test_what_a_case_keeps_by_itself_is_read_into_its_own_place() -> None:
    header: list[object] = [
        "Mã",
        "Ngày kết luận",
        "Ngày kiểm tra",
        "Phường",
        "Vĩ độ",
        "Kinh độ",
        "Nội dung",
        "Kết quả",
    ]
    rows: list[list[object]] = [
        [
            f"AT-{i}",
            f"0{i + 2}/11/2026",
            f"0{i + 1}/11/2026",
            f"Phường {i % 2}",
            "16,1",
            "108,2",
            "định kỳ",
            "Đạt",
        ]
        for i in range(6)
    ]
    plan = Plan("an-toan-thuc-pham", "ATTP", "/d", "*.csv", tuple(describe(header, rows)))
    made = files(plan)
    mapping = yaml.safe_load(made["sources/an-toan-thuc-pham.yaml"])["cases"]
    assert (mapping["time"], mapping["finished"]) == ("Ngày kiểm tra", "Ngày kết luận")
    assert (mapping["area_name"], mapping["lat"], mapping["lon"]) == ("Phường", "Vĩ độ", "Kinh độ")
    assert (mapping["field"], mapping["result"]) == ("Nội dung", "Kết quả")
    assert "place" not in mapping
    assert "id_prefix" not in mapping
    kind = yaml.safe_load(made["usecases/an-toan-thuc-pham/cases/an-toan-thuc-pham.yaml"])
    assert kind["code"] == "ATTP.{date}.{number}"
    assert [(d["id"], d["indexed"]) for d in kind["data"]] == [("phuong", True), ("ket_qua", True)]

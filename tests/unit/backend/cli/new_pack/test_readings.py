"""What the files of measurements are made from."""

from __future__ import annotations

import pytest
import yaml

from backend.cli.new_pack.columns import Column, describe
from backend.cli.new_pack.readings import Plan, files, limit_of, metrics_of, places_of


@pytest.fixture
def plan() -> Plan:
    header: list[object] = ["Thời gian", "Chợ", "Clo dư (mg/L)", "Số sạp"]
    rows: list[list[object]] = [[f"0{i}/11/2026", f"Chợ {i % 2}", f"0,{i}", str(10 * i)] for i in range(1, 7)]
    return Plan("cho", "Chợ dân sinh", "/drop/cho", "*.xlsx", tuple(describe(header, rows)))


def test_metrics_and_places_have_ids_of_the_pack(plan: Plan) -> None:
    assert list(metrics_of(plan)) == ["cho_clo_du", "cho_so_sap"]
    assert places_of(plan) == {"Chợ 1": "cho-1", "Chợ 0": "cho-0"}


@pytest.mark.parametrize(("numbers", "limit"), [((0.1, 0.6), 0.6), ((3.0, 47.0), 50.0), ((0.0,), 1.0)])
def test_the_first_limit_is_one_that_the_table_never_crossed(
    numbers: tuple[float, ...], limit: float
) -> None:
    found = limit_of(Column("X", "number", "X", numbers=numbers))
    assert found == pytest.approx(limit)
    assert found >= max(numbers)


def test_one_table_without_a_column_of_places_is_one_place(plan: Plan) -> None:
    alone = Plan("cho", "Chợ", "/d", "*.csv", tuple(c for c in plan.columns if c.role != "place"))
    source = yaml.safe_load(files(alone)["sources/cho.yaml"])
    assert source["table"]["place_id"] == "cho"
    assert "place" not in source["table"]


def test_charts_share_one_unit_and_fill_the_monitor(plan: Plan) -> None:
    layout = yaml.safe_load(files(plan)["layouts/cho.yaml"])
    charts = [tile for tile in layout["screens"]["right"]["tiles"] if tile["kind"] == "chart"]
    assert [chart["series"] for chart in charts] == [["cho-1.cho_clo_du"], ["cho-0.cho_clo_du"]]
    assert sum(chart["at"][3] for chart in charts) == 24


def test_long_names_of_places_keep_ids_of_their_own() -> None:
    header: list[object] = ["Ngày", "Chợ", "Số mẫu"]
    long = "Chợ đầu mối nông sản thực phẩm Hòa Cường"
    rows: list[list[object]] = [[f"0{i}/11/2026", f"{long} {'AB'[i % 2]}", i] for i in range(1, 7)]
    ids = places_of(Plan("kiem-nghiem", "Chợ", "/d", "*.xlsx", tuple(describe(header, rows)))).values()
    assert len(set(ids)) == 2

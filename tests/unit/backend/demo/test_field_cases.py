"""The lists of the other fields come in through their sources without a refusal, and their words are known."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import pytest

from backend.contract.document import Lines, check
from backend.demo.field_cases import LISTS, ZONE, CaseList, source, table
from backend.demo.fields import PACKS
from backend.domain.cases.words import folded
from backend.sources.folder import Config, Rows, parse
from backend.usecases.case_kinds import load_case_kinds

NOW = dt.datetime(2026, 11, 30, 9, 0, tzinfo=ZONE)
USECASES = Path(__file__).parents[4] / "resources" / "usecases"


def config_of(each: CaseList) -> Config:
    config, faults = check(source(each, "/drop"), Config, Lines("source"))
    assert faults == []
    assert config is not None
    return config


@pytest.mark.parametrize("each", LISTS, ids=lambda each: each.name)
def test_every_row_becomes_a_case_whose_status_and_field_are_known(each: CaseList) -> None:
    rows = list(csv.reader(io.StringIO(table(each, NOW, 1)), delimiter=";"))
    parsed = parse(Rows("list.csv", rows[0], 2, rows[1:]), config_of(each), NOW.timestamp())
    assert parsed.refusals == []
    assert len(parsed.cases) == len(rows) - 1 > 10
    kind = load_case_kinds(USECASES, PACKS).kinds[each.kind]
    statuses = {
        folded(word) for status in kind.statuses for word in (status.id, status.name.vi, *status.words)
    }
    fields = {folded(word) for field in kind.fields for word in (field.id, field.name.vi, *field.words)}
    for update in parsed.cases:
        assert folded(update.case.status) in statuses, update.case.status
        assert folded(update.field) in fields, update.field
        assert update.case.opened_at <= NOW.timestamp()


def test_fair_weather_brings_no_damage_by_storms() -> None:
    (school,) = (each for each in LISTS if each.kind == "school-event")
    fields = {
        fair: {
            row["Loại"]
            for row in csv.DictReader(io.StringIO(table(school, NOW, 1, fair=fair)), delimiter=";")
        }
        for fair in (False, True)
    }
    assert {"mái", "nghỉ học"} <= fields[False]
    assert fields[True] == fields[False] - {"mái", "nghỉ học"}


def test_the_same_day_and_seed_give_the_same_list() -> None:
    assert table(LISTS[0], NOW, 1) == table(LISTS[0], NOW, 1)
    assert table(LISTS[0], NOW, 1) != table(LISTS[0], NOW, 2)

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from backend.demo import crew_files
from backend.demo.city import load
from backend.demo.crew_model import units
from backend.demo.police_hotline import CALLS, FIRST_AFTER_S, SETTLED_AFTER_S, PoliceHotline
from backend.domain.cases.spec import CaseKindSpec
from backend.domain.cases.words_of_kind import KindWords
from backend.sources.reading.case_mapping import CaseMapping, CaseReader
from backend.usecases.case_kinds import load_case_kinds

NOW = 1_795_600_000.0
PACKS = Path(__file__).parents[4] / "resources" / "usecases"


def hotline(seed: int = 1, *, fair: bool = False) -> PoliceHotline:
    return PoliceHotline(units(), load().area_codes, seed, fair=fair)


def calls(of: PoliceHotline) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(of.document())["vu_viec"]
    return found


def test_calls_come_one_after_the_other_and_equal_seeds_give_equal_ones() -> None:
    one, other, third = hotline(), hotline(), hotline(2)
    one.advance(FIRST_AFTER_S - 1, NOW)
    assert calls(one) == []
    for each in (one, other, third):
        each.advance(1800.0, NOW)
    assert calls(one) == calls(other) != calls(third)
    assert len({call["ma"] for call in calls(one)}) == len(calls(one)) > 5


def test_what_the_centre_leaves_open_is_settled_by_the_ward() -> None:
    one = hotline()
    one.advance(FIRST_AFTER_S, NOW)
    (call,) = calls(one)
    assert call["trang_thai"] == "mới"
    one.advance(FIRST_AFTER_S, NOW + SETTLED_AFTER_S)
    (call,) = calls(one)
    assert call["trang_thai"] == "đã xử lý"
    assert call["cap_nhat"] > call["luc"]


def test_the_packs_kind_knows_every_word_of_the_hotline() -> None:
    kind: CaseKindSpec = load_case_kinds(PACKS, ["security"]).kinds["security"]
    words = KindWords(kind, ())
    for _words, field, _injured in CALLS:
        assert words.field(field) is not None, field
    assert len(kind.fields) > len({words.field(field) for _w, field, _i in CALLS}) > 5


def test_on_a_quiet_day_calls_are_rare_and_nobody_has_to_hurry() -> None:
    quiet, usual = hotline(fair=True), hotline()
    quiet.advance(600.0, NOW)
    assert calls(quiet) == [], "the first ten minutes are calm"
    for each in (quiet, usual):
        each.advance(4 * 3600.0, NOW)
    assert 0 < len(calls(quiet)) < len(calls(usual)) / 5
    kind = load_case_kinds(PACKS, ["security"]).kinds["security"]
    words, urgent = KindWords(kind, ()), {f.id for f in kind.fields if f.severity in ("critical", "high")}
    assert {words.field(call["loai"]) for call in calls(quiet)}.isdisjoint(urgent)


def test_the_source_reads_its_document() -> None:
    one = hotline()
    one.advance(600.0, NOW)
    source = crew_files.sources(1, 2)[-1]
    mapping = msgspec.convert(source["cases"], CaseMapping)
    cases, refused = CaseReader(mapping, "truc-ban-113").read(json.loads(one.document()), NOW, "x")
    assert refused == []
    assert len(cases) == len(calls(one))
    assert {update.case.kind for update in cases} == {"security"}
    assert all(update.phone and update.case.lat and update.case.open for update in cases)

"""One bad example for each thing that can be wrong with a kind of case: its key, and what to do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from backend.contract.cases import CaseQuery
from backend.contract.document import unknown_cure
from backend.domain.cases.spec import CaseKindSpec
from backend.usecases.case_check import (
    COLUMNS,
    ROLES,
    CaseNames,
    Problem,
    known,
    once,
    problems,
    query_problems,
)
from tests.unit.backend.domain.cases.conftest import KIND, make_kind

DOCS = Path(__file__).resolve().parents[4] / "docs"
ALL = CaseNames(
    procedures=("urgent", "care", "again", "check", "sort", "late"),
    templates=("to-unit", "result"),
    units=("so-xd", "cong-an", "ioc"),
    metrics=(),
    place_kinds=("flood_post",),
)


def found(old: str = "", new: str = "", names: CaseNames = ALL, **fields: Any) -> list[Problem]:
    assert old in KIND
    spec = msgspec.convert(yaml.safe_load(KIND.replace(old, new, 1) if old else KIND), CaseKindSpec)
    return list(problems(msgspec.structs.replace(spec, **fields), names))


def test_a_right_kind_has_no_fault() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("old", "new", "key", "said", "cure"),
    [
        ("{id: paid, name: {vi: Đã trả, en: Handed over}, group: done}", "{id: done, name: {vi: x}, group: done}", "statuses[5].id", "'done' stands twice", "once"),
        ("words: [in progress]", "words: [open]", "statuses[1].words[0]", "means 'new', too", "keep it at one of both"),
        ("words: [in progress]", "words: ['—']", "statuses[1].words[0]", "no letter or digit", "leave it out"),
        ("group: waiting, words", "group: done, words", "statuses[0].group", "would begin in the group 'done'", "waiting, working, paused"),
        (", pause_reason: bổ sung", "", "statuses[2]", "for no reason", "pause_reason"),
        ("group: working, words: [in progress]", "group: working, pause_reason: x", "statuses[1].pause_reason", "stops no clock", "group: paused"),
        ("{id: other, name: {vi: Khác, en: Other}}", "{id: jam, name: {vi: Khác}}", "fields[2].id", "'jam' stands twice", "once"),
        ("unit: so-xd, words: [mặt đường]", "unit: so-dx", "fields[0].unit", "no unit 'so-dx'", "did you mean 'so-xd'?"),
        ("unit: so-xd, words: [mặt đường]", "unit: so-xd, place_kind: flood_pst", "fields[0].place_kind", "no kind of place", "did you mean 'flood_post'?"),
        ("words: [mặt đường]", "words: [jam]", "fields[0].words[0]", "means 'jam', too", "keep it at one"),
        ("other_field: other", "other_field: othr", "other_field", "no field 'othr'", "did you mean 'other'?"),
        ("default_unit: ioc", "default_unit: icc", "default_unit", "no unit 'icc'", "did you mean 'ioc'?"),
        ("words: [mobile app]", "words: [officer]", "sources[0].words[0]", "means 'officer', too", "keep it at one"),
        ("{id: officer, name: {vi: Cán bộ nhập, en: Officer}}", "{id: app, name: {vi: x}}", "sources[1].id", "'app' stands twice", "once"),
        ("{id: seen, name", "{id: n_people, name", "data[1].id", "'n_people' stands twice", "once"),
        ("{id: seen, name", "{id: phone, name", "data[1].id", "no data field of the kind", "choose another id"),
        ("type: number}", "type: choice}", "data[0]", "only one of both", "'choices:' together"),
        ("type: number}", "choices: {a: {vi: A}}}", "data[0]", "only one of both", "type: choice"),
        ("- {id: assign, name: {vi: Giao}", "- {id: accept, name: {vi: Giao}", "actions[1].id", "'accept' stands twice", "once"),
        ("effect: assign, needs", "effect: assign, key: AB, needs", "actions[1].key", "found 'AB'", "one letter"),
        ("from: [new], to: working", "from: [nw], to: working", "actions[0].from[0]", "no status 'nw'", "did you mean 'new'?"),
        ("to: asked, needs", "to: askd, needs", "actions[4].to", "no status 'askd'", "did you mean 'asked'?"),
        ("to: done, effect: finish, needs: [{need: result}]", "to: refused, effect: finish, needs: [{need: result}]", "actions[7].to", "of the group 'refused'", "group done"),
        ("to: refused, effect: refuse", "effect: refuse", "actions[10]", "leads nowhere", "group refused"),
        ("from: [done, paid, refused], to: new", "from: [working], to: new", "actions[15].from[0]", "of the group 'working'", "can be reopened"),
        ("from: [asked, stopped], to: working", "from: [asked, stopped]", "actions[6]", "does nothing", "effect"),
        ("roles: [shift_supervisor]", "roles: [supervisor]", "actions[11].roles[0]", "no role 'supervisor'", "shift_supervisor"),
        ("needs: [{need: note}], message", "needs: [{need: note}, {need: note}], message", "actions[2].needs[1].need", "'note' stands twice", "once"),
        ("message: to-unit", "message: to-unt", "actions[2].message", "no message template 'to-unt'", "did you mean 'to-unit'?"),
        (", to_roles: [followers]", "", "actions[2]", "only one of both", "to_roles"),
        ("where: {groups: [waiting]}}", "where: {statuses: [nw]}}", "tabs[0].where.statuses[0]", "no status 'nw'", "did you mean 'new'?"),
        ("- {accept: 2h, finish: 5d, near: 8h}", "- {accept: 2 hours, finish: 5d}", "terms[0].accept", "cannot be read", "write 30m, 4h"),
        ("- {accept: 2h, finish: 5d, near: 8h}", "- {finish: 1w}", "terms[0].finish", "cannot be read", "write 30m, 4h"),
        ("- {accept: 2h, finish: 5d, near: 8h}", "- {finish: P1W}", "terms[0].finish", "weeks", "P5D"),
        ("- {accept: 2h, finish: 5d, near: 8h}", "- {finish: 5d, near: soon}", "terms[0].near", "cannot be read", "write 30m, 4h"),
        ("- {accept: 2h, finish: 5d, near: 8h}", "- {accept: 2h, near: 1h}", "terms[0].near", "no deadline that could be near", "finish"),
        ("- {accept: 2h, finish: 5d, near: 8h}", "- {}", "terms[0]", "sets no deadline", "e.g. 4h or 7d"),
        ("- {severity: high, accept: 1h, finish: 1d}", "- {finish: 1d}", "terms[1]", "such a row already", "keep one"),
        ("- {severity: high, accept: 1h, finish: 1d}", "- {severity: huge, finish: 1d}", "terms[1].severity", "no severity 'huge'", "critical, high"),
        ("- {field: jam,", "- {field: jem,", "terms[2].field", "no field 'jem'", "did you mean 'jam'?"),
        ("- {field: jam,", "- {unit: cong-ann,", "terms[2].unit", "no unit 'cong-ann'", "did you mean 'cong-an'?"),
        ("- {field: jam,", "- {source: ap,", "terms[2].source", "no source 'ap'", "did you mean 'app'?"),
        ("procedure: urgent,", "procedure: urgnt,", "procedures[0].procedure", "no procedure 'urgnt'", "did you mean 'urgent'?"),
        ("when: status, status: done", "when: status, status: don", "procedures[3].status", "no status 'don'", "did you mean 'done'?"),
        ("when: status, status: done", "when: status", "procedures[3]", "only one of both", "'status:' together"),
        ("when: classified, fields: [road]", "when: classified, fields: [rod]", "procedures[4].fields[0]", "no field 'rod'", "did you mean 'road'?"),
        ('code: "PAHT.{date}.{number}"', 'code: "PAHT-{number}"', "code", "found 'PAHT-{number}'", "PAHT.{date}.{number}"),
        ("live: true\n", "", "live_severities", "is not live", "live: true"),
        ("max_attachment_mb: 1", "max_attachment_mb: 0", "max_attachment_mb", "found 0", "above 0"),
        ("max_attachment_mb: 1", "columns: [case_id, titel]", "columns[1]", "no column 'titel'", "did you mean 'title'?"),
        ("max_attachment_mb: 1", "columns: [data.leve]", "columns[0]", "no column 'data.leve'", "did you mean 'data.level'?"),
    ],
)  # fmt: skip
def test_each_fault_is_found_at_its_key_with_a_cure(
    old: str, new: str, key: str, said: str, cure: str
) -> None:
    assert old in KIND
    at_key = [problem for problem in found(old, new) if problem.key == key]
    assert at_key, found(old, new)
    assert said in at_key[0].found
    assert cure in at_key[0].cure


def test_a_kind_without_statuses_says_so() -> None:
    assert Problem("statuses", "no status", "give at least one that is open and one that is done") in found(
        statuses=()
    )


def test_two_actions_do_not_share_a_key() -> None:
    actions = tuple(
        msgspec.structs.replace(action, key=key)
        for action, key in zip(make_kind().actions, "xX", strict=False)
    )
    assert [problem.key for problem in found(actions=actions)] == ["actions[1].key"]


def test_what_nobody_gives_is_not_checked() -> None:
    nothing = CaseNames()
    assert found("unit: so-xd, words", "unit: nobody, words", nothing) == []
    assert found("procedure: urgent,", "procedure: x,", nothing) == []
    assert found("message: to-unit", "message: x", nothing) == []


@pytest.mark.parametrize(
    ("query", "key"),
    [
        (CaseQuery(kind="dossier"), "w.kind"),
        (CaseQuery(statuses=("x",)), "w.statuses[0]"),
        (CaseQuery(fields=("road", "x")), "w.fields[1]"),
        (CaseQuery(sources=("x",)), "w.sources[0]"),
        (CaseQuery(units=("", "x")), "w.units[1]"),
        (CaseQuery(ratings=(1, 6)), "w.ratings[1]"),
        (CaseQuery(data={"n_people": "3"}), "w.data.n_people"),  # not indexed
        (CaseQuery(data={"level": "half"}), "w.data.level"),
        (CaseQuery(at=5.0), "w.at"),
        (CaseQuery(case_ids=("A",)), "w.case_ids"),
        (CaseQuery(text="x"), "w.text"),
        (CaseQuery(opened_from=5.0), "w.opened_from"),
        (CaseQuery(groups=("done",), statuses=("new",)), "w.statuses[0]"),
    ],
)
def test_a_query_names_what_there_is_and_no_moment(query: CaseQuery, key: str) -> None:
    (problem,) = query_problems(query, make_kind(), "w", ALL)
    assert problem.key == key
    assert problem.cure


def test_a_right_query_has_no_fault() -> None:
    query = CaseQuery(
        kind="report",
        groups=("done",),
        statuses=("done",),
        fields=("road", ""),
        units=("",),
        data={"level": "full"},
        parent="",
    )
    assert list(query_problems(query, make_kind(), "w", ALL)) == []


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    assert list(known("k", "unit", "ioo", ("ioc",))) == [
        Problem("k", "there is no unit 'ioo'", unknown_cure("ioo", ["ioc"]))
    ]
    assert list(known("k", "unit", "ioo", None)) == []


def test_a_name_that_stands_twice_is_found_where_it_stands_again() -> None:
    assert [problem.key for problem in once("a[{}].id", "x", ["b", "", "", "c", "b"])] == ["a[4].id"]


def test_roles_are_those_of_accounts() -> None:
    from backend.store import ROLES as OF_ACCOUNTS

    assert set(ROLES) == set(OF_ACCOUNTS)


def test_the_documentation_names_every_column() -> None:
    _, _, rest = (DOCS / "cases.md").read_text(encoding="utf-8").partition("\n### Columns\n")
    table = rest.partition("\n## ")[0]
    named = set(re.findall(r"`([a-z_]+)`", table[table.index("| what it is") :]))
    assert named == COLUMNS

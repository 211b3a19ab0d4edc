from __future__ import annotations

from typing import Any

import pytest

from backend.contract.cases import CaseQuery
from backend.domain.cases.matching import accepts
from tests.unit.backend.domain.cases.conftest import MakeFile

NOW = 10_000.0


@pytest.mark.parametrize(
    ("condition", "fits", "differs"),
    [
        ({"kind": "report"}, {}, {"kind": "dossier"}),
        ({"groups": ("working", "paused")}, {"group": "paused"}, {"group": "waiting"}),
        ({"statuses": ("new",)}, {}, {"status": "sent"}),
        ({"fields": ("road", "")}, {"field": ""}, {"field": "jam"}),
        ({"units": ("",)}, {}, {"unit_id": "u"}),
        ({"areas": ("20194",)}, {"area_code": "20194"}, {}),
        ({"sources": ("app",)}, {"source": "app"}, {"source": "zalo"}),
        ({"severities": ("high",)}, {"severity": "high"}, {"severity": "low"}),
        ({"assignee": "Lê"}, {"assignee": "Lê"}, {}),
        ({"case_ids": ("A", "B")}, {"case_id": "B"}, {"case_id": "C"}),
        ({"opened_from": 5.0}, {"opened_at": 5.0}, {"opened_at": 4.9}),
        ({"opened_to": 5.0}, {"opened_at": 4.9}, {"opened_at": 5.0}),
        ({"finished_from": 5.0, "finished_to": 6.0}, {"finished_at": 5.0}, {"finished_at": None}),
        ({"due_from": 5.0}, {"due_at": 5.0}, {"due_at": None}),
        ({"due_to": 5.0}, {"due_at": 4.0}, {"due_at": 5.0}),
        ({"parent": "P"}, {"parent": "P"}, {}),
        ({"parent": ""}, {}, {"parent": "P"}),
        ({"ratings": (1, 2)}, {"rating": 2}, {"rating": None}),
        ({"reopened": True}, {"n_reopened": 1}, {}),
        ({"reopened": False}, {}, {"n_reopened": 2}),
        ({"box": (108.0, 16.0, 108.5, 16.5)}, {"lat": 16.0, "lon": 108.5}, {"lat": 16.6, "lon": 108.2}),
        ({"box": (108.0, 16.0, 108.5, 16.5)}, {"lat": 16.2, "lon": 108.2}, {}),
        ({"data": {"level": "full"}}, {"data": {"level": "full"}}, {"data": {"level": "part"}}),
        ({"data": {"level": ""}}, {}, {"data": {"level": "part"}}),
        ({"text": "o ga lon"}, {}, {"title": "Rác thải"}),
        ({"text": "0001 an"}, {"reporter": "Nguyễn An"}, {"reporter": "Lê Mai"}),
        ({"due": ("overdue",)}, {"due_at": NOW - 1}, {"due_at": NOW}),
        ({"due": ("near",)}, {"due_at": NOW + 9, "near_at": NOW}, {"due_at": NOW + 9, "near_at": NOW + 1}),
        ({"due": ("overdue",), "at": 50.0}, {"due_at": 49.0}, {"due_at": 51.0}),
        (
            {"due": ("kept",)},
            {"group": "done", "due_at": 5.0, "finished_at": 5.0},
            {"group": "done", "due_at": 5.0, "finished_at": 6.0},
        ),
        ({"unaccepted": True}, {"accept_due_at": NOW - 1}, {"accept_due_at": NOW - 1, "accepted_at": 5.0}),
        ({"unaccepted": True}, {"accept_due_at": NOW - 1}, {"accept_due_at": NOW - 1, "group": "paused"}),
        ({"unaccepted": True, "at": 50.0}, {"accept_due_at": 49.0}, {"accept_due_at": 50.0}),
    ],
)
def test_a_condition_takes_what_fits_and_leaves_the_rest(
    file: MakeFile, condition: dict[str, Any], fits: dict[str, Any], differs: dict[str, Any]
) -> None:
    assert accepts(CaseQuery(**condition), file(**fits), NOW)
    assert not accepts(CaseQuery(**condition), file(**differs), NOW)


def test_all_conditions_must_hold(file: MakeFile) -> None:
    query = CaseQuery(statuses=("new",), severities=("high",))
    assert accepts(query, file(severity="high"), NOW)
    assert not accepts(query, file(), NOW)
    assert not accepts(query, file(severity="high", status="sent"), NOW)


def test_deleted_cases_are_found_only_where_the_groups_name_them(file: MakeFile) -> None:
    gone = file(group="deleted", status="gone")
    assert not accepts(CaseQuery(), gone, NOW)
    assert not accepts(CaseQuery(statuses=("gone",)), gone, NOW)
    assert accepts(CaseQuery(groups=("deleted",)), gone, NOW)

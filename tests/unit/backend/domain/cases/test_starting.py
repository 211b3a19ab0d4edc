from __future__ import annotations

from typing import Any

import pytest

from backend.domain.cases.spec import CaseKindSpec
from backend.domain.cases.starting import change_kind, procedures_when, set_off
from tests.unit.backend.domain.cases.conftest import MakeFile


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (None, {}, "case.opened"),
        ({}, {"parent": "P"}, "case.merged"),
        ({"parent": "P"}, {}, "case.changed"),
        ({}, {"group": "deleted"}, "case.deleted"),
        ({"group": "working"}, {"group": "done"}, "case.closed"),
        ({"group": "done"}, {"group": "refused"}, "case.changed"),
        ({"group": "refused"}, {"group": "waiting"}, "case.reopened"),
        ({"group": "deleted"}, {"group": "waiting"}, "case.changed"),
    ],
)
def test_a_change_has_the_name_of_what_it_is(
    file: MakeFile, before: dict[str, Any] | None, after: dict[str, Any], kind: str
) -> None:
    assert change_kind(None if before is None else file(**before), file(**after)) == kind


@pytest.mark.parametrize(
    ("before", "after", "started"),
    [
        (None, {"severity": "high", "field": "road"}, ("urgent", "sort")),
        (None, {"field": "jam"}, ()),
        ({}, {"field": "road"}, ("sort",)),
        ({"field": "road"}, {"field": "road", "severity": "high"}, ()),
        ({}, {"status": "done"}, ("check",)),
        ({"rating": 4}, {"rating": 2}, ("care",)),
        ({"rating": 2}, {"rating": 2, "rating_text": "vẫn tệ"}, ("care",)),
        ({"rating": 2}, {"rating": 2, "title": "x"}, ()),
        ({}, {"rating": 3}, ()),
        ({}, {"n_reopened": 1}, ("again",)),
        ({"parent": "P"}, {"parent": "P", "status": "done", "rating": 1}, ()),
    ],
)
def test_procedures_start_once_by_what_has_happened(
    kind: CaseKindSpec,
    file: MakeFile,
    before: dict[str, Any] | None,
    after: dict[str, Any],
    started: tuple[str, ...],
) -> None:
    assert set_off(kind, None if before is None else file(**before), file(**after)) == started


def test_time_brings_those_of_the_overdue(kind: CaseKindSpec, file: MakeFile) -> None:
    assert procedures_when(kind, "overdue", file(field="road")) == ("late",)
    assert procedures_when(kind, "overdue", file(field="jam")) == ()

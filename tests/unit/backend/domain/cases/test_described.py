from __future__ import annotations

from backend.contract.cases import CaseNeed
from backend.domain.cases.described import kind_info
from backend.domain.cases.spec import CaseKindSpec


def test_screens_learn_of_statuses_actions_tabs_and_fields(kind: CaseKindSpec) -> None:
    info = kind_info(kind, "citizen-reports")
    actions = {action.action: action for action in info.actions}
    assert (info.kind, info.pack_id, info.name.vi, info.may_open) == (
        "report",
        "citizen-reports",
        "Phản ánh",
        True,
    )
    assert [status.status for status in info.statuses][:2] == ["new", "working"]
    assert actions["accept"].statuses == ("new",)
    assert "deleted" not in actions["assign"].statuses
    assert actions["extend"].needs == (CaseNeed("due"), CaseNeed("note"))
    assert [(field.field, field.unit_id) for field in info.fields] == [
        ("road", "so-xd"),
        ("jam", "cong-an"),
        ("other", "ioc"),
    ]
    assert (set(info.sources), [field.data_id for field in info.data]) == (
        {"app", "officer"},
        ["n_people", "seen", "level"],
    )


def test_a_tabs_query_names_its_kind(kind: CaseKindSpec) -> None:
    tab = kind_info(kind, "p").tabs[0]
    assert (tab.tab, tab.where.kind, tab.where.groups) == ("waiting", "report", ("waiting",))

"""What screens are told of a kind of case."""

from __future__ import annotations

from msgspec.structs import replace

from backend.contract.cases import (
    CaseActionInfo,
    CaseFieldInfo,
    CaseKindInfo,
    CaseNeed,
    CaseTab,
    DataFieldInfo,
    StatusInfo,
)
from backend.domain.cases.permission import needs_of
from backend.domain.cases.spec import ActionSpec, CaseKindSpec


def kind_info(spec: CaseKindSpec, pack_id: str) -> CaseKindInfo:
    """Return what screens need to know of a kind, which the pack `pack_id` brings."""
    return CaseKindInfo(
        kind=spec.id,
        name=spec.name,
        pack_id=pack_id,
        statuses=tuple(StatusInfo(each.id, each.name, each.group) for each in spec.statuses),
        actions=tuple(_action(spec, each) for each in spec.actions),
        tabs=tuple(CaseTab(each.id, each.name, replace(each.where, kind=spec.id)) for each in spec.tabs),
        fields=tuple(
            CaseFieldInfo(each.id, each.name, each.unit or spec.default_unit, each.group)
            for each in spec.fields
        ),
        sources={each.id: each.name for each in spec.sources},
        data=tuple(
            DataFieldInfo(
                data_id=each.id,
                name=each.name,
                type=each.type,
                choices=each.choices,
                required=each.required,
                place_kinds=each.place_kinds,
                personal=each.personal,
                indexed=each.indexed,
            )
            for each in spec.data
        ),
        may_open=spec.may_open,
        columns=spec.columns,
        resource=spec.resource,
        about=spec.about,
    )


def _action(spec: CaseKindSpec, action: ActionSpec) -> CaseActionInfo:
    open_ones = tuple(status.id for status in spec.statuses if status.group != "deleted")
    return CaseActionInfo(
        action=action.id,
        name=action.name,
        statuses=action.from_ or open_ones,
        needs=tuple(CaseNeed(need, required) for need, required in needs_of(action).items()),
        key=action.key,
        bulk=action.bulk,
        danger=action.danger,
        second_person=action.second_person,
    )

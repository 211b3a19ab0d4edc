from __future__ import annotations

from collections.abc import Callable

import pytest

from backend.domain.cases.change import CaseRefusedError
from backend.domain.cases.opening import linked
from backend.domain.cases.spec import DataSpec
from tests.unit.backend.domain.cases.conftest import Desk, instant, make_kind, make_rules

Open = Callable[..., Desk]


def test_a_case_begins_in_the_first_status_with_what_its_field_says(opened: Open) -> None:
    file = opened(field="Ùn tắc", source="mobile app", data={"n_people": " 3 "}, place=" 12 Lê Lợi ").file
    assert (file.case_id, file.kind, file.status, file.group) == ("A", "report", "new", "waiting")
    assert (file.field, file.unit_id, file.severity, file.source) == ("jam", "cong-an", "high", "app")
    assert (file.data, file.place, file.opened_at) == ({"n_people": "3"}, "12 Lê Lợi", instant("02/11 08:00"))


def test_what_is_given_counts_more_than_what_its_field_says(opened: Open) -> None:
    file = opened(field="jam", severity="low", unit_id="Sở Xây dựng").file
    assert (file.severity, file.unit_id) == ("low", "so-xd")


def test_an_unclassified_case_is_of_the_centre(opened: Open) -> None:
    file = opened(field="").file
    assert (file.field, file.unit_id, file.severity) == ("", "ioc", "medium")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": "  "}, "has no title"),
        ({"field": "bridges"}, "no field 'bridges'"),
        ({"unit_id": "nobody"}, "no unit 'nobody'"),
        ({"data": {"n_people": "x"}}, "no number"),
    ],
)
def test_what_cannot_be_used_is_refused(opened: Open, fields: dict[str, object], said: str) -> None:
    with pytest.raises(CaseRefusedError, match=said):
        opened(**fields)


def test_required_data_must_be_there(opened: Open) -> None:
    data = (*make_kind().data[:1], DataSpec(id="procedure", name=make_kind().name, required=True))
    with pytest.raises(CaseRefusedError, match="lacks procedure"):
        opened(own=make_rules(data=data))
    assert opened(own=make_rules(data=data), data={"procedure": "1.001"}).file.data == {"procedure": "1.001"}


def test_photos_at_addresses_are_kept_by_their_address() -> None:
    one, two = linked(("https://x.vn/a/b.PNG?w=1", "https://x.vn/photo", "https://x.vn/photo"), 5.0, "cổng")
    assert (one.name, one.media_type, one.url, one.digest, one.at) == (
        "b.PNG",
        "image/png",
        "https://x.vn/a/b.PNG?w=1",
        "",
        5.0,
    )
    assert (two.name, two.media_type) == ("photo", "image/jpeg")

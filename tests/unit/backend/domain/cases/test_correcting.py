from __future__ import annotations

from typing import Any, ClassVar

import pytest

from backend.contract.cases import CaseAttachment
from backend.contract.state import Text
from backend.domain.cases.change import CaseRefusedError
from backend.domain.cases.correcting import checked_attachment, corrected, readdressed
from backend.domain.cases.spec import CaseKindSpec, DataSpec
from tests.unit.backend.domain.cases.conftest import MakeFile, make_kind


def test_what_is_named_changes_and_the_rest_stays(kind: CaseKindSpec, file: MakeFile) -> None:
    before = file(reporter="An", data={"n_people": "3", "level": "full"}, lat=16.0, lon=108.0)
    after = corrected(kind, before, {"phone": " 0901 ", "n_people": "4", "level": "", "lat": "16.5"})
    assert (after.phone, after.reporter, after.data) == ("0901", "An", {"n_people": "4"})
    assert (after.lat, after.lon) == (16.5, 108.0)


def test_a_position_may_be_taken_away(kind: CaseKindSpec, file: MakeFile) -> None:
    after = corrected(kind, file(lat=16.0, lon=108.0), {"lat": "", "lon": ""})
    assert (after.lat, after.lon) == (None, None)


class Strips:
    """Two wards: `west` up to 108.1 degrees east, `east` up to 108.2."""

    names: ClassVar = {"west": "Phường Tây", "east": "Phường Đông"}

    def ward_at(self, lat: float, lon: float) -> str:
        return "west" if lon < 108.1 else "east" if lon < 108.2 else ""


@pytest.mark.parametrize(
    ("values", "address"),
    [
        ({"place": "Chợ", "lat": "16.0", "lon": "108.15"}, ("Chợ", 16.0, 108.15, "east", "Phường Đông")),
        ({"lon": "108.15"}, ("Nhà", 16.0, 108.15, "east", "Phường Đông")),
        ({"lat": "16.0", "lon": "108.3"}, ("Nhà", 16.0, 108.3, "", "")),
        ({"lat": "16.0", "lon": "108.3", "area_code": "east"}, ("Nhà", 16.0, 108.3, "east", "Phường Đông")),
        ({"lat": "16.0", "lon": "108.15", "area_code": "west"}, ("Nhà", 16.0, 108.15, "east", "Phường Đông")),
        ({"place": "Phường Đông", "area_code": "east"}, ("Phường Đông", None, None, "east", "Phường Đông")),
        ({"area_code": "east"}, ("Nhà", None, None, "east", "Phường Đông")),
        ({"area_code": "west"}, ("Nhà", 16.0, 108.05, "west", "Tây")),
        ({"area_code": "xa"}, ("Nhà", None, None, "xa", "")),
        ({"area_code": ""}, ("Nhà", 16.0, 108.05, "", "")),
        ({"place": "5 Lê Lợi"}, ("5 Lê Lợi", None, None, "west", "Tây")),
        ({"place": " Nhà "}, ("Nhà", 16.0, 108.05, "west", "Tây")),
        ({"place": ""}, ("", 16.0, 108.05, "west", "Tây")),
        ({"lat": "", "lon": ""}, ("Nhà", None, None, "west", "Tây")),
        ({"title": "Khác"}, ("Nhà", 16.0, 108.05, "west", "Tây")),
    ],
)
def test_words_ward_and_position_of_a_corrected_case_say_one_place(
    kind: CaseKindSpec, file: MakeFile, values: dict[str, str], address: tuple[object, ...]
) -> None:
    before = file(place="Nhà", lat=16.0, lon=108.05, area_code="west", area_name="Tây")
    after = corrected(kind, before, readdressed(values, before, Strips()))
    assert (after.place, after.lat, after.lon, after.area_code, after.area_name) == address


def test_the_position_of_an_extent_stays_and_says_nothing_of_the_ward(file: MakeFile) -> None:
    before = file(place="Nhà", lat=16.0, lon=108.05, area_code="west", area_name="Tây")
    for values in ({"place": "Ven sông"}, {"lat": "16.0", "lon": "108.15"}):
        assert readdressed(values, before, Strips(), anchored=True) == values


def test_without_a_map_of_wards_a_position_says_nothing_of_the_ward(file: MakeFile) -> None:
    class Unmapped(Strips):
        names: ClassVar = {}

        def ward_at(self, lat: float, lon: float) -> str:
            return ""

    before = file(place="Nhà", lat=16.0, lon=108.05, area_code="west", area_name="Tây")
    assert readdressed({"lon": "108.15"}, before, Unmapped()) == {"lon": "108.15"}


def test_a_case_without_a_position_has_none_to_lose(file: MakeFile) -> None:
    assert readdressed({"place": "5 Lê Lợi"}, file(), Strips()) == {"place": "5 Lê Lợi"}


@pytest.mark.parametrize(
    ("values", "said"), [({"area_name": "Đông"}, "follows from its code"), ({"lat": "x"}, "not on the earth")]
)
def test_an_address_that_cannot_be_used_is_refused(file: MakeFile, values: dict[str, str], said: str) -> None:
    with pytest.raises(CaseRefusedError, match=said):
        readdressed(values, file(), Strips())


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "nothing of PAHT"), ({"title": " "}, "title of PAHT.* cannot be empty"), ({"status": "done"}, "no data field 'status'"),
        ({"n_people": "x"}, "no number"), ({"lat": "16"}, "not on the earth"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused(
    kind: CaseKindSpec, file: MakeFile, values: dict[str, str], said: str
) -> None:
    with pytest.raises(CaseRefusedError, match=said):
        corrected(kind, file(), values)


def test_required_data_cannot_be_emptied_but_other_data_can_be_corrected_without_it(file: MakeFile) -> None:
    kind = make_kind(data=(DataSpec(id="a", name=Text("A"), required=True), DataSpec(id="b", name=Text("B"))))
    with pytest.raises(CaseRefusedError, match="'a' of PAHT.* is required"):
        corrected(kind, file(data={"a": "1"}), {"a": ""})
    assert corrected(kind, file(), {"b": "2"}).data == {"b": "2"}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"media_type": "text/html"}, "is text/html, not kept"), ({"n_bytes": 1_000_001}, "more than 1 MB"),
        ({"n_bytes": 0}, "is empty"),
    ],
)  # fmt: skip
def test_an_attachment_must_be_of_an_allowed_type_and_size(
    kind: CaseKindSpec, file: MakeFile, fields: dict[str, Any], said: str
) -> None:
    given: dict[str, Any] = {
        "digest": "ab",
        "name": "anh.jpg",
        "media_type": "image/jpeg",
        "n_bytes": 9,
        "at": 1.0,
        "by": "x",
    }
    checked_attachment(kind, file(), CaseAttachment(**given))
    with pytest.raises(CaseRefusedError, match=said):
        checked_attachment(kind, file(), CaseAttachment(**(given | fields)))


def test_an_attachment_elsewhere_has_no_bytes_here(kind: CaseKindSpec, file: MakeFile) -> None:
    checked_attachment(
        kind, file(), CaseAttachment("", "a.jpg", "image/jpeg", 0, 1.0, "x", url="https://x.vn/a.jpg")
    )

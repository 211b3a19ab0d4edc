from __future__ import annotations

import datetime
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import holidays
import pytest

from backend.contract.document import DocumentError
from backend.domain.calendar.hours import Span
from backend.usecases.calendars import Calendars, holiday_days, load_calendars

COUNTRY = """
id: vn
name: {vi: Lịch}
hours: [{week: {mon-fri: ["07:30-11:30", "13:30-17:00"]}}]
holidays: VN
swaps: [{off: 2026-08-31, worked: 2026-08-22, source: Thông báo}]
decided_until: 2026-12-31
"""
Load = Callable[..., Calendars]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def loaded(
        centre: str = "", country: str = COUNTRY, unit_ids: tuple[str, ...] | None = None
    ) -> Calendars:
        folder = tmp_path / "calendars"
        folder.mkdir(exist_ok=True)
        (folder / "vn.yaml").write_text(country, encoding="utf-8")
        file = tmp_path / "calendar.yaml"
        file.write_text(centre, encoding="utf-8")
        return load_calendars(folder, file if centre else None, unit_ids)

    return loaded


def day(calendars: Calendars, unit_id: str, text: str) -> tuple[bool, str]:
    found = calendars.of(unit_id).day(datetime.date.fromisoformat(text))
    return found.works, found.reason.vi


def test_without_a_file_of_the_centre_the_country_calendar_holds(load: Load, tmp_path: Path) -> None:
    calendars = load()
    assert day(calendars, "any", "2026-02-17") == (False, "Tết Nguyên Đán")
    assert day(calendars, "any", "2026-08-22") == (True, "Làm bù cho ngày 31/08/2026")
    assert calendars.default.decided_until == datetime.date(2026, 12, 31)
    again = load_calendars(tmp_path / "calendars", tmp_path / "missing.yaml")
    assert day(again, "any", "2026-03-05") == (True, "")


def test_a_swap_of_the_file_names_a_day_better_than_the_library(load: Load) -> None:
    assert day(load(), "", "2026-08-31") == (False, "Nghỉ hoán đổi, làm bù ngày 22/08/2026")


def test_a_centre_adds_days_and_hours_of_units(load: Load) -> None:
    calendars = load("""
hours: [{week: {mon-fri: ["08:00-12:00", "13:00-17:00"]}}]
days_off: [{date: 2026-10-14, name: {vi: Nghỉ tránh bão}}]
units:
  - {id: mot-cua, hours: [{week: {mon-fri: ["07:30-11:30", "13:30-17:00"], sat: ["07:30-11:30"]}}]}
  - {id: truc-ban, holidays: false, hours: [{week: {mon-sun: ["00:00-24:00"]}}]}
  - {id: thuy-loi, days_worked: [{date: 2026-10-14, name: {vi: Trực chống lụt}}]}
""")
    assert calendars.default.day(datetime.date(2026, 3, 5)).spans == (
        Span(28_800, 43_200),
        Span(46_800, 61_200),
    )
    assert day(calendars, "van-phong", "2026-10-14") == (False, "Nghỉ tránh bão")
    assert day(calendars, "mot-cua", "2026-10-14") == (False, "Nghỉ tránh bão")
    assert day(calendars, "mot-cua", "2026-10-17") == (True, "")
    assert day(calendars, "truc-ban", "2026-02-17") == (True, "")
    assert day(calendars, "thuy-loi", "2026-10-14") == (True, "Trực chống lụt")
    assert calendars.of("thuy-loi").day(datetime.date(2026, 10, 14)).spans[0] == Span(28_800, 43_200)


def test_a_unit_is_counted_by_its_own_calendar(load: Load) -> None:
    calendars = load("units: [{id: truc-ban, holidays: false, hours: [{week: {mon-sun: ['00:00-24:00']}}]}]")
    friday_at = datetime.datetime(2026, 2, 13, 16, tzinfo=calendars.default.zone).timestamp()
    due = [calendars.due_after("PT4H", friday_at, "working", unit) for unit in ("truc-ban", "van-phong")]
    assert [f"{calendars.default.local(at):%d/%m %H:%M}" for at in due] == ["13/02 20:00", "23/02 10:30"]
    assert calendars.due_after("PT4H", friday_at, "elapsed", "van-phong") == due[0]
    assert calendars.working_between(friday_at, due[0], "truc-ban") == 14_400.0
    assert calendars.working_between(friday_at, due[0], "van-phong") == 3_600.0


def test_days_may_have_their_own_hours(load: Load) -> None:
    calendars = load("""
days_off: [{date: 2026-10-14, name: {vi: Nghỉ từ trưa}, hours: ["07:30-11:30"]}]
days_worked: [{date: 2026-10-18, name: {vi: Khắc phục sau bão}, hours: ["08:00-10:00"]}]
""")
    assert calendars.default.day(datetime.date(2026, 10, 14)).spans == (Span(27_000, 41_400),)
    assert calendars.default.day(datetime.date(2026, 10, 18)).spans == (Span(28_800, 36_000),)


def test_the_centre_overrules_the_country(load: Load) -> None:
    calendars = load("days_off: [{date: 2026-08-22, name: {vi: Lễ hội}}]")
    assert day(calendars, "", "2026-08-22") == (False, "Lễ hội")


def test_hours_change_on_their_day(load: Load) -> None:
    calendars = load("""
hours:
  - {week: {mon-fri: ["07:30-11:30"]}}
  - {valid_from: 2026-04-16, week: {mon-fri: ["07:00-11:00"]}, source: QĐ 12/2026, mark: seen}
""")
    assert calendars.default.day(datetime.date(2026, 4, 15)).spans == (Span(27_000, 41_400),)
    assert calendars.default.day(datetime.date(2026, 4, 16)).spans == (Span(25_200, 39_600),)


@pytest.mark.parametrize(
    ("centre", "fault"),
    [
        ("calendar: vm", r"calendar.yaml:1: calendar: there is no calendar 'vm' in .*; expected one of: vn"),
        (
            "hours: [{week: {mon: ['7-11']}}]",
            r"calendar.yaml:1: hours\[0\]\.week: the hours '7-11' cannot be read; write hh:mm",
        ),
        (
            "hours:\n- {week: {mon: ['07:00-11:00']}}\n- {week: {mon: ['08:00-11:00']}}",
            r":3: hours\[1\]\.valid_from: two hours hold from",
        ),
        ("units: [{id: a}, {id: a}]", r"units\[1\]\.id: the unit 'a' stands twice"),
        ("units: [{id: c}]", r"units\[0\]\.id: there is no unit 'c' in centre.yaml; expected one of: a, b"),
        ("units: [{id: a, hours: [{week: {}}]}]", r"units\[0\]\.hours\[0\]\.week: no day has working hours"),
        (
            "units: [{id: a, days_off: [{date: 1026-10-14, name: {vi: x}}]}]",
            r"units\[0\]\.days_off\[0\]: found the year 1026",
        ),
        (
            "days_off:\n- {date: 2026-10-14, name: {vi: x}}\n- {date: 2026-10-14, name: {vi: y}}",
            r":3: days_off\[1\]: 2026-10-14 stands twice",
        ),
        (
            "days_off: [{date: 2026-10-14, name: {vi: x}, hours: ['9-10']}]",
            r"days_off\[0\]\.hours: the hours '9-10' cannot",
        ),
        (
            "swaps: [{off: 2026-10-14, worked: 2026-10-14, source: x}]",
            r"swaps\[0\]\.worked: 2026-10-14 stands twice",
        ),
        ("swaps: [{off: 2026-10-14, worked: 2026-10-17}]", r"the key 'source' is missing"),
        ("holydays: []", r"holydays: this key is not known here"),
        ("a: [", r"not YAML"),
    ],
)
def test_a_fault_of_the_centre_is_named_with_line_key_and_cure(load: Load, centre: str, fault: str) -> None:
    with pytest.raises(DocumentError, match=fault):
        load(centre, unit_ids=("a", "b"))


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        (
            "holidays: VN",
            "holidays: VIETNAM",
            r"vn.yaml:5: holidays: found 'VIETNAM'; write a code .* such as VN",
        ),
        ("holidays: VN", "zone: Asia/Hanoi", r"zone: the zone 'Asia/Hanoi' is not known; write an IANA zone"),
        (
            'hours: [{week: {mon-fri: ["07:30-11:30", "13:30-17:00"]}}]',
            "hours: []",
            r"hours: no hours; give at least one 'week'",
        ),
        ("id: vn", "id: [", "not YAML"),
    ],
)
def test_a_fault_of_the_country_is_named(load: Load, before: str, after: str, fault: str) -> None:
    assert before in COUNTRY
    with pytest.raises(DocumentError, match=fault):
        load(country=COUNTRY.replace(before, after))


def test_every_fault_is_reported_in_one_pass(load: Load) -> None:
    with pytest.raises(DocumentError) as caught:
        load(
            "hours: [{week: {mon: ['7-11']}}]\ndays_off: [{date: 1026-10-14, name: {vi: x}}]",
            COUNTRY.replace("VN", "XX"),
        )
    assert len(caught.value.faults) == 3


def test_a_folder_without_calendars_is_said(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"there is no calendar; put vn\.yaml there"):
        load_calendars(tmp_path)


def test_holidays_have_names_in_both_languages() -> None:
    found = holiday_days("VN", range(2026, 2027))[datetime.date(2026, 9, 2)]
    assert (found.name.vi, found.name.en) == ("Quốc khánh", "National Day")
    assert holiday_days("") == {}


def test_the_shipped_calendar_has_every_swap_that_the_library_knows(root: Path) -> None:
    """The library only takes the day off: a swap that is missing here would lose the Saturday worked back."""
    calendar = load_calendars(root / "resources" / "calendars").default
    swaps = re.compile(r"thay cho ngày (\d\d)/(\d\d)/(\d{4})")
    n_swaps = 0
    for off, name in holidays.country_holidays("VN", years=range(2024, 2031), language="vi").items():
        if found := swaps.search(name):
            n_swaps += 1
            worked = datetime.date(int(found[3]), int(found[2]), int(found[1]))
            assert calendar.day(worked).works, f"add the swap {off} / {worked} to resources/calendars/vn.yaml"
            assert not calendar.day(off).works
    assert n_swaps >= 3


@pytest.mark.parametrize(
    ("text", "works", "reason"),
    [
        ("2024-02-14", False, "Mùng năm Tết Nguyên Đán"),
        ("2024-05-04", True, "Làm bù cho ngày 29/04/2024"),
        ("2025-04-26", True, "Làm bù cho ngày 02/05/2025"),
        ("2026-01-02", False, "Nghỉ hoán đổi, làm bù ngày 10/01/2026"),
        ("2026-04-27", False, "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)"),
        ("2026-08-31", False, "Nghỉ hoán đổi, làm bù ngày 22/08/2026"),
        ("2026-11-24", False, "Ngày Văn hóa Việt Nam"),
        ("2026-11-25", True, ""),
    ],
)
def test_days_of_the_shipped_calendar(root: Path, text: str, works: bool, reason: str) -> None:
    assert day(load_calendars(root / "resources" / "calendars"), "", text) == (works, reason)


def test_holidays_of_a_country_do_not_load_all_the_others() -> None:
    code = (
        "import sys; from backend.usecases.calendars import holiday_days; "
        "print(len(holiday_days('VN', [2026])), len(holiday_days('AS', [2026])), "
        "sum(name.startswith('holidays.countries.') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    n_vietnam, n_samoa, n_countries = map(int, done.stdout.split())
    assert n_vietnam == len(holiday_days("VN", [2026])) > 10
    assert n_samoa > 10  # a country that is built on another one
    assert n_countries < 10

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.sources.reading.numbers import UnreadableError
from backend.sources.reading.times import TimeReader

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
AT = dt.datetime(2022, 10, 14, 18, 30, tzinfo=HANOI).timestamp()


@pytest.mark.parametrize(
    ("raw", "fmt"),
    [
        ("2022-10-14 18:30:00", "auto"),
        ("2022-10-14T18:30", "auto"),
        ("2022-10-14T11:30:00Z", "auto"),
        ("2022-10-14T18:30:00+07:00", "iso"),
        ("14/10/2022 18:30", "auto"),
        ("14/10/2022 18:30:00", "auto"),
        ("14-10-2022 18h30", "auto"),
        ("14.10.2022, 18:30", "auto"),
        ("18:30 14/10/2022", "auto"),
        ("18h30 ngày 14/10/2022", "auto"),
        ("14/10/2022 6:30 CH", "auto"),
        ("14/10/2022 06:30:00 PM", "auto"),
        ("20221014 1830", "%Y%m%d %H%M"),
        (AT, "auto"),
        (AT * 1000, "auto"),
        (str(int(AT)), "auto"),
        (str(int(AT * 1000)), "epoch_ms"),
        (int(AT), "epoch_s"),
        (Decimal(int(AT)), "epoch_s"),
        (dt.datetime(2022, 10, 14, 18, 30), "auto"),  # noqa: DTZ001 - as sheets give it
        (dt.datetime(2022, 10, 14, 11, 30, tzinfo=dt.UTC), "auto"),
        (44848.770833333336, "excel"),
        ("44848.770833333336", "excel"),
    ],
)
def test_reads_the_same_instant(raw: object, fmt: str) -> None:
    assert TimeReader(fmt).read(raw) == pytest.approx(AT, abs=0.001)


def test_a_date_alone_is_its_local_midnight() -> None:
    midnight = dt.datetime(2022, 10, 14, tzinfo=HANOI).timestamp()
    assert [TimeReader().read(raw) for raw in ("14/10/2022", "2022-10-14", dt.date(2022, 10, 14))] == [
        midnight
    ] * 3


def test_the_zone_is_the_one_given() -> None:
    assert TimeReader(zone="UTC").read("14/10/2022 11:30") == AT


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        "  ",
        "hôm qua",
        "31/02/2022",
        "14/13/2022",
        "12.5",
        "7",
        True,
        [],
        float("nan"),
        "25:00 1/1/2022",
    ],
)
def test_what_is_no_time_is_refused(raw: object) -> None:
    with pytest.raises(UnreadableError):
        TimeReader().read(raw)


def test_a_number_is_refused_where_a_text_is_expected() -> None:
    with pytest.raises(UnreadableError, match="iso"):
        TimeReader("iso").read(5)


@pytest.mark.parametrize(
    ("fmt", "zone"), [("epoch", "UTC"), ("auto", "Mars/Base"), ("auto", "../etc/passwd")]
)
def test_unknown_format_or_zone_is_named(fmt: str, zone: str) -> None:
    with pytest.raises(UnreadableError, match="expected"):
        TimeReader(fmt, zone)


@given(
    st.one_of(st.text(), st.floats(), st.integers(), st.datetimes(), st.none(), st.binary()),
    st.sampled_from(["auto", "iso", "epoch_s", "epoch_ms", "excel", "%d/%m/%Y"]),
)
def test_anything_is_a_finite_instant_or_refused(raw: object, fmt: str) -> None:
    try:
        found = TimeReader(fmt).read(raw)
    except UnreadableError:
        return
    assert abs(found) < float("inf")


@given(st.datetimes(dt.datetime(1980, 1, 1), dt.datetime(2100, 1, 1)))  # noqa: DTZ001 - zone follows
def test_what_is_written_day_first_is_read_back(moment: dt.datetime) -> None:
    moment = moment.replace(microsecond=0)
    written = moment.strftime("%d/%m/%Y %H:%M:%S")
    assert TimeReader(zone="UTC").read(written) == moment.replace(tzinfo=dt.UTC).timestamp()

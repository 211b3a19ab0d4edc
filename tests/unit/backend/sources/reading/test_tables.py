import datetime as dt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.state import Quality
from backend.sources.reading.numbers import UnreadableError
from backend.sources.reading.series import QualityConfig, ValueConfig
from backend.sources.reading.tables import TableMapping, TableReader

UNITS = {"rain_mm": "mm", "level_m": "m", "temperature": "°C"}
WIDE = TableMapping(
    time=["Thời gian"],
    place="Trạm",
    zone="UTC",
    values={
        "Mưa": ValueConfig("rain_mm", "mm", detection_limit=0.1),
        "Mực nước": ValueConfig("level_m", "cm"),
    },
)
LONG = TableMapping(time=["at"], place="place", zone="UTC", metric="metric", value="value", unit="unit")


def read(mapping: TableMapping, header: list[object], *rows: list[object]):
    reader = TableReader(mapping, header, UNITS.get)
    out = reader.collector()
    for number, row in enumerate(rows, 2):
        reader.read(out, f"f:{number}", row)
    return [(one.series_id, one.at, one.value, one.quality) for one in out.observations], out.refusals


def test_one_row_with_many_metrics() -> None:
    header = ["Trạm", " thời  gian ", "MƯA", "Mực nước", "khác"]
    found, refused = read(
        WIDE, header, ["cam_le", "01/01/1970 00:01", "<0,5", "150", "x"], ["cam_le", "02/01/1970", "", "-"]
    )
    assert found == [
        ("cam_le.rain_mm", 60.0, 0.5, Quality.BELOW),
        ("cam_le.level_m", 60.0, 1.5, Quality.GOOD),
    ]
    assert refused == []


def test_a_bad_cell_loses_only_itself() -> None:
    header = ["Trạm", "Thời gian", "Mưa", "Mực nước"]
    found, refused = read(WIDE, header, ["s", "1970-01-01", "hỏng", "20"], ["s", "1970-01-01", "KPH", "x"])
    assert [(one[0], one[2]) for one in found] == [("s.level_m", 0.2), ("s.rain_mm", 0.1)]
    assert [one.item for one in refused] == ["f:2 Mưa", "f:3 Mực nước"]
    assert refused[0].raw == "s;1970-01-01;hỏng;20".encode()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["", "1970-01-01", "1", "2"], "no place"),
        (["s", "", "1", "2"], "time is missing"),
        (["s", "32/01/1970", "1", "2"], "does not exist"),
        (["s"], "the row ends after 1 cells"),
        (["s", "1970-01-01", "1"], "before column Mực nước"),
        (["a b", "1970-01-01", "1", "2"], "places"),
    ],
)
def test_a_bad_row_has_its_reason(row: list[object], reason: str) -> None:
    found, refused = read(WIDE, ["Trạm", "Thời gian", "Mưa", "Mực nước"], row)
    assert found == []
    assert reason in refused[0].reason


def test_empty_rows_are_nothing() -> None:
    assert read(WIDE, ["Trạm", "Thời gian", "Mưa", "Mực nước"], [], ["", "", ""], [None] * 4) == ([], [])


def test_long_form_with_units_in_a_column() -> None:
    found, refused = read(
        LONG,
        ["place", "at", "metric", "value", "unit"],
        ["s", 5, "level_m", 2, "cm"],
        [12.0, 6, "rain_mm", "1,5", ""],
        ["s", 7, "level_m", 2, "kg"],
        ["s", 8, "wind", 2, ""],
    )
    assert [one[:3] for one in found] == [("s.level_m", 5.0, 0.02), ("12.rain_mm", 6.0, 1.5)]
    assert ["does not convert" in refused[0].reason, "no pack" in refused[1].reason] == [True, True]


def test_date_and_time_of_day_in_two_columns() -> None:
    mapping = TableMapping(
        time=["ngày", "giờ"], place_id="p", zone="UTC", values={"v": ValueConfig("rain_mm")}
    )
    day = dt.datetime(1970, 1, 2)  # noqa: DTZ001 - as sheets give it
    found, refused = read(
        mapping, ["ngày", "giờ", "v"], ["02/01/1970", "00:01", 1], [day, dt.time(0, 2), 2], [day, "00:03", 3]
    )
    assert [one[1] for one in found] == [86_460.0, 86_520.0, 86_580.0]
    assert refused == []


def test_the_table_says_what_its_rows_are_worth() -> None:
    mapping = msgspec.structs.replace(
        LONG, unit="", quality=QualityConfig("flag", {"OK": "good", "-1": "bad"})
    )
    header = ["place", "at", "metric", "value", "flag"]
    rows = [["s", number, "rain_mm", 1, flag] for number, flag in enumerate(["OK", -1.0, "?", ""])]
    assert [one[3] for one in read(mapping, header, *rows)[0]] == [
        Quality.GOOD,
        Quality.BAD,
        Quality.UNCERTAIN,
        Quality.GOOD,
    ]


def test_missing_columns_are_named_with_those_that_are_there() -> None:
    with pytest.raises(
        UnreadableError, match="no column Mưa, Mực nước; the table has: Trạm, Thời gian, Rain"
    ):
        TableReader(WIDE, ["Trạm", "Thời gian", "Rain"], None)


@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(), st.text(), st.floats(), st.integers(), st.datetimes(), st.binary(), st.decimals()
            )
        )
    )
)
def test_no_row_raises(rows: list[list[object]]) -> None:
    found, refused = read(WIDE, ["Trạm", "Thời gian", "Mưa", "Mực nước"], *rows)
    assert all(abs(one[2]) < float("inf") for one in found)
    assert all(one.reason for one in refused)


CERTIFICATE = TableMapping(
    time=["at"], place_id="p", zone="UTC", metric="Chỉ tiêu", value="Kết quả", unit="Đơn vị", limit="LOD",
    metrics={
        "Mưa": ValueConfig("rain_mm", "mm", detection_limit=9.0),
        "Mùi, vị": ValueConfig("level_m", words={"không có mùi, vị lạ": 0.0, "có mùi lạ": 1.0}),
    },
)  # fmt: skip
COLUMNS: list[object] = ["at", "Chỉ tiêu", "Kết quả", "Đơn vị", "LOD"]


@pytest.mark.parametrize(
    ("row", "value", "quality"),
    [
        (["01/01/1970 00:01", " MƯA ", "0,5", "mm", ""], 0.5, Quality.GOOD),
        (
            ["01/01/1970 00:01", "Mưa", "Không phát hiện", "cm", "0,02"],
            0.2,
            Quality.BELOW,
        ),  # in the row's unit
        (["01/01/1970 00:01", "Mưa", "Không phát hiện", "", ""], 9.0, Quality.BELOW),
        (["01/01/1970 00:01", "Mưa", "3", " – ", None], 3.0, Quality.GOOD),  # mere dashes are no unit
        (["01/01/1970 00:01", "mùi,  vị", "KHÔNG có  mùi, vị lạ", "-", ""], 0.0, Quality.GOOD),
        (["01/01/1970 00:01", "Mùi, vị", "có mùi lạ", "-", ""], 1.0, Quality.GOOD),
    ],
)
def test_results_are_read_as_laboratories_write_them(
    row: list[object], value: float, quality: Quality
) -> None:
    found, refused = read(CERTIFICATE, COLUMNS, row)
    assert refused == []
    assert [(one[2], one[3]) for one in found] == [(pytest.approx(value), quality)]


def test_headings_and_signatures_between_the_rows_are_nothing() -> None:
    rows: list[list[object]] = [
        ["01/01/1970 00:01", "A. Vi sinh", None, "", ""],
        ["01/01/1970 00:01", None, "", "", "Người duyệt"],
    ]
    assert read(CERTIFICATE, COLUMNS, *rows) == ([], [])


def test_a_word_that_stands_for_no_number_is_refused_with_what_it_says() -> None:
    found, refused = read(CERTIFICATE, COLUMNS, ["01/01/1970 00:01", "Mùi, vị", "hơi nồng", "-", ""])
    assert found == []
    assert "hơi nồng" in refused[0].reason


def test_a_parameter_that_is_not_listed_is_refused_alone() -> None:
    found, refused = read(
        CERTIFICATE,
        COLUMNS,
        ["01/01/1970 00:01", "Asbest", "1", "mm", ""],
        ["01/01/1970 00:01", "Mưa", "1", "mm", ""],
    )
    assert len(found) == 1
    assert "not listed" in refused[0].reason

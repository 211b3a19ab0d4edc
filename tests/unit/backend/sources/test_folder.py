import asyncio
import gzip
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.state import Quality
from backend.sources.folder import Config, Rows, Source, parse

TABLE = {
    "time": ["Thời gian"],
    "place": "Trạm",
    "values": {"Mưa": {"metric": "rain_mm"}, "Mực nước": {"metric": "level_m", "unit": "cm"}},
    "zone": "UTC",
}
HEADER = "Trạm;Thời gian;Mưa;Mực nước\n"


def config(path: Path, **settings: object) -> Config:
    base = {"id": "f", "kind": "folder", "name": "F", "max_age_s": 60, "interval_s": 0.03, "settle_s": 0.05}
    return msgspec.convert(base | {"path": str(path), "table": TABLE} | settings, Config)


@pytest.fixture
def read(clock, running, until) -> Callable[..., None]:
    """Run a folder source until something is so."""

    def run(settings: Config, sink, *conditions: Callable[[], object]) -> None:
        async def scenario() -> None:
            async with running(Source(settings, sink, clock)):
                for condition in conditions:
                    await until(condition)

        asyncio.run(scenario())

    return run


def is_done(sink, name: str) -> Callable[[], bool]:
    return lambda: (
        bool(sink.marks) and name in (done := msgspec.json.decode(sink.marks[-1])) and done[name][2]
    )


def rows(first: int, last: int) -> str:
    return "".join(
        f"s;1970-01-01 00:00:{number:02};{number},5;{number}00\n" for number in range(first, last + 1)
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_with_all_that_people_write(encoding, tmp_path, sink, read) -> None:
    text = HEADER + "s;01/01/1970 00:01;<0,5;150\ns;01/01/1970 00:02;hỏng;>200\ns;01/01/1970 00:03;;-\n"
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    read(config(tmp_path), sink, is_done(sink, "a.csv"))
    assert [(one.series_id, one.at, one.value, one.quality) for one in sink.observations] == [
        ("s.rain_mm", 60.0, 0.5, Quality.BELOW),
        ("s.level_m", 60.0, 1.5, Quality.GOOD),
        ("s.level_m", 120.0, 2.0, Quality.ABOVE),
    ]
    assert [refusal.item for refusal in sink.refusals] == ["a.csv:3 Mưa"]


def test_a_growing_file_is_read_on_also_after_a_restart(tmp_path, make_sink, read) -> None:
    path, first, second = tmp_path / "log.csv", make_sink(), make_sink()
    path.write_text(HEADER + rows(1, 3), encoding="utf-8")
    read(config(tmp_path), first, is_done(first, "log.csv"))
    with path.open("a", encoding="utf-8") as file:
        file.write(rows(4, 5))
    second.first_mark = first.marks[-1]
    read(config(tmp_path), second, lambda: len(second.observations) >= 4)
    assert [one.value for one in first.observations] == [1.5, 1.0, 2.5, 2.0, 3.5, 3.0]
    assert [one.value for one in second.observations] == [4.5, 4.0, 5.5, 5.0]


def test_a_finished_file_is_not_read_twice(tmp_path, make_sink, read) -> None:
    (tmp_path / "a.csv").write_text(HEADER + rows(1, 3), encoding="utf-8")
    first, second = make_sink(), make_sink()
    read(config(tmp_path), first, is_done(first, "a.csv"))
    second.first_mark = first.marks[-1]
    (tmp_path / "b.csv").write_text(HEADER + rows(7, 7), encoding="utf-8")
    read(config(tmp_path), second, is_done(second, "b.csv"))
    assert [one.value for one in second.observations] == [7.5, 7.0]


def test_a_replaced_file_is_read_from_its_beginning(tmp_path, sink, read) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEADER + rows(1, 2), encoding="utf-8")

    def replace() -> bool:
        new = tmp_path / "a.tmp"
        new.write_text(HEADER + rows(6, 9), encoding="utf-8")
        new.replace(path)
        return True

    read(config(tmp_path), sink, is_done(sink, "a.csv"), replace, lambda: len(sink.observations) >= 12)
    assert sink.values()["s.rain_mm"] == [1.5, 2.5, 6.5, 7.5, 8.5, 9.5]


def test_a_half_written_line_waits_for_its_end(tmp_path, sink, read) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEADER + rows(1, 2) + "s;1970-01-01 00:00:03;3", encoding="utf-8")

    def finish() -> bool:
        with path.open("a", encoding="utf-8") as file:
            file.write("3,25;500\n")
        return True

    settings = config(tmp_path, settle_s=1000)
    read(settings, sink, lambda: len(sink.observations) >= 4, finish, lambda: len(sink.observations) >= 6)
    assert sink.values()["s.rain_mm"] == [1.5, 2.5, 33.25]
    assert sink.refusals == []


def test_a_last_line_without_its_end_is_taken_once_the_file_rests(tmp_path, sink, read) -> None:
    (tmp_path / "a.csv").write_text(HEADER + rows(1, 2).rstrip("\n"), encoding="utf-8")
    read(config(tmp_path), sink, is_done(sink, "a.csv"))
    assert sink.values()["s.rain_mm"] == [1.5, 2.5]


def test_many_rows_go_in_batches_with_a_mark_each(tmp_path, make_sink, read) -> None:
    lines = "".join(f"s;{number};1;\n" for number in range(10**9, 10**9 + 2_500))
    (tmp_path / "a.csv").write_text(HEADER + lines, encoding="utf-8")
    whole, rest = make_sink(), make_sink()
    read(config(tmp_path), whole, is_done(whole, "a.csv"))
    assert len(whole.observations) == 2_500
    assert len(whole.marks) == 3
    # A daemon that ended after the first batch goes on with the second.
    rest.first_mark = whole.marks[0]
    read(config(tmp_path), rest, is_done(rest, "a.csv"))
    assert [one.at for one in rest.observations] == [one.at for one in whole.observations[1_000:]]


def workbook(path: Path, *lines: list[object]) -> None:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    book.save(path)


def test_xlsx_with_dates_numbers_and_texts(tmp_path, sink, read) -> None:
    head = ["Trạm", "Thời gian", "Mưa", "Mực nước"]
    day = pd.Timestamp("1970-01-02").to_pydatetime()
    lines = [
        ["Báo cáo ngày"],
        [],
        head,
        ["s", day, 1.5, "KPH"],
        [7, "03/01/1970", "<0,5", 250],
        ["s", None, 1, 1],
    ]
    workbook(tmp_path / "a.xlsx", *lines)
    read(config(tmp_path, header_row=3), sink, is_done(sink, "a.xlsx"))
    assert [(one.series_id, one.at, one.value) for one in sink.observations] == [
        ("s.rain_mm", 86_400.0, 1.5),
        ("7.rain_mm", 172_800.0, 0.5),
        ("7.level_m", 172_800.0, 2.5),
    ]
    assert [refusal.item for refusal in sink.refusals] == ["a.xlsx:4 Mực nước", "a.xlsx:6"]


def test_excel_serials_as_texts(tmp_path, sink, read) -> None:
    table = TABLE | {"time_format": "excel"}
    (tmp_path / "a.csv").write_text(HEADER + "s;25570,25;1;\n".replace(",25", ".25"), encoding="utf-8")
    read(config(tmp_path, table=table), sink, is_done(sink, "a.csv"))
    assert sink.observations[0].at == 86_400 + 21_600


def test_geojson_features(tmp_path, sink, read) -> None:
    table = {"time": ["t"], "place": "id", "values": {"level": {"metric": "level_m"}}}
    features = [
        {"type": "Feature", "id": 5, "properties": {"t": 10, "level": 0.5}, "geometry": None},
        {"type": "Feature", "id": 6, "properties": {"t": 10, "level": "x"}},
        "no feature",
        {"type": "Feature", "id": 7, "properties": {"t": 10, "level": 0.7}},
    ]
    (tmp_path / "a.geojson").write_bytes(
        msgspec.json.encode({"type": "FeatureCollection", "features": features})
    )
    read(config(tmp_path, table=table), sink, is_done(sink, "a.geojson"))
    assert sink.values() == {"5.level_m": [0.5], "7.level_m": [0.7]}
    assert [refusal.item for refusal in sink.refusals] == ["a.geojson:3 level"]


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)


@pytest.mark.parametrize(
    ("name", "make", "reason"),
    [
        ("a.xlsx", bomb, "times its size"),
        ("a.xlsx", lambda path: path.write_bytes(b"PK\x03\x04garbage"), "not an XLSX file"),
        ("a.xlsx", lambda path: zipfile.ZipFile(path, "w").close(), "not a readable XLSX"),
        ("a.geojson", lambda path: path.write_bytes(b"{"), "not JSON"),
        ("a.json", lambda path: path.write_bytes(b"[1]"), "not GeoJSON"),
        ("a.csv", lambda path: path.write_bytes(b"x,y\n1,2\n"), "no column"),
        ("a.csv", lambda path: path.write_bytes(random.Random(1).randbytes(5_000)), "no column"),
        ("a.csv", lambda path: path.write_bytes(b""), "before its header"),
    ],
)
def test_a_bad_file_is_refused_once_and_the_next_is_read(name, make, reason, tmp_path, sink, read) -> None:
    make(tmp_path / name)
    (tmp_path / "good.csv").write_text(HEADER + rows(1, 1), encoding="utf-8")
    read(config(tmp_path), sink, is_done(sink, name), is_done(sink, "good.csv"))
    assert len(sink.observations) == 2
    assert [refusal.item for refusal in sink.refusals] == [name]
    assert reason in sink.refusals[0].reason


def test_a_folder_that_is_gone_is_told_once(tmp_path, sink, read) -> None:
    folder = tmp_path / "share"

    def make() -> bool:
        folder.mkdir()
        return True

    read(config(folder), sink, lambda: sink.links, make, lambda: len(sink.links) == 2)
    assert "no such folder" in sink.links[0]
    assert sink.links[1] == "connected"


def test_foreign_files_and_half_copied_ones_are_left_alone(tmp_path, sink, read) -> None:
    for name in ("~$a.xlsx", ".a.csv", "note.pdf", "a.csv.part"):
        (tmp_path / name).write_text("x")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.csv").write_text(HEADER + rows(1, 1), encoding="utf-8")
    read(config(tmp_path, pattern="**/*"), sink, is_done(sink, "sub/b.csv"))
    assert sink.refusals == []


@pytest.mark.parametrize(
    "settings",
    [{"encoding": "klingon"}, {"separator": "||"}, {"header_row": -1}, {"interval_s": 0}, {"format": "pdf"}],
)
def test_faulty_settings_are_refused(settings: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(msgspec.ValidationError):
        config(tmp_path, **settings)


CELL = st.one_of(st.none(), st.text(), st.floats(), st.integers(), st.datetimes(), st.binary())


@given(st.lists(CELL), st.lists(st.lists(CELL)))
def test_parse_never_raises(header: list[object], lines: list[list[object]]) -> None:
    settings = config(Path("x"))
    assert parse(Rows("f", header, 2, lines), settings, 1.0).refusals
    full = parse(Rows("f", ["Trạm", "Thời gian", "Mưa", "Mực nước"], 2, lines), settings, 1.0)
    assert all(refusal.reason for refusal in full.refusals)


def test_real_minute_readings_of_a_waterworks(real_data, tmp_path, make_sink, read) -> None:
    packed = real_data / "water" / "gecco" / "gecco2018_first60pct_give.csv.gz"
    (tmp_path / "gecco.csv").write_bytes(gzip.decompress(packed.read_bytes()))
    names = ["Tp", "Cl", "pH", "Redox", "Leit", "Trueb", "Cl_2", "Fm", "Fm_2"]
    table = {
        "time": ["Time"],
        "place_id": "works",
        "values": {name: {"metric": name.lower()} for name in names},
    }
    sink = make_sink(units=dict.fromkeys([name.lower() for name in names], "?"))
    read(config(tmp_path, table=table | {"zone": "UTC"}), sink, is_done(sink, "gecco.csv"))
    truth = pd.read_csv(tmp_path / "gecco.csv", parse_dates=["Time"])
    assert sink.refusals == []
    found = pd.DataFrame(
        [(one.series_id, one.at, one.value) for one in sink.observations], columns=["s", "at", "v"]
    )
    for name in names:
        ours = found[found["s"] == f"works.{name.lower()}"]
        theirs = truth[["Time", name]].dropna()
        assert len(ours) == len(theirs)
        assert ours["v"].to_numpy() == pytest.approx(theirs[name].to_numpy())
        assert (
            ours["at"].to_numpy() == theirs["Time"].to_numpy().astype("datetime64[s]").astype(float)
        ).all()


FORM = (
    "PHIẾU KẾT QUẢ;;\nMã mẫu: NS-1;;\nTrạm;;s\nThời gian;;1970-01-01 00:00:07\n;;\n"
    "Chỉ tiêu;Kết quả;Đơn vị\nMưa;1,5;mm\nNhóm B;;\nMưa giờ;<0,2;mm\n;;Người duyệt\n"
)


def test_a_form_says_above_its_table_whose_it_is(tmp_path: Path, sink, read) -> None:
    table = {
        "time": ["Thời gian"], "place": "Trạm", "metric": "Chỉ tiêu", "value": "Kết quả", "unit": "Đơn vị", "zone": "UTC",
        "metrics": {"Mưa": {"metric": "rain_mm"}, "Mưa giờ": {"metric": "rain_mm"}},
    }  # fmt: skip
    cases = {
        "id": "Mã mẫu",
        "kind": "sample",
        "title": {"vi": "{Mã mẫu}"},
        "time": "Thời gian",
        "zone": "UTC",
    }
    (tmp_path / "phieu.csv").write_text(FORM, encoding="utf-8")
    settings = config(tmp_path, table=table, cases=cases, header_row=0, head=["Mã mẫu", "Trạm", "Thời gian"])
    read(settings, sink, is_done(sink, "phieu.csv"))
    assert sink.refusals == []
    assert [(o.series_id, o.at, o.value, o.quality) for o in sink.observations] == [
        ("s.rain_mm", 7.0, 1.5, Quality.GOOD),
        ("s.rain_mm", 7.0, 0.2, Quality.BELOW),
    ]
    assert [(each.case.case_id, each.case.opened_at) for each in sink.cases] == [("NS-1", 7.0)]


def test_a_form_without_its_table_is_refused_with_what_is_missing(tmp_path: Path, sink, read) -> None:
    (tmp_path / "phieu.csv").write_text("Mã mẫu: NS-1\nGhi chú\n", encoding="utf-8")
    read(config(tmp_path, header_row=0), sink, lambda: sink.refusals)
    assert "no row holds the columns" in sink.refusals[0].reason

import csv
from pathlib import Path

import msgspec
import pandas as pd
import pytest

from backend.sources.reading.import_csv import ImportOptions, import_readings, slug
from backend.sources.reading.numbers import UnreadableError


def written(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def options(**settings: object) -> ImportOptions:
    return msgspec.convert(settings, ImportOptions)


def test_wide_form_sorted_in_time_with_faults_named(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(
        "Trạm;lúc;mưa;mực nước\nCầu Đỏ;02/01/1970;1,5;<20\nCầu Đỏ;01/01/1970;;x\nAn Trạch;hôm qua;1;2\n",
        encoding="utf-8",
    )
    values = {"mưa": {"metric": "rain_mm"}, "Mực nước": {"metric": "level_m", "unit": "cm"}}
    report = import_readings(
        source, target, options(time="lúc", place="trạm", separator=";", zone="UTC", values=values)
    )
    assert written(target) == [
        ["place", "metric", "at", "value", "unit", "quality"],
        ["cau_do", "rain_mm", "86400.000", "1.5", "", "good"],
        ["cau_do", "level_m", "86400.000", "20.0", "cm", "below"],
    ]
    assert (report.n_rows, report.n_readings, report.n_missing, report.n_faulty) == (3, 2, 1, 3)
    assert report.places == {"Cầu Đỏ": "cau_do"}
    assert sorted(line.partition(":")[0] for line in report.faults) == ["line 3", "line 4", "line 4"]


def test_long_form_with_filter_and_named_places(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("p,t,m,v,kind\nA,5,level,1,raw\nA,6,level,2,cor\nB,4,level,3,cor\n")
    report = import_readings(
        source,
        target,
        options(
            time="t",
            time_format="epoch_s",
            place="p",
            metric="m",
            value="v",
            unit="mm",
            where={"kind": ["cor"]},
            places={"A": "alpha"},
        ),
    )
    assert [row[:5] for row in written(target)[1:]] == [
        ["b", "level", "4.000", "3.0", "mm"],
        ["alpha", "level", "6.000", "2.0", "mm"],
    ]
    assert (report.n_left_out, report.first_at, report.last_at) == (1, 4.0, 6.0)


@pytest.mark.parametrize(
    ("content", "words"), [("a,b\n1,2\n", "no column t, v; the file has: a, b"), ("", "in.csv")]
)
def test_what_cannot_be_imported_leaves_the_old_recording(content: str, words: str, tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(content)
    target.write_text("old")
    with pytest.raises(UnreadableError, match=words):
        import_readings(source, target, options(time="t", place_id="p", values={"v": {"metric": "m"}}))
    assert target.read_text() == "old"


@pytest.mark.parametrize(
    ("name", "place_id"),
    [("P.A. Istiqlal  ", "p_a_istiqlal"), ("Đập An Trạch", "dap_an_trach"), ("??", "place")],
)
def test_names_become_ids(name: str, place_id: str) -> None:
    assert slug(name) == place_id


def test_real_river_levels_of_jakarta(real_data: Path, tmp_path: Path) -> None:
    source = real_data / "rain" / "jakarta_water_level" / "jakarta_water_level_2019_feb_mar_give.csv.gz"
    target = tmp_path / "jakarta.csv"
    values = {"tinggi_air": {"metric": "level_mm", "unit": "mm"}}
    report = import_readings(
        source, target, options(time="ts", place="nama_pintu_air", zone="Asia/Jakarta", values=values)
    )
    truth = pd.read_csv(source)
    assert report.n_readings == report.n_rows == len(truth)
    assert report.n_faulty == 0
    truth["place"] = truth["nama_pintu_air"].map(slug)
    truth["at"] = pd.to_datetime(truth["ts"]).dt.tz_localize("Asia/Jakarta").map(lambda at: at.timestamp())
    ours = pd.read_csv(target)
    assert ours["at"].is_monotonic_increasing
    key = ["place", "at", "value"]
    theirs = truth.rename(columns={"tinggi_air": "value"})[key].astype({"value": float}).sort_values(key)
    assert (ours[key].sort_values(key).to_numpy() == theirs.to_numpy()).all()

"""`toancanh import indicators` as an administrator types it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from backend.cli.commands import app
from backend.contract.document import load
from backend.domain.indicators.spec import SetSpec
from backend.store import Store

TABLE = "Poverty rate by province\n\nTỉnh;2015;Prel. 2016\nHa Noi;1.6;..\nHue;4.1;3.9\n"


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    folder = tmp_path / "c"
    folder.mkdir()
    (folder / "centre.yaml").write_text("id: c\nname: C\npacks: []\n", encoding="utf-8")
    (tmp_path / "poverty.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "bad.csv").write_text(TABLE.replace("Ha Noi", "Atlantis"), encoding="utf-8")
    return folder


def run(centre: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["import", "indicators", *arguments, "--centre", str(centre)])
    return done.exit_code, done.output


def test_tables_become_a_named_set_of_the_centre(centre: Path) -> None:
    file = str(centre.parent / "poverty.csv")
    code, words = run(
        centre, file, "--set", "nien-giam", "--name", "Niên giám", "--source", "Thống kê", "--unit", "%"
    )
    assert code == 0, words
    assert "poverty: 3 số liệu, 3 mới hoặc thay đổi, 1 ô không có số" in words
    assert words.endswith("1 tables imported (3 figures), 0 refused\n")
    path = centre / "indicators" / "nien-giam.yaml"
    spec = load(path.read_text(encoding="utf-8"), SetSpec, str(path))
    assert (spec.name.vi, spec.source, spec.indicators[0].unit.vi) == ("Niên giám", "Thống kê", "%")
    store = Store.open(f"sqlite:///{centre}/toancanh.db")
    assert {row.value for row in store.indicators.accepted(["nien-giam.poverty"])} == {1.6, 4.1, 3.9}
    store.close()


def test_a_refused_table_is_named_and_the_others_are_taken(centre: Path) -> None:
    code, words = run(
        centre, str(centre.parent / "bad.csv"), str(centre.parent / "poverty.csv"), "--set", "a"
    )
    assert code == 1
    assert "bad.csv: không nhập. Không biết địa phương nào tên “Atlantis” (dòng 4)" in words
    assert "1 tables imported (3 figures), 1 refused" in words


def test_a_dry_run_writes_nothing(centre: Path) -> None:
    code, words = run(centre, str(centre.parent / "poverty.csv"), "--set", "a", "--dry-run")
    assert (code, "1 tables would be imported" in words) == (0, True)
    assert not (centre / "indicators").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--set", "Niên giám"), "small letters"),
        (("--set", "a", "--decimal", ";"), "write ',' or '.'"),
        (("--set", "../a"), "small letters"),
    ],
)
def test_options_that_cannot_be_are_told(centre: Path, arguments: tuple[str, ...], words: str) -> None:
    code, told = run(centre, str(centre.parent / "poverty.csv"), *arguments)
    assert code == 1
    assert words in told


def test_a_folder_that_is_no_centre_is_told(centre: Path) -> None:
    code, told = run(centre.parent, str(centre.parent / "poverty.csv"), "--set", "a")
    assert code == 1
    assert "no centre's folder" in told

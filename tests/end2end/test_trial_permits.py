"""Trial: 1,434 dossiers of a permit desk, read from its own table in two instalments, `kill -9` between them.

The table holds each dossier as its last event left it. Of the dossiers that change, the desk's system raises
the watermark of two in three; the others are found by reading the whole table again.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from backend.contract.cases import CaseFile, CaseQuery
from tests.end2end import permit_desk
from tests.end2end.daemon_run import ROOT, DaemonRun, free_port, wait
from tests.end2end.register_desk import RegisterDesk
from tests.end2end.whole_journal import entries

ALL = CaseQuery(kind="dossier")
INSTANTS = ("2010-12-01", "2011-05-10", "2011-09-15", "2011-12-24", "2012-01-24", "2014-01-01")
BUSY_DAY = "2011-12-24"
DIMENSIONS = {
    "source": "kenh", "unit": "phong", "status": "tinh_trang", "data.hoat_dong": "hoat_dong", "data.nhom": "nhom",
}  # fmt: skip
WORDED = ("kenh", "phong", "tinh_trang")
"""Columns whose words are ids with us."""
RECONCILE_S = 2.0

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def log(real_data: Path) -> pd.DataFrame:
    return permit_desk.events(real_data)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return where the desk's system keeps its table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'mot_cua.db'}"
        return
    script, folder = str(ROOT / "packaging" / "postgres.sh"), Path(tempfile.mkdtemp(prefix="toancanh-pg-"))
    folder.chmod(0o755)  # not below pytest's own, closed to other users
    try:
        command = [script, "start", str(folder / "cluster"), str(free_port()), "fast"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"PostgreSQL does not start: {done.stderr}"
        yield done.stdout.strip()
    finally:
        subprocess.run([script, "remove", str(folder / "cluster")], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def grouped(rows: pd.DataFrame, *columns: str) -> dict[tuple[str, ...], int]:
    keys = [rows[name].map(permit_desk.slug) if name in WORDED else rows[name] for name in columns]
    return Counter(zip(*keys, strict=True))


def judged(rows: pd.DataFrame, at: pd.Timestamp) -> pd.Series:
    """Return how each dossier stands with its deadline at an instant, by plain comparison."""
    near = (
        rows["han"].dt.tz_convert(permit_desk.ZONE) - pd.DateOffset(days=permit_desk.NEAR_DAYS)
    ).dt.tz_convert("UTC")
    found = pd.Series("on_time", index=rows.index)
    found[near <= at] = "near"
    found[rows["han"] < at] = "overdue"
    found[rows["xong"] <= rows["han"]] = "kept"
    found[rows["xong"] > rows["han"]] = "missed"
    return found


def test_two_instalments_of_the_log_are_the_dossiers_of_pandas(
    log: pd.DataFrame, url: str, tmp_path: Path
) -> None:
    other = permit_desk.OtherSystem(url)
    first, whole = permit_desk.dossiers(log.iloc[: len(log) // 2]), permit_desk.dossiers(log)
    other.keep(first)
    daemon = permit_desk.centre(tmp_path, log, url, RECONCILE_S)
    daemon.start()
    try:
        desk = RegisterDesk(daemon)
        took_s = until_in(desk, daemon, first)
        compare(desk, first)
        daemon.kill()
        other.keep(whole)
        daemon.start()
        desk = RegisterDesk(daemon)
        again_s = until_in(desk, daemon, whole)
        compare(desk, whole)
        sys.stdout.write(f"\npermits: {len(first)} in {took_s:.1f} s, then {len(whole)} in {again_s:.1f} s\n")
        assert desk.source("mot-cua").refused == 0
    finally:
        daemon.stop()
        other.engine.dispose()
    check_journal(daemon, first, whole)


def until_in(desk: RegisterDesk, daemon: DaemonRun, rows: pd.DataFrame) -> float:
    """Wait until the register is as the table is; return how long that took, s."""
    began = time.monotonic()
    pairs = {
        ("unit", "status"): ("phong", "tinh_trang"),
        ("assignee", "data.hoat_dong"): ("can_bo", "hoat_dong"),
    }

    def is_in() -> bool:
        return all(desk.counts(ALL, *by) == grouped(rows, *columns) for by, columns in pairs.items())

    wait(is_in, "the table", 90, daemon.words, every_s=0.2)
    return time.monotonic() - began


def compare(desk: RegisterDesk, rows: pd.DataFrame) -> None:
    kept = {file.case_id: file for file in desk.listed(ALL)}
    assert set(kept) == set(rows.index)
    for name, row in rows.iterrows():
        same(kept[str(name)], row)
    for by, column in DIMENSIONS.items():
        assert desk.counts(ALL, by) == grouped(rows, column)
    assert desk.counts(ALL, "source", "unit") == grouped(rows, "kenh", "phong")
    for day in INSTANTS:
        compare_deadlines(desk, rows, pd.Timestamp(day, tz=permit_desk.ZONE))
    compare_overdue(desk, rows, pd.Timestamp(BUSY_DAY, tz=permit_desk.ZONE))
    compare_figures(desk, rows)


def same(file: CaseFile, row: pd.Series) -> None:
    told = (file.opened_at, file.due_at, file.finished_at)
    for ours, theirs in zip(told, (row["nop"], row["han"], row["xong"]), strict=True):
        assert (ours is None) == pd.isna(theirs), file
        assert ours is None or abs(ours - theirs.timestamp()) < 1e-6, file
    assert (file.assignee, file.data["hoat_dong"]) == (row["can_bo"], row["hoat_dong"])
    planned = pd.Timestamp(file.data["hen"])  # SQLite keeps no zone
    assert (planned if planned.tzinfo else planned.tz_localize("UTC")) == row["hen"]


def compare_deadlines(desk: RegisterDesk, rows: pd.DataFrame, at: pd.Timestamp) -> None:
    """Compare counts and lists by due state, as of an instant."""
    states, as_of = judged(rows, at), CaseQuery(kind="dossier", at=at.timestamp())
    assert desk.counts(as_of, "due") == {(state,): n for state, n in states.value_counts().items()}
    for state in ("on_time", "near", "overdue", "kept", "missed"):
        query = CaseQuery(kind="dossier", due=(state,), at=at.timestamp())  # type: ignore[arg-type]
        assert desk.ids(query) == set(rows.index[states == state]), (state, at)


def compare_overdue(desk: RegisterDesk, rows: pd.DataFrame, at: pd.Timestamp) -> None:
    """Compare what is overdue as of an instant, by each dimension, and the list behind each number."""
    late = rows[judged(rows, at) == "overdue"]
    for by, column in (DIMENSIONS | {"assignee": "can_bo"}).items():
        cells = desk.figures("overdue", by=by, at=at.timestamp())
        assert {(cell.key,): cell.n for cell in cells} == grouped(late, column)
        for cell in cells:
            assert len(desk.listed(cell.query)) == cell.n


def compare_figures(desk: RegisterDesk, rows: pd.DataFrame) -> None:
    done = rows[rows["xong"].notna()]
    kept = done[done["xong"] <= done["han"]]
    hours = (done["xong"] - done["nop"]).dt.total_seconds() / 3600
    for by, column in (("unit", "phong"), ("source", "kenh")):
        of = done[column].map(permit_desk.slug)
        cells = {cell.key: cell for cell in desk.figures("on-time", by=by)}
        assert set(cells) == set(of)
        for key, cell in cells.items():
            expected = kept.index[of[kept.index] == key]
            assert (cell.n, cell.n_per) == (len(expected), (of == key).sum())
            assert desk.ids(cell.query) == set(expected)
        means = {cell.key: cell.value for cell in desk.figures("hours", by=by)}
        assert means == pytest.approx(hours.groupby(of).mean().to_dict(), rel=1e-9)


def check_journal(daemon: DaemonRun, first: pd.DataFrame, whole: pd.DataFrame) -> None:
    """Each dossier began once, and what changed between the instalments is journalled once."""
    store = daemon.store()
    try:
        journal = list(entries(store))
        assert store.verify().broken_seq is None
    finally:
        store.close()
    opened = Counter(entry.subject for entry in journal if entry.kind == "case.opened")
    assert opened == Counter(whole.index)
    told = ["tinh_trang", "can_bo", "hoat_dong", "nhom"]  # an end comes with its status
    changed = set(first.index[(whole.loc[first.index, told] != first[told]).any(axis=1)])
    again = Counter(e.subject for e in journal if e.kind in ("case.changed", "case.closed"))
    assert set(again) == changed
    assert set(again.values()) == {1}

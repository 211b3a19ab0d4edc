"""The daemon on PostgreSQL: folder → alarm → journal → `kill -9` → the same alarm, once."""

from __future__ import annotations

import asyncio
import datetime
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.contract import codec
from backend.contract.messages import AcknowledgeAlarm, Done, EntryAppended, GetHistory, History, Values
from tests.end2end.daemon_run import PASSWORD, ROOT, DaemonRun, free_port, write_pack

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def postgres() -> Iterator[str]:
    """Start a private PostgreSQL and return its address."""
    script = str(ROOT / "packaging" / "postgres.sh")
    folder = Path(tempfile.mkdtemp(prefix="toancanh-pg-"))  # not below pytest's own, closed to other users
    folder.chmod(0o755)
    cluster = str(folder / "cluster")
    try:
        command = [script, "start", cluster, str(free_port()), "fast"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"PostgreSQL does not start: {done.stderr}"
        yield done.stdout.strip()
    finally:
        subprocess.run([script, "remove", cluster], check=False)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def daemon(tmp_path: Path, postgres: str) -> Iterator[DaemonRun]:
    head = {
        "place_kinds": {"post": {"name": {"vi": "Trụ"}, "metrics": ["depth_cm"]}},
        "metrics": {
            "depth_cm": {"name": {"vi": "Độ sâu"}, "unit": "cm", "range": [0, 300], "max_age_s": 600}
        },
    }
    drop = tmp_path / "drop"
    drop.mkdir()
    source = {
        "id": "drop", "kind": "folder", "name": "Tệp thả vào", "max_age_s": 600, "path": str(drop),
        "pattern": "*.csv", "interval_s": 0.1, "settle_s": 0.1,
        "table": {"time": ["at"], "place": "place", "values": {"depth_cm": {"metric": "depth_cm"}}},
    }  # fmt: skip
    run = DaemonRun(
        tmp_path / "run",
        packs=write_pack(
            tmp_path / "packs", "ngap", head, [{"id": "ngap", "metric": "depth_cm", "limit": 20}]
        ),
        pack="ngap",
        places=["p1,Mẹ Suốt,post,16.07,108.15,001,Hòa Khánh", "p2,Hàm Nghi,post,16.06,108.21,002,Thanh Khê"],
        sources=[source],
        database=postgres,
    )
    yield run
    run.stop()


def drop(tmp_path: Path, name: str, *rows: tuple[str, float, float]) -> None:
    """Drop a spreadsheet: (place, seconds ago, cm)."""
    lines = ["at,place,depth_cm"]
    for place, ago_s, cm in rows:
        at = datetime.datetime.fromtimestamp(time.time() - ago_s, datetime.UTC)
        lines.append(f"{at.isoformat()},{place},{cm}")
    (tmp_path / "drop" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


async def before_the_kill(daemon: DaemonRun, tmp_path: Path) -> None:
    wall = daemon.wall()
    try:
        await wall.sign_in("ha", PASSWORD)
        drop(tmp_path, "a.csv", ("p1", 30, 5), ("p1", 20, 25), ("p1", 10, 62), ("p2", 10, 3))
        await wall.until(lambda m: isinstance(m, EntryAppended) and m.kind == "alarm.raised")
        assert isinstance(await wall.ask(AcknowledgeAlarm("ngap@p1", "đang xử lý")), Done)
    finally:
        wall.close()


async def after_the_kill(daemon: DaemonRun, tmp_path: Path) -> None:
    wall = daemon.wall()
    try:
        await wall.sign_in("ha", PASSWORD)
        snapshot = await wall.snapshot()
        [alarm] = snapshot.alarms
        assert (alarm.alarm_id, alarm.active, alarm.operator) == ("ngap@p1", True, "acknowledged")
        index = {s.series_id: s.index for s in snapshot.series}
        values = dict(
            zip(codec.integers(snapshot.values.index), codec.floats(snapshot.values.value), strict=True)
        )
        assert {name: values[number] for name, number in index.items()} == {
            "p1.depth_cm": 62,
            "p2.depth_cm": 3,
        }
        drop(tmp_path, "b.csv", ("p1", 2, 63), ("p2", 2, 45))
        await wall.until(lambda m: isinstance(m, EntryAppended) and m.subject == "ngap@p2")
        await wall.until(lambda m: isinstance(m, Values))
        now = time.time()
        history = await wall.ask(GetHistory(("p1.depth_cm",), now - 600, now))
        assert isinstance(history, History)
        assert codec.floats(history.columns[0].value).tolist() == [5.0, 25.0, 62.0, 63.0]
    finally:
        wall.close()


def test_an_alarm_on_postgresql_outlives_a_kill_and_is_not_raised_twice(
    daemon: DaemonRun, tmp_path: Path
) -> None:
    daemon.start()
    asyncio.run(before_the_kill(daemon, tmp_path))
    daemon.kill()
    daemon.start()
    asyncio.run(after_the_kill(daemon, tmp_path))
    daemon.stop()
    store = daemon.store()
    try:
        said = [(e.kind, e.subject) for e in store.journal() if e.kind.startswith("alarm.")]
        assert said == [
            ("alarm.raised", "ngap@p1"),
            ("alarm.acknowledged", "ngap@p1"),
            ("alarm.raised", "ngap@p2"),
        ]
        assert store.stats().n_recent_readings + store.stats().n_packed_readings >= 6
    finally:
        store.close()
    command = [sys.executable, "-m", "backend", "verify", "--database", daemon.database]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr

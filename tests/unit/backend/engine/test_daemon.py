"""The daemon as its walls know it: a real folder source, a real store, real CURVE sockets."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

from backend.contract import codec
from backend.contract.checks import Doubts, GetDoubts
from backend.contract.messages import (
    AcknowledgeAlarm,
    AlarmsChanged,
    Done,
    EntryAppended,
    Failure,
    GetHistory,
    GetJournal,
    GetMap,
    GetRefused,
    GetSnapshot,
    History,
    Journal,
    MapLayer,
    Pulse,
    Refused,
    ReportShown,
    SetOutOfService,
    ShelveAlarm,
    ShownTile,
    SignIn,
    UnshelveAlarm,
    Values,
)
from backend.contract.version import CONTRACT_VERSION
from backend.engine.daemon import Daemon
from backend.engine.starting import DaemonOptions
from backend.store import Store
from backend.wire import keys
from tests.unit.backend.engine.centre_folder import RULES, write_centre, write_pack
from tests.unit.backend.engine.wall_peer import WallPeer

PASSWORD = "mười hai chữ"


def options_in(tmp_path: Path) -> DaemonOptions:
    centre = tmp_path / "centre"
    if not centre.exists():
        write_centre(tmp_path)
        write_pack(tmp_path)
        keys.make(keys.KeyFolder(tmp_path / "keys"))
        store = Store.open(f"sqlite:///{tmp_path}/t.db")
        store.migrate()
        for user, role in (("ha", "duty_officer"), ("binh", "shift_supervisor"), ("khach", "viewer")):
            store.accounts.create(user, PASSWORD, role=role, display_name=user.title(), actor="test")
        store.close()
    return DaemonOptions(
        centre=centre,
        packs=tmp_path / "packs",
        database=f"sqlite:///{tmp_path}/t.db",
        keys=tmp_path / "keys",
        feed=f"ipc://{tmp_path}/feed",
        requests=f"ipc://{tmp_path}/requests",
    )


@contextlib.asynccontextmanager
async def running(tmp_path: Path, user: str = "ha") -> AsyncIterator[WallPeer]:
    options = options_in(tmp_path)
    ended = asyncio.Event()
    task = asyncio.ensure_future(Daemon(options).run(ended))
    wall = WallPeer(tmp_path / "keys", options.feed, options.requests)
    try:
        await wall.sign_in(user, PASSWORD)
        yield wall
    finally:
        wall.close()
        ended.set()
        await asyncio.wait_for(task, 20)


def drop(tmp_path: Path, name: str, *rows: tuple[str, float, object]) -> None:
    """Drop a spreadsheet: (place, seconds ago, cell)."""
    lines = ["at,place,depth_cm"]
    for place, ago_s, cell in rows:
        at = datetime.datetime.fromtimestamp(time.time() - ago_s, datetime.UTC)
        lines.append(f"{at.isoformat()},{place},{cell}")
    (tmp_path / "centre" / "drop" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def raised(message: object) -> bool:
    return isinstance(message, AlarmsChanged) and any(a.active for a in message.alarms)


def test_a_reading_becomes_a_value_an_alarm_and_a_journal_entry_on_the_wall(tmp_path: Path) -> None:
    async def scene() -> None:
        async with running(tmp_path) as wall:
            before = await wall.snapshot()
            assert before.alarms == ()
            drop(tmp_path, "a.csv", ("p1", 2, 62), ("p2", 2, 5), ("p9", 2, 5), ("p1", 1, "wet"))
            _, alarms = await wall.until(raised)
            assert isinstance(alarms, AlarmsChanged)
            assert [(a.alarm_id, a.severity, a.operator) for a in alarms.alarms] == [
                ("ngap@p1", "critical", "unacknowledged")
            ]
            assert alarms.desk.n_unacknowledged == 1
            _, entry = await wall.until(lambda m: isinstance(m, EntryAppended))
            assert isinstance(entry, EntryAppended)
            assert (entry.kind, entry.subject) == ("alarm.raised", "ngap@p1")
            _, values = await wall.until(lambda m: isinstance(m, Values))
            assert isinstance(values, Values)
            after = await wall.snapshot()
            assert after.journal_seq >= entry.seq
            assert codec.floats(after.values.value).tolist().count(62.0) == 1
            refused = await wall.ask(GetRefused())
            assert isinstance(refused, Refused)
            assert len(refused.items) == 2
            assert any("places.csv" in item.reason for item in refused.items)
            assert after.sources[0].state == "fresh"
            assert after.sources[0].refused == 2

    asyncio.run(scene())


SUSPICIOUS = """
  - id: dang-ngo
    kind: suspicious
    title: {vi: 'Đáng ngờ {value} cm, {name}'}
    metric: depth_cm
    severity: low
    consequence: {vi: Không biết có ngập}
    response: {vi: Kiểm tra trụ}
    respond_within_s: 600
    unit_id: phuong
    procedure: none
"""


def test_a_jump_rings_nowhere_says_why_and_is_still_doubted_after_a_restart(tmp_path: Path) -> None:
    options_in(tmp_path)
    pack = tmp_path / "packs" / "thu"
    text = (pack / "pack.yaml").read_text("utf-8")
    checks = "max_age_s: 60, checks: {spike: {max_step: 30, within_s: 600}}"
    (pack / "pack.yaml").write_text(text.replace("max_age_s: 60", checks), encoding="utf-8")
    (pack / "rules" / "ngap.yaml").write_text(RULES + SUSPICIOUS, encoding="utf-8")

    async def told(name: str, *rows: tuple[str, float, object]) -> tuple[list[str], list[tuple[str, str]]]:
        """Return the active alarms once a file's rows are in, and which series are doubted by which check."""
        async with running(tmp_path) as wall:
            drop(tmp_path, name, *rows)
            last = float(str(rows[-1][2]))

            def came(message: object) -> bool:
                return isinstance(message, Values) and last in codec.floats(message.value).tolist()

            await wall.until(came)
            doubts = await wall.ask(GetDoubts())
            assert isinstance(doubts, Doubts)
            alarms = (await wall.snapshot()).alarms
            return [a.alarm_id for a in alarms if a.active], [(d.series_id, d.check) for d in doubts.doubts]

    doubted = [("p1.depth_cm", "spike")]
    first = asyncio.run(told("a.csv", ("p1", 40, 3), ("p1", 30, 90)))
    assert first == (["dang-ngo@p1"], doubted)
    assert asyncio.run(told("b.csv", ("p1", 2, 91))) == (["dang-ngo@p1"], doubted)
    assert asyncio.run(told("c.csv", ("p1", 1, 4))) == ([], [])


def test_the_pulse_proves_that_the_alert_chain_ran_and_nobody_is_bothered_by_it(tmp_path: Path) -> None:
    async def scene() -> None:
        async with running(tmp_path) as wall:
            proofs = set()
            while len(proofs) < 3:
                _, pulse = await wall.until(lambda m: isinstance(m, Pulse))
                assert isinstance(pulse, Pulse)
                if pulse.chain_at is not None:
                    assert pulse.chain_latency_s is not None
                    proofs.add(pulse.chain_at)
            snapshot = await wall.snapshot()
            assert snapshot.alarms == ()
            assert snapshot.desk.n_active == 0
            journal = await wall.ask(GetJournal())
            assert isinstance(journal, Journal)
            assert {e.kind for e in journal.entries} == {"account.created"}

    asyncio.run(scene())


def test_an_alarm_outlives_a_restart_with_its_owner_and_is_not_raised_twice(tmp_path: Path) -> None:
    async def scene() -> None:
        async with running(tmp_path) as wall:
            drop(tmp_path, "a.csv", ("p1", 3, 62))
            await wall.until(raised)
            done = await wall.ask(AcknowledgeAlarm("ngap@p1", "xem đến hết ca"))
            assert isinstance(done, Done)
        async with running(tmp_path) as wall:
            snapshot = await wall.snapshot()
            [alarm] = snapshot.alarms
            assert (alarm.operator, alarm.owner, alarm.occurrence) == ("acknowledged", "Ha", 1)
            assert codec.floats(snapshot.values.value).tolist().count(62.0) == 1
            drop(tmp_path, "b.csv", ("p1", 1, 63), ("p2", 1, 45))
            await wall.until(lambda m: isinstance(m, EntryAppended) and m.subject == "ngap@p2")
            journal = await wall.ask(GetJournal(subject="ngap@p1"))
            assert isinstance(journal, Journal)
            assert [e.kind for e in journal.entries] == ["alarm.raised", "alarm.acknowledged"]
        store = Store.open(f"sqlite:///{tmp_path}/t.db")
        assert store.verify().broken_seq is None
        store.close()

    asyncio.run(scene())


def test_an_alarm_whose_rule_was_taken_away_ends_at_the_next_start(tmp_path: Path) -> None:
    async def scene() -> None:
        async with running(tmp_path) as wall:
            drop(tmp_path, "a.csv", ("p1", 3, 62))
            await wall.until(raised)
        rules = tmp_path / "packs" / "thu" / "rules" / "ngap.yaml"
        rules.write_text(rules.read_text(encoding="utf-8").replace("id: ngap", "id: khac"), encoding="utf-8")
        async with running(tmp_path) as wall:
            await wall.until(lambda m: isinstance(m, Pulse) and m.chain_at is not None)
            alarms = {a.alarm_id: a for a in (await wall.snapshot()).alarms}
            assert "ngap@p1" not in alarms
            journal = await wall.ask(GetJournal(subject="ngap@p1"))
            assert isinstance(journal, Journal)
            assert [e.kind for e in journal.entries] == ["alarm.raised", "alarm.cleared"]
            # The new rule knows the last reading, though it came before the rule did.
            assert alarms["khac@p1"].active

    asyncio.run(scene())


def test_after_a_restart_an_older_reading_sent_again_does_not_end_an_alarm(tmp_path: Path) -> None:
    async def scene() -> None:
        async with running(tmp_path) as wall:
            drop(tmp_path, "a.csv", ("p1", 20, 5), ("p1", 3, 62))
            await wall.until(raised)
        async with running(tmp_path) as wall:
            drop(tmp_path, "b.csv", ("p1", 20, 6), ("p2", 1, 45))
            await wall.until(lambda m: isinstance(m, EntryAppended) and m.subject == "ngap@p2")
            journal = await wall.ask(GetJournal(subject="ngap@p1"))
            assert isinstance(journal, Journal)
            assert [e.kind for e in journal.entries] == ["alarm.raised"]

    asyncio.run(scene())


def test_history_maps_and_what_does_not_exist(tmp_path: Path) -> None:
    async def scene() -> None:
        async with running(tmp_path) as wall:
            drop(tmp_path, "a.csv", *[("p1", 300 - 10 * i, i) for i in range(20)])
            await wall.until(lambda m: isinstance(m, Values) and 19.0 in codec.floats(m.value))
            now = time.time()
            history = await wall.ask(GetHistory(("p1.depth_cm",), now - 600, now))
            assert isinstance(history, History)
            assert codec.floats(history.columns[0].value).tolist() == [float(i) for i in range(20)]
            layer = await wall.ask(GetMap("wards"))
            assert isinstance(layer, MapLayer)
            assert b"FeatureCollection" in layer.geojson
            for body in (
                GetHistory(("p1.colour",), now - 600, now),
                GetHistory(("p1.depth_cm",), now, now - 600),
                GetHistory(("p1.depth_cm",), now - 600, now, 1),
                GetMap("../centre"),
                AcknowledgeAlarm("nothing@p1"),
            ):
                answer = await wall.ask(body)
                assert isinstance(answer, Failure), body
                assert answer.message

    asyncio.run(scene())


def test_roles_decide_who_may_act(tmp_path: Path) -> None:
    async def scene() -> None:
        async with running(tmp_path, "khach") as wall:
            drop(tmp_path, "a.csv", ("p1", 2, 62))
            await wall.until(raised)
            answer = await wall.ask(AcknowledgeAlarm("ngap@p1"))
            assert isinstance(answer, Failure)
            assert answer.kind == "not_allowed"
            await wall.sign_in("binh", PASSWORD)
            until = time.time() + 600
            for body in (
                ShelveAlarm("ngap@p1", "đang sửa cảm biến", until),
                UnshelveAlarm("ngap@p1"),
                SetOutOfService("ngap@p1", True, "thay trụ"),
            ):
                assert isinstance(await wall.ask(body), Done), body
            assert (await wall.snapshot()).alarms[0].operator == "out_of_service"

    asyncio.run(scene())


def test_strangers_wrong_passwords_and_other_versions_are_told_so_in_words(tmp_path: Path) -> None:
    async def scene() -> None:
        async with running(tmp_path) as wall:
            wall.session = "made up"
            answer = await wall.ask(GetSnapshot())
            assert isinstance(answer, Failure)
            assert answer.kind == "not_signed_in"
            wrong = await wall.ask(SignIn("ha", "wrong password", CONTRACT_VERSION))
            assert isinstance(wrong, Failure)
            assert wrong.kind == "not_signed_in"
            other = await wall.ask(SignIn("ha", PASSWORD, CONTRACT_VERSION + 1))
            assert isinstance(other, Failure)
            assert other.kind == "version"
            assert str(CONTRACT_VERSION + 1) in other.message

    asyncio.run(scene())


def test_what_a_screen_shows_is_journaled_when_it_changes(tmp_path: Path) -> None:
    async def scene() -> None:
        async with running(tmp_path) as wall:
            shown = ReportShown("wall", "left", "flood", "start", (ShownTile("map", "map", "fresh"),))
            first = await wall.ask(shown)
            again = await wall.ask(shown)
            assert first == again
            journal = await wall.ask(GetJournal(subject="wall/left"))
            assert isinstance(journal, Journal)
            assert [e.kind for e in journal.entries] == ["screen.shown"]

    asyncio.run(scene())


def test_a_start_on_sqlite_loads_nothing_that_only_others_need() -> None:
    code = "import sys, backend.engine.daemon; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "sqlalchemy" in loaded
    assert not loaded & {"pandas", "psycopg", "rich", "pygments", "openpyxl", "docx", "reportlab", "PySide6"}

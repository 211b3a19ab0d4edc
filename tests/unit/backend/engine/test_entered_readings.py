from __future__ import annotations

import asyncio
from collections.abc import Iterator

import keyring
import pytest

from backend.contract.entered_readings import Enterable, EnteredValue, EnterReadings, GetEnterable
from backend.contract.messages import Done, Failure, GetJournal, Journal
from backend.engine.daemon import Daemon
from backend.engine.entered_readings import MOST_NOTE
from backend.engine.sessions import Session
from backend.engine.starting import DaemonOptions
from backend.wire import keys
from tests.unit.backend.engine.centre_folder import write_centre, write_pack

ROWS = """place_id,name,kind,lat,lon,area_code,area_name,unit_id
p1,Trường Lê Lợi,post,16.07,108.15,001,Hòa Khánh,phuong-a
p2,Nhà văn hoá 3,post,16.06,108.21,002,Thanh Khê,phuong-b
"""
PEOPLE = """
  n_people: {name: {vi: Số người, en: People}, unit: người, decimals: 0, range: [0, 5000], max_age_s: 43200, entered: true}
"""


def somebody(role: str, unit: str = "") -> Session:
    return Session("t", "ha", "Trần Hà", role, 0.0, unit)


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """Return a daemon whose pack has depths by a source and people by hand."""
    tmp_path, before = tmp_path_factory.mktemp("centre"), keyring.get_keyring()
    centre, packs = write_centre(tmp_path), write_pack(tmp_path)
    (centre / "places.csv").write_text(ROWS, encoding="utf-8")
    pack = packs / "thu" / "pack.yaml"
    said = pack.read_text("utf-8").replace("[depth_cm]", "[depth_cm, n_people]")
    pack.write_text(
        said.replace("metrics: {depth_cm: {name", "metrics:\n  depth_cm: {name").rstrip()[:-1] + PEOPLE,
        "utf-8",
    )
    rule = packs / "thu" / "rules" / "ngap.yaml"
    rule.write_text(rule.read_text("utf-8").replace("metric: depth_cm", "metric: n_people"), "utf-8")
    keys.make(keys.KeyFolder(tmp_path / "keys"))
    daemon = Daemon(
        DaemonOptions(
            centre=centre,
            packs=packs,
            database=f"sqlite:///{tmp_path}/t.db",
            keys=tmp_path / "keys",
            feed=f"ipc://{tmp_path}/feed",
            requests=f"ipc://{tmp_path}/requests",
        )
    )
    yield daemon
    daemon.wire.close()
    keyring.set_keyring(before)


async def asked(daemon: Daemon, body: object, session: Session) -> object:
    """Return the answer, after the commit that it may wait for."""
    answer = asyncio.ensure_future(daemon.answers._kinds[type(body)](body, session))
    await asyncio.sleep(0)
    await daemon.pipeline.turn()
    return await asyncio.wait_for(answer, 10)


def ask(daemon: Daemon, body: object, session: Session) -> object:
    return asyncio.run(asked(daemon, body, session))


def test_an_entered_reading_is_stored_judged_shown_and_journalled(daemon: Daemon) -> None:
    body = EnterReadings("p1", (EnteredValue("n_people", 45),), note="điểm danh lúc 20 giờ")
    reply = ask(daemon, body, somebody("duty_officer"))
    assert isinstance(reply, Done)
    series = daemon.series["p1.n_people"]
    assert daemon.feed.values.newest[series.index][1] == 45
    assert [(a.alarm_id, a.severity) for a in daemon.feed.alarms.values()] == [("ngap@p1", "critical")]
    journal = ask(daemon, GetJournal(subject="p1", newest_first=True), somebody("duty_officer"))
    assert isinstance(journal, Journal)
    (entry,) = [e for e in journal.entries if e.kind == "reading.entered"]
    assert (entry.actor, entry.payload["values"], entry.payload["note"]) == (
        "Trần Hà",
        {"n_people": 45},
        "điểm danh lúc 20 giờ",
    )
    assert entry.seq <= reply.journal_seq


def test_what_may_be_entered_is_told_with_its_range(daemon: Daemon) -> None:
    found = ask(daemon, GetEnterable("p1"), somebody("duty_officer"))
    assert isinstance(found, Enterable)
    assert [(m.metric, m.low, m.high) for m in found.metrics] == [("n_people", 0, 5000)]
    theirs = ask(daemon, GetEnterable("p1"), somebody("unit_officer", "phuong-a"))
    assert isinstance(theirs, Enterable)
    assert theirs.metrics == found.metrics


@pytest.mark.parametrize(("role", "unit"), [("viewer", ""), ("leader", ""), ("unit_officer", "phuong-b")])
def test_nobody_is_offered_what_they_may_not_enter(daemon: Daemon, role: str, unit: str) -> None:
    assert ask(daemon, GetEnterable("p1"), somebody(role, unit)) == Enterable("p1", ())
    body = EnterReadings("p1", (EnteredValue("n_people", 4),))
    refused = ask(daemon, body, somebody(role, unit))
    assert isinstance(refused, Failure)
    assert refused.kind == "not_allowed"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (EnterReadings("p1", (EnteredValue("n_people", 5001),)), "5001 người là không thể có"),
        (EnterReadings("p1", (EnteredValue("n_people", float("nan")),)), "không thể có"),
        (EnterReadings("p1", (EnteredValue("depth_cm", 4),)), "không có chỉ số nhập tay depth_cm"),
        (EnterReadings("p1", ()), "Chưa có giá trị nào"),
        (EnterReadings("p1", (EnteredValue("n_people", 4),) * 2), "ghi hai lần"),
        (EnterReadings("p9", (EnteredValue("n_people", 4),)), "Không có điểm p9"),
        (EnterReadings("p1", (EnteredValue("n_people", 4),), at=9e9), "tương lai"),
        (EnterReadings("p1", (EnteredValue("n_people", 4),), at=0.0), "quá một năm"),
        (EnterReadings("p1", (EnteredValue("n_people", 4),), at=float("nan")), "quá một năm"),
        (EnterReadings("p1", (EnteredValue("n_people", 4),), note="x" * (MOST_NOTE + 1)), "Ghi chú dài"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_taken(
    daemon: Daemon, body: EnterReadings, words: str
) -> None:
    reply = ask(daemon, body, somebody("duty_officer"))
    assert isinstance(reply, Failure)
    assert words in reply.said("vi")
    assert not daemon.pending.readings


def test_people_are_no_source_that_falls_silent(daemon: Daemon) -> None:
    assert [source.source_id for source in daemon.snapshot().sources] == ["drop"]

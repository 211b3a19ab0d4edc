"""Tables dropped into a folder while the daemon runs."""

from __future__ import annotations

from pathlib import Path

from backend.contract.indicators import GetIndicators
from backend.engine.indicators.dropping import Dropping
from tests.unit.backend.engine.indicators.indicator_centre import HA, Room, scene
from tests.unit.backend.engine.indicators.test_importing import TABLE


def drop(room: Room, name: str, text: str) -> Path:
    path = room.centre / "figures-in" / "gso" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def watcher(room: Room) -> Dropping:
    return room.desk.dropping


def test_a_settled_file_becomes_figures_that_the_board_shows(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        path = drop(room, "poverty_rate.csv", TABLE)
        assert await watcher(room).look() == 0  # it may still be growing
        assert await watcher(room).look() == 1
        assert not path.exists()
        assert (path.parent / "done" / path.name).is_file()
        board = await room.ask(HA, GetIndicators("gso", "2015", "cu-49"))
        assert [(f.code, f.value) for f in board.figures] == [("gso.poverty-rate", 12.1)]
        assert [e.subject for e in room.journal("figure.imported")] == ["poverty_rate"]

    scene(tmp_path, play)


def test_a_growing_file_is_left_alone(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        path = drop(room, "t.csv", TABLE[:100])
        assert await watcher(room).look() == 0
        path.write_text(TABLE, encoding="utf-8")
        assert await watcher(room).look() == 0
        assert await watcher(room).look() == 1

    scene(tmp_path, play)


def test_a_refused_file_is_moved_aside_with_the_reason_beside_it(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        for _ in range(2):
            path = drop(room, "la.csv", TABLE.replace("Ha Noi", "Atlantis"))
            await watcher(room).look()
            assert await watcher(room).look() == 1
        refused = path.parent / "refused"
        assert sorted(p.name for p in refused.iterdir()) == [
            "la (2).csv", "la (2).csv.txt", "la.csv", "la.csv.txt"
        ]  # fmt: skip
        assert "Không biết địa phương nào tên “Atlantis”" in (refused / "la.csv.txt").read_text()
        assert len(room.journal("figure.refused")) == 2

    scene(tmp_path, play)


def test_other_files_stay_where_they_are(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        path = drop(room, "ghi-chu.docx", "x")
        await watcher(room).look()
        assert await watcher(room).look() == 0
        assert path.exists()

    scene(tmp_path, play)


def test_a_file_that_breaks_its_reader_is_moved_aside_and_the_watch_goes_on(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        path = drop(room, "vo.csv", TABLE + '"' + "x" * 200_000 + "\n")  # longer than a cell may be
        drop(room, "poverty_rate.csv", TABLE)
        await watcher(room).look()
        assert await watcher(room).look() == 2
        assert (path.parent / "refused" / "vo.csv.txt").is_file()
        assert (path.parent / "done" / "poverty_rate.csv").is_file()

    scene(tmp_path, play)

"""Trivial tiles, two monitors and a live state without a daemon."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.wall.director import Director, Stage
from app.wall.geometry import Monitor, Rect
from app.wall.layouts import Layout, read_layout
from app.wall.panes import PaneMakers
from app.wall.screens import Screens
from backend.contract.messages import ReplyBody, ReportShown, RequestBody
from widgets.clock import WallClock
from widgets.live import LiveData
from widgets.parts.frame import TileFrame
from widgets.tile import TileBody, TileContext, TileHealth, TileOptions, TileSpec


class PlainOptions(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the trivial tile."""

    number: int = 0
    breaks: bool = False


class PlainBody(TileBody):
    released = 0

    def __init__(self, options: PlainOptions, context: TileContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        if options.breaks:
            raise RuntimeError("this tile cannot be built")
        self.options = options

    def health(self) -> TileHealth:
        return TileHealth("fresh", oldest_at=self.context.live.clock.now())

    def default_title(self) -> str:
        return f"Tile {self.options.number}"

    def release(self) -> None:
        PlainBody.released += 1


KINDS = {"plain": PlainOptions}


def make_plain(
    kind: str, options: TileOptions, context: TileContext, parent: QWidget | None = None
) -> TileFrame:
    assert isinstance(options, PlainOptions)
    spec = TileSpec(kind, "Ô", "Tile")
    return TileFrame(spec, options, context, lambda above: PlainBody(options, context, above), parent)


LEFT, RIGHT = Monitor("LEFT", Rect(0, 0, 800, 600)), Monitor("RIGHT", Rect(800, 0, 800, 600))


class GivenScreens(Screens):
    """Monitors as a test gives them: Qt's offscreen platform cannot plug and unplug."""

    def __init__(self, app: QApplication, given: list[Monitor]) -> None:
        super().__init__(app)
        self.given = given

    def monitors(self) -> list[Monitor]:
        return self.given


def layout(
    layout_id: str,
    key: int,
    left: range,
    right: range,
    extra: str = "",
    *,
    name: str = "",
    density: str = "desk",
) -> Layout:
    def tiles(numbers: range) -> str:
        return "".join(
            f"\n      - {{id: t{n}, kind: plain, number: {n}, at: [{i % 6}, {i // 6}, 1, 1]{extra}}}"
            for i, n in enumerate(numbers)
        )

    text = f"""
layout: {layout_id}
name: {name or f"{{vi: Bố cục {layout_id}, en: Layout {layout_id}}}"}
density: {density}
key: {key}
screens:
  left:
    grid: {{columns: 6, rows: 6}}
    tiles:{tiles(left) or " []"}
  right:
    grid: {{columns: 6, rows: 6}}
    tiles:{tiles(right) or " []"}
"""
    return read_layout(text, f"{layout_id}.yaml", KINDS)


class Pane(QWidget):
    """Stands for the handover's pane."""

    closed = Signal()

    def __init__(self, context: TileContext) -> None:
        super().__init__()
        self.context = context


class CasePaneStub(Pane):
    """Stands for the window of a case."""

    def __init__(self, context: TileContext, case_id: str) -> None:
        super().__init__(context)
        self.case_id = case_id


class Room:
    """A director with two monitors and what it told the daemon."""

    def __init__(
        self, app: QApplication, layouts: list[Layout], *, scenes: bool = True, desk: str = ""
    ) -> None:
        self.told: list[ReportShown] = []
        self.languages: list[str] = []
        self.live = LiveData(WallClock(), self.request)
        self.screens = GivenScreens(app, [LEFT, RIGHT])
        stage = Stage(
            app, self.live, {lay.layout_id: lay for lay in layouts}, self.screens, make_plain,
            self.languages.append, panes=PaneMakers(case=CasePaneStub, handover=Pane), full_screen=False,
            scenes=scenes, desk=desk,
        )  # fmt: skip
        self.director = Director(stage, "dark", "en")

    def request(self, body: RequestBody, on_reply: Callable[[ReplyBody], None], deadline_s: float) -> None:
        assert isinstance(body, ReportShown)
        self.told.append(body)


@pytest.fixture
def room(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[..., Room]]:
    made: list[Room] = []

    def open_room(*layouts: Layout, scenes: bool = True, desk: str = "") -> Room:
        made.append(Room(qapp, list(layouts), scenes=scenes, desk=desk))
        return made[-1]

    yield open_room
    for one in made:
        one.director.close()

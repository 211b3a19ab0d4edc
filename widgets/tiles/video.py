"""Tile `video`: a grid of cameras, each with its name and the clock of its last frame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QRect, Qt, QTimer
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from backend.contract.state import Place
from widgets.logic.video_grid import (
    PictureFit,
    cell_rects,
    choose_cameras,
    grid_shape,
    nearest_cameras,
    of_group,
    page_count,
    page_of,
)
from widgets.parts.camera_pane import CameraPane
from widgets.parts.case_camera import CameraCase
from widgets.parts.video_cell import VideoCell
from widgets.parts.video_health import camera_state, tile_state
from widgets.theme.fonts import text_font
from widgets.tile import TileBody, TileContext, TileHealth, TileOptions, TileSpec

translate = QCoreApplication.translate

SPEC = TileSpec(
    kind="video",
    title_vi="Camera",
    title_en="Cameras",
    min_width_px=320,
    min_height_px=180,
    framed=False,
)

Count = Annotated[int, msgspec.Meta(ge=0, le=64)]

GAP_DESK_PX = 8
SETTLE_MS = 250
"""A size that rests for so long is asked of the players: dragging a window does not flood them."""
GATHER_MS = 10
"""Frames that come within so short a time are painted in one go: each painting of a window costs."""
CASE_DESK_PX = (760, 520)
"""A tile smaller than this lends its window to the form of a new case."""
PREOPEN_S = 4.0
"""The next page's cameras are opened so long before they are shown."""


class Options(TileOptions, frozen=True, kw_only=True):
    """Options of a video tile."""

    cameras: tuple[str, ...] | Literal["incident"] = ()
    """Place ids, in order; empty: chosen by `area` and `kind`. `incident`: the nearest four of the
    incident that the wall looks at."""
    nth: Annotated[int, msgspec.Meta(ge=0, le=4)] = 0
    """With `cameras: incident`: only the nearest (1) to the fourth (4); 0: all."""
    area: str = ""
    """Code or name of a ward or commune; empty: everywhere."""
    group: str = ""
    """Id of a group of cameras.yaml; empty: of all groups."""
    kind: str = "camera"
    """Kind of place that has a picture."""
    limit: Count = 0
    """At most so many cameras; 0: all."""
    columns: Count = 0
    """0: chosen by the tile's shape."""
    rows: Count = 0
    """0: chosen by the tile's shape."""
    rotate_s: Annotated[float, msgspec.Meta(ge=0)] = 0.0
    """More cameras than cells: the next ones are shown after so many seconds; 0: only the first ones."""
    picture: PictureFit = "auto"
    """`whole` with bars, `fill` the cell and cut, or `auto`: cut where it costs little."""


class Body(TileBody):
    """The cameras of one tile."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Choose the cameras; they are opened once the tile is shown."""
        super().__init__(context, parent)
        self._options = options
        self._places: list[Place] = []
        self._cells: dict[str, VideoCell] = {}
        self._shape = (1, 1)
        self._page = 0
        self._page_since = context.live.clock.now()
        self._selected = 0
        self._keyed = False
        self._large: VideoCell | None = None
        self.pane: CameraPane | None = None
        """Over the camera that is large."""
        self.case: CameraCase | None = None
        report = QAction(translate("Video", "Report what this camera shows (R)"), self)
        report.triggered.connect(self.report_case)
        self.addAction(report)
        self._gaps = QRegion()
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._ask_sizes)
        self._dirty = QRegion()
        self._gather = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._gather.setTimerType(Qt.TimerType.PreciseTimer)
        self._gather.timeout.connect(self._paint_gathered)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        context.live.snapshot_taken.connect(self._choose)
        context.live.ticked.connect(self._tick)
        if options.cameras == "incident":
            context.live.work_changed.connect(self._follow)
            if context.focus is not None:
                context.focus.changed.connect(self._choose)
        self._choose()

    # ---- what the frame asks

    def default_title(self) -> str:
        """Return the words in the head where the layout gives none."""
        return translate("Video", "Cameras")

    def health(self) -> TileHealth:
        """Return the worst of the cameras on show, and how each one is."""
        now = self.context.live.clock.now()
        states = [cell.state() for cell in self._shown()]
        alive = [camera_state(state, now) for state in states]
        n_bad = sum(state != "fresh" for state in alive)
        oldest = min((s.frame_at for s in states if s is not None and s.frame_at is not None), default=None)
        note = ""
        if not alive and self._options.cameras == "incident":
            return TileHealth("fresh", note=translate("Video", "no incident with cameras"))
        if not alive:
            note = translate("Video", "no cameras here")
        elif n_bad:
            note = translate("Video", "{bad} of {all} cameras without a live picture").format(
                bad=n_bad, all=len(alive)
            )
        return TileHealth(
            state=tile_state(alive),
            oldest_at=oldest,
            source=translate("Video", "{n} cameras").format(n=len(self._places)),
            note=note,
            cameras=tuple(c.health(now) for c in self._cells.values() if c.is_open or c.frames_shown),
        )

    def release(self) -> None:
        """Let all cameras go."""
        self._settle.stop()
        self._gather.stop()
        self._close_case()
        self._leave_large()
        for cell in self._cells.values():
            cell.close()

    # ---- cameras and cells

    def _choose(self) -> None:
        options = self._options
        if options.cameras == "incident":
            self._places = self._near_incident()
        else:
            places = of_group(self.context.live.state.places, options.group)
            self._places = choose_cameras(places, options.cameras, options.area, options.kind, options.limit)
        former, self._cells = self._cells, {}
        for place in self._places:
            address = place.attributes.get("stream", "")
            kept = former.get(place.place_id)
            if kept is not None and kept.place == place:
                self._cells[place.place_id] = former.pop(place.place_id)
            else:
                self._cells[place.place_id] = self._make_cell(place, address)
        _discard(former.values())
        self._lay_out()
        self.health_changed.emit()

    def _near_incident(self) -> list[Place]:
        incident = self.context.focus.incident() if self.context.focus is not None else None
        nearest = incident.cameras if incident is not None else ()
        return nearest_cameras(self.context.live.state.places, nearest, self._options.nth)

    def _follow(self, _change: object = None) -> None:
        if self._near_incident() != self._places:
            self._choose()

    def _make_cell(self, place: Place, address: str) -> VideoCell:
        cell = VideoCell(place, address, self.context, self._options.picture, self)
        cell.on_change = self._note_change
        return cell

    def _shown(self) -> list[VideoCell]:
        """Return the cells of the present page, in order."""
        cells = list(self._cells.values())
        return [cells[i] for i in page_of(len(cells), self._shape[0] * self._shape[1], self._page)]

    def _lay_out(self) -> None:
        options, size = self._options, (max(1, self.width()), max(1, self.height()))
        self._shape = grid_shape(len(self._places), options.columns, options.rows, size)
        rects = cell_rects(size, *self._shape, self.context.look.px(GAP_DESK_PX))
        for i, cell in enumerate(self._cells.values()):
            cell.rect = QRect(*rects[i % len(rects)])
        self._gaps = QRegion(self.rect())
        for shown in self._shown():
            self._gaps -= QRegion(shown.rect)
        if self._large is not None:
            self._large.rect = self.rect()
        self._selected = min(self._selected, max(0, len(self._shown()) - 1))
        self._settle.start()
        self.update()

    def _ask_sizes(self) -> None:
        """Open what is on show at its present size, and let go of what is not."""
        if not self.isVisible():
            return
        shown = self._shown()
        for cell in self._cells.values():
            if cell in shown:
                cell.open(self.devicePixelRatio())
            elif cell.is_open:
                cell.close()
        if self._large is not None:
            self._large.open(self.devicePixelRatio())

    def _note_change(self, cell: VideoCell, only_frame: bool) -> None:
        if self._large is None or cell is self._large or cell is self._large.behind:
            self._dirty += QRegion(cell.rect if self._large is None else self._large.rect)
            if not self._gather.isActive():
                self._gather.start()
        if not only_frame:
            if cell.needs_resize(self.devicePixelRatio()):
                self._settle.start()
            self.health_changed.emit()

    def _paint_gathered(self) -> None:
        region, self._dirty = self._dirty, QRegion()
        self.update(region)

    # ---- time

    def _tick(self) -> None:
        if not self.isVisible():
            return
        self._rotate()
        for cell in self._shown() if self._large is None else [self._large]:
            state = cell.state()
            if state is None or state.condition != "playing":
                self.update(cell.rect)  # its age grows, though no frame comes

    def _rotate(self) -> None:
        n_cells = self._shape[0] * self._shape[1]
        if not self._options.rotate_s or page_count(len(self._cells), n_cells) < 2 or self._large is not None:
            return
        age_s = self.context.live.clock.now() - self._page_since
        if age_s >= self._options.rotate_s:
            self._page += 1
            self._page_since = self.context.live.clock.now()
            self._selected = 0
            self._lay_out()
            self._ask_sizes()
        elif age_s >= self._options.rotate_s - PREOPEN_S:
            cells = list(self._cells.values())
            for i in page_of(len(cells), n_cells, self._page + 1):
                cells[i].open(self.devicePixelRatio())

    # ---- one camera large

    def enlarge(self, place_id: str) -> None:
        """Show one camera over the whole tile, from its main stream where it has one."""
        cell = self._cells.get(place_id)
        if cell is None:
            return
        self._leave_large()
        address = cell.place.attributes.get("stream_main") or cell.address
        self._large = self._make_cell(cell.place, address)
        self._large.behind = cell
        self._large.rect = self.rect()
        self._large.open(self.devicePixelRatio())
        self.pane = CameraPane(self.context, cell.place, self)
        self.pane.opened.connect(self._reopen)
        self.update()

    def _reopen(self) -> None:
        """Open what was refused anew: a purpose was said."""
        for cell in (*self._shown(), *((self._large,) if self._large is not None else ())):
            state = cell.state()
            if state is not None and state.condition == "lost":
                cell.close()
        self._ask_sizes()

    def enlarged(self) -> str:
        """Return the place id of the camera shown large, empty where there is none."""
        return self._large.place.place_id if self._large is not None else ""

    def _leave_large(self) -> None:
        pane, self.pane = self.pane, None
        if pane is not None:
            pane.leave()
        if self._large is not None:
            large, self._large = self._large, None
            if large.behind is not None:
                large.behind.frames_shown += large.frames_shown
            _discard([large])
            self.update()

    # ---- a case from a camera

    def report_case(self) -> None:
        """Enter a case about what the chosen camera shows now."""
        shown = self._shown()
        if not shown:
            return
        place = self._large.place if self._large is not None else shown[self._selected].place
        self._close_case()
        above = self if self._has_room() else self.window()
        self.case = CameraCase(self.context, place, above)
        self.case.closed.connect(self._close_case)
        self._fit_case()
        self.case.show()
        self.case.raise_()
        (self.case.form or self.case).setFocus()

    def _has_room(self) -> bool:
        look = self.context.look
        return self.width() >= look.px(CASE_DESK_PX[0]) and self.height() >= look.px(CASE_DESK_PX[1])

    def _fit_case(self) -> None:
        """Lay the form over the tile, or over the right part of its window."""
        case = self.case
        above = case.parentWidget() if case is not None else None
        if case is None or above is None:
            return
        room = above.rect()
        if above is not self:
            wide = min(room.width(), max(room.width() // 2, self.context.look.px(900)))
            room.setLeft(room.right() - wide + 1)
        case.setGeometry(room)

    def _close_case(self) -> None:
        case, self.case = self.case, None
        if case is not None:
            case.camera.stop()
            case.hide()
            case.deleteLater()
            self.setFocus()

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells that changed."""
        painter = QPainter(self)
        look, region, whole = self.context.look, event.region(), event.rect()
        cells = self._shown() if self._large is None else [self._large]
        gaps = region.intersected(self._gaps)
        if not gaps.isEmpty():
            painter.save()
            painter.setClipRegion(gaps)
            painter.fillRect(gaps.boundingRect(), QColor(look.tokens.ground))
            painter.restore()
        if not cells:
            self._paint_nothing(painter)
        for cell in cells:
            if whole.intersects(cell.rect) and region.intersects(cell.rect):
                cell.paint(painter, self.devicePixelRatio())
        if self._keyed and self._large is None and cells:
            painter.setPen(QPen(QColor(look.tokens.focus), look.px(2)))
            painter.drawRect(cells[self._selected].rect.adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_nothing(self, painter: QPainter) -> None:
        """Say why there is no picture; a camera that is to come stands in a calm, dark cell."""
        look = self.context.look
        painter.fillRect(self.rect(), QColor(look.tokens.tile))
        painter.setFont(text_font(look, 18))
        painter.setPen(QColor(look.tokens.text_third))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.health().note)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the cells out anew; players are asked once the size rests."""
        self._lay_out()
        self._fit_case()
        if self.pane is not None:
            self.pane.fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Open the cameras."""
        self._page_since = self.context.live.clock.now()
        self._settle.start(0)

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the cameras go: nobody sees them."""
        self._leave_large()
        for cell in self._cells.values():
            cell.close()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show no selection where keys do not go."""
        self._keyed = False
        if self.pane is not None:
            self.pane.let_go()
        self.update()

    def event(self, event: QEvent) -> bool:
        """Take a key before the wall does where it is the large camera's."""
        early = self.pane is not None and self.pane.takes_early(event)
        return early or super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn the large camera."""
        if self.pane is not None:
            self.pane.mouse_move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stop the large camera; a click goes back to the grid."""
        if event.button() != Qt.MouseButton.LeftButton or self.pane is None or not self.pane.pressed:
            event.ignore()
        elif not self.pane.mouse_release():
            self._leave_large()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom the large camera."""
        if self.pane is None or not self.pane.wheel(event):
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Enlarge the camera under the pointer; over a large one begin a click or a drag."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        if self.pane is not None:
            self.pane.mouse_press(event)
            return
        for i, cell in enumerate(self._shown()):
            if cell.rect.contains(event.position().toPoint()):
                self._selected = i
                self.enlarge(cell.place.place_id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Choose the camera under the pointer; the menu is the frame's."""
        for i, cell in enumerate(self._shown()):
            if self._large is None and cell.rect.contains(event.pos()):
                self._selected = i
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows select or turn, Enter enlarges, I opens the record, R reports a case, Escape goes back."""
        if self.pane is not None and self.pane.press(event):
            return
        key, shown = Qt.Key(event.key()), self._shown()
        columns = self._shape[0]
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -columns, Qt.Key.Key_Down: columns}
        if key == Qt.Key.Key_Escape and self._large is not None:
            self._leave_large()
        elif key in moves and self._large is None and shown:
            step = moves[key] if self._keyed else 0  # the first press shows where the selection is
            self._selected = max(0, min(len(shown) - 1, self._selected + step))
            self._keyed = True
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and shown:
            if self._large is None:
                self.enlarge(shown[self._selected].place.place_id)
            else:
                self._leave_large()
        elif key == Qt.Key.Key_I and shown:
            self.place_chosen.emit(self.enlarged() or shown[self._selected].place.place_id)
        elif key == Qt.Key.Key_R and shown:
            self.report_case()
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Stop what a key turned."""
        if self.pane is None or not self.pane.release(event):
            event.ignore()


def _discard(cells: Iterable[VideoCell]) -> None:
    for cell in cells:
        cell.on_change = None
        cell.close()
        cell.deleteLater()

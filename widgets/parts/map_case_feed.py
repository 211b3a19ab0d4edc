"""Brings the positions of case files to a map: asks, asks again, writes them out off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, QRunnable, QThreadPool, Signal

from backend.contract.case_requests import CaseCounts, CasePoints, CountCases, GetCasePoints
from backend.contract.cases import CaseQuery
from backend.contract.messages import Failure, ReplyBody, RequestBody
from backend.contract.state import Freshness, freshness
from widgets.logic import formats
from widgets.logic.board_names import BoardNames
from widgets.logic.map_cases import (
    DUE_TONES,
    N_FIELDS,
    SEVERITY_TONES,
    CaseLayer,
    hot_tones,
    points_geojson,
)
from widgets.logic.map_config import HOT_SHARE, CaseScale, ToneFace
from widgets.logic.shown_number import ShownNumber
from widgets.parts.board_colours import bar_colour, due_colour, due_shape
from widgets.parts.board_words import capital, cases_words, due_word, nothing_word
from widgets.parts.register_watch import MAX_AGE_S, RegisterWatch
from widgets.parts.words import severity_word
from widgets.theme.palettes import series_colours
from widgets.tile import TileContext

translate = QCoreApplication.translate
Box = tuple[float, float, float, float]
"""West, south, east, north, degrees."""


class _Writing(QRunnable):
    """Writes up to 100,000 points out; a signal carries them back."""

    def __init__(self, write: Callable[[], bytes], done: Callable[[bytes], None]) -> None:
        super().__init__()
        self._write, self._done = write, done

    def run(self) -> None:
        """Write."""
        self._done(self._write())


class CaseFeed(QObject):
    """The case layer of one map."""

    points_written = Signal(bytes)
    """GeoJSON of all points."""
    changed = Signal()
    """Numbers, names, wards or state changed."""
    _written = Signal(int, bytes)

    def __init__(self, layer: CaseLayer, context: TileContext, parent: QObject) -> None:
        """Wait for `start`."""
        super().__init__(parent)
        self.layer, self._context = layer, context
        self.areas: CaseCounts | None = None
        """How many cases each ward has; None: not known, or not wanted."""
        self.points: CasePoints | None = None
        self.case_ids: frozenset[str] = frozenset()
        """Those that are drawn."""
        self.asked_at: float | None = None
        """Instant of what is shown."""
        self.reason = ""
        self.heard = False
        """Whether an answer or a refusal has come: names are as they will be."""
        self._now = 0.0
        self._round = 0
        kind = layer.query.kind
        self.watch = RegisterWatch(context.live, self._questions, frozenset({kind} if kind else ()), self)
        self.watch.answered.connect(self._take)
        self.watch.failed.connect(self._take_failure)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._written.connect(self._hand_out)

    def start(self) -> None:
        """Ask now."""
        self.watch.start()

    def stop(self) -> None:
        """Ask no more, and wait for what is being written."""
        self.watch.stop()
        self._round += 1
        self._pool.waitForDone()

    # ---- asking -------------------------------------------------------------------------------

    def query(self) -> CaseQuery:
        """Return which cases are shown, judged when they were asked for."""
        return msgspec.structs.replace(self.layer.query, at=self._now)

    def _questions(self, now: float) -> Sequence[RequestBody]:
        self._now = now
        asked: list[RequestBody] = [GetCasePoints(self.query())]
        return [*asked, CountCases(self.query(), ("area",))] if self.layer.heat else asked

    def _take(self, answers: Sequence[ReplyBody]) -> None:
        points = answers[0]
        if not isinstance(points, CasePoints):
            return
        self.points, self.asked_at, self.reason, self.heard = points, self._now, "", True
        self.case_ids = frozenset(points.case_ids)
        self.areas = next((answer for answer in answers if isinstance(answer, CaseCounts)), None)
        self._round += 1
        number, by, fields = self._round, self.layer.by, self.fields()
        self._pool.start(
            _Writing(
                lambda: points_geojson(points, by, fields), lambda made: self._written.emit(number, made)
            )
        )
        self.changed.emit()

    def _take_failure(self, failure: Failure) -> None:
        self.reason, self.heard = failure.said(self._context.language), True
        self.changed.emit()

    def _hand_out(self, number: int, geojson: bytes) -> None:
        if number == self._round:
            self.points_written.emit(geojson)

    # ---- what the map says --------------------------------------------------------------------

    @property
    def names(self) -> BoardNames:
        """Return the names known by now."""
        return self.watch.names

    def fields(self) -> list[str]:
        """Return the fields that have a colour of their own."""
        info = self.names.kinds.get(self.layer.query.kind)
        return [field.field for field in info.fields[:N_FIELDS]] if info is not None else []

    def title(self) -> str:
        """Return what the points are."""
        kind = self.layer.query.kind
        return self.names.kind(kind, self._context.language) if kind else translate("Board", "Cases")

    def scale(self) -> CaseScale:
        """Return how points look."""
        layer = self.layer
        hot = hot_tones(layer.by)
        share = formats.number(100 * HOT_SHARE, 0, self._context.language)
        words = {
            "due": translate("Board", "cluster, {share} % or more overdue").format(share=share),
            "severity": translate("Board", "cluster, {share} % or more serious").format(share=share),
            "field": "",
        }[layer.by]
        return CaseScale(self.title(), self._tones(), hot, words, heat=bool(layer.heat))

    def _tones(self) -> tuple[ToneFace, ...]:
        look, language, kind = self._context.look, self._context.language, self.layer.query.kind
        if self.layer.by == "severity":
            return tuple(
                ToneFace(severity, look.severity(severity), capital(severity_word(severity)))
                for severity in SEVERITY_TONES
            )
        if self.layer.by == "due":
            return tuple(
                ToneFace(due_shape(due) or "dot", due_colour(due, look), capital(due_word(due)))
                for due in DUE_TONES[: 5 if self._with_settled() else 3]
            )
        colours = series_colours(look)
        named = [
            ToneFace("dot", colours[k], self.names.field(kind, field, language))
            for k, field in enumerate(self.fields())
        ]
        words = translate("Board", "others, {nothing}").format(nothing=nothing_word("field"))
        return (*named, ToneFace("dot", bar_colour(look), words))

    def _with_settled(self) -> bool:
        query = self.layer.query
        return not query.groups or bool(set(query.groups) - {"waiting", "working", "paused"})

    def state(self) -> Freshness:
        """Return how old what is shown is; late as soon as nobody answers any more."""
        live = self._context.live
        found = freshness(self.asked_at, MAX_AGE_S, live.clock.now())
        return "late" if found == "fresh" and live.link.condition in ("lost", "refused") else found

    def words(self) -> str:
        """Return how many cases are shown, and how many have no position."""
        if self.points is None:
            return ""
        language = self._context.language
        words = cases_words(self.points.n_total, self.names, self.layer.query.kind, language)
        n_shown, n_placed = len(self.points.case_ids), self.points.n_total - self.points.n_without
        if n_shown < n_placed:
            shown = formats.number(n_shown, 0, language)
            words += " · " + translate("Board", "{count} drawn").format(count=shown)
        if self.points.n_without:
            without = formats.number(self.points.n_without, 0, language)
            words += " · " + translate("Board", "{count} without position").format(count=without)
        return words

    # ---- lists --------------------------------------------------------------------------------

    def number(self) -> ShownNumber | None:
        """Return how many cases the layer has, with their list."""
        if self.points is None or self.asked_at is None:
            return None
        n = self.points.n_total
        return ShownNumber(self.title(), float(n), self.query(), self.asked_at, n)

    def number_in(self, box: Box) -> ShownNumber:
        """Return the cases within a part of the map; nobody has counted them yet."""
        words = translate("Board", "{name} · in this part of the map").format(name=self.title())
        query = msgspec.structs.replace(self.query(), box=box)
        return ShownNumber(words, None, query, self.asked_at or self._now, -1)

    def number_of(self, area: str) -> ShownNumber:
        """Return the cases of a ward."""
        words = f"{self.title()} · {self.names.areas.get(area, area)}"
        query = msgspec.structs.replace(self.query(), areas=(area,))
        rows = self.areas.rows if self.areas is not None else ()
        n = sum(row.n for row in rows if row.keys[0] == area) if self.areas is not None else -1
        return ShownNumber(words, float(n) if n >= 0 else None, query, self.asked_at or self._now, n)

"""Brings the surfaces of cases to a map, and until when they hold good; asks again when cases change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, Signal

from backend.contract.case_requests import CasePage, FindCases
from backend.contract.case_shapes import CaseShapes, GetCaseShapes
from backend.contract.cases import CaseFile
from backend.contract.messages import Failure, ReplyBody, RequestBody
from backend.contract.state import Freshness, freshness
from widgets.logic import formats
from widgets.logic.map_shapes import ShapeLayer
from widgets.parts.register_watch import MAX_AGE_S, RegisterWatch
from widgets.tile import TileContext

translate = QCoreApplication.translate
MOST = 200
"""Cases with a surface on one map."""


class ShapeFeed(QObject):
    """The layer of surfaces of one map."""

    changed = Signal()

    def __init__(self, layer: ShapeLayer, context: TileContext, parent: QObject) -> None:
        """Wait for `start`."""
        super().__init__(parent)
        self.layer, self._context = layer, context
        self.found: CaseShapes | None = None
        self.validity: dict[str, str] = {}
        """Case → until when it holds good, in words."""
        self.asked_at: float | None = None
        self.reason = ""
        kind = layer.query.kind
        self.watch = RegisterWatch(context.live, self._questions, frozenset({kind} if kind else ()), self)
        self.watch.answered.connect(self._take)
        self.watch.failed.connect(self._take_failure)

    def start(self) -> None:
        """Ask now."""
        self.watch.start()

    def stop(self) -> None:
        """Ask no more."""
        self.watch.stop()

    def state(self) -> Freshness:
        """Return how old what is shown is; late as soon as nobody answers any more."""
        live = self._context.live
        found = freshness(self.asked_at, MAX_AGE_S, live.clock.now())
        return "late" if found == "fresh" and live.link.condition in ("lost", "refused") else found

    @property
    def case_ids(self) -> frozenset[str]:
        """Return the cases that are drawn."""
        return (
            frozenset(shape.case_id for shape in self.found.shapes) if self.found is not None else frozenset()
        )

    def _questions(self, now: float) -> Sequence[RequestBody]:
        query = msgspec.structs.replace(self.layer.query, at=now)
        asked: list[RequestBody] = [GetCaseShapes(query, MOST)]
        if self.layer.until:
            asked.append(FindCases(query, "severity", 0, MOST, count=False))
        return asked

    def _take(self, answers: Sequence[ReplyBody]) -> None:
        shapes = next((answer for answer in answers if isinstance(answer, CaseShapes)), None)
        page = next((answer for answer in answers if isinstance(answer, CasePage)), None)
        if shapes is None:
            return
        self.found, self.asked_at, self.reason = shapes, self._context.live.clock.now(), ""
        self.validity = {
            file.case_id: words for file in (page.rows if page else ()) if (words := self._until(file))
        }
        self.changed.emit()

    def _take_failure(self, failure: Failure) -> None:
        self.reason = failure.said(self._context.language)
        self.changed.emit()

    def _until(self, file: CaseFile) -> str:
        """Return until when a case holds good; empty where its data do not say it."""
        live = self._context.live
        timezone = live.state.centre.timezone
        try:
            at = datetime.fromisoformat(file.data.get(self.layer.until, ""))
        except ValueError:
            return ""
        instant = at if at.tzinfo is not None else at.replace(tzinfo=formats.zone(timezone))
        words = formats.moment(instant.timestamp(), live.clock.now(), timezone)
        return translate("Map", "until {time}").format(time=words)

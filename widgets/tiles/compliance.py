"""Compliance: places by groups of parameters against the regulation in force there; quiet where all pass."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QWidget

from backend.contract.compliance import Compliance, GetCompliance, Verdict
from backend.contract.messages import ReplyBody, RequestBody
from widgets.logic import formats
from widgets.logic.compliance import Row, Square, matrix, totals
from widgets.logic.shown_number import ShownNumber
from widgets.parts.board import BoardBody
from widgets.parts.compliance_matrix import ComplianceMatrix
from widgets.parts.compliance_pane import CompliancePane
from widgets.parts.overlay import Overlay
from widgets.tile import TileContext, TileHead, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec(
    "compliance",
    title_vi="Đạt quy chuẩn",
    title_en="Compliance",
    min_width_px=420,
    min_height_px=160,
)


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of compliance."""

    sheet: str
    """Id of the sheet, as a pack's `compliance/` declares it."""
    places: tuple[str, ...] = ()
    """Only these place ids; empty: all of the sheet."""
    trouble: bool = False
    """Only places that fail, are inconclusive, or lack a result."""


class Body(BoardBody):
    """The matrix, and one place's parameters over it."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Ask for the sheet."""
        super().__init__(context, parent=parent)
        self.options = options
        self.found: Compliance | None = None
        self.rows: list[Row] = []
        self.pane: CompliancePane | None = None
        self.matrix = ComplianceMatrix(context.look, context.language, self)
        self.matrix.square_chosen.connect(self._open)
        self.content = self.matrix
        self.setFocusProxy(self.matrix)
        self._overlay = Overlay(self)
        self._overlay.closing.connect(self._closed)
        self.watch.start()

    # ---- data -------------------------------------------------------------------------------------

    def questions(self, now: float) -> Sequence[RequestBody]:
        """Ask for the sheet as it stands now."""
        return [GetCompliance(self.options.sheet, places=self.options.places)]

    def take(self, answers: Sequence[ReplyBody]) -> float | None:
        """Show the places, the worst first."""
        found = answers[0] if answers else None
        if not isinstance(found, Compliance):
            return None
        self.found = found
        self.rows = matrix(found, self._names())
        shown = [row for row in self.rows if row.verdict not in ("pass", "not_applicable")]
        language = self.context.language
        heads = [group.name.in_language(language) for group in found.groups]
        self.matrix.set_rows(shown if self.options.trouble else self.rows, heads)
        if self.pane is not None:
            self.pane.show_sheet(found, self._names().get(self.pane.place_id, self.pane.place_id))
        return found.at

    def _names(self) -> dict[str, str]:
        return {place_id: place.name for place_id, place in self.context.live.state.places.items()}

    def shown_numbers(self) -> list[ShownNumber]:
        """Return none: no number here is a count of cases."""
        return []

    # ---- one place --------------------------------------------------------------------------------

    @Slot(object)
    def _open(self, square: Square) -> None:
        """Open the parameters of the place of a square."""
        if self.found is None:
            return
        pane = CompliancePane(self.context, square.place_id, self._overlay.host())
        pane.closed.connect(self._overlay.close)
        pane.case_chosen.connect(self.case_chosen)
        pane.place_chosen.connect(self.place_chosen)
        pane.show_sheet(self.found, self._names().get(square.place_id, square.place_id))
        self._overlay.open(pane)
        self.pane = pane

    @Slot(object)
    def _closed(self, _pane: QWidget) -> None:
        self.pane = None
        self.matrix.setFocus()

    def release(self) -> None:
        """Ask no more."""
        super().release()
        self._overlay.close()

    # ---- what the frame asks ----------------------------------------------------------------------

    def default_title(self) -> str:
        """Return the sheet's name."""
        if self.found is None:
            return translate("Compliance", "Compliance")
        return self.found.name.in_language(self.context.language)

    def head(self) -> TileHead:
        """Say how many places pass, and what is wrong with the others."""
        if self.found is None:
            return TileHead()
        counts, language = totals(self.rows), self.context.language
        judged = len(self.rows) - counts.get("not_applicable", 0)
        words = translate("Compliance", "{count} of {total} places pass")
        n = {key: formats.number(value, 0, language) for key, value in counts.items()}
        subtitle = words.format(count=n.get("pass", "0"), total=formats.number(judged, 0, language))
        missing: Verdict = "missing"
        if missing in n:
            more = translate("Compliance", "{count} lack results").format(count=n[missing])
            subtitle = f"{subtitle} · {more}"
        if "fail" in n:
            badge = translate("Compliance", "{count} places fail").format(count=n["fail"])
            return TileHead(subtitle=subtitle, badge=badge, badge_severity="high")
        if "inconclusive" in n:
            badge = translate("Compliance", "{count} places inconclusive").format(count=n["inconclusive"])
            return TileHead(subtitle=subtitle, badge=badge, badge_severity="medium")
        return TileHead(subtitle=subtitle)

"""What a map is sent of work, where it changed: the incident looked at, open cases, their surfaces."""

from __future__ import annotations

from collections.abc import Mapping

from backend.contract.work import Incident
from widgets.logic import map_incident
from widgets.logic.map_fill import Point
from widgets.logic.map_shapes import ShownShapes, shown_shapes
from widgets.parts.map_shape_feed import ShapeFeed
from widgets.parts.web_surface import WebSurface
from widgets.tile import TileContext


class WorkLayer:
    """Hands to the page what has changed since it was told last."""

    def __init__(self, context: TileContext, surface: WebSurface) -> None:
        """Nothing is drawn yet."""
        self._context, self._surface = context, surface
        self.forget()

    def forget(self) -> None:
        """Begin anew: the page has lost everything."""
        self.overlay = map_incident.Overlay()
        self.cases: tuple[map_incident.CaseMark, ...] = ()
        self.extent: map_incident.Extent | None = None
        self.shapes = ShownShapes()

    def send_incident(self, *, stations: bool, follow: bool) -> None:
        """Send the incident that is looked at.

        Args:
            stations: whether the map shows stations; a map of cases alone shows no incident.
            follow: move the map to the incident's extent.
        """
        focus = self._context.focus
        incident: Incident | None = focus.incident() if focus is not None else None
        overlay = map_incident.overlay(self._context.live.state, incident if stations else None)
        if overlay != self.overlay:
            self.overlay = overlay
            self._surface.call("setIncident", overlay)
        extent = map_incident.extent_of(incident, overlay) if follow else None
        if extent != self.extent:
            self.extent = extent
            self._surface.call("showExtent", extent)

    def send_cases(self, drawn: frozenset[str]) -> None:
        """Send the open cases but those that are `drawn` already."""
        cases = map_incident.case_marks(self._context.live.state, drawn)
        if cases != self.cases:
            self.cases = cases
            self._surface.call("setCases", cases)

    def send_shapes(self, feed: ShapeFeed, wards: Mapping[str, Point]) -> None:
        """Send the surfaces of cases."""
        found = feed.found.shapes if feed.found is not None else ()
        shapes = shown_shapes(found, wards, feed.validity)
        if shapes != self.shapes:
            self.shapes = shapes
            self._surface.call("setShapes", shapes)

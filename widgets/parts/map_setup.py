"""Puts together what a map's page is told once, from the tile's options and the live state."""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec
from PySide6.QtCore import QCoreApplication

from widgets.logic import map_config
from widgets.logic.map_cameras import CAMERA_KIND
from widgets.logic.map_cases import heat_scale
from widgets.logic.map_fill import Point, WardFill
from widgets.logic.map_marks import MarkStyle, is_shown
from widgets.logic.map_units import Glyph, glyph_of
from widgets.parts.map_case_feed import CaseFeed
from widgets.parts.map_words import legend_names, sea_name, unmeasured
from widgets.tile import TileContext

translate = QCoreApplication.translate


class MapOptions(Protocol):
    """The options that the page is told."""

    @property
    def fill(self) -> WardFill | None:
        """Colours the wards by a metric."""

    @property
    def centre(self) -> Point | None:
        """Longitude, latitude; None: the centre's."""

    @property
    def zoom(self) -> float | None:
        """None: the centre's."""

    @property
    def labels(self) -> Literal["alarmed", "all", "none"]:
        """Which stations have their name and value beside them."""

    @property
    def limits_of(self) -> str:
        """Metric whose limits the legend says."""

    @property
    def stations(self) -> bool:
        """Show stations."""


def page_config(
    options: MapOptions,
    context: TileContext,
    style: MarkStyle,
    feed: CaseFeed | None,
    page: tuple[str, tuple[str, ...]],
) -> map_config.MapConfig:
    """Return what the page is told.

    Args:
        options: of the tile.
        context: of the tile.
        style: which places are shown.
        feed: the layer of cases, None where there is none.
        page: its token, and the layers that it can fetch.
    """
    look, state, language = context.look, context.live.state, context.language
    series = list(state.series.values())
    limits = map_config.limit_words(series, options.limits_of, language) if options.limits_of else {}
    tokens = {map_config.camel_case(k): v for k, v in msgspec.structs.asdict(look.tokens).items()}
    places = [place for place in state.places.values() if is_shown(place, style)]
    glyphs: set[Glyph] = {g for p in places if (g := glyph_of(state, p, style.glyphs)) is not None}
    cameras = any(place.kind == CAMERA_KIND for place in places)
    token, layers = page
    stations = options.stations and (not style.kinds or bool(places))
    fill, rain = options.fill, look.tokens.rain
    return map_config.MapConfig(
        token=token,
        language=language,
        scale=look.px(100) / 100,
        tokens=tokens,
        city=state.centre.map_centre,
        centre=options.centre or state.centre.map_centre,
        zoom=state.centre.map_zoom if options.zoom is None else options.zoom,
        labels=options.labels,
        legend=map_config.Legend(
            legend_names(limits, cameras=cameras, units=bool(glyphs)) if stations else (),
            state.centre.map_note.in_language(language),
            sea_name(),
        ),
        layers=layers,
        fill=map_config.fill_scale(fill, series, rain, language, unmeasured())
        if fill
        else _heat_scale(feed, rain, language),
        reports=feed.scale() if feed is not None else None,
        glyphs=tuple(sorted(glyphs)),
    )


def _heat_scale(feed: CaseFeed | None, rain: tuple[str, ...], language: str) -> map_config.FillScale | None:
    if feed is None or not feed.layer.heat:
        return None
    title = translate("Map", "{name} by ward").format(name=feed.title())
    return heat_scale(feed.layer.heat, title, rain, language)

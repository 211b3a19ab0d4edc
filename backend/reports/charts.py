"""Charts and maps of reports as pictures. Only the printing process loads this: matplotlib is large."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from matplotlib import font_manager, rcParams
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from backend.reports.paper import BarChart, CaseMap, TrendChart
from backend.reports.wording import figure_number

DPI = 200
INK, GREY, FAINT = "#1c2733", "#5f6b76", "#d9dee3"
LINES = ("#1f5fa6", "#b5541c", "#3c7d3f", "#7a4b94")
"""Told apart in print by their dashes, too."""
_DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)))
SHADES = ("#eaf1f8", "#c4d9ec", "#8fb7da", "#4f8bc1", "#1f5fa6")
"""From few to many."""
SEA, LAND = "#f4f7f9", "#ffffff"
ARCHIPELAGOS = (
    ("Quần đảo Hoàng Sa\n(Đà Nẵng)", 112.6, 16.4),
    ("Quần đảo Trường Sa\n(Khánh Hòa)", 113.7, 9.8),
)
"""Name, degrees east, degrees north: on every map of the country."""
_WIDTH_IN = 6.3


def use_font(path: str) -> None:
    """Write with the document's own font."""
    font_manager.fontManager.addfont(path)
    rcParams["font.family"] = font_manager.FontProperties(fname=path).get_name()
    rcParams.update({"text.color": INK, "axes.labelcolor": GREY, "xtick.color": GREY, "ytick.color": GREY})
    rcParams.update({"font.size": 9, "axes.edgecolor": FAINT, "axes.linewidth": 0.8})


def trend_picture(chart: TrendChart) -> bytes:
    """Return figures over time as a PNG."""
    figure, axes = _figure(2.7)
    at = np.arange(len(chart.labels))
    for i, line in enumerate(chart.lines):
        values = np.array([np.nan if v is None else v for v in line.values], dtype=np.float64)
        axes.plot(
            at,
            values,
            color=LINES[i % len(LINES)],
            linestyle=_DASHES[i % len(_DASHES)],
            linewidth=1.6,
            marker="o" if len(at) <= 31 else None,
            markersize=3,
            label=line.name,
        )
    step = max(1, -(-len(at) // 12))
    axes.set_xticks(at[::step], chart.labels[::step])
    axes.set_ylim(bottom=0)
    _quiet(axes, chart.title, chart.unit)
    axes.yaxis.set_major_formatter(
        lambda value, _at: figure_number(value, 0 if float(value).is_integer() else 1)
    )
    if len(chart.lines) > 1:
        figure.legend(loc="outside lower center", ncols=min(4, len(chart.lines)), frameon=False)
    return _png(figure)


def bar_picture(chart: BarChart) -> bytes:
    """Return one figure by a dimension as a PNG: bars that lie, so that names are read."""
    figure, axes = _figure(0.8 + 0.27 * len(chart.labels))
    at = np.arange(len(chart.labels))
    axes.barh(at, chart.values, color=LINES[0], height=0.62)
    axes.set_yticks(at, [label if len(label) <= 34 else label[:33] + "…" for label in chart.labels])
    axes.invert_yaxis()
    unit = "%" if chart.unit == "%" else ""
    for i, value in enumerate(chart.values):
        words = figure_number(value, chart.decimals) + unit
        axes.annotate(words, (value, i), (3, 0), textcoords="offset points", va="center", fontsize=8)
    _quiet(axes, chart.title, "")
    axes.margins(x=0.1)
    axes.set_xlim(left=0)
    axes.xaxis.set_visible(False)
    axes.grid(visible=False)
    return _png(figure)


def _figure(height_in: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(_WIDTH_IN, height_in), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.add_subplot()


def _quiet(axes: Axes, title: str, unit: str) -> None:
    axes.set_title(f"{title} ({unit})" if unit else title, loc="left", fontsize=10)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.grid(axis="y", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)


def _png(figure: Figure) -> bytes:
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=DPI, metadata={"Software": None})
    return out.getvalue()


# ---- maps -----------------------------------------------------------------------------------------


def map_picture(chart: CaseMap) -> bytes:
    """Return wards coloured by a number with cases as points, both archipelagos beside them, as a PNG."""
    wards = _layer(Path(chart.maps) / "wards.geojson")
    shapes = [(str(p.get("code", "")), shape) for p, shape in wards]
    figure = Figure(figsize=(_WIDTH_IN, 4.6), layout="constrained")
    FigureCanvasAgg(figure)
    axes, sea = figure.subplots(1, 2, width_ratios=(3.4, 1))
    window = _window([shape for _, shape in shapes], chart)
    edges = _edges([chart.values.get(code, 0.0) for code, _ in shapes])
    _draw(axes, [shape for _, shape in _layer(Path(chart.maps) / "coast.geojson")], [LAND], FAINT)
    colours = [_shade(chart.values.get(code, 0.0), edges) for code, _ in shapes]
    _draw(axes, [shape for _, shape in shapes], colours, "#9aa7b3")
    if chart.lon:
        axes.scatter(chart.lon, chart.lat, s=5, color="#b5541c", alpha=0.55, linewidths=0, zorder=3)
    _frame(axes, window, chart.title)
    _key(figure, edges, points=bool(chart.lon))
    _east_sea(sea, Path(chart.maps), window)
    return _png(figure)


def _layer(path: Path) -> list[tuple[dict[str, Any], shapely.Geometry]]:
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
    except (OSError, ValueError, KeyError):
        return []
    found = [(dict(f["properties"]), shapely.from_geojson(json.dumps(f["geometry"]))) for f in features]
    return [(p, shape) for p, shape in found if shapely.get_dimensions(shape) == 2]


def _window(shapes: Sequence[shapely.Geometry], chart: CaseMap) -> tuple[float, float, float, float]:
    """Return west, south, east, north around the mainland's wards: islands far off would shrink them."""
    if not shapes:
        if not chart.lon:
            return 102.0, 8.0, 110.0, 23.5
        return min(chart.lon) - 0.05, min(chart.lat) - 0.05, max(chart.lon) + 0.05, max(chart.lat) + 0.05
    bounds = np.array([shape.bounds for shape in shapes])
    middle = np.median((bounds[:, :2] + bounds[:, 2:]) / 2, axis=0)
    near = np.abs((bounds[:, :2] + bounds[:, 2:]) / 2 - middle).max(axis=1) < 2.0
    west, south = bounds[near, :2].min(axis=0)
    east, north = bounds[near, 2:].max(axis=0)
    margin = 0.03 * max(east - west, north - south)
    return float(west - margin), float(south - margin), float(east + margin), float(north + margin)


def _edges(values: Sequence[float]) -> list[float]:
    """Return the lower edges of at most five classes over zero, so that each holds about as many wards."""
    positive = sorted(value for value in values if value > 0)
    if not positive:
        return []
    marks = [positive[int(len(positive) * i / len(SHADES))] for i in range(len(SHADES))]
    return sorted(set(marks))


def _shade(value: float, edges: Sequence[float]) -> str:
    if value <= 0 or not edges:
        return "#ffffff"
    shades = SHADES[-len(edges) :] if len(edges) > 1 else SHADES[2:3]
    return shades[max(0, sum(value >= edge for edge in edges) - 1)]


def _key(figure: Figure, edges: Sequence[float], *, points: bool) -> None:
    patches: list[Any] = [Patch(facecolor="#ffffff", edgecolor="#9aa7b3", label="0")]
    for i, edge in enumerate(edges):
        upper = f"dưới {figure_number(edges[i + 1])}" if i + 1 < len(edges) else "trở lên"
        label = f"{figure_number(edge)} – {upper}" if i + 1 < len(edges) else f"{figure_number(edge)} {upper}"
        patches.append(Patch(facecolor=_shade(edge, edges), edgecolor="#9aa7b3", label=label))
    if points:
        patches.append(Patch(facecolor="#b5541c", label="vị trí vụ việc"))
    figure.legend(handles=patches, loc="outside lower center", ncols=4, frameon=False, fontsize=8)


def _draw(axes: Axes, shapes: Sequence[shapely.Geometry], colours: Sequence[str], edge: str) -> None:
    rings, faces = [], []
    for i, shape in enumerate(shapes):
        for part in shapely.get_parts(shape):
            rings.append(shapely.get_coordinates(part.exterior))
            faces.append(colours[i % len(colours)])
    if rings:
        axes.add_collection(PolyCollection(rings, facecolors=faces, edgecolors=edge, linewidths=0.4))


def _frame(axes: Axes, window: tuple[float, float, float, float], title: str) -> None:
    west, south, east, north = window
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1 / np.cos(np.radians((south + north) / 2)))
    axes.set_facecolor(SEA)
    axes.set_xticks([])
    axes.set_yticks([])
    if title:
        axes.set_title(title, loc="left", fontsize=10)


def _east_sea(axes: Axes, maps: Path, window: tuple[float, float, float, float]) -> None:
    """Draw the small map of the East Sea: the country's coast, Hoàng Sa and Trường Sa by name."""
    islands = _layer(maps / "islands.geojson")
    _draw(axes, [shape for p, shape in islands if p.get("kind") == "land"], [FAINT], "#b8c1c9")
    archipelagos = [shape for p, shape in islands if p.get("kind") == "archipelago"]
    _draw(axes, archipelagos, [LINES[0]], LINES[0])
    for name, lon, lat in ARCHIPELAGOS:
        if not archipelagos:
            axes.scatter([lon], [lat], s=4, color=LINES[0])
        axes.annotate(
            name, (lon, lat), (0, -6), textcoords="offset points", ha="center", va="top", fontsize=5.5
        )
    west, south, east, north = window
    axes.plot(
        [west, east, east, west, west], [south, south, north, north, south], color="#b5541c", linewidth=0.8
    )
    _frame(axes, (101.8, 5.8, 118.2, 23.6), "")
    axes.annotate("Biển Đông", (113.2, 12.3), ha="center", fontsize=5.5, color=GREY)

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from backend.reports import charts
from backend.reports.paper import BarChart, CaseMap, Line, TrendChart
from tests.unit.backend.reports.report_kit import FONT, write_maps


@pytest.fixture(autouse=True)
def font() -> None:
    charts.use_font(FONT)


def pixels(data: bytes) -> np.ndarray:
    assert data.startswith(b"\x89PNG")
    return (imread(io.BytesIO(data))[..., :3] * 255).astype(int)


def has(picture: np.ndarray, colour: str) -> int:
    """Return how many pixels are of a colour, more or less."""
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    return int((np.abs(picture - wanted).max(axis=2) < 6).sum())


def test_a_trend_draws_each_line_in_its_colour() -> None:
    chart = TrendChart(
        "Diễn biến",
        "",
        ("01/11", "02/11", "03/11"),
        (Line("Một", (1.0, None, 3.0)), Line("Hai", (2.0, 2.0, 2.0))),
    )
    picture = pixels(charts.trend_picture(chart))
    assert has(picture, charts.LINES[0]) > 20
    assert has(picture, charts.LINES[1]) > 200


def test_a_trend_of_a_year_of_days_is_drawn_too() -> None:
    labels = tuple(f"{i:02d}" for i in range(366))
    assert charts.trend_picture(TrendChart("Năm", "%", labels, (Line("x", tuple(map(float, range(366)))),)))


def test_bars_are_as_long_as_their_values() -> None:
    short = has(pixels(charts.bar_picture(BarChart("t", "", ("a", "b"), (10.0, 1.0)))), charts.LINES[0])
    long = has(pixels(charts.bar_picture(BarChart("t", "%", ("a", "b"), (10.0, 10.0)))), charts.LINES[0])
    assert short < 0.8 * long


def test_wards_are_shaded_by_their_number_and_cases_are_points(tmp_path: Path) -> None:
    maps = str(write_maps(tmp_path / "maps"))
    plain = pixels(charts.map_picture(CaseMap("Bản đồ", maps, {"1": 50.0, "2": 1.0})))
    assert has(plain, charts.SHADES[-1]) > 2000
    assert has(plain, charts.SHADES[-2]) > 2000
    dotted = pixels(charts.map_picture(CaseMap("", maps, {"1": 50.0}, (108.25,), (16.1,))))
    assert (dotted[..., 0] - dotted[..., 2]).max() > 60  # the points' orange


@pytest.mark.parametrize("points", [(), ((108.2, 16.0), (108.3, 16.1))])
def test_a_centre_without_layers_gets_a_map_all_the_same(
    tmp_path: Path, points: tuple[tuple[float, float], ...]
) -> None:
    lon, lat = tuple(p[0] for p in points), tuple(p[1] for p in points)
    assert pixels(charts.map_picture(CaseMap("Bản đồ", str(tmp_path), {}, lon, lat))).size


def test_both_archipelagos_are_on_every_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    real = charts.Axes.annotate

    def annotate(self: charts.Axes, text: str, *args: object, **more: object) -> object:
        said.append(text)
        return real(self, text, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(charts.Axes, "annotate", annotate)
    charts.map_picture(CaseMap("", str(write_maps(tmp_path)), {"1": 1.0}))
    assert any("Hoàng Sa" in words for words in said)
    assert any("Trường Sa" in words for words in said)


def test_classes_hold_about_as_many_wards_each() -> None:
    edges = charts._edges([0.0, *map(float, range(1, 101))])
    assert edges == [1.0, 21.0, 41.0, 61.0, 81.0]
    assert charts._shade(0.0, edges) == "#ffffff"
    assert charts._shade(100.0, edges) == charts.SHADES[-1]
    assert charts._shade(1.0, edges) == charts.SHADES[0]
    assert charts._edges([0.0, 0.0]) == []
    assert charts._edges([5.0, 5.0]) == [5.0]

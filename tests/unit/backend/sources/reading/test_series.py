from typing import Literal

import pytest

from backend.contract.state import Quality
from backend.sources.base import MetricConfig
from backend.sources.reading.numbers import UnreadableError
from backend.sources.reading.paths import MISSING
from backend.sources.reading.series import Collector, QualityConfig, SeriesResolver, ValueConfig

UNITS = {"level_m": "m"}


def test_places_and_units_are_resolved() -> None:
    resolver = SeriesResolver(UNITS.get, {"Cẩm Lệ": "cam_le"}, "st_")
    assert resolver.resolve("Cẩm Lệ", MetricConfig("level_m", "cm")) == ("cam_le.level_m", 0.01)
    assert resolver.resolve(" 12 ", MetricConfig("level_m")) == ("st_12.level_m", 1.0)


@pytest.mark.parametrize("place", ["", "  ", "a b", "a.b", "x" * 129, "a\x00", "a\u200b"])
def test_what_cannot_be_an_id_says_where_to_map_it(place: str) -> None:
    with pytest.raises(UnreadableError, match="places"):
        SeriesResolver(None, {}).resolve(place, MetricConfig("level_m"))


@pytest.mark.parametrize(
    ("metric", "words"), [(MetricConfig("wind"), "no pack"), (MetricConfig("level_m", "kg"), "kg")]
)
def test_unknown_metrics_and_units_are_named(metric: MetricConfig, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        SeriesResolver(UNITS.get, {}).resolve("s", metric)


def test_without_the_centre_units_stay_as_sent() -> None:
    assert SeriesResolver(None, {}).resolve("s", MetricConfig("any", "furlong")) == ("s.any", 1.0)


def test_the_worse_of_two_qualities_is_kept() -> None:
    out = Collector(SeriesResolver(UNITS.get, {}), "auto")
    metric = ValueConfig("level_m", "cm", detection_limit=4.0)
    for raw, quality in (
        ("<5", Quality.GOOD),
        ("<5", Quality.BAD),
        ("5", Quality.BELOW),
        ("KPH", Quality.GOOD),
    ):
        out.add("s", metric, 1.0, raw, quality)
    assert [one.quality for one in out.observations] == [
        Quality.BELOW,
        Quality.BAD,
        Quality.BELOW,
        Quality.BELOW,
    ]
    assert [one.value for one in out.observations] == [0.05, 0.05, 0.05, 0.04]


def test_a_conversion_that_overflows_is_refused() -> None:
    out = Collector(SeriesResolver({"level_m": "mm"}.get, {}), "auto")
    with pytest.raises(UnreadableError, match="not finite"):
        out.add("s", MetricConfig("level_m", "km"), 1.0, 1e308, Quality.GOOD)


@pytest.mark.parametrize(
    ("raw", "quality"),
    [
        ("ok", Quality.GOOD),
        (2.0, Quality.BAD),
        (True, Quality.ABOVE),
        ("?", Quality.UNCERTAIN),
        (None, Quality.GOOD),
        (MISSING, Quality.GOOD),
        ("", Quality.GOOD),
    ],
)
def test_the_source_s_words_for_quality(raw: object, quality: Quality) -> None:
    config = QualityConfig("q", {"ok": "good", "2": "bad", "true": "above"})
    assert config.read(raw) == quality


def test_a_value_labelled_by_the_start_of_its_interval_is_kept_at_its_end() -> None:
    out = Collector(SeriesResolver(UNITS.get, {}), "auto")
    hourly = ValueConfig("level_m", label="start", covers_s=3600.0)
    out.add("s", hourly, 1000.0, 2.0, Quality.GOOD)
    out.add("s", ValueConfig("level_m", covers_s=3600.0), 1000.0, 2.0, Quality.GOOD)
    out.add("s", MetricConfig("level_m"), 1000.0, 2.0, Quality.GOOD)
    assert [reading.at for reading in out.observations] == [4600.0, 1000.0, 1000.0]


@pytest.mark.parametrize(("label", "covers_s"), [("start", 0.0), ("start", -60.0), ("end", -60.0)])
def test_the_length_of_the_interval_must_be_known(label: Literal["start", "end"], covers_s: float) -> None:
    with pytest.raises(ValueError, match="covers_s"):
        ValueConfig("level_m", label=label, covers_s=covers_s)

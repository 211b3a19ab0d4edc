from __future__ import annotations

import msgspec

from backend.contract.state import Severity
from tests.unit.widgets.city import snapshot
from widgets.logic.map_config import camel_case, fill_scale, limit_words, severity_markers
from widgets.logic.map_fill import WardFill

RAIN = ("#1", "#2", "#3", "#4", "#5")
NAMES: dict[Severity, str] = {
    "critical": "Nguy cấp",
    "high": "Cảnh báo",
    "medium": "Cảnh giác",
    "low": "Lưu ý",
}


def test_a_scale_names_metric_and_unit_and_writes_numbers_the_vietnamese_way() -> None:
    scale = fill_scale(WardFill(metric="rain", steps=(2.5, 30)), snapshot().series, RAIN, "vi", "không đo")
    assert (scale.title, scale.unit, scale.words) == ("Mưa 15 phút", "mm/h", ("2,5", "30"))
    assert scale.unknown == "không đo"


def test_colours_are_spread_from_little_to_much() -> None:
    for n, colours in ((1, ("#1", "#5")), (2, ("#1", "#3", "#5")), (4, RAIN)):
        fill = WardFill(metric="rain", steps=tuple(range(1, n + 1)))
        assert fill_scale(fill, (), RAIN, "vi", "").colours == colours


def test_options_win_over_the_metrics_own_words() -> None:
    fill = WardFill(metric="rain", steps=(1,), title="Mưa 1 giờ", unit="mm")
    scale = fill_scale(fill, snapshot().series, RAIN, "vi", "")
    assert (scale.title, scale.unit) == ("Mưa 1 giờ", "mm")


def test_limits_are_written_beside_their_severity() -> None:
    words = limit_words(snapshot().series, "level", "vi")
    assert words == {"critical": "≥ 40\u00a0cm", "high": "≥ 20\u00a0cm", "medium": "≥ 10\u00a0cm"}
    markers = severity_markers(NAMES, words)
    assert [m.words for m in markers] == [
        "Nguy cấp ≥ 40\u00a0cm",
        "Cảnh báo ≥ 20\u00a0cm",
        "Cảnh giác ≥ 10\u00a0cm",
    ]


def test_stations_with_different_limits_have_no_common_words() -> None:
    series = list(snapshot().series)
    other = msgspec.structs.replace(series[0], series_id="x", limits=series[0].limits[:1])
    assert limit_words([*series, other], "level", "vi") == {}
    assert [m.words for m in severity_markers(NAMES, {})] == list(NAMES.values())


def test_token_names_for_the_page() -> None:
    assert [camel_case(name) for name in ("text_second", "live_series", "tile")] == [
        "textSecond",
        "liveSeries",
        "tile",
    ]

import msgspec
import pytest

from backend.sources.base import MetricConfig, SourceConfig

SETTINGS = {"id": "s", "kind": "mqtt", "name": "S", "max_age_s": 60}


def test_common_settings_are_enough() -> None:
    config = msgspec.convert(SETTINGS, SourceConfig)
    assert config.enabled
    assert config.max_age_s == 60.0


@pytest.mark.parametrize("change", [{"max_age": 5}, {"id": 5}, {"max_age_s": "soon"}])
def test_unknown_and_mistyped_settings_are_named(change: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError, match=next(iter(change))):
        msgspec.convert(SETTINGS | change, SourceConfig)


def test_a_metric_without_a_unit_is_in_the_centre_s() -> None:
    assert msgspec.convert({"metric": "rain_mm"}, MetricConfig) == MetricConfig("rain_mm", "")

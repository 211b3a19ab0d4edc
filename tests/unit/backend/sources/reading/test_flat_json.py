import json
import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.sources.base import Parsed
from backend.sources.reading.flat_json import BatchReader
from backend.sources.reading.json_mapping import JsonMapping, JsonReader
from backend.sources.reading.series import QualityConfig, ValueConfig

NOW = 1_700_000_000.0
UNITS = {"rain_mm": "mm", "level_m": "m"}
LONG = JsonMapping(place="station", metric="metric", time="ts", value="value")
WIDE = JsonMapping(
    place="topic:1", time="ts", values={"r": ValueConfig("rain_mm"), "l": ValueConfig("level_m", "cm")}
)
MAPPINGS = [
    LONG,
    WIDE,
    msgspec.structs.replace(LONG, time_format="epoch_ms"),
    msgspec.structs.replace(LONG, time_format="iso", zone="UTC"),
    msgspec.structs.replace(LONG, time=""),
    msgspec.structs.replace(LONG, metrics={"rain": ValueConfig("rain_mm", "cm")}, places={"a": "b"}),
    msgspec.structs.replace(WIDE, place="", place_id="p", time=""),
    msgspec.structs.replace(WIDE, place="station"),
]


def careful(mapping: JsonMapping, topic: str, payload: bytes) -> Parsed:
    return JsonReader(mapping, UNITS.get).read(payload, NOW, topic, topic.split("/"))


@pytest.mark.parametrize("mapping", MAPPINGS)
def test_flat_mappings_have_the_fast_way(mapping: JsonMapping) -> None:
    assert BatchReader(mapping).is_fast


@pytest.mark.parametrize(
    "change",
    [
        {"items": "x"},
        {"place": "a.b"},
        {"metric": "topic:1"},
        {"value": "$"},
        {"value": "metric"},
        {"quality": QualityConfig("q", {})},
        {"metrics": {"rain": ValueConfig("rain_mm", label="start", covers_s=600.0)}},
    ],
)
def test_other_mappings_go_the_careful_way(change: dict[str, object]) -> None:
    assert not BatchReader(msgspec.structs.replace(LONG, **change)).is_fast


VALUE = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**20), 10**20),
    st.sampled_from(["1", "<0,5", "x", "", None, True, [], 1e308]),
)
NAME = st.sampled_from(["a", "s1", "a b", "", 3, None, 1.5, "x" * 300, "a.b"])
METRIC = st.sampled_from(["rain", "rain_mm", "level_m", "gone", 4, None])
TIME = st.one_of(
    st.floats(0, 4e9),
    st.integers(0, 4 * 10**12),
    st.sampled_from(["2022-10-14T18:30:00", "14/10/2022", "x", None]),
)
MESSAGE = st.fixed_dictionaries(
    {}, optional={"station": NAME, "metric": METRIC, "ts": TIME, "value": VALUE, "r": VALUE, "l": VALUE}
)


@given(
    st.lists(st.tuples(st.sampled_from(["city/s1", "city", "city/b c/x"]), MESSAGE)),
    st.sampled_from(MAPPINGS),
)
def test_fast_and_careful_agree(messages: list[tuple[str, dict[str, object]]], mapping: JsonMapping) -> None:
    pairs = [(topic, json.dumps(message).encode()) for topic, message in messages]
    fast = BatchReader(mapping, UNITS.get).read(pairs, NOW)
    slow = [careful(mapping, topic, payload) for topic, payload in pairs]
    assert fast.observations == [one for parsed in slow for one in parsed.observations]
    assert fast.refusals == [one for parsed in slow for one in parsed.refusals]


@given(st.lists(st.tuples(st.text(), st.binary())), st.sampled_from(MAPPINGS))
def test_no_bytes_raise(messages: list[tuple[str, bytes]], mapping: JsonMapping) -> None:
    parsed = BatchReader(mapping, UNITS.get).read(messages, NOW)
    assert all(math.isfinite(one.value) for one in parsed.observations)


def test_a_bad_message_costs_only_itself() -> None:
    good = b'{"station":"s1","metric":"rain_mm","ts":1,"value":%d}'
    batch = [("t", good % 1), ("t", b"\x00garbage"), ("t", good.replace(b"%d", b'"x"')), ("t", good % 2)]
    parsed = BatchReader(LONG, UNITS.get).read(batch, NOW)
    assert [one.value for one in parsed.observations] == [1.0, 2.0]
    assert len(parsed.refusals) == 2

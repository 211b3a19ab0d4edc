import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.state import Quality
from backend.sources.reading.json_mapping import JsonMapping, JsonReader
from backend.sources.reading.series import QualityConfig, ValueConfig

NOW = 1_700_000_000.0


def read(mapping: JsonMapping, message: object, topic: str = "", units=None):
    payload = message if isinstance(message, bytes) else json.dumps(message).encode()
    parsed = JsonReader(mapping, units).read(payload, NOW, "m", topic.split("/"))
    found = {(one.series_id, one.at): one.value for one in parsed.observations}
    return found, [f"{refusal.item}: {refusal.reason}" for refusal in parsed.refusals]


LONG = JsonMapping(place="station", metric="metric", time="ts", value="value")


def test_one_reading_per_message() -> None:
    message = {"station": "s1", "metric": "rain_mm", "ts": 5.0, "value": 2.5}
    assert read(LONG, message) == ({("s1.rain_mm", 5.0): 2.5}, [])


def test_an_array_of_readings_loses_only_the_bad_ones() -> None:
    good = {"station": "s1", "metric": "rain_mm", "ts": 5, "value": 1}
    messages = [
        good,
        good | {"value": "x"},
        good | {"ts": "soon"},
        7,
        good | {"station": "s2", "value": "<0.5"},
    ]
    found, refused = read(LONG, messages)
    assert found == {("s1.rain_mm", 5.0): 1.0, ("s2.rain_mm", 5.0): 0.5}
    assert [line.split(":")[0] for line in refused] == ["m[1]", "m[2]", "m[3]"]


def test_values_by_path_with_place_from_the_topic() -> None:
    mapping = JsonMapping(
        place="topic:1",
        time="t",
        time_format="iso",
        values={"data.0.rain": ValueConfig("rain_mm"), "/a.b/level": ValueConfig("level_m", "cm")},
    )
    message = {"t": "2022-10-14T18:30:00", "data": [{"rain": 2}], "a.b": {"level": 150}}
    found, refused = read(mapping, message, "city/s1", {"rain_mm": "mm", "level_m": "m"}.get)
    assert found == {("s1.rain_mm", 1665747000.0): 2.0, ("s1.level_m", 1665747000.0): 1.5}
    assert refused == []


def test_readings_below_a_common_head() -> None:
    mapping = JsonMapping(
        items="readings", place="$.station.id", time="at", values={"v": ValueConfig("level_m")}
    )
    message = {
        "station": {"id": 12},
        "readings": [{"at": 1, "v": 0.5}, {"at": 2, "v": None}, {"at": 3, "v": 0.7}],
    }
    assert read(mapping, message) == ({("12.level_m", 1.0): 0.5, ("12.level_m", 3.0): 0.7}, [])


def test_arrays_side_by_side() -> None:
    mapping = JsonMapping(
        place_id="city",
        time="hourly.time",
        values={"hourly.rain": ValueConfig("rain_mm"), "hourly.t": ValueConfig("temperature")},
    )
    found, refused = read(mapping, {"hourly": {"time": [10, 20], "rain": [0.1, None], "t": [1]}})
    assert found == {("city.rain_mm", 10.0): 0.1}
    assert refused == ["m hourly.t: expected an array of 2 values beside the array of times"]


def test_a_bare_number_with_everything_else_from_the_topic() -> None:
    mapping = JsonMapping(place="topic:1", metric="topic:2", value="$")
    assert read(mapping, 12.5, "city/s1/rain_mm") == ({("s1.rain_mm", NOW): 12.5}, [])


def test_names_are_mapped_and_others_prefixed() -> None:
    mapping = msgspec.structs.replace(
        LONG, places={"Cầu Cẩm Lệ": "cam_le"}, place_prefix="tram_", metrics={"mua": ValueConfig("rain_mm")}
    )
    base = {"metric": "mua", "ts": 1, "value": 1}
    found, refused = read(mapping, [base | {"station": "Cầu Cẩm Lệ"}, base | {"station": 7}])
    assert set(found) == {("cam_le.rain_mm", 1.0), ("tram_7.rain_mm", 1.0)}
    assert read(mapping, base | {"station": "s", "metric": "gió"})[1][0].startswith(
        "m: metric 'gió' is not listed"
    )
    assert refused == []


def test_the_source_says_what_its_values_are_worth() -> None:
    quality = QualityConfig("flag", {"0": "good", "9": "bad"})
    reader = JsonReader(msgspec.structs.replace(LONG, quality=quality))
    found = []
    for flag in (0, "9", 5, None):
        message = {"station": "s", "metric": "m", "ts": 1, "value": 1, "flag": flag}
        found += [one.quality for one in reader.read(json.dumps(message).encode(), NOW).observations]
    assert found == [Quality.GOOD, Quality.BAD, Quality.UNCERTAIN, Quality.GOOD]


@pytest.mark.parametrize(
    ("units", "reason"),
    [({}, "declared by no pack"), ({"rain_mm": "m³/s"}, "does not convert to 'm³/s'")],
)
def test_metric_and_unit_are_checked(units: dict[str, str], reason: str) -> None:
    mapping = JsonMapping(place="station", values={"v": ValueConfig("rain_mm", "mm")})
    found, refused = read(mapping, {"station": "s1", "v": 1}, units=units.get)
    assert found == {}
    assert reason in refused[0]


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b'"\xff"', "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"1" * 500, "no place"),
        ({"metric": "m", "ts": 1, "value": 1}, "no place at `place: station`"),
        ({"station": "s", "ts": 1, "value": 1}, "no metric"),
        ({"station": "s", "metric": "m", "value": 1}, "no time at `time: ts`"),
        ({"station": "s", "metric": "m", "ts": 1}, "no value at `value: value`"),
        ({"station": "s", "metric": "m", "ts": 1, "value": {}}, "expected a number"),
        ({"station": "s", "metric": "m", "ts": 1, "value": 10**400}, "too large"),
        ({"station": "a b", "metric": "m", "ts": 1, "value": 1}, "give its place id under `places`"),
        ({"station": "x" * 200, "metric": "m", "ts": 1, "value": 1}, "cannot be an id"),
    ],
)
def test_each_fault_has_its_reason(message: object, reason: str) -> None:
    found, refused = read(LONG, message)
    assert found == {}
    assert len(refused) == 1
    assert reason in refused[0]


def test_a_message_without_any_of_the_values_is_refused() -> None:
    mapping = JsonMapping(place="s", values={"a": ValueConfig("rain_mm"), "b": ValueConfig("level_m")})
    assert "none of the values a, b" in read(mapping, {"s": "x", "c": 1})[1][0]
    assert read(mapping, {"s": "x", "a": None}) == ({}, [])


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"place": "p"}, "give either `values`"),
        ({"place": "p", "place_id": "q", "metric": "m", "value": "v"}, "give either `place`"),
        ({"place": "p", "metric": "m", "value": "v", "zone": "Mars"}, "unknown time zone"),
        ({"place": "p", "metric": "m", "value": "v", "time_format": "epoch"}, "expected one of"),
        ({"place": "topic:x", "metric": "m", "value": "v"}, "topic:"),
        ({"place": "a..b", "metric": "m", "value": "v"}, "empty part"),
        ({"place": "p", "metric": "m", "value": "v", "vlaue": "w"}, "vlaue"),
    ],
)
def test_a_faulty_mapping_says_why(settings: dict[str, str], words: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=words):
        msgspec.convert(settings, JsonMapping)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["a", "b", "s", "t"]) | st.text(), inner),
)
ANY_MAPPING = [
    LONG,
    JsonMapping(
        place="s", time="t", values={"a": ValueConfig("rain_mm"), "b.0": ValueConfig("level_m", "cm")}
    ),
    JsonMapping(items="a", place="$.s", metric="b", value="a.b", quality=QualityConfig("q", {})),
]


@given(
    st.one_of(st.binary(), JSON.map(lambda value: json.dumps(value).encode())), st.sampled_from(ANY_MAPPING)
)
def test_no_message_raises(payload: bytes, mapping: JsonMapping) -> None:
    parsed = JsonReader(mapping, {"rain_mm": "mm", "level_m": "m"}.get).read(payload, NOW, "m", ["a"])
    assert all(abs(one.value) < float("inf") for one in parsed.observations)
    assert all(refusal.reason for refusal in parsed.refusals)

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.widgets.city import column
from widgets.logic.curve import Curve, thinned, with_gaps


def test_points_come_in_order_and_doubles_are_left_out():
    curve = Curve(60)
    assert curve.append(1.0, 10.0)
    assert not curve.append(1.0, 11.0)
    assert not curve.append(0.5, 11.0)
    assert curve.at.tolist() == [1.0]
    assert curve.value.tolist() == [10.0]


def test_the_buffer_grows_and_forgets():
    curve = Curve(60)
    for k in range(5000):
        curve.append(float(k), float(k))
        curve.trim(k - 100.0)
    assert len(curve) == 102, "a hundred, and one on either side"
    assert curve.at[0] == 4898.0
    assert curve.at[-1] == 4999.0


def test_trimming_keeps_one_point_before_the_window():
    curve = Curve(60)
    for k in range(5):
        curve.append(float(k), 0.0)
    curve.trim(2.5)
    assert curve.at.tolist() == [2.0, 3.0, 4.0]


def test_history_goes_before_the_live_points_that_came_meanwhile():
    curve = Curve(60)
    curve.append(3.0, 30.0)
    curve.append(4.0, 40.0)
    curve.take_history(column("s", [1.0, 2.0, 3.0], [1.0, 2.0, 3.0]))
    assert curve.at.tolist() == [1.0, 2.0, 3.0, 4.0]
    assert curve.value.tolist() == [1.0, 2.0, 3.0, 40.0]
    assert curve.gap_s == 180.0
    assert len(curve.band()[0]) == 0


def test_an_empty_history_keeps_the_live_points():
    curve = Curve(60)
    curve.append(3.0, 30.0)
    curve.take_history(column("s", [], []))
    assert curve.at.tolist() == [3.0]


def test_rolled_up_history_brings_its_band():
    curve = Curve(60)
    curve.take_history(column("s", [60.0, 120.0], [10.0, 20.0], step_s=60.0))
    _at, low, high = curve.band()
    assert low.tolist() == [9.0, 18.0]
    assert high.tolist() == [11.0, 22.0]
    assert curve.step_s == 60.0


def test_gaps_stay_gaps():
    x, y = with_gaps(np.array([0.0, 1.0, 50.0, 51.0]), np.array([1.0, 2.0, 3.0, 4.0]), 10.0)
    assert len(x) == 5
    assert np.isnan(y).tolist() == [False, False, True, False, False]


def test_a_missing_value_makes_a_gap_in_what_is_drawn():
    curve = Curve(5.0)
    for at, value in [(0.0, 1.0), (4.0, 1.0), (8.0, np.nan), (12.0, 2.0), (16.0, 2.0)]:
        curve.append(at, value)
    _x, y = curve.drawn(0.1)
    assert np.isnan(y).sum() == 1


def test_the_span_of_a_window():
    curve = Curve(60)
    for k in range(10):
        curve.append(float(k), float(k * k))
    assert curve.span(2.0, 4.0) == (4.0, 16.0)
    assert curve.span(100.0, 200.0) is None


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=300),
    st.floats(0.5, 50.0),
)
def test_thinning_keeps_the_extremes_and_the_order(values, bucket_s):
    value = np.array(values)
    at = np.arange(len(value)) * 0.7
    x, y = thinned(at, value, bucket_s)
    assert y.min() == value.min()
    assert y.max() == value.max()
    assert (np.diff(x) >= 0).all()
    assert len(x) <= max(len(value), 2 * (at[-1] / bucket_s + 2))


def test_thinning_does_not_shimmer_when_the_window_moves_on():
    at = np.arange(0.0, 1000.0)
    value = np.sin(at)
    x1, y1 = thinned(at, value, 10.0)
    x2, y2 = thinned(at[20:], value[20:], 10.0)
    assert x1[4:].tolist() == x2.tolist()
    assert y1[4:].tolist() == y2.tolist()


def test_rare_readings_before_frequent_ones_are_a_line():
    rare, frequent = np.arange(0.0, 6000.0, 600.0), np.arange(6000.0, 6500.0, 10.0)
    at = np.concatenate([rare, frequent])
    assert not np.isnan(with_gaps(at, at, 25.0)[1]).any()


def test_a_silence_is_a_gap_at_either_pace():
    for pace in (10.0, 600.0):
        at = np.concatenate([np.arange(8) * pace, np.arange(12, 20) * pace])
        x, y = with_gaps(at, at, 25.0)
        assert np.flatnonzero(np.isnan(y)).tolist() == [8]
        assert x[8] == 7 * pace


def test_single_readings_between_silences_are_no_pace():
    at = np.array([0, 10, 20, 30, 40, 50, 650, 660, 1400, 1410, 1420, 1430, 1440, 1450], float)
    assert np.isnan(with_gaps(at, at, 25.0)[1]).sum() == 2

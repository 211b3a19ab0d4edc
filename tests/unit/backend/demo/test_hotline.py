from __future__ import annotations

import numpy as np

from backend.demo.city import load
from backend.demo.hotline import Hotline, total


def run(depth_cm: float, hours: float, seed: int = 1) -> Hotline:
    hotline = Hotline(load(), seed)
    depth = np.full(len(load().posts), depth_cm)
    for k in range(round(hours * 60)):
        hotline.advance(k / 60, depth)
    return hotline


def test_dry_streets_call_nobody() -> None:
    calls = total(run(0.0, 2.0).by_area(np.zeros(len(load().posts))))
    assert (calls.n_calls_15min, calls.n_sos_open, calls.n_sos_waiting) == (0, 0, 0)


def test_deep_streets_bring_requests_and_more_water_brings_more() -> None:
    depth = np.full(len(load().posts), 60.0)
    deep, deeper = total(run(45.0, 2.0).by_area(depth)), total(run(90.0, 2.0).by_area(depth))
    assert 0 < deep.n_sos_open < deeper.n_sos_open
    assert deep.n_sos_waiting <= deep.n_sos_open


def test_requests_are_closed_after_the_water_is_gone() -> None:
    hotline = run(60.0, 2.0)
    dry = np.zeros(len(load().posts))
    for k in range(120):
        hotline.advance(2.0 + k / 60, dry)
    assert total(hotline.by_area(dry)).n_sos_open == 0

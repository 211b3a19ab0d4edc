from __future__ import annotations

import numpy as np

from backend.demo.city import load
from backend.demo.hotline import Hotline, Request, total
from backend.domain.incidents.ground import distance_m


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


def test_requests_agree_with_the_figures_of_their_ward() -> None:
    hotline = run(60.0, 2.0)
    t_h = 119 / 60
    figures = dict(zip(hotline.areas, hotline.by_area(np.full(len(load().posts), 60.0)), strict=True))
    requests = hotline.requests()
    assert requests
    for area, figure in figures.items():
        own = [request for request in requests if request.area_name == area]
        assert len(own) == figure.n_sos_open
        assert sum(request.waits(t_h) for request in own) == figure.n_sos_waiting
    assert [one.number for one in requests] == sorted({one.number for one in requests})


def test_people_call_from_around_the_deepest_post_of_their_ward() -> None:
    depth = np.zeros(len(load().posts))
    deepest = next(i for i, post in enumerate(load().posts) if post.place_id == "ngap-ton-duc-thang")
    depth[deepest] = 90.0
    hotline = Hotline(load(), 1)
    for k in range(60):
        hotline.advance(k / 60, depth)
    post = load().posts[deepest]
    for request in hotline.requests():
        assert (request.area_name, request.street) == ("Hòa Khánh", "Tôn Đức Thắng")
        assert 25 <= distance_m((post.lat, post.lon), (request.lat, request.lon)) <= 300
        assert 1 <= request.n_people <= 6
    assert hotline.requests()


def test_equal_seeds_give_equal_requests() -> None:
    def seen(seed: int) -> list[Request]:
        return run(60.0, 1.0, seed).requests()

    assert seen(4) == seen(4)
    assert seen(4) != seen(5)

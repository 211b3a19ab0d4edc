from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.checks.spec import SpikeCheck
from backend.domain.checks.spike import Jump, Spike

SPEC = SpikeCheck(max_step=10.0, within_s=120.0)


def judged(*values: float, spec: SpikeCheck = SPEC, every_s: float = 60.0) -> list[Jump | None]:
    spike = Spike(spec)
    return [spike.look(k * every_s, value) for k, value in enumerate(values)]


def test_a_needle_up_and_down_is_doubted_and_what_follows_is_not() -> None:
    assert judged(1, 2, 90, 3, 4) == [None, None, Jump(120, 2), None, None]
    assert judged(50, 50, 1, 50) == [None, None, Jump(120, 50), None]


def test_a_new_level_that_stays_is_believed_after_a_while() -> None:
    assert judged(1, 30, 31, 32, 33) == [None, Jump(60, 1), Jump(60, 1), None, None]
    patient = SpikeCheck(max_step=10.0, within_s=120.0, accept_s=240.0)
    assert judged(1, 30, 31, 32, 33, 34, spec=patient) == [None, *[Jump(60, 1)] * 4, None]


def test_values_that_jump_about_are_never_believed() -> None:
    assert all(judged(1, 30, 60, 90, 30, 60, 90)[1:])


def test_a_jump_in_many_small_steps_is_one_too() -> None:
    """1 cm a second is 60 cm a minute."""
    found = judged(*range(0, 30, 1), every_s=1.0)
    assert found[:11] == [None] * 11
    assert found[11] == Jump(11, 10)


def test_after_a_silence_there_is_nothing_to_compare_with() -> None:
    spike = Spike(SPEC)
    assert spike.look(0, 1) is None
    assert spike.look(121, 90) is None


def test_what_is_believed_from_elsewhere_is_the_new_level() -> None:
    spike = Spike(SPEC)
    spike.look(0, 1)
    assert spike.look(60, 30) == Jump(60, 1)
    spike.believe(60, 30)
    assert spike.look(90, 31) is None
    assert spike.look(120, 1) == Jump(120, 31)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=50))
def test_what_moves_less_than_the_greatest_step_is_never_doubted(values: list[float]) -> None:
    assert judged(*values) == [None] * len(values)

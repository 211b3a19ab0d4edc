from __future__ import annotations

from typing import Any

import pytest

from backend.contract.state import Text
from backend.domain.messages.ladder_spec import LadderSpec, Repeat, RungSpec, check_ladder, duration_s, plan


def rung(after: str = "PT0S", **fields: Any) -> RungSpec:
    return RungSpec(**({"after": after, "to": ("duty",), "template": "t"} | fields))


def ladder(*rungs: RungSpec) -> LadderSpec:
    return LadderSpec(id="l", title=Text("Thang"), rungs=rungs)


@pytest.mark.parametrize(
    ("text", "seconds"), [("PT0S", 0), ("PT5M", 300), ("PT1H30M", 5400), ("P1D", 86400), ("P1DT1S", 86401)]
)
def test_durations(text: str, seconds: float) -> None:
    assert duration_s(text) == seconds


@pytest.mark.parametrize("text", ["", "P", "PT", "P1DT", "5M", "PT5", "PT-5M", "P1M"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="expected e.g. PT5M"):
        duration_s(text)


def test_repeats_stand_between_the_other_rungs_in_order_of_time() -> None:
    again = rung("PT3M", repeat=Repeat(every="PT5M", times=2))
    spec = ladder(rung(), again, rung("PT5M", to=("boss",)))
    assert [(after_s, each.to) for after_s, each in plan(spec)] == [
        (0, ("duty",)), (180, ("duty",)), (300, ("boss",)), (480, ("duty",)), (780, ("duty",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("spec", "key", "found"),
    [
        (ladder(), "rungs", "no rung"),
        (ladder(rung("5 phút")), "rungs[0].after", "found '5 phút'"),
        (ladder(rung(to=())), "rungs[0].to", "nobody is told"),
        (ladder(rung("PT5M"), rung("PT1M")), "rungs[1].after", "earlier than the rung before it"),
        (ladder(rung(repeat=Repeat("PT5S", 1))), "rungs[0].repeat.every", "found 'PT5S'"),
        (ladder(rung(repeat=Repeat("mai", 1))), "rungs[0].repeat.every", "found 'mai'"),
        (ladder(rung(repeat=Repeat("PT5M", 0))), "rungs[0].repeat.times", "found 0"),
        (ladder(rung(within_m=0.0)), "rungs[0].within_m", "found 0"),
        (ladder(rung(within_m=60_000.0)), "rungs[0].within_m", "found 60000"),
    ],
)
def test_every_fault_is_named(spec: LadderSpec, key: str, found: str) -> None:
    problems = list(check_ladder(spec))
    assert [(problem.key, problem.found) for problem in problems] == [(key, found)]
    assert problems[0].cure


def test_a_good_ladder_has_none() -> None:
    assert list(check_ladder(ladder(rung(), rung("PT5M", repeat=Repeat("PT1M", 3))))) == []

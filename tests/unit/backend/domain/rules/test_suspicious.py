from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backend.contract.state import Quality, Text
from backend.domain.checks.doubt import Doubt
from backend.domain.evaluator import Evaluator
from backend.domain.observation import Observation
from backend.domain.rules import suspicious
from backend.domain.verdict import Verdict

Make = Callable[..., Any]
STUCK = Doubt("stuck", 0.0, Text("Đứng yên ở 5 cm từ 07:00", "Stuck at 5 cm"))


def doubtful(at: float, value: float = 5.0, doubt: Doubt | None = STUCK) -> Observation:
    return Observation("p.level", at, value, Quality.UNCERTAIN, doubt)


def said(verdicts: list[Verdict]) -> list[tuple[bool, float]]:
    return [(verdict.active, verdict.at) for verdict in verdicts]


def make(rule: Make, series: Make, **fields: Any) -> Evaluator:
    spec = suspicious.Spec(
        **{
            "id": "r",
            "kind": "suspicious",
            "title": Text("Nghi ngờ {name}: {value} {unit}"),
            "metric": "level",
            "severity": "low",
            "consequence": Text("c"),
            "response": Text("r"),
            "respond_within_s": 600.0,
            "unit_id": "u",
            "procedure": "none",
        }
        | fields
    )
    return Evaluator([spec], [series()])


def test_uncertain_readings_raise_after_a_while_and_trusted_ones_end_it(
    rule: Make, series: Make, reading: Make
) -> None:
    evaluator = make(rule, series, after_s=100.0, clear_s=60.0)
    assert evaluator.observe([reading(0, 5), doubtful(10), doubtful(60)], 60) == []
    (raised,) = evaluator.observe([doubtful(110)], 110)
    assert (raised.active, raised.at, raised.severity) == (True, 10, "low")
    assert raised.title.vi == "Nghi ngờ P: 5,0 cm"
    assert raised.detail == STUCK.words
    assert evaluator.observe([reading(120, 6)], 114) == []
    assert said(evaluator.observe([reading(150, 6), reading(180, 6)], 180)) == [(True, 10), (False, 180)]


def test_one_trusted_reading_between_begins_the_time_anew(rule: Make, series: Make, reading: Make) -> None:
    evaluator = make(rule, series, after_s=100.0)
    assert evaluator.observe([doubtful(0), reading(90, 5), doubtful(100), doubtful(190)], 190) == []
    assert said(evaluator.observe([doubtful(200)], 200)) == [(True, 100)]


def test_silence_and_bad_readings_change_nothing(rule: Make, series: Make, reading: Make) -> None:
    evaluator = make(rule, series)
    assert said(evaluator.observe([doubtful(0)], 0)) == [(True, 0)]
    assert evaluator.next_due() is None
    assert evaluator.observe([reading(10, 5, Quality.BAD)], 10) == []
    assert said(evaluator.observe([reading(20, 5)], 20)) == [(False, 20)]


def test_what_the_source_itself_doubts_says_so(rule: Make, series: Make) -> None:
    (raised,) = make(rule, series).observe([doubtful(0, doubt=None)], 0)
    assert raised.detail.vi == "Nguồn tự đánh dấu là không chắc"


def test_a_level_that_stood_before_a_restart_stays(series: Make, reading: Make) -> None:
    memory = suspicious.Memory()
    memory.adopt(1, 50.0)
    bound = suspicious.Bound(0.0, 60.0, ("low",), "cm")
    found = suspicious.evaluate(bound, memory, reading(100, 5), 100)
    assert found is not None
    assert (found.level, found.at) == (1, 50.0)
    assert suspicious.evaluate(bound, memory, None, 101) is None


def test_delays_below_0_are_faults(rule: Make, series: Make) -> None:
    evaluator = make(rule, series)
    spec = evaluator.bound_rules("p.level")[0][0]
    assert isinstance(spec, suspicious.Spec)
    import msgspec

    wrong = msgspec.structs.replace(spec, after_s=-1.0, clear_s=-2.0)
    assert [problem.key for problem in suspicious.problems(wrong, None)] == ["after_s", "clear_s"]  # type: ignore[arg-type]

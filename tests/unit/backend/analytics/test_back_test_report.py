from __future__ import annotations

import msgspec

from backend.analytics.back_test_report import Report
from backend.analytics.backtest import Question, back_test
from tests.unit.backend.analytics import series_lab as lab


def test_a_report_goes_through_json_unchanged() -> None:
    question = Question(
        rule=lab.threshold_rule(),
        facts=(lab.facts(),),
        limit_sets={},
        start_at=lab.START,
        end_at=lab.START + 3600,
    )
    history = lab.minutes(*[1.0, 11.0] * 20)
    report = back_test(question, lambda _, start, end: history.between(start, end))
    assert report.episodes
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report

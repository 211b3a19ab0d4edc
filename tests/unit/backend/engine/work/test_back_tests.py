from __future__ import annotations

import msgspec
import yaml

from backend.analytics.back_test_report import (
    Episode,
    EventRecord,
    Figures,
    NamedEvent,
    PlaceRecord,
    Proposal,
    Report,
    Settings,
)
from backend.engine.work.back_tests import N_EPISODES, answer, rule_named_in, with_proposal

RULE = "rules:\n- id: ngap\n  limit: 10\n  hold_s: 60\n"
FIGURES = Figures(
    n_episodes=8, n_rings=8, n_chattering=2, chattering_share=0.25, longest_s=900.0, active_s=4000.0,
    active_share=0.01, n_floods=1, flood_s=600.0,
)  # fmt: skip
EVENTS = tuple(
    EventRecord(event=NamedEvent(id=name, name=name, start_at=1.0, end_at=2.0), outcome=outcome)
    for name, outcome in (("bão 1", "caught"), ("bão 2", "missed"), ("bão 3", "no data"))
)


def report(proposal: Proposal | None = None, n_episodes: int = 3) -> Report:
    episode = Episode(
        place_id="a", raised_at=5.0, cleared_at=None, duration_s=1.0, peak_value=62.0, severity="high", rang=True,
        chattering=False,
    )  # fmt: skip
    place = PlaceRecord(
        place_id="a", name="Mẹ Suốt", n_readings=500, first_at=0.0, last_at=9.0, n_episodes=3, n_chattering=0,
        longest_s=1.0, active_share=0.1,
    )  # fmt: skip
    return Report(
        rule_id="ngap", kind="threshold", unit="cm", start_at=0.0, end_at=4 * 86_400.0, figures=FIGURES, per_day={},
        places=(place,), episodes=(episode,) * n_episodes, floods=(), events=EVENTS, unjudged=(("b.m", "không có giới hạn"),),
        tolerance_s=300.0, proposal=proposal, no_proposal="" if proposal else "đã yên",
    )  # fmt: skip


def test_a_report_as_a_desk_shows_it() -> None:
    found = answer(report(n_episodes=150), RULE)
    assert (found.n_episodes, found.per_day, found.n_readings, found.ringing_s) == (8, 2.0, 500, 4000.0)
    assert len(found.episodes) == N_EPISODES
    assert [(e.name, e.caught) for e in found.events] == [("bão 1", True), ("bão 2", False), ("bão 3", False)]
    assert (found.proposal, found.rule_proposed, found.n_episodes_proposed) == ({}, "", 8)
    said = " ".join(found.remarks)
    for words in ("b.m", "bão 3", "đã yên"):
        assert words in said


def test_a_proposal_goes_into_the_rules_text() -> None:
    calmer = msgspec.structs.replace(FIGURES, n_episodes=3, active_s=3500.0)
    proposal = Proposal(
        before=Settings(60, 0, 0), after=Settings(120, 300, 2), unit="cm", figures=calmer, events=EVENTS,
        removed_share=0.6, n_kept=3, later_s=60,
    )  # fmt: skip
    found = answer(report(proposal), RULE)
    assert (found.n_episodes_proposed, found.ringing_s_proposed) == (3, 3500.0)
    assert [e.kept for e in found.events] == [True, False, False]
    rule = yaml.safe_load(found.rule_proposed)["rules"][0]
    assert rule == {"id": "ngap", "limit": 10, "hold_s": 120, "off_delay_s": 300, "deadband": 2}
    assert with_proposal("ngap", found.proposal) == ""


def test_the_rule_in_a_text_is_found_or_not() -> None:
    assert rule_named_in(RULE) == "ngap"
    for text in ("rules: []\n", "x: [1\n", "a\nb\n", "rules:\n- limit: 1\n"):
        assert rule_named_in(text) == ""

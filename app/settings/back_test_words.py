"""A back-test in words and figures: how often, how long, what a proposal would change. Pure."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QCoreApplication

from app.settings.rule_text import Calm
from backend.contract.work_requests import BackTest
from widgets.logic import formats

tr = QCoreApplication.translate

DAY_S = 86_400.0


class Figure(msgspec.Struct, frozen=True):
    """One number with its name."""

    value: str
    name: str


class Change(msgspec.Struct, frozen=True):
    """One row of the comparison."""

    name: str
    before: str
    after: str
    changed: bool


def figures(test: BackTest, language: str) -> tuple[Figure, ...]:
    """Return the figures that are read first."""
    return (
        Figure(formats.number(test.n_episodes, 0, language), tr("BackTest", "times rung")),
        Figure(
            formats.number(test.per_day, per_day_decimals(test.per_day), language), tr("BackTest", "a day")
        ),
        Figure(formats.duration(test.ringing_s, language), tr("BackTest", "ringing in all")),
        Figure(formats.number(test.n_chattering, 0, language), tr("BackTest", "of it chatter")),
        Figure(formats.number(test.n_floods, 0, language), tr("BackTest", "floods of alarms")),
    )


def per_day_decimals(per_day: float) -> int:
    """Return how many decimals a number of rings a day is told with."""
    return 0 if per_day >= 100 else 1 if per_day >= 1 else 2


def basis(test: BackTest, timezone: str, language: str) -> str:
    """Return what was looked at: days, from when to when, how many readings."""
    words = tr("BackTest", "{days} days, {start} to {end}, {n} readings")
    return words.format(
        days=formats.number((test.end_at - test.start_at) / DAY_S, 0, language),
        start=formats.date(test.start_at, timezone, language),
        end=formats.date(test.end_at - 1.0, timezone, language),
        n=formats.number(test.n_readings, 0, language),
    )


def verdict(test: BackTest, language: str) -> str:
    """Return one sentence on the rule as it is."""
    if not test.n_readings:
        return tr("BackTest", "No stored reading in this time: nothing can be said. Choose another time.")
    if not test.n_episodes:
        return tr("BackTest", "It would not have rung once.")
    share = test.n_chattering / test.n_episodes
    if share >= 0.3:
        words = tr("BackTest", "{share} % of its rings are chatter: it would tire the people on duty.")
        return words.format(share=formats.number(100 * share, 0, language))
    return ""


def events_verdict(test: BackTest) -> str:
    """Return how many named events are caught."""
    if not test.events:
        return tr("BackTest", "No named event in this time (events.yaml of the centre).")
    caught = sum(event.caught for event in test.events)
    words = tr("BackTest", "Named events: {caught} of {n} caught")
    return words.format(caught=caught, n=len(test.events))


def proposal_words(test: BackTest, language: str) -> str:
    """Return what a proposal would win, or that there is none."""
    if not test.proposal:
        return tr("BackTest", "Nothing to propose: leave hold and deadband as they are.")
    fewer = test.n_episodes - test.n_episodes_proposed
    lost = sum(event.caught and not event.kept for event in test.events)
    share = formats.number(100 * fewer / max(1, test.n_episodes), 0, language)
    words = tr("BackTest", "{n} rings fewer ({share} %); no event that is caught now is missed.")
    if lost:
        words = tr("BackTest", "{n} rings fewer ({share} %), but {lost} caught events would be missed.")
    return words.format(n=formats.number(fewer, 0, language), share=share, lost=lost)


def changes(test: BackTest, before: Calm, unit: str, language: str) -> tuple[Change, ...]:
    """Return the comparison of the rule as it is with the proposal; empty without one.

    Args:
        test: with its proposal.
        before: what the rule says now.
        unit: of the deadband.
        language: of the numbers.
    """
    if not test.proposal:
        return ()
    after = Calm(**{name: test.proposal.get(name, getattr(before, name)) for name in Calm.__struct_fields__})
    days = max((test.end_at - test.start_at) / DAY_S, 1e-9)

    def time(seconds: float) -> str:
        return formats.duration(seconds, language)

    def band(value: float) -> str:
        decimals = next((d for d in (0, 1, 2) if abs(round(value, d) - value) < 1e-9), 3)
        return f"{formats.number(value, decimals, language)} {unit}".strip()

    def rings(n: int) -> str:
        rate = formats.number(n / days, per_day_decimals(n / days), language)
        return tr("BackTest", "{n} ({rate} a day)").format(n=formats.number(n, 0, language), rate=rate)

    return (
        _change(tr("BackTest", "Hold before it rings"), time(before.hold_s), time(after.hold_s)),
        _change(tr("BackTest", "Delay before it clears"), time(before.off_delay_s), time(after.off_delay_s)),
        _change(tr("BackTest", "Deadband"), band(before.deadband), band(after.deadband)),
        _change(tr("BackTest", "Times rung"), rings(test.n_episodes), rings(test.n_episodes_proposed)),
        _change(tr("BackTest", "Ringing in all"), time(test.ringing_s), time(test.ringing_s_proposed)),
    )


def _change(name: str, before: str, after: str) -> Change:
    return Change(name, before, after, before != after)

"""Puts a back-test together: a centre, its packs, a rule of theirs or a new one, its store, its events."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Sequence
from pathlib import Path

import msgspec

from backend.analytics.back_test_report import Report
from backend.analytics.backtest import Question, Read, back_test
from backend.analytics.columns import Readings
from backend.contract.document import DocumentError, Fault, Lines, unknown_cure
from backend.domain.rule import RuleSpec, applies
from backend.domain.series import SeriesFacts
from backend.engine.centre import load_centre
from backend.engine.derived_history import DerivedHistory
from backend.engine.known_events import load_events
from backend.store import Store
from backend.usecases.packs import Packs, load_packs, read_document
from backend.usecases.rule_check import RuleEntry, check_rules
from backend.usecases.shelf import shelf_of

DAY_S = 86_400.0


class BackTestError(ValueError):
    """A back-test that cannot be made; says why and what to do."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be back-tested."""

    rule_id: str
    centre: Path
    packs: Path
    """Folder of packs."""
    database: str
    """SQLAlchemy URL."""
    rules: Path | None = None
    """File of candidate rules; one with the id of a pack's rule takes its place."""
    days: float = 90.0
    """Length of the history, if `from_` is empty."""
    from_: str = ""
    """ISO 8601, the centre's time where it names no zone; empty: `days` before the end."""
    to: str = ""
    """Likewise; empty: the newest stored reading that the rule judges."""
    tolerance_s: float = 300.0


def run(wanted: Wanted) -> Report:
    """Return the back-test of a rule on a centre's stored history.

    Raises:
        BackTestError: no such rule, no history, or a time that cannot be understood.
        DocumentError: the centre, a pack, the rules or the events are not right.
        StoreError: the database does not answer.
    """
    loaded = load_centre(wanted.centre)
    packs = load_packs(shelf_of(loaded.folder, wanted.packs), loaded.packs)
    if wanted.rules is not None:
        packs = with_candidates(packs, wanted.rules)
    zone = zoneinfo.ZoneInfo(loaded.centre.timezone)
    events = load_events(wanted.centre / "events.yaml", {p.place_id for p in loaded.places}, zone)
    rule = _rule(packs, wanted.rule_id)
    facts = [each for place in loaded.places for each in packs.series_of(place)]
    store = Store.open(wanted.database)
    try:
        store.check_schema()
        history = DerivedHistory(packs, facts, store)
        judged = [each for each in facts if applies(rule, each)]
        measured = [history.source_of(each) or each for each in judged]
        start_at, end_at = _span(wanted, store, [*judged, *measured], zone)
        question = Question(
            rule=rule,
            parents=tuple(_rule(packs, parent.rule) for parent in rule.inhibited_by),
            facts=tuple(facts),
            limit_sets=packs.limit_sets,
            start_at=start_at,
            end_at=end_at,
            zone=zone,
            events=events,
            tolerance_s=wanted.tolerance_s,
        )
        return back_test(question, _reader(store, packs, history))
    finally:
        store.close()


def with_candidates(packs: Packs, path: Path) -> Packs:
    """Return the packs with the rules of a file, which take the place of those with the same id.

    Raises:
        DocumentError: with every fault of the file.
    """
    faults: list[Fault] = []
    read = read_document(path, faults)
    if read is None:
        raise DocumentError(faults)
    data, lines = read
    listed = data.get("rules") if isinstance(data, dict) else None
    if not isinstance(listed, list) or not listed:
        cure = "begin with 'rules:' and one '- id: …' each"
        raise DocumentError([lines.fault("", "no list of rules", cure)])
    new = [RuleEntry(lines, f"rules[{i}]", item) for i, item in enumerate(listed)]
    replaced = {item.get("id") for item in listed if isinstance(item, dict)}
    kept = [
        RuleEntry(Lines(f"rule '{rule.id}' of the packs"), "", msgspec.to_builtins(rule))
        for rule in packs.rules
        if rule.id not in replaced
    ]
    units = {name: metric.unit for name, metric in packs.metrics.items()}
    kinds = {name: kind.metrics for name, kind in packs.place_kinds.items()}
    rules, faults = check_rules([*kept, *new], units, kinds, packs.limit_sets)
    if faults:
        raise DocumentError(faults)
    return msgspec.structs.replace(packs, rules=tuple(rules))


def _rule(packs: Packs, rule_id: str) -> RuleSpec:
    for rule in packs.rules:
        if rule.id == rule_id:
            return rule
    cure = unknown_cure(rule_id, [rule.id for rule in packs.rules])
    raise BackTestError(f"there is no rule '{rule_id}'; {cure}")


def _reader(store: Store, packs: Packs, history: DerivedHistory) -> Read:
    """Return what reads a series as intake would have marked it: imported readings were never checked.

    A derived series of which the store has nothing at that time is computed.
    """

    def read(facts: SeriesFacts, start_at: float, end_at: float) -> Readings:
        stored = Readings(*store.raw(facts.series_id, start_at, end_at))
        if not len(stored):
            stored = history.read(facts, start_at, end_at)
        return stored.plausible(*packs.metrics[facts.metric].range)

    return read


def _span(
    wanted: Wanted, store: Store, facts: Sequence[SeriesFacts], zone: zoneinfo.ZoneInfo
) -> tuple[float, float]:
    """Return the first and last instant to look at, s since epoch."""
    if not facts:
        raise BackTestError(
            f"the rule '{wanted.rule_id}' is about no place of this centre; "
            "compare its metric, place_kind and where with places.csv"
        )
    newest = [at for each in facts if (at := store.newest_at(each.series_id)) is not None]
    if not newest:
        raise BackTestError(
            f"the store has no reading that the rule '{wanted.rule_id}' judges; "
            "let the daemon gather some, or bring them in with 'toancanh import readings'"
        )
    end_at = _instant("--to", wanted.to, zone) if wanted.to else max(newest)
    start_at = _instant("--from", wanted.from_, zone) if wanted.from_ else end_at - wanted.days * DAY_S
    if start_at >= end_at:
        raise BackTestError("the history would end before it begins; correct --from, --to or --days")
    return start_at, end_at


def _instant(option: str, text: str, zone: zoneinfo.ZoneInfo) -> float:
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError as error:
        raise BackTestError(f"{option} {text!r}: {error}; write 2026-10-14 or 2026-10-14T06:00") from error
    return (found if found.tzinfo else found.replace(tzinfo=zone)).timestamp()

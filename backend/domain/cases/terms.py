"""The deadline table of a kind: which row holds for a case, as the deadline engine counts it."""

from __future__ import annotations

import re

from backend.contract.cases import CaseFile
from backend.contract.state import Text
from backend.domain.cases.spec import CaseKindSpec, TermSpec
from backend.domain.deadlines.amount import DurationError, Mode, parse_duration, parse_term
from backend.domain.deadlines.spec import DeadlineSpec

FOREIGN = "P100Y"
"""Amount of a deadline that another system has set: it only marks it, nothing is counted by it."""
NEAR_SHARE = 0.2
"""Near from the last fifth of the time on, where a row does not say."""

_SHORT = re.compile(r"(\d+)\s*(m|h|d|mo)")
_ISO_OF = {"m": "PT{}M", "h": "PT{}H", "d": "P{}D", "mo": "P{}M"}


def duration(text: str) -> str:
    """Return a duration of a deadline table as ISO 8601.

    Args:
        text: `30m`, `4h`, `7d`, `1mo`, ISO 8601 (`PT4H`), or a term of a regulation (`15 ngày`).

    Raises:
        DurationError: it is none, or no time at all.
    """
    found = _SHORT.fullmatch(text.strip())
    if found is not None:
        iso = _ISO_OF[found[2]].format(found[1])
    elif text.strip().startswith("P"):
        iso = text.strip()
    else:
        try:
            iso = parse_term(text)[0]
        except DurationError as error:
            raise DurationError(
                f"the duration {text!r} cannot be read; write 30m, 4h, 7d, 1mo, PT4H or 15 ngày"
            ) from error
    if not parse_duration(iso):
        raise DurationError(f"the duration {text!r} is no time at all; write more than zero")
    return iso


def term_of(spec: CaseKindSpec, file: CaseFile) -> TermSpec | None:
    """Return the most exact row that fits a case: field counts most, then severity, unit, source.

    Of rows that are equally exact the first one holds.
    """
    fitting = [term for term in spec.terms if _fits(term, file)]
    return max(fitting, key=_exactness, default=None)


def _fits(term: TermSpec, file: CaseFile) -> bool:
    return (
        term.field in ("*", file.field)
        and term.severity in ("*", file.severity)
        and term.unit in ("*", file.unit_id)
        and term.source in ("*", file.source)
    )


def _exactness(term: TermSpec) -> tuple[bool, bool, bool, bool]:
    return (term.field != "*", term.severity != "*", term.unit != "*", term.source != "*")


def pauses_of(spec: CaseKindSpec) -> dict[str, Text]:
    """Return what may stop a clock of the kind: its paused statuses, by id."""
    return {status.id: Text("") for status in spec.statuses if status.group == "paused"}


def accept_spec(spec: CaseKindSpec, term: TermSpec) -> DeadlineSpec | None:
    """Return how long a case may wait for acceptance; None: as long as it likes."""
    return _spec(spec, term.accept, term.accept_mode, "") if term.accept else None


def finish_spec(spec: CaseKindSpec, term: TermSpec) -> DeadlineSpec | None:
    """Return how long a case may take; None: there is no deadline."""
    return _spec(spec, term.finish, term.finish_mode, term.near) if term.finish else None


def foreign_spec(term: TermSpec | None) -> DeadlineSpec:
    """Return how a deadline is kept that another system has set.

    No status stops it: that system moves its deadlines itself.
    """
    mode: Mode = "elapsed" if term is None else term.finish_mode
    near = duration(term.near) if term is not None and term.near else ""
    return DeadlineSpec(
        amount=FOREIGN, mode=mode, begin="at_once", near_left=near, near_share=0.0 if near else NEAR_SHARE
    )


def _spec(spec: CaseKindSpec, amount: str, mode: Mode, near: str) -> DeadlineSpec:
    return DeadlineSpec(
        amount=duration(amount),
        mode=mode,
        begin="next_working" if mode == "working" else "at_once",
        near_left=duration(near) if near else "",
        near_share=0.0 if near else NEAR_SHARE,
        pauses=pauses_of(spec),
    )

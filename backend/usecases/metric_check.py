"""Checks what a metric says of its readings' quality."""

from __future__ import annotations

from collections.abc import Iterator

from backend.contract.document import Fault, Lines
from backend.domain.checks.spec import Checks, problems


def check_faults(checks: Checks | None, lines: Lines, at: str, *, computed: bool) -> Iterator[Fault]:
    """Yield what is wrong with the checks of a metric.

    Args:
        checks: as read, None where it has none.
        lines: of the file.
        at: key of the metric (`metrics.depth_cm`).
        computed: its values are computed here.
    """
    if checks is None:
        return
    if computed:
        cure = "check the metric that it is computed from: what is doubted there does not enter here"
        yield lines.fault(f"{at}.checks", "a computed metric has no sensor to doubt", cure)
    for problem in problems(checks):
        yield lines.fault(f"{at}.checks.{problem.key}".rstrip("."), problem.found, problem.cure)

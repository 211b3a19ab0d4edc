"""What a skeleton of measurements cannot hold of its table. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from backend.cli.new_pack.columns import Column
from backend.cli.new_pack.readings import Plan


def remarks(plan: Plan, header: Sequence[object], rows: Sequence[Sequence[object]]) -> list[str]:
    """Return a sentence for each thing that a person should look at; none where all is taken.

    Args:
        plan: what the skeleton is made from.
        header: names of the table's columns.
        rows: cells beneath them.
    """
    used = [*plan.of("number"), *plan.of("time")[:1], *plan.of("place")[:1]]
    left = [column for column in plan.columns if column not in used and column.role != "empty"]
    found = []
    if left:
        found.append(f"columns that are not read: {', '.join(column.header for column in left)}")
    names = [str(name).strip() for name in header]
    at = [names.index(c.header) for c in (*plan.of("time")[:1], *plan.of("place")[:1])]
    keys = [tuple(str(row[i]) for i in at if i < len(row)) for row in rows]
    if n_same := len(keys) - len(set(keys)):
        found.append(
            f"{n_same} rows have the time and place of another one, of which one counts{_way_out(left)}"
        )
    return found


def _way_out(left: Sequence[Column]) -> str:
    apart = next((column.header for column in left if column.role == "category"), "")
    if not apart:
        return ": add the time of day, or make one row of them"
    return (
        f". Does '{apart}' tell them apart? Put place and '{apart}' into one column of the spreadsheet "
        "('Chợ Hàn – Thủy sản'), remove the files below and start again"
    )

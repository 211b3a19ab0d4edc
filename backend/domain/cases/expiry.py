"""When a case ends by itself: what is no longer in force."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from backend.contract.cases import CaseFile
from backend.domain.cases.spec import CaseKindSpec


def expires_at(spec: CaseKindSpec, file: CaseFile, zone: ZoneInfo) -> float | None:
    """Return when an open case ends by itself, s since epoch; None: never.

    Args:
        spec: of its kind.
        file: the case.
        zone: of an instant without offset.
    """
    if spec.expiry is None or not file.open:
        return None
    action = next((each for each in spec.actions if each.id == spec.expiry.action), None)
    if action is None or (action.from_ and file.status not in action.from_):
        return None
    return instant(file.data.get(spec.expiry.data, ""), zone)


def instant(text: str, zone: ZoneInfo) -> float | None:
    """Return an instant of a data field, s since epoch; None where there is none."""
    try:
        at = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).timestamp()

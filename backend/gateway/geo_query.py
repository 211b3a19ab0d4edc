"""Parameters of `GET requests` as a query of cases, or every reason why they are none. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping

import msgspec

from backend.contract.cases import OPEN_GROUPS, CaseGroup, CaseQuery
from backend.contract.state import Text
from backend.domain.cases.spec import CaseKindSpec
from backend.gateway.errors import GatewayError
from backend.gateway.settings import LARGEST_PAGE

SPAN_S = 90 * 86_400.0
"""Longest and usual span of one question, as GeoReport v2 says."""
DEEPEST = 1_000_000
"""Rows that may be paged over; further back by dates."""
MOST_IDS = 200
LONGEST_ID = 80
_LATEST = 4_102_444_800.0
"""The year 2100."""
NOTHING = ("",)
"""As ids of cases: no case has it."""
CLOSED_GROUPS: tuple[CaseGroup, ...] = ("done", "refused")


class Asked(msgspec.Struct, frozen=True):
    """What a request asks for."""

    query: CaseQuery
    page: int = 1
    page_size: int = LARGEST_PAGE
    ids: tuple[str, ...] = ()
    """Asked by name: overrides all the rest."""


def asked(
    parameters: Mapping[str, str], kind: CaseKindSpec, now: float, hidden: Collection[str] = ()
) -> Asked:
    """Return what the parameters ask for.

    Args:
        parameters: of the address.
        kind: whose cases are asked for.
        now: s since epoch, end of the usual span.
        hidden: fields whose cases are not shown.

    Raises:
        GatewayError: with every parameter that is wrong.
    """
    wrong: list[Text] = []
    named = parameters.get("service_request_id", "")
    ids = tuple(dict.fromkeys(one.strip() for one in named.split(",") if one.strip()))
    if len(ids) > MOST_IDS:
        wrong.append(
            Text(
                f"service_request_id: {len(ids)} mã, tối đa {MOST_IDS} mã một lần.",
                f"service_request_id: {len(ids)} ids, at most {MOST_IDS} at once.",
            )
        )
    size = _whole(parameters, "page_size", LARGEST_PAGE, LARGEST_PAGE, wrong)
    page = _whole(parameters, "page", 1, max(1, DEEPEST // size), wrong)
    fields = _fields(parameters.get("service_code", ""), kind, wrong)
    none = NOTHING if fields and not set(fields) - set(hidden) else ()
    if hidden:
        fields = tuple(f for f in fields or ("", *(each.id for each in kind.fields)) if f not in hidden)
    groups = _groups(parameters.get("status", ""), wrong)
    start_at, end_at = _span(parameters, now, wrong)
    if wrong:
        raise GatewayError(400, *wrong)
    query = CaseQuery(
        kind=kind.id, groups=groups, fields=fields, case_ids=none, opened_from=start_at, opened_to=end_at
    )
    return Asked(query, page, size, tuple(one for one in ids if is_id(one)))


def is_id(word: str) -> bool:
    """Return whether a case might have this id: of others the store is not asked."""
    return 0 < len(word) <= LONGEST_ID and word.isprintable()


def _whole(parameters: Mapping[str, str], name: str, usual: int, most: int, wrong: list[Text]) -> int:
    word = parameters.get(name, "").strip()
    if not word:
        return usual
    if word.isascii() and word.isdigit() and len(word) <= 9 and 1 <= int(word) <= most:
        return int(word)
    wrong.append(
        Text(f"{name}: cần số nguyên từ 1 đến {most}.", f"{name}: expected a whole number from 1 to {most}.")
    )
    return usual


def _fields(word: str, kind: CaseKindSpec, wrong: list[Text]) -> tuple[str, ...]:
    codes = [code.strip() for code in word.split(",") if code.strip()]
    known = {field.id for field in kind.fields}
    unknown = [code for code in codes if code not in known]
    if unknown:
        shown = unknown[0][:LONGEST_ID]
        wrong.append(
            Text(
                f"service_code: không có dịch vụ {shown!r}; danh sách ở /services.",
                f"service_code: there is no service {shown!r}; /services lists them.",
            )
        )
    if kind.other_field in codes and kind.other_field:
        codes.append("")  # what nobody has classified is shown under that code
    return tuple(dict.fromkeys(codes))


def _groups(word: str, wrong: list[Text]) -> tuple[CaseGroup, ...]:
    wanted = {part.strip().lower() for part in word.split(",") if part.strip()}
    if wanted - {"open", "closed"}:
        wrong.append(Text("status: chỉ nhận open hoặc closed.", "status: expected open or closed."))
    groups: tuple[CaseGroup, ...] = OPEN_GROUPS if "open" in wanted else ()
    if "closed" in wanted:
        groups += CLOSED_GROUPS
    return groups or OPEN_GROUPS + CLOSED_GROUPS


def _span(parameters: Mapping[str, str], now: float, wrong: list[Text]) -> tuple[float, float]:
    start_at = _instant(parameters, "start_date", wrong)
    end_at = _instant(parameters, "end_date", wrong)
    if start_at is None and end_at is None:
        return now - SPAN_S, now + 1.0  # what was opened in this second belongs to it
    if start_at is None:
        start_at = (end_at or now) - SPAN_S
    if end_at is None:
        end_at = start_at + SPAN_S
    if not 0 <= end_at - start_at <= SPAN_S:
        wrong.append(
            Text(
                "start_date, end_date: khoảng thời gian từ 0 đến 90 ngày, ngày cuối sau ngày đầu.",
                "start_date, end_date: a span of at most 90 days, its end after its start.",
            )
        )
    return start_at, end_at


def _instant(parameters: Mapping[str, str], name: str, wrong: list[Text]) -> float | None:
    word = parameters.get(name, "").strip()
    if not word:
        return None
    found = instant_of(word)
    if found is None:
        wrong.append(
            Text(
                f"{name}: cần thời điểm W3C có múi giờ, ví dụ 2026-11-24T00:00:00+07:00.",
                f"{name}: expected a W3C instant with its zone, e.g. 2026-11-24T00:00:00+07:00.",
            )
        )
    return found


def instant_of(word: str) -> float | None:
    """Return a W3C date and time with its zone as s since epoch; None if it is none of our time.

    A `+` of an address that was not escaped arrives as a blank; it is taken for what it was.
    """
    if len(word) > 40:
        return None
    try:
        found = datetime.datetime.fromisoformat(word.replace(" ", "+") if "T" in word else word)
        at = found.timestamp() if found.tzinfo is not None else -1.0
    except (ValueError, OverflowError, OSError):
        return None
    return at if 0.0 <= at < _LATEST else None

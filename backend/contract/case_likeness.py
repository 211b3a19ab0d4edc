"""Which open cases may be one and the same: the question before people merge them, and its answer."""

from __future__ import annotations

import msgspec

from backend.contract.cases import CaseFile


class GetAlike(msgspec.Struct, frozen=True, tag="get_alike"):
    """Asks which open cases a case may repeat, or is repeated by; the answer is `AlikeCases`.

    What makes cases alike is said by their kind. A unit's officer is told of the own unit's cases only.
    """

    case_id: str


class AlikeCase(msgspec.Struct, frozen=True, omit_defaults=True):
    """One open case that may be the same as the one asked about."""

    file: CaseFile
    """Without notes."""
    same_phone: bool = False
    """It came by one telephone number, in whatever writing."""
    apart_m: float | None = None
    """How far they are from each other, m; None: not near each other, or one has no position."""


class AlikeCases(msgspec.Struct, frozen=True, tag="alike_cases"):
    """Answer to `GetAlike`: the likeliest ones first, none where the kind looks for no repetitions."""

    rows: tuple[AlikeCase, ...] = ()


CaseLikenessRequest = GetAlike
CaseLikenessAnswer = AlikeCases

"""What a source says of a case: the case as the other side has it now."""

from __future__ import annotations

import msgspec

from backend.contract.work import Case


class CaseUpdate(msgspec.Struct, frozen=True, omit_defaults=True):
    """A case as another system has it; what it does not say is empty.

    `case` is what maps and incidents need; its `status` is the other system's word. The rest is kept where
    a pack declares the kind.
    """

    case: Case
    says_severity: bool = True
    """Whether the source says how severe it is; if not, the field or the kind does and `case.severity` is
    only what maps show of a kind that no pack declares."""
    text: str = ""
    """What the reporter wrote."""
    field: str = ""
    """The other system's word for the category: an id, name or other word of a field of the kind."""
    unit: str = ""
    """The other system's word for the responsible unit: its id or any of its names."""
    assignee: str = ""
    source: str = ""
    """Channel: id of a source of the kind, or one of its words."""
    remote_id: str = ""
    reporter: str = ""
    phone: str = ""
    email: str = ""
    accepted_at: float | None = None
    due_at: float | None = None
    """Deadline as the other system has it; None: the centre's own deadlines hold."""
    finished_at: float | None = None
    rating: int | None = None
    rating_text: str = ""
    result: str = ""
    parent: str = ""
    media: tuple[str, ...] = ()
    """Addresses of photos."""
    data: dict[str, str] = {}
    """Data fields of the kind."""
    data_whole: bool = False
    """What it says of data is all that there is: an empty field is taken away, not left as it was."""

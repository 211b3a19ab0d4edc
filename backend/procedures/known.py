"""What a drawing may refer to: actions and their parameters, variables at the start, names of the centre."""

from __future__ import annotations

import msgspec

from backend.domain.messages import nearby

FARTHEST_M = nearby.FARTHEST_M
"""Farthest that people may be from what a message is about, m."""


class ActionKind(msgspec.Struct, frozen=True):
    """One thing that an automatic step can do."""

    vi: str
    """What it does, with its parameters in braces."""
    needs: tuple[str, ...] = ()
    """Parameters that it cannot do without."""
    one_of: tuple[str, ...] = ()
    """One of these is needed, too."""
    may: tuple[str, ...] = ()


ACTIONS: dict[str, ActionKind] = {
    "send": ActionKind(
        "Gửi tin theo mẫu {template} tới {to}", needs=("template", "to"), may=("channel", "within_m", "text")
    ),
    "request": ActionKind(
        "Hỏi số liệu theo mẫu {template} từ {to}",
        needs=("template", "to"),
        may=("channel", "within_m", "text"),
    ),
    "assign": ActionKind("Giao việc cho {unit}{lead}", one_of=("unit", "lead")),
    "open_camera": ActionKind("Mở camera {place}", needs=("place",)),
    "http": ActionKind("Gọi {method} {url}", needs=("url",), may=("method", "body")),
    "close_alarm": ActionKind("Đóng cảnh báo ({which})", may=("which",)),
    "close_incident": ActionKind("Đóng sự cố: {reason}", may=("reason",)),
    "note": ActionKind("Ghi vào nhật ký: {text}", needs=("text",)),
    "case.act": ActionKind(
        "Xử lý hồ sơ: {action}",
        needs=("action",),
        may=("note", "result", "unit", "assignee", "field", "severity", "parent", "rating", "due"),
    ),
    "case.open": ActionKind(
        "Mở hồ sơ {kind}: {title}", needs=("kind",), may=("title", "text", "field", "data")
    ),
    "send_nearest": ActionKind(
        "Điều lực lượng rảnh gần nhất, mở {kind}",
        needs=("kind",),
        may=("kinds", "by", "title", "text"),
    ),
    "case.note": ActionKind("Ghi vào hồ sơ: {text}", needs=("text",), may=("public",)),
}

PUBLIC = frozenset({"citizen", "citizens", "public", "nguoi-dan", "người dân"})
"""Addressees of messages to the public, which two people must approve."""

ABOUT_CASE = frozenset({"reporter", "assignee", "followers"})
"""Addressees of messages whom a case names: who handed it in, who settles it, who follows its unit."""

START_VARIABLES = frozenset(
    {
        "incident_id",
        "alarm_id",
        "case_id",
        "status",
        "field",
        "title",
        "severity",
        "n_members",
        "area_name",
        "place_name",
        "value",
        "unit",
        "lat",
        "lon",
    }
)
"""What every run knows from its start."""

SETTINGS = frozenset(
    {
        "deadline",
        "mode",
        "unit",
        "evidence",
        "approvals",
        "outcomes",
        "variable",
        "variables",
        "mayskip",
        "required",
        "until",
        "places",
        "action",
        "confirm",
        "expression",
        "role",
        "id",
    }
)
"""Our attributes."""


class Known(msgspec.Struct, frozen=True):
    """Names of a centre that a drawing may use; None: not known, so not checked."""

    actions: frozenset[str] | None = None
    """None: those that the daemon has."""
    templates: frozenset[str] | None = None
    roles: frozenset[str] | None = None
    """Roles and units."""
    channels: frozenset[str] | None = None
    procedures: frozenset[str] | None = None
    variables: frozenset[str] = frozenset()
    """What the starter gives besides `START_VARIABLES`."""

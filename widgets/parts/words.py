"""Words about age and state that every tile uses."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from backend.contract.state import OperatorState, Quality, Severity
from widgets.logic import formats

translate = QCoreApplication.translate
QUALITY_SIGNS = {Quality.UNCERTAIN: "?", Quality.BAD: "✕", Quality.BELOW: "<", Quality.ABOVE: ">"}
"""Stand before a number."""


def late_words(age_s: float, language: str) -> str:
    """Return `chậm 4 ph`."""
    return translate("Tile", "late {age}").format(age=formats.rough_duration(age_s, language))


def lost_words(at: float | None, now: float, timezone: str) -> str:
    """Return `không có số liệu từ 03:38`; without the time where nothing ever came."""
    if at is None:
        return translate("Tile", "no data yet")
    return translate("Tile", "no data since {time}").format(time=formats.moment(at, now, timezone))


def since_words(at: float, now: float, timezone: str) -> str:
    """Return `từ 03:38`."""
    return translate("Tile", "since {time}").format(time=formats.moment(at, now, timezone))


def updated_words(age_s: float, language: str) -> str:
    """Return `cập nhật 2 s trước`."""
    return translate("Tile", "updated {age} ago").format(age=formats.rough_duration(age_s, language))


def severity_word(severity: Severity) -> str:
    """Return the word of a severity: `nguy cấp`, `cảnh báo`, `cảnh giác`, `lưu ý`."""
    return {
        "critical": translate("Severity", "critical"),
        "high": translate("Severity", "high"),
        "medium": translate("Severity", "medium"),
        "low": translate("Severity", "low"),
    }[severity]


def operator_word(operator: OperatorState) -> str:
    """Return the badge of an operator state, such as `CHƯA NHẬN` or `ĐÃ NHẬN`."""
    return {
        "unacknowledged": translate("Alarm", "NEW"),
        "acknowledged": translate("Alarm", "TAKEN"),
        "shelved": translate("Alarm", "SHELVED"),
        "suppressed": translate("Alarm", "SUPPRESSED"),
        "out_of_service": translate("Alarm", "OUT OF SERVICE"),
        "none": translate("Alarm", "NORMAL"),
    }[operator]


def quality_word(quality: int) -> str:
    """Return the words of a reading's quality, empty for a good one."""
    return {
        1: translate("Record", "doubtful"),
        2: translate("Record", "below the detection limit"),
        3: translate("Record", "above the measuring range"),
        4: translate("Record", "not usable"),
    }.get(quality, "")

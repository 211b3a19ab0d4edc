"""What is spoken of an alarm: short Vietnamese that a synthetic voice reads right. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.sound.cues import Cue
from backend.contract.state import Severity

_SEVERITIES: Mapping[str, Mapping[Severity, str]] = {
    "vi": {"critical": "Khẩn cấp", "high": "Cảnh báo", "medium": "Cảnh giác", "low": "Lưu ý"},
    "en": {"critical": "Critical", "high": "Warning", "medium": "Watch", "low": "Notice"},
}
_UNITS: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "cm": "xăng-ti-mét",
        "mm/h": "mi-li-mét một giờ",
        "mm": "mi-li-mét",
        "m³/s": "mét khối một giây",
        "m": "mét",
        "km": "ki-lô-mét",
        "mg/L": "mi-li-gam một lít",
        "V": "vôn",
        "°C": "độ",
        "%": "phần trăm",
    },
    "en": {"cm": "centimetres", "mm/h": "millimetres an hour", "mm": "millimetres", "m": "metres"},
}
_MORE = {"vi": "và {count} cảnh báo khác", "en": "and {count} more"}


def sentence(cue: Cue, language: str = "vi") -> str:
    """Return what is spoken: `Khẩn cấp: ngập 62 xăng-ti-mét, Mẹ Suốt`.

    The place is said by its name alone: what follows its first comma only helps who reads.
    """
    spoken = language if language in _SEVERITIES else "en"
    what, _dash, where = cue.alarm.title.in_language(language).partition(" — ")
    said = [f"{_SEVERITIES[spoken][cue.severity]}: {_lowered(_units_spoken(what, spoken))}"]
    if where:
        said.append(_units_spoken(where.partition(",")[0], spoken))
    if cue.n_alarms > 1:
        said.append(_MORE[spoken].format(count=cue.n_alarms - 1))
    return ", ".join(said)


def _lowered(words: str) -> str:
    """Return words that go on after a colon: only the first letter of a plain word becomes small."""
    first = words.split(" ", 1)[0]
    return words if first.isupper() and len(first) > 1 else words[:1].lower() + words[1:]


def _units_spoken(words: str, language: str) -> str:
    """Return words with the units after numbers written out, the longest unit first."""
    units = _UNITS[language]
    found = "|".join(re.escape(unit) for unit in sorted(units, key=len, reverse=True))
    pattern = rf"(?<=\d)\s?({found})(?![\w/³])"
    return re.sub(pattern, lambda match: " " + units[match.group(1)], words)

"""Cases that send somebody, or tell somebody when they begin: orders to a crew, calls handed to a ward."""

from __future__ import annotations

from msgspec.structs import replace

from backend.contract.cases import CaseFile
from backend.domain.cases.change import CaseChange, MessageAsk
from backend.domain.cases.spec import ActionSpec, CaseKindSpec
from backend.domain.cases.words import tokens

S_PER_MIN = 60.0


def begun(spec: CaseKindSpec, change: CaseChange) -> CaseChange:
    """Return the beginning of a case with whom it tells, and what it does to the case that it is about."""
    opening, file = spec.opening, change.state.file
    if opening.message and opening.to_roles and file.open:
        ask = MessageAsk(opening.message, opening.to_roles, file.text)
        change = replace(change, messages=(*change.messages, ask))
    return replace(change, about_action=opening.about_action) if opening.about_action else change


def timed(file: CaseFile, action: ActionSpec, now: float) -> CaseFile:
    """Return a case with the minutes from its opening to an action, where the action notes them.

    What was noted once stays: a crew that arrives a second time did not arrive later.
    """
    if not action.minutes or file.data.get(action.minutes):
        return file
    minutes = max(0.0, now - file.opened_at) / S_PER_MIN
    return replace(file, data=file.data | {action.minutes: f"{minutes:.1f}"})


def crew_of(spec: CaseKindSpec, file: CaseFile) -> str:
    """Return the place that a case sends, empty where it sends none."""
    return file.data.get(spec.resource, "") if spec.resource else ""


def subject_of(spec: CaseKindSpec, file: CaseFile) -> str:
    """Return the code of what a case is about, empty where it stands for itself."""
    return file.data.get(spec.about, "").strip() if spec.about else ""


def answered(spec: CaseKindSpec, text: str) -> tuple[str, str]:
    """Return the action that an answer means, and what else it says; no action where it is a remark.

    The longest word that begins the answer counts: `da toi` before `da`. Case and diacritics do not
    matter, and neither do signs: `1.` is `1`, but `10 phút nữa` is not.
    """
    said = tokens(text)
    best: tuple[int, str] = (0, "")
    for reply in spec.replies:
        for word in reply.words:
            wanted = tokens(word)
            if wanted and said[: len(wanted)] == wanted and len(wanted) > best[0]:
                best = (len(wanted), reply.action)
    return best[1], _after(text, best[0]) if best[1] else text.strip()


def _after(text: str, n_tokens: int) -> str:
    """Return what stands in a text after its first words, as it was written."""
    begins = 0
    for end in range(1, len(text) + 1):
        if len(tokens(text[:end])) == n_tokens and (end == len(text) or not text[end].isalnum()):
            begins = end
            break
    return text[begins:].strip(" \t\r\n.,;:-–—")

"""What the city's page says in a conversation: texts of a file, checked when it is read. Pure."""

from __future__ import annotations

import re
import string
from typing import Any

import msgspec

BLANKS: dict[str, frozenset[str]] = {
    "photo_taken": frozenset({"n"}),
    "ask_field": frozenset({"list"}),
    "ask_any_field": frozenset({"list"}),
    "summary": frozenset({"text", "n_photos", "place", "field"}),
    "opened": frozenset({"code", "due"}),
    "opened_without_due": frozenset({"code"}),
    "refused": frozenset({"reason"}),
    "unknown_code": frozenset({"code"}),
    "status": frozenset({"code", "title", "status", "unit"}),
    "status_due": frozenset({"due"}),
    "status_result": frozenset({"result"}),
    "rated": frozenset({"stars", "code"}),
}
"""What may stand in braces in a text; in all others nothing may."""
_LONGEST = 1_500


class TalkWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Texts and the words that people answer with."""

    greeting: str
    """To who has just come, or wrote nothing that is a report."""
    ask_more: str
    """Too short to be a report."""
    ask_photo: str
    photo_taken: str
    """{n}: photos so far."""
    too_many_photos: str
    ask_place: str
    outside: str
    """The shared position lies outside of the city."""
    ask_field: str
    """{list}: numbered guesses."""
    ask_any_field: str
    """{list}: all fields, numbered."""
    not_in_list: str
    other_field: str
    """Last line of the guesses: none of these."""
    summary: str
    """{text}, {n_photos}, {place}, {field}; says how to send and how to give up."""
    shared_place: str
    """Stands for the place where only a position was shared."""
    confirm: str
    """Neither sent nor given up."""
    sending: str
    """It is being kept: wait."""
    opened: str
    """{code}, {due}."""
    opened_without_due: str
    refused: str
    """{reason}."""
    failed: str
    """It could not be kept for now: send once more."""
    cancelled: str
    nothing_to_cancel: str
    timed_out: str
    ask_code: str
    """Asked about the status without code."""
    unknown_code: str
    status: str
    """{code}, {title}, {status}, {unit}."""
    status_due: str
    """Added where there is a deadline: {due}."""
    status_result: str
    """Added where there is a result: {result}."""
    rated: str
    """{stars}, {code}."""
    nothing_to_rate: str
    send_words: tuple[str, ...]
    cancel_words: tuple[str, ...]
    skip_words: tuple[str, ...]
    look_up_words: tuple[str, ...]
    """A message that begins so asks about the code that follows."""

    def __post_init__(self) -> None:
        """Check the blanks of each text, and that no two words of answers are the same."""
        for field in msgspec.structs.fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str):
                _check_text(field.name, value)
            elif not value or not all(word.strip() for word in value):
                raise ValueError(f"`{field.name}` needs at least one word")

    def say(self, name: str, **values: object) -> str:
        """Return a text with its blanks filled; what is filled in is not looked at again."""
        text: str = getattr(self, name)
        return text.format_map({key: str(value) for key, value in values.items()}).strip()


def _check_text(name: str, text: str) -> None:
    if not text.strip() or len(text) > _LONGEST:
        raise ValueError(f"`{name}` needs a text of at most {_LONGEST} characters")
    try:
        parts: list[Any] = list(string.Formatter().parse(text))
    except ValueError as error:
        raise ValueError(f"`{name}`: {error}; write braces only around blanks") from None
    allowed = BLANKS.get(name, frozenset())
    for _, blank, form, conversion in parts:
        if blank is not None and (blank not in allowed or form or conversion):
            expected = ", ".join(f"{{{one}}}" for one in sorted(allowed)) or "no blanks"
            raise ValueError(f"`{name}`: {{{blank}}} is no blank here; expected {expected}")


def same_words(text: str) -> str:
    """Return a text as answers are compared: lower case, one blank between words, no stops around."""
    return re.sub(r"\s+", " ", text).strip(" .!?,;:\"'“”").casefold()

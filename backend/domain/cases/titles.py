"""Titles of cases whose reporter gave none. Pure."""

from __future__ import annotations

LONGEST = 80


def title_of(text: str) -> str:
    """Return the first line of a text as a title of at most 80 characters, cut at a word; empty: no text."""
    line = next((line for part in text.splitlines() if (line := " ".join(part.split()))), "")
    if len(line) <= LONGEST:
        return line
    return line[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(",;:.- ") + "…"

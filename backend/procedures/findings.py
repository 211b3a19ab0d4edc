"""What is said of a drawing that cannot run, and of a request that cannot be granted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from backend.contract.state import Text
from backend.contract.work import Finding


class ProcedureError(Exception):
    """A drawing cannot be read or run; `findings` say why, element by element."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(line(found, "en") for found in self.findings))


class ProcedureRefusedError(Exception):
    """What somebody asked for cannot be done now; nothing was changed."""

    def __init__(self, vi: str, en: str) -> None:
        self.text = Text(vi, en)
        super().__init__(vi)


def line(found: Finding, language: str) -> str:
    """Return one finding as one line of text."""
    where = f"{found.element}: " if found.element else ""
    return f"{where}{found.message.in_language(language)} {found.cure.in_language(language)}".strip()


def say(
    about: tuple[str, str],
    message: tuple[str, str],
    cure: tuple[str, str],
    level: Literal["error", "warning"] = "error",
) -> Finding:
    """Return a finding.

    Args:
        about: element id, and its name and type as the author knows them.
        message: what is wrong, in Vietnamese and English.
        cure: what to do, in Vietnamese and English.
        level: `error` keeps the procedure from running.
    """
    return Finding(
        element_id=about[0], element=about[1], level=level, message=Text(*message), cure=Text(*cure)
    )

"""What the domain says to a person whose action it does not allow."""

from __future__ import annotations

from backend.contract.state import Text


class RefusedError(ValueError):
    """An action that is not allowed; `text` says why and what to do, to the person who asked for it."""

    def __init__(self, vi: str, en: str) -> None:
        """Refuse in both languages; logs and other programs read the English."""
        self.text = Text(vi, en)
        super().__init__(en)

"""What goes wrong with the store, in words that end with the cure."""

from __future__ import annotations


class StoreError(Exception):
    """The store cannot do what was asked.

    Attributes:
        cure: what to do, for a person.
    """

    def __init__(self, message: str, cure: str) -> None:
        """Say what happened to which item (`message`) and what to do (`cure`)."""
        super().__init__(f"{message}; {cure}")
        self.cure = cure

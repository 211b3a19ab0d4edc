"""Paths into a JSON message.

`a.b.0` goes from the item, `$.a.b` from the whole message, `$` is the whole message, `/a.b/c` is a
JSON pointer from the item (for keys that contain dots), `topic:2` is a level of the MQTT topic.
"""

from __future__ import annotations

from collections.abc import Sequence

from backend.sources.reading.numbers import UnreadableError

_TOPIC = "topic:"

MISSING = object()
"""What `Path.get` returns where there is nothing, not even null."""


class Path:
    """One compiled path."""

    def __init__(self, text: str) -> None:
        """Compile.

        Raises:
            UnreadableError: not a path.
        """
        self.text = text
        self.topic_level: int | None = None
        self.from_root = False
        self.keys: tuple[str, ...] = ()
        if text.startswith(_TOPIC):
            level = text.removeprefix(_TOPIC)
            if not level.isdigit():
                raise UnreadableError(f"path {text!r}: expected a number after 'topic:', counted from 0")
            self.topic_level = int(level)
        elif text.startswith("/"):
            self.keys = tuple(key.replace("~1", "/").replace("~0", "~") for key in text[1:].split("/"))
        else:
            self.from_root = text == "$" or text.startswith("$.")
            rest = text.removeprefix("$").removeprefix(".")
            self.keys = tuple(rest.split(".")) if rest else ()
            if "" in self.keys:
                raise UnreadableError(f"path {text!r} has an empty part")

    @property
    def only_key(self) -> str | None:
        """The key if the path is one key of the item, else None."""
        plain = len(self.keys) == 1 and not self.from_root and self.topic_level is None
        return self.keys[0] if plain else None

    def get(self, item: object, root: object, topic: Sequence[str]) -> object:
        """Return what is there, `MISSING` if nothing is."""
        if self.topic_level is not None:
            return topic[self.topic_level] if self.topic_level < len(topic) else MISSING
        found = root if self.from_root else item
        for key in self.keys:
            if isinstance(found, dict):
                found = found.get(key, MISSING)
            elif isinstance(found, list) and key.isdigit() and len(key) < 10:
                found = found[int(key)] if int(key) < len(found) else MISSING
            else:
                return MISSING
        return found

"""What a kind of tile is: its spec, its options, and the body inside the common frame.

A kind is one file `widgets/tiles/<kind>.py` with

- `SPEC = TileSpec(...)`;
- `class Options(TileOptions)`: a msgspec.Struct, each field documented (the layout file's keys);
- `class Body(TileBody)` with `__init__(self, options, context, parent=None)`.

The frame (`widgets.parts.frame.TileFrame`) draws title, source, age, state and menu; the body draws
the rest and says how fresh it is.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from backend.contract.state import Freshness, Severity
from widgets.focus import Focus
from widgets.live import LiveData
from widgets.theme.look import Look
from widgets.video_port import VideoPort

TileState = Literal["fresh", "late", "lost", "failed"]


class TileSpec(msgspec.Struct, frozen=True):
    """One kind of tile."""

    kind: str
    title_vi: str
    title_en: str
    min_width_px: int = 240
    """At desk density."""
    min_height_px: int = 120
    framed: bool = True
    """False: the body draws its own caption (video)."""


class TileOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options that every kind has."""

    title: str = ""
    """Words in the tile's head; empty: the kind chooses."""
    opens: str = ""
    """Layout that a click on the head, or Ctrl+Enter in the tile, shows; empty: none."""


class TileHealth(msgspec.Struct, frozen=True):
    """How a tile is."""

    state: TileState
    oldest_at: float | None = None
    """Instant of the oldest value that the tile shows, None where it shows none."""
    source: str = ""
    """Where its values come from, in words."""
    note: str = ""
    """Why it is not fresh, or a remark for the frame's head."""
    cameras: tuple[CameraHealth, ...] = ()
    """Only of tiles that show cameras."""


class CameraHealth(msgspec.Struct, frozen=True):
    """How one camera on a tile is."""

    camera_id: str
    state: Freshness | Literal["failed"]
    frames_shown: int
    reason: str = ""


class TileHead(msgspec.Struct, frozen=True):
    """What a body adds to the frame's head."""

    subtitle: str = ""
    """After the title, in second text."""
    badge: str = ""
    """A short word that asks for attention, framed."""
    badge_severity: Severity | None = None
    """Colour of the badge; None: second text."""
    remark: str = ""
    """At the right instead of the age (a count)."""
    updated_at: float | None = None
    """Newest value of a tile that shows many; the head says how long ago while the tile is fresh."""


class TileContext(msgspec.Struct, frozen=True):
    """What a tile is given."""

    live: LiveData
    look: Look
    language: str
    """"vi" or "en"."""
    video: VideoPort | None = None
    """Opens cameras; None where the wall has no players."""
    focus: Focus | None = None
    """Which incident the wall looks at; None where nobody asks."""


class TileBody(QWidget):
    """Base of every kind's `Body`; stays small on purpose."""

    health_changed = Signal()
    place_chosen = Signal(str)
    """A place id: the wall opens its record."""
    incident_chosen = Signal(str)
    """An incident id: the wall looks at it and shows where."""
    case_chosen = Signal(str)
    """A case id: the wall opens the case."""
    title_changed = Signal(str)

    marks_own_values: ClassVar[bool] = False
    """True: the body hatches its own late values (many on one tile); else the frame hatches it all."""

    def __init__(self, context: TileContext, parent: QWidget | None = None) -> None:
        """Keep the context."""
        super().__init__(parent)
        self.context = context
        if context.focus is not None:
            self.incident_chosen.connect(context.focus.choose)

    def health(self) -> TileHealth:
        """Return how the tile is now; called once a second and after `health_changed`."""
        raise NotImplementedError

    def default_title(self) -> str:
        """Return the words in the head where the layout gives none."""
        raise NotImplementedError

    def head(self) -> TileHead:
        """Return what stands in the frame's head besides the title; read whenever health is."""
        return TileHead()

    def release(self) -> None:
        """Give back what the garbage collector would not (players, web pages); called once at the end."""

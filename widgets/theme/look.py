"""The look that a tile is given: tokens of one theme at one density."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from backend.contract.state import Severity

Density = Literal["desk", "wall", "briefing"]
ThemeName = Literal["dark", "light", "contrast"]
THEMES: tuple[ThemeName, ...] = get_args(ThemeName)

FAR_PX = 51
SCALE: dict[Density, float] = {"desk": 1.0, "wall": 1.8, "briefing": 2.4}
"""Type scale of each density."""


class Tokens(msgspec.Struct, frozen=True):
    """Colours of one theme as #RRGGBB."""

    ground: str
    tile: str
    line: str
    text: str
    text_second: str
    text_third: str
    critical: str
    high: str
    medium: str
    low: str
    lost: str
    done: str
    focus: str
    live_series: str
    reference_series: str
    grid: str
    hatch: str
    age: str
    """Colour of the age of a late value."""
    rain: tuple[str, str, str, str, str]
    """Rain on the map, dry to heavy."""


DARK = Tokens(
    ground="#0C1115",
    tile="#12191F",
    line="#222D36",
    text="#E8EDF2",
    text_second="#93A2B0",
    text_third="#6F7F8D",
    critical="#FF5A52",
    high="#FF9F2E",
    medium="#F2D24B",
    low="#7CC4FF",
    lost="#7F8E9B",
    done="#3FA672",
    focus="#5AA9E6",
    live_series="#7CC4FF",
    reference_series="#5C6B78",
    grid="#26313B",
    hatch="#93A2B0",
    age="#F2D24B",
    rain=("#151D24", "#172832", "#18333F", "#1A3F4D", "#1C4A5D"),
)

SHAPES: dict[Severity | Literal["lost"], str] = {
    "critical": "◆",
    "high": "▲",
    "medium": "■",
    "low": "●",
    "lost": "○",
}
"""Shape of each severity; always with the word, never colour alone."""


class Look(msgspec.Struct, frozen=True):
    """One theme at one density."""

    tokens: Tokens
    theme: ThemeName = "dark"
    density: Density = "desk"

    def px(self, desk_px: float) -> int:
        """Return a size given at desk density (px) at this density."""
        return round(desk_px * SCALE[self.density])

    def key_px(self, desk_px: float) -> int:
        """Return a size for what must be read from the farthest seat: titles, key figures.

        At wall density no less than 51 px: a cap height of 37 px is 16 minutes of arc at five metres
        on a 55-inch panel of 1080 lines.
        """
        return max(self.px(desk_px), FAR_PX if self.density == "wall" else 0)

    def severity(self, severity: Severity) -> str:
        """Return the colour of a severity."""
        return str(getattr(self.tokens, severity))

"""Colours of counted things: calm for what goes well, a severity's for what needs a person."""

from __future__ import annotations

from widgets.logic.verdict import Verdict
from widgets.theme.look import Look
from widgets.theme.palettes import series_colours
from widgets.theme.shapes import Shape


def mixed(colour: str, ground: str, share: float) -> str:
    """Return `colour` (#RRGGBB) with a share (0 to 1) of `ground` in it."""
    parts = [
        round(int(colour[k : k + 2], 16) * (1 - share) + int(ground[k : k + 2], 16) * share)
        for k in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02X}" for part in parts)


def bar_colour(look: Look) -> str:
    """Return the colour of a bar that only says how many."""
    return mixed(look.tokens.live_series, look.tokens.tile, 0.15 if look.theme == "contrast" else 0.42)


def track_colour(look: Look) -> str:
    """Return the colour of what a bar has left to its full length."""
    return mixed(look.tokens.grid, look.tokens.tile, 0.4 if look.theme == "contrast" else 0.15)


def due_colour(due: str, look: Look) -> str:
    """Return the colour of a standing with the deadline."""
    tokens = look.tokens
    return {
        "overdue": tokens.high,
        "near": tokens.medium,
        "on_time": bar_colour(look),
        "paused": mixed(tokens.text_third, tokens.tile, 0.35),
        "none": mixed(tokens.text_third, tokens.tile, 0.6),
        "kept": mixed(tokens.done, tokens.tile, 0.2),
        "missed": mixed(tokens.high, tokens.tile, 0.5),
    }.get(due, bar_colour(look))


def due_shape(due: str) -> Shape | None:
    """Return the sign of a standing that needs a person."""
    shapes: dict[str, Shape] = {"overdue": "high", "near": "medium"}
    return shapes.get(due)


def verdict_shape(found: Verdict) -> Shape | None:
    """Return the sign of a target that is not reached."""
    shapes: dict[str, Shape] = {"bad": "critical", "missed": "high"}
    return shapes.get(found)


def verdict_colour(found: Verdict, look: Look) -> str:
    """Return the colour of the words about a target."""
    tokens = look.tokens
    return {"bad": tokens.critical, "missed": tokens.high, "met": tokens.done}.get(found, tokens.text_second)


def segment_colours(dim: str, keys: tuple[str, ...], look: Look) -> dict[str, str]:
    """Return a colour for each key of the second dimension of a breakdown."""
    tokens = look.tokens
    if dim == "due":
        return {key: due_colour(key, look) for key in keys}
    if dim == "severity":
        return {key: getattr(tokens, key, tokens.lost) for key in keys}
    base = series_colours(look)
    shades = [*base, *(mixed(colour, tokens.tile, 0.5) for colour in base)]
    return {key: mixed(shades[k % len(shades)], tokens.tile, 0.15) for k, key in enumerate(keys)}

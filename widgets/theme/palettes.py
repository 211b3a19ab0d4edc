"""The three colour themes and their contrast: dark for the wall, light for the day room, high contrast."""

from __future__ import annotations

from widgets.theme.look import DARK, Density, Look, ThemeName, Tokens

LIGHT = Tokens(
    ground="#E4E8EC",
    tile="#FFFFFF",
    line="#CBD3DA",
    text="#10181F",
    text_second="#43515D",
    text_third="#63717D",
    critical="#C8261D",
    high="#B25400",
    medium="#806600",
    low="#1B6FB8",
    lost="#5E6C78",
    done="#1F7A4C",
    focus="#1668AD",
    live_series="#1B6FB8",
    reference_series="#8C99A5",
    grid="#DDE3E8",
    hatch="#43515D",
    age="#7A5F00",
    rain=("#EFF4F7", "#CFE2EC", "#A6CBDD", "#78B0CB", "#4A93B5"),
)
"""Day briefing room; severities darkened until they read on white."""

CONTRAST = Tokens(
    ground="#000000",
    tile="#000000",
    line="#5A6B78",
    text="#FFFFFF",
    text_second="#CDD7E0",
    text_third="#A6B3BF",
    critical="#FF6A62",
    high="#FFB04A",
    medium="#FFE35C",
    low="#9AD4FF",
    lost="#B4C0CB",
    done="#5FD295",
    focus="#7CC4FF",
    live_series="#9AD4FF",
    reference_series="#90A0AE",
    grid="#3A4752",
    hatch="#CDD7E0",
    age="#FFE35C",
    rain=("#0A1218", "#143443", "#1B4F63", "#226B85", "#2A88A8"),
)
"""For tired or weak eyes and washed-out panels."""

TOKENS: dict[ThemeName, Tokens] = {"dark": DARK, "light": LIGHT, "contrast": CONTRAST}


def look_for(theme: ThemeName, density: Density) -> Look:
    """Return the look of a theme at a density."""
    return Look(TOKENS[theme], theme, density)


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    """Return the relative luminance of #RRGGBB, 0 (black) to 1 (white).

    Source: WCAG 2.2, definition of relative luminance (sRGB, IEC 61966-2-1).
    """
    red, green, blue = (_linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21.

    Source: WCAG 2.2, definition of contrast ratio.
    """
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def ink_on(colour: str) -> str:
    """Return near-black or white, whichever reads better on a fill of `colour`."""
    return max(("#0C1115", "#FFFFFF"), key=lambda ink: contrast_ratio(ink, colour))


def series_colours(look: Look) -> tuple[str, ...]:
    """Return the colours of up to six curves on one chart; none is a severity's colour.

    They differ in lightness too, so that the first four stay apart for every colour vision.
    """
    tokens = look.tokens
    if look.theme == "light":
        return (tokens.live_series, tokens.text, "#3FA08F", "#8A5A2B", "#64748B", "#C08457")
    return (tokens.live_series, tokens.text, "#2F8F80", "#7C5CD6", "#D9C2A8", "#8FA7BE")

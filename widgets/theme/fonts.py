"""Inter with tabular figures, at any weight and density."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from widgets.theme.look import Look

TEXT_WEIGHT = 500
HEAD_WEIGHT = 650
FONT_FILE = "Inter.ttf"
_FALLBACK = "sans-serif"
_DISPLAY_PX = 40
"""From this size on, letters take the tighter display shapes (axis `opsz`)."""

_family = [_FALLBACK]


def load_fonts(folder: Path) -> bool:
    """Load the application font from `folder` (`resources/fonts`); return whether it is there.

    Without it everything is drawn in the machine's sans-serif face: legible, but not the look.
    """
    path = folder / FONT_FILE
    number = QFontDatabase.addApplicationFont(str(path)) if path.is_file() else -1
    families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    _family[0] = families[0] if families else _FALLBACK
    sized_font.cache_clear()
    return bool(families)


def text_font(look: Look, desk_px: float, weight: int = TEXT_WEIGHT) -> QFont:
    """Return the face at a size given for desk density (px) and a weight of 100 to 900."""
    return QFont(sized_font(look.px(desk_px), weight))


@lru_cache(maxsize=512)
def sized_font(px: int, weight: int = TEXT_WEIGHT) -> QFont:
    """Return the face at a true size (px); do not change the returned font."""
    font = QFont(_family[0])
    font.setPixelSize(max(1, px))
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setFeature(QFont.Tag("tnum"), 1)
    if _family[0] == _FALLBACK:
        font.setBold(weight >= 600)
    else:
        # setWeight() picks among named instances only; the axis gives every weight between
        font.setVariableAxis(QFont.Tag("wght"), float(weight))
        font.setVariableAxis(QFont.Tag("opsz"), 32.0 if px >= _DISPLAY_PX else 14.0)
    return font


def fitted_font(words: str, width_px: float, px: int, weight: int, least_px: int = 9) -> QFont:
    """Return the largest font up to `px` in which `words` are at most `width_px` wide."""
    size = px
    while size > least_px:
        needed = QFontMetricsF(sized_font(size, weight)).horizontalAdvance(words)
        if needed <= width_px:
            break
        size = max(least_px, min(size - 1, int(size * width_px / needed)))
    return QFont(sized_font(size, weight))

"""The font of printed documents: one that has Vietnamese."""

from __future__ import annotations

from pathlib import Path

FONTS = (
    Path(__file__).resolve().parents[3] / "resources" / "fonts" / "Inter.ttf",
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
)
"""Inter of this program, else DejaVu Sans of the system."""


def document_font() -> Path:
    """Return the first font there is.

    Raises:
        FileNotFoundError: there is none; says how to have one.
    """
    found = next((font for font in FONTS if font.is_file()), None)
    if found is None:
        raise FileNotFoundError(
            f"no font for documents: expected {' or '.join(map(str, FONTS))}; run 'make setup'"
        )
    return found

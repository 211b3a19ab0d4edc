"""The sounds of the severities, computed: calm, distinct, worst highest and most repeated. Pure."""

from __future__ import annotations

import io
import wave
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from backend.contract.state import Severity

RATE_HZ = 44_100
LOUDNESS = 0.4
"""Of full scale: the desk's own volume decides how loud it is."""
FADE_S = 0.012
"""A tone swells and dies away at least this long: it never clicks."""


class Note(msgspec.Struct, frozen=True):
    """One tone and the pause after it."""

    hz: float
    length_s: float
    pause_s: float = 0.06


PATTERNS: Mapping[Severity, Sequence[Note]] = {
    "critical": (Note(988, 0.14), Note(784, 0.14), Note(988, 0.14, 0.22)) * 2,
    "high": (Note(784, 0.16), Note(659, 0.16, 0.2), Note(784, 0.16), Note(659, 0.2)),
    "medium": (Note(587, 0.2), Note(587, 0.28)),
    "low": (Note(440, 0.35),),
}
"""High, quick and thrice for the worst, one low tone for the least: told apart without knowing pitch.

Source: the pattern of bursts by priority follows IEC 60601-1-8 (high: most pulses and fastest, low: one or
two pulses); pitches are ours.
"""


def samples(notes: Sequence[Note]) -> npt.NDArray[np.float64]:
    """Return notes as samples between -1 and 1.

    Args:
        notes: in the order in which they sound.

    Returns:
        float64[n] at `RATE_HZ`.
    """
    return np.concatenate([part for note in notes for part in (_tone(note), _silence(note.pause_s))])


def _tone(note: Note) -> npt.NDArray[np.float64]:
    """Return a soft tone: its fundamental, two fainter harmonics, a swell and a long decay."""
    t = np.arange(round(note.length_s * RATE_HZ)) / RATE_HZ
    harmonics = ((1, 1.0), (2, 0.28), (3, 0.09))
    wave_ = sum(level * np.sin(2 * np.pi * note.hz * k * t) for k, level in harmonics)
    swell = np.minimum(1.0, t / FADE_S) * np.minimum(1.0, (note.length_s - t) / FADE_S)
    decay = np.exp(-1.6 * t / note.length_s)
    return np.asarray(LOUDNESS * wave_ * swell * decay / sum(level for _k, level in harmonics))


def _silence(length_s: float) -> npt.NDArray[np.float64]:
    return np.zeros(round(length_s * RATE_HZ))


def wav(severity: Severity) -> bytes:
    """Return the sound of a severity as a WAV file of one channel and 16 bits."""
    data = (samples(PATTERNS[severity]) * 32_767).astype("<i2").tobytes()
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(data)
    return file.getvalue()

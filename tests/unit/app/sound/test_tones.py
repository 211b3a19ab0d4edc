"""The sounds themselves."""

from __future__ import annotations

import io
import wave

import numpy as np
import pytest

from app.sound.tones import LOUDNESS, PATTERNS, RATE_HZ, Note, samples, wav
from backend.contract.state import SEVERITIES


def pitch_hz(tone):
    """Return the strongest frequency of samples."""
    spectrum = np.abs(np.fft.rfft(tone * np.hanning(len(tone))))
    return np.fft.rfftfreq(len(tone), 1 / RATE_HZ)[int(np.argmax(spectrum))]


def test_each_severity_has_its_own_sound():
    assert set(PATTERNS) == set(SEVERITIES)
    assert len({wav(severity) for severity in SEVERITIES}) == 4


def test_the_worse_the_more_and_the_higher():
    counts = [len(PATTERNS[severity]) for severity in SEVERITIES]
    assert counts == sorted(counts, reverse=True)
    highest = [max(note.hz for note in PATTERNS[severity]) for severity in SEVERITIES]
    assert highest == sorted(highest, reverse=True)


@pytest.mark.parametrize("severity", SEVERITIES)
def test_a_sound_is_short_calm_and_never_clicks(severity):
    tone = samples(PATTERNS[severity])
    assert 0.3 < len(tone) / RATE_HZ < 1.6
    assert np.abs(tone).max() <= LOUDNESS
    assert np.abs(tone).max() > LOUDNESS / 3, "it can be heard"
    assert np.abs(np.diff(tone)).max() < 0.15
    assert tone[0] == pytest.approx(0.0)
    assert tone[-1] == pytest.approx(0.0)


def test_a_note_has_its_pitch_and_length():
    tone = samples([Note(784, 0.5, 0.1)])
    assert len(tone) == round(0.6 * RATE_HZ)
    assert pitch_hz(tone[: RATE_HZ // 2]) == pytest.approx(784, abs=3)
    assert not tone[RATE_HZ // 2 + 1 :].any()


def test_the_file_can_be_read_by_any_player():
    with wave.open(io.BytesIO(wav("critical"))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE_HZ)
        assert file.getnframes() == len(samples(PATTERNS["critical"]))

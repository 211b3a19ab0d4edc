"""A voice of the machine, if it has one."""

from __future__ import annotations

import pytest

from app.sound.programs import Errand
from app.sound.voice import Voice, offers

ESPEAK = """Pty Language       Age/Gender VoiceName          File                 Other Languages
 5  vi              --/M      Vietnamese_(Northern) viet/vi
"""
SPD = "NAME LANGUAGE VARIANT\nVietnamese vi-VN none\n"


@pytest.fixture
def voice_of(qapp):
    made = []

    def make(find, language="vi"):
        made.append(Voice(language, find))
        return made[-1]

    yield make
    for voice in made:
        voice.close()


def speaking(tmp_path, listed):
    """Return a script that lists voices, or writes down what it is to speak."""
    return f"""case "$1" in
--voices=*|--list-synthesis-voices) printf '%s' '{listed}';;
*) for word; do last="$word"; done; echo "$last" >> {tmp_path}/spoken; sleep 0.1;;
esac"""


def spoken(tmp_path):
    path = tmp_path / "spoken"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


@pytest.mark.parametrize(
    ("listed", "found"),
    [(ESPEAK, True), (SPD, True), ("", False), ("en en-US\n", False), ("Navi vie\n", False)],
)
def test_a_list_of_voices_is_read(listed, found):
    assert offers(listed, "vi") is found


def test_it_speaks_vietnamese(qtbot, tmp_path, programs, voice_of):
    voice = voice_of(programs(espeak_ng=speaking(tmp_path, ESPEAK)))
    qtbot.waitUntil(voice.can_speak, timeout=5000)
    voice.speak("Khẩn cấp: ngập")
    qtbot.waitUntil(lambda: spoken(tmp_path) == ["Khẩn cấp: ngập"], timeout=5000)


def test_a_service_without_the_language_is_passed_over(qtbot, tmp_path, programs, voice_of):
    find = programs(spd_say="echo en en-GB", espeak_ng=speaking(tmp_path, ESPEAK))
    voice = voice_of(find)
    qtbot.waitUntil(voice.can_speak, timeout=5000)
    voice.speak("Cảnh báo")
    qtbot.waitUntil(lambda: spoken(tmp_path) == ["Cảnh báo"], timeout=5000)


def test_of_what_waits_only_the_newest_is_said(qtbot, tmp_path, programs, voice_of):
    voice = voice_of(programs(espeak_ng=speaking(tmp_path, ESPEAK)))
    qtbot.waitUntil(voice.can_speak, timeout=5000)
    for words in ("một", "hai", "ba"):
        voice.speak(words)
    qtbot.waitUntil(lambda: len(spoken(tmp_path)) == 2, timeout=5000)
    assert spoken(tmp_path) == ["một", "ba"]


def test_without_a_voice_it_is_silent(qtbot, programs, voice_of):
    voice = voice_of(programs(espeak_ng="echo en"))
    with qtbot.waitSignal(voice.probed, timeout=5000) as probed:
        pass
    assert probed.args == [False]
    voice.speak("Khẩn cấp")
    qtbot.waitUntil(lambda: not voice.findChildren(Errand), timeout=5000)
    assert not voice_of(lambda _name: "").can_speak()

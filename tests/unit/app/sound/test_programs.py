"""Programs that are started and not waited for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject

from app.sound.programs import Errand, find_program


@pytest.fixture
def errand(qtbot, programs):
    """Return a function that runs a script and returns what its end was."""
    owner, ends = QObject(), []

    def run(script, patience_s=10.0, name="job"):
        find = programs(**{name: script})
        made = Errand(owner, lambda code, written: ends.append((code, written)))
        made.set_out(find("job") or "/no/such/program", ["one", "two words"], patience_s)
        return made

    yield run, ends
    owner.deleteLater()


def test_its_end_and_words_are_told(qtbot, errand):
    run, ends = errand
    run('echo "$# $2"; echo loud >&2; exit 3')
    qtbot.waitUntil(lambda: bool(ends), timeout=5000)
    assert ends == [(3, "2 two words\nloud\n")]


def test_a_program_that_is_not_there_is_told_too(qtbot, errand):
    run, ends = errand
    run("exit 0", name="other")
    qtbot.waitUntil(lambda: bool(ends), timeout=5000)
    assert ends == [(-1, "")]


def test_one_that_hangs_is_ended(qtbot, errand):
    run, ends = errand
    run("exec sleep 60", patience_s=0.2)
    qtbot.waitUntil(lambda: bool(ends), timeout=5000)
    assert ends[0][0] == -1


def test_one_that_is_called_off_tells_nobody(qtbot, errand):
    run, ends = errand
    made = run("exec sleep 60")
    assert made.waitForStarted(5000)
    made.call_off()
    assert ends == []


def test_programs_are_found_on_the_path():
    assert find_program("sh").endswith("/sh")
    assert find_program("no-such-program-here") == ""

"""PySide6 6.12.0 loses a reference to True with each emit on Python 3.11 and aborts; the pin keeps it out."""

from __future__ import annotations

import sys

import PySide6
from PySide6.QtCore import QObject, Signal, Slot


class Emitter(QObject):
    switched = Signal(bool)


class Receiver(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.n = 0

    @Slot(bool)
    def take(self, on: bool) -> None:
        self.n += on


def test_ten_thousand_signals_keep_the_references_to_true_and_none() -> None:
    emitter, receiver = Emitter(), Receiver()
    emitter.switched.connect(receiver.take)
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(10_000):
        emitter.switched.emit(True)
    after = sys.getrefcount(True), sys.getrefcount(None)
    assert receiver.n == 10_000
    assert after[0] > before[0] - 1000
    assert after[1] > before[1] - 1000


def test_the_pin_holds() -> None:
    assert tuple(int(x) for x in PySide6.__version__.split(".")[:2]) < (6, 12)

"""The hotline's register of SOS requests: codes, times and statuses, kept over restarts of the demo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from backend.demo import messages
from backend.demo.hotline import Request
from backend.demo.messages import DONE, UNDER_WAY, WAITING, SosRecord

KEEP_DONE_S = 600.0
"""A closed request stays in the document so long, for whoever asks late."""


class _Kept(msgspec.Struct):
    """What the file holds."""

    last: dict[str, int] = {}
    """`SOS.20261124` to the last number given out that day."""
    going_on: list[SosRecord] = []


class SosRegister:
    """Gives each request its code when it first comes, and remembers it until it is long done."""

    def __init__(self, file: Path, area_codes: Mapping[str, str], now: float) -> None:
        """Go on with the codes of an earlier run; what was open then is closed now.

        Args:
            file: where codes are kept.
            area_codes: ward's name to its code.
            now: s since epoch.
        """
        self._file, self._area_codes = file, area_codes
        kept = _read(file)
        self._last = kept.last
        self._open: dict[int, SosRecord] = {}
        self._done = [(now, messages.sos_turned(record, now, DONE)) for record in kept.going_on]

    def note(self, requests: Iterable[Request], t_h: float, at: float) -> None:
        """Take over the requests that are open at `at` (s since epoch), which is `t_h` of the model's day."""
        was, self._open = self._open, {}
        for request in requests:
            status = WAITING if request.waits(t_h) else UNDER_WAY
            old = was.pop(request.number, None)
            if old is None:
                code = self._next_code(at)
                area_code = self._area_codes[request.area_name]
                record = messages.sos_record(code, area_code, request, at, status)
            else:
                record = old if old.trang_thai == status else messages.sos_turned(old, at, status)
            self._open[request.number] = record
        self._done = [one for one in self._done if at - one[0] <= KEEP_DONE_S]
        self._done += [(at, messages.sos_turned(record, at, DONE)) for record in was.values()]

    def records(self) -> list[SosRecord]:
        """Return the open requests and those that were closed a short while ago."""
        return [*self._open.values(), *(record for _, record in self._done)]

    def save(self) -> None:
        """Keep codes and open requests for the next run."""
        self._file.write_bytes(msgspec.json.encode(_Kept(self._last, list(self._open.values()))))

    def _next_code(self, at: float) -> str:
        day = messages.sos_code(at, 0).rpartition(".")[0]
        self._last[day] = self._last.get(day, 0) + 1
        return messages.sos_code(at, self._last[day])


def _read(file: Path) -> _Kept:
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Kept)
    except (FileNotFoundError, msgspec.DecodeError):
        return _Kept()

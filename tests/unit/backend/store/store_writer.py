"""A program that writes batches for ever and prints each committed one: the crash test kills it.

Arguments: address of the database, number of the first batch.
"""

from __future__ import annotations

import sys
import threading

from backend.contract.state import Alarm, Text
from backend.store.records import Batch, EntryDraft
from backend.store.store import Store

START = 1_700_000_400.0
N_SERIES = 20


def batch(i: int) -> Batch:
    alarm = Alarm(
        alarm_id=f"a{i % 3}", rule_id="r", subject="s", series_id="", title=Text("t"), detail=Text("d"),
        severity="low", peak_severity="low", active=True, operator="none", signal="fresh",
        raised_at=0.0, changed_at=float(i), occurrence=i,
    )  # fmt: skip
    return Batch(
        readings=[(number, START + i, float(i), 0) for number in range(N_SERIES)],
        entries=[EntryDraft(START + i, "writer", "batch", str(i), {"i": i})],
        alarms=[alarm],
        marks={"writer": str(i)},
    )


def main() -> None:
    store = Store.open(sys.argv[1])
    store.migrate()
    store.register_series([f"p.m{i}" for i in range(N_SERIES)])
    written_until = START

    def pack() -> None:
        while True:
            store.roll_up(written_until + 55)

    threading.Thread(target=pack, daemon=True).start()
    i = int(sys.argv[2])
    while True:
        written = store.write(batch(i))
        sys.stdout.write(f"{i} {written.entries[0].seq}\n")
        sys.stdout.flush()
        written_until = START + i
        i += 1


main()

"""An alarm list of 10,000 rows at 50 changes a second, single and grouped, against QSortFilterProxyModel."""

from __future__ import annotations

import argparse
import json
import random

from benchmarks import _gui as gui

N_ROWS, CHANGES_PER_S, RATE_HZ = 10_000, 50, 10.0
N_AREAS, N_INCIDENTS = 93, 20
"""Grouped: wards of a city, and incidents that one alarm in ten belongs to."""
SEVERITIES = ("critical", "high", "medium", "low")


def _alarm(number: int, raised_at: float, random_: random.Random):  # type: ignore[no-untyped-def]
    from backend.contract.state import Alarm, Text  # noqa: PLC0415 - after gui.start()

    severity = random_.choice(SEVERITIES)
    return Alarm(
        alarm_id=f"flood@{number}",
        rule_id="flood",
        subject=f"post{number}",
        series_id=f"post{number}.level",
        title=Text(f"Ngập {random_.randrange(10, 90)} cm — trụ {number}, Hòa Khánh"),
        detail=Text("Vượt 40 cm · 03:40:52"),
        severity=severity,
        peak_severity=severity,
        active=True,
        operator=random_.choice(("unacknowledged", "acknowledged")),
        signal="fresh",
        raised_at=raised_at,
        changed_at=raised_at,
        occurrence=1,
        incident_id=f"SC.{number // 10 % N_INCIDENTS}" if number % 10 == 0 else "",
    )


def _places():  # type: ignore[no-untyped-def]
    from backend.contract.state import Place  # noqa: PLC0415 - after gui.start()

    return tuple(
        Place(
            f"post{k}",
            f"trụ {k}",
            "flood_post",
            area_code=f"{k % N_AREAS}",
            area_name=f"Phường {k % N_AREAS}",
        )
        for k in range(N_ROWS)
    )


def ours(seconds: float, *, grouped: bool = False) -> dict[str, float]:
    """Measure the alarm tile fed by the real live state."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - after gui.start()

    from backend.contract.messages import AlarmsChanged, Snapshot, Values  # noqa: PLC0415
    from backend.contract.state import Centre, DeskLoad  # noqa: PLC0415
    from widgets.clock import WallClock  # noqa: PLC0415
    from widgets.live import LinkState, LiveData  # noqa: PLC0415
    from widgets.registry import make  # noqa: PLC0415
    from widgets.theme.palettes import look_for  # noqa: PLC0415
    from widgets.tile import TileContext  # noqa: PLC0415

    app = QApplication.instance() or QApplication([])
    random_ = random.Random(7)
    clock = WallClock()
    live = LiveData(clock, lambda *_: None)
    alarms = tuple(_alarm(k, clock.now() - k, random_) for k in range(N_ROWS))
    empty = Values(b"", b"", b"", b"")
    centre = Centre("b", "Bench")
    live.take_snapshot(
        Snapshot(1, "e", 0, clock.now(), {}, centre, _places(), (), empty, alarms, DeskLoad(), ())
    )
    live.set_link(LinkState("live", clock.now()))
    frame = make("alarms", {"grouped": grouped}, TileContext(live, look_for("dark", "desk"), "vi"))
    frame.resize(744, 900)
    frame.show()
    app.processEvents()
    per_step = round(CHANGES_PER_S / RATE_HZ)

    def step() -> None:
        numbers = random_.sample(range(N_ROWS), per_step)
        changed = tuple(_alarm(k, clock.now() if k % 2 else clock.now() - k, random_) for k in numbers)
        live.take(AlarmsChanged(changed, DeskLoad(n_active=N_ROWS)))

    found = gui.measure(step, RATE_HZ, seconds)
    frame.release()
    frame.deleteLater()
    app.processEvents()
    return found


def baseline(seconds: float) -> dict[str, float]:
    """Measure the usual way: the same rows and painting behind a sorting QSortFilterProxyModel."""
    from PySide6.QtCore import QAbstractListModel, QSortFilterProxyModel  # noqa: PLC0415 - after gui.start()
    from PySide6.QtWidgets import QApplication, QWidget  # noqa: PLC0415

    from widgets.clock import WallClock  # noqa: PLC0415
    from widgets.logic.alarm_groups import AlarmRow  # noqa: PLC0415
    from widgets.logic.alarm_list import order_key  # noqa: PLC0415
    from widgets.parts.alarm_delegate import ROW_DESK_PX, AlarmDelegate  # noqa: PLC0415
    from widgets.parts.alarm_model import ROW_ROLE  # noqa: PLC0415
    from widgets.parts.alarm_words import Saying, alarm_words  # noqa: PLC0415
    from widgets.parts.list_view import ListView  # noqa: PLC0415
    from widgets.theme.palettes import look_for  # noqa: PLC0415

    app = QApplication.instance() or QApplication([])
    clock = WallClock()
    random_, look, now = random.Random(7), look_for("dark", "desk"), clock.now()
    alarms = [_alarm(k, now - k, random_) for k in range(N_ROWS)]

    class Rows(QAbstractListModel):
        def rowCount(self, parent=None):  # type: ignore[no-untyped-def]  # noqa: N802 - Qt's name
            return N_ROWS

        def data(self, index, role=0):  # type: ignore[no-untyped-def]
            return AlarmRow(alarms[index.row()]) if role == ROW_ROLE else None

    class Sorted(QSortFilterProxyModel):
        def lessThan(self, left, right):  # type: ignore[no-untyped-def]  # noqa: N802 - Qt's name
            return order_key(alarms[left.row()]) < order_key(alarms[right.row()])

    model, proxy, window = Rows(), Sorted(), QWidget()
    proxy.setDynamicSortFilter(True)
    proxy.setSourceModel(model)
    proxy.sort(0)
    view = ListView(look, proxy, ROW_DESK_PX, window)
    saying = Saying(now, "Asia/Ho_Chi_Minh", "vi")
    view.set_delegate(AlarmDelegate(look, lambda row: alarm_words(row.alarm, saying), window))
    view.resize(744, 900)
    window.resize(744, 900)
    window.show()
    app.processEvents()

    def step() -> None:
        for k in random_.sample(range(N_ROWS), round(CHANGES_PER_S / RATE_HZ)):
            alarms[k] = _alarm(k, clock.now() if k % 2 else now - k, random_)
            model.dataChanged.emit(model.index(k), model.index(k))

    found = gui.measure(step, RATE_HZ, seconds)
    window.deleteLater()
    app.processEvents()
    return found


def run(seconds: float = 10.0) -> dict[str, object]:
    """Measure all in one run; a `ratio` is the baseline's share of a core over ours."""
    gui.start()
    mine, grouped, proxy = ours(seconds), ours(seconds, grouped=True), baseline(seconds)
    return {
        "bench": "alarm-table",
        "ours": mine,
        "grouped": grouped,
        "baseline": proxy,
        "ratio": round(proxy["core_percent"] / max(0.1, mine["core_percent"]), 2),
        "ratio_grouped": round(proxy["core_percent"] / max(0.1, grouped["core_percent"]), 2),
        "machine": gui.machine(),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--json", action="store_true", help="the only form there is")
    print(json.dumps(run(parser.parse_args().seconds), ensure_ascii=False))

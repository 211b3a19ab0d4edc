"""The small city of the widgets' tests, and a night's handover."""

from __future__ import annotations

import pytest

from backend.contract.messages import WorkChanged
from backend.contract.work import Handover, HandoverItem, Signature
from tests.unit.widgets.city import NOW, City
from tests.unit.widgets.conftest import city, no_leaks, show, vietnamese

__all__ = ["city", "no_leaks", "show", "vietnamese"]

HA, THU = Signature("ha", "Trần Minh Hà", NOW - 100), Signature("thu", "Lê Thị Thu", NOW - 50)


def item(item_id: str, kind: str, title: str = "", **fields: object) -> HandoverItem:
    given: dict[str, object] = {"detail": "chưa ai nhận", "since_at": NOW - 3600, **fields}
    return HandoverItem(item_id, kind, title or item_id, **given)  # type: ignore[arg-type]


ITEMS = (
    item("note:1", "note", "Nhớ gọi hồ Hòa Trung lúc 05:00", detail=""),
    item("incident:1", "incident", "SC.003 · Ngập quanh Mẹ Suốt", severity="critical", ticked_at=NOW - 60),
    item("alarm:1", "alarm", "Ngập 62 cm — Mẹ Suốt", severity="critical"),
    item("alarm:2", "alarm", "Ngập 34 cm — Hàm Nghi", severity="high"),
    item("alarm:3", "shelved", "Pin yếu — Trần Cao Vân", severity="low", since_at=NOW + 3600),
    item("camera:1", "camera", "Camera Âu Cơ", since_at=None),
)
HANDOVER = Handover("BG.20261122.002", "Ca 3", NOW - 120, NOW - 10, ITEMS)


def publish(city: City, *handovers: Handover) -> None:
    """Let the daemon tell of handovers."""
    city.live.take(WorkChanged(handovers))


@pytest.fixture
def night(city: City) -> City:
    """Return a city whose handover is under way."""
    publish(city, HANDOVER)
    return city

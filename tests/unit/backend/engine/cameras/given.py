"""Cameras of a small centre: real HTTP, real SOAP, a daemon's desk on a real store."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

from backend.demo.onvif_device import Device, Sheet, Temper
from backend.demo.onvif_service import OnvifService

PASSWORD = "mật khẩu & dấu"
JPEG = b"\xff\xd8\xff\xe0 picture"


@contextmanager
def cameras(**tempers: Temper) -> Iterator[OnvifService]:
    """Serve a camera of each name: user `vh`, with a password."""
    devices = {
        name: Device(
            Sheet(
                name,
                f"Camera {name}",
                "vh",
                PASSWORD,
                f"rtsp://127.0.0.1:8554/{name}",
                f"rtsp://127.0.0.1:8554/{name}-nho",
            ),
            time.time,
            temper,
        )
        for name, temper in tempers.items()
    }
    service = OnvifService(devices, lambda device: JPEG + repr(device.look()).encode())
    try:
        yield service
    finally:
        service.close()


def device(service: OnvifService, name: str) -> Device:
    return next(one for one in service.devices() if one.sheet.camera_id == name)


def on_loop(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run a test's coroutine on a loop of its own."""

    @functools.wraps(test)
    def run(*given: Any, **named: Any) -> None:
        asyncio.run(test(*given, **named))

    return run

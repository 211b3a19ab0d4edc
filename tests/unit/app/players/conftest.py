from __future__ import annotations

from tests.unit.app.players.footage import clips, patient_pool, pool, rtsp

__all__ = ["clips", "patient_pool", "pool", "rtsp"]

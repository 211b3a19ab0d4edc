from __future__ import annotations

from tests.unit.backend.domain.calendar.conftest import at, office

__all__ = ["at", "office"]

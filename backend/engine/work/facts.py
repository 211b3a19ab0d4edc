"""Names of the facts that a procedure is told besides those that every drawing may use."""

from __future__ import annotations

VARIABLES = ("area_code", "cameras", "n_cases", "place_id", "response", "unit_id")
"""See `telling.variables`."""

"""Names of the facts that a procedure is told besides those that every drawing may use."""

from __future__ import annotations

VARIABLES = (
    "area_code", "cameras", "field_name", "n_cases", "place_id", "response", "status", "unit_id", "unit_name",
)  # fmt: skip
"""See `telling.variables`."""

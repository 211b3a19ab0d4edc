"""The widgets' fixtures for the desk of a unit."""

from tests.unit.widgets.conftest import no_leaks, vietnamese

__all__ = ["no_leaks", "vietnamese"]

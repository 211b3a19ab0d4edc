"""Plays the tests that packs carry: readings, cases and people's actions in, alarms and work compared."""

from backend.engine.rehearsal.running import PackTestResult, run_pack_tests

__all__ = ["PackTestResult", "run_pack_tests"]

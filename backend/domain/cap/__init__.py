"""Alerts of the Common Alerting Protocol (OASIS CAP 1.2): read, written, without any input or output."""

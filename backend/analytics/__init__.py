"""Figures over stored data: pure, arrays and records in, records out. No input or output, no clock."""

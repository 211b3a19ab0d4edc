"""Checks of readings: what makes a value suspicious."""

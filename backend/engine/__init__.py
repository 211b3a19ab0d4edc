"""Runs the domain on store, clock, sources and wire."""

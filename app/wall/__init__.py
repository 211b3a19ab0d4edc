"""Screens, windows, layouts, scenes."""

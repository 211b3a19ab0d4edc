"""Panes of the desk that people work in beside the wall's tiles."""

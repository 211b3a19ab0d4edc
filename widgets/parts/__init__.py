"""Pieces that tiles share."""

"""Kinds of tiles, one file each; found by scan."""

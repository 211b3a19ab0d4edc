"""Cameras that people look through and turn: groups, purposes, who holds which, movement, pictures."""

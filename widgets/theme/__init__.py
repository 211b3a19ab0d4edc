"""Tokens, type and painters of the look."""

"""Loads, checks and tests use case packs."""

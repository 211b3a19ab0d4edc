"""Kinds of rules, one file each; found by scan."""

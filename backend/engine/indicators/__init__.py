"""Indicators in the daemon: what is asked of them, entered, reviewed, collected, explained, imported."""

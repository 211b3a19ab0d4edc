"""Metrics that are computed from other metrics of the same place: sums over windows, events, shares."""

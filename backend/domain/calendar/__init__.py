"""The working calendar of a unit: hours, days off and days worked back, and arithmetic in working time."""

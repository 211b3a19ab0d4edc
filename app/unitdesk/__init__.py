"""The desk of one person: a window instead of a wall, with the work of the own unit."""

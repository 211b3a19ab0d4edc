"""Video child processes."""

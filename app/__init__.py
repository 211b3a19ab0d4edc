"""The wall process: windows, link to the daemon, players."""

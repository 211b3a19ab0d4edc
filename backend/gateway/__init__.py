"""HTTP: what citizens, other systems and browsers reach. Knows only the ports that the engine gives it."""

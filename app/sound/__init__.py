"""Sound and speech of alarms: once per new alarm, by severity, offline."""

"""Work that comes of alarms: incidents, procedures, messages and escalation, run on the daemon's loop."""

"""Incidents: several alarms and cases about one thing."""

"""The daemon: sources, rules, alarms, journal, wire. Never imports Qt."""

"""The daemon: sources, rules, alarms, journal, wire. Never imports Qt."""

import sys

# httpx would load its command line, and with it rich and pygments: a sixteenth of what a start imports, for
# nothing. Told that there is none, it does without.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]

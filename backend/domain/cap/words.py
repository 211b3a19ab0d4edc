"""The words of the Common Alerting Protocol.

Source: OASIS CAP 1.2 (2010-07-01), §3.2.
"""

from __future__ import annotations

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
OLDER = ("urn:oasis:names:tc:emergency:cap:1.1", "http://www.incident.com/cap/1.0")
"""Namespaces of earlier versions: their alerts are read as if they were of 1.2."""

STATUSES = ("Actual", "Exercise", "System", "Test", "Draft")
MSG_TYPES = ("Alert", "Update", "Cancel", "Ack", "Error")
SCOPES = ("Public", "Restricted", "Private")
CATEGORIES = (
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE",
    "Other",
)  # fmt: skip
RESPONSES = (
    "Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None",
)  # fmt: skip
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")
OLD_CERTAINTIES = {"Very Likely": "Likely"}
"""Words of CAP 1.0. Source: CAP 1.2 §3.2.2, note on `certainty`."""
LONGEST_HEADLINE = 160
FORBIDDEN = frozenset(" ,<&\t\r\n")
"""In identifier and sender. Source: CAP 1.2 §3.2.1."""
DEFAULT_LANGUAGE = "en-US"
FEET_TO_M = 0.3048

"""Takes cases and figures out: spreadsheets, reports on demand and on schedule."""

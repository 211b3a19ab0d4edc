"""What the kinds of source share: numbers, instants, mappings, secrets. Knows no kind."""

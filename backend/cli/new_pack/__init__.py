"""`toancanh new-pack`: the skeleton of a use case, made from a spreadsheet of its data."""

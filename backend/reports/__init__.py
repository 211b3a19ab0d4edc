"""Documents that leave the house: spreadsheets, reports and letters, from templates in packs."""

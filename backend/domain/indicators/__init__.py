"""Socio-economic indicators: periods, plans, colours, formulas, review, units before and after mergers."""

"""Indicators (indicateurs) : the aged balance (balance âgée) and the totals of the home page."""

"""The few values that everything speaks: money, periods, days, refusals. Pure."""

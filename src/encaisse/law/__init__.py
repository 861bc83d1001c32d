"""French law as dated data with its sources, its reader, and the calculators over it. Pure."""

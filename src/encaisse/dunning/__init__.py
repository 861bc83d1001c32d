"""Dunning (relance) : facts → decision → proposal → delivery.

Scenarios and their steps, the run of the day, holds and blocks, explanations, stories. A rule
decides over a frame of receivables, for a million as for one; a run proposes; a message leaves
recomputed.
"""

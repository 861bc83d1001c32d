"""Causes (causes des retards): why a late receivable is not paid.

Proposed from facts by a rule, confirmed or changed by a person, counted with their sums. A cause
decides nothing: a dispute, a plan or a block holds reminders, a cause tells what to work on.
"""

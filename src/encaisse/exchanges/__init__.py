"""Exchanges (échanges): what is said to a customer by a person, by telephone or at its door.

A call (appel) is made with a script, a visit (visite) is planned with a day and an address; what
came of it is data: a promise, a dispute, a number that is not theirs. The next action is asked at
once. Words and rules: docs/concepts/exchanges.md.
"""

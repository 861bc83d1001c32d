"""Demonstration (société de démonstration) : a seeded company with three years of life.

It is made as files, and taken in like any other.
"""

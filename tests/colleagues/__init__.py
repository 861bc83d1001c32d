"""Colleagues: who follows customers, and what they get each week."""

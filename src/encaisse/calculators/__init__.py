"""Calculators (calculs): one question, one answer with its detail and its texts, for everybody.

No sign-in, no company, nothing kept: the address holds what was typed. The law comes from ``law``
with what the installation added and confirmed; a PDF leaves only with confirmed values.
"""

"""The life of a fictive company, told from a seed: pure, and the same bytes on every machine.

``story.tell`` gives the bills and how each was paid; ``books`` turns them into entries, ``fec``
and ``cfonb`` into files. Names, numbers and addresses are invented or from reserved ranges.
"""

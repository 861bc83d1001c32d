"""What a reply seems to say and on which day it promises: plain rules, without database, clock or
network.

``words`` the text made comparable · ``days`` the day that a sentence names · ``signs`` the turns of
phrase (``signs.yaml``) and single words (``leanings.yaml``, ``fields.yaml``), by what they mean ·
``suggesting`` from a text to suggestions · ``filing`` whose reply it is.
"""

from encaisse.replies.rules.signs import Meaning
from encaisse.replies.rules.suggesting import Suggestion, suggest

__all__ = ["Meaning", "Suggestion", "suggest"]

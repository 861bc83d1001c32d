"""A refusal: an expected "no", with a stable code and a French sentence.

A refusal becomes a message on a page, a coded 409 in the API, one line and exit status 1 on the
command line, a skipped item with its reason in a job. A bug is not a refusal: it crashes.
"""

from typing import ClassVar


class Refusal(Exception):
    """Base of every refusal. Subclasses stand beside the function that raises them.

    ``code`` is stable for ever; ``sentence`` is French and filled with the keyword arguments.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str] = "Ce n'est pas possible."

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.sentence.format(**facts))

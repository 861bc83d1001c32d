"""Who is mentioned in a note. Pure."""

import re
from collections.abc import Iterable

TEXT_MAX = 4_000


def mentioned(text: str, people: Iterable[tuple[int, str]]) -> list[int]:
    """The people whose whole name follows an @, each once, in the order of the text. A longer name
    wins: « @Paul Martin » is not Paul."""
    names = sorted(people, key=lambda each: (-len(each[1]), each[0]))
    known = {name.casefold(): key for key, name in reversed(names) if name.strip()}
    if not known:
        return []
    either = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    found = re.finditer(rf"(?<!\w)@({either})(?!\w)", text.casefold())
    return list(dict.fromkeys(known[each[1]] for each in found))

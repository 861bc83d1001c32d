"""How a name is looked for: without capitals nor accents."""

ACCENTED = "àâäáãåéèêëíîïìóôöòõúùûüýÿçñ"
PLAIN = "aaaaaaeeeeiiiiooooouuuuyycn"
FLAT = str.maketrans(ACCENTED, PLAIN)


def as_sought(text: str) -> str:
    """The text as the column ``sought`` of customers keeps names."""
    return text.strip().lower().translate(FLAT)

"""What a message may carry: all of its papers, or none of them.

A mail with a part of what it announces would mislead; one that is too heavy is refused by the
server of its addressee, who would then know nothing at all.
"""

from collections.abc import Iterable

PDF = "application/pdf"
PICTURES = ("image/png", "image/jpeg")
PRINTED = (PDF, *PICTURES)
MEGABYTE = 1024 * 1024


def too_heavy(sizes: Iterable[int], *, limit: int, is_on_paper: bool = False) -> str:
    """Why these papers stay behind; empty when the message bears them."""
    total = sum(sizes)
    if total <= limit:
        return ""
    what, it = ("une lettre", "elle") if is_on_paper else ("un courriel", "il")
    return (
        f"les pièces pèsent {megabytes(total)} Mo et {what} n'en porte que {limit // MEGABYTE} :"
        f" {it} part sans elles"
    )


def unprintable(papers: Iterable[tuple[str, str]]) -> str:
    """Why these papers (name and type) cannot follow a letter on paper; empty when they can."""
    name = next((name for name, media_type in papers if media_type not in PRINTED), "")
    return f"« {name} » n'est ni un PDF ni une image : la lettre part sans pièces" if name else ""


def megabytes(size: int) -> str:
    """Tenths of megabytes, rounded up: what is beyond a limit never reads as the limit."""
    tenths = -(-size * 10 // MEGABYTE)
    return f"{tenths // 10},{tenths % 10}".removesuffix(",0")

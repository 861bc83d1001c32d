"""What a mail may carry: all of its papers, or none of them.

A mail with a part of what it announces would mislead; one that is too heavy is refused by the
server of its addressee, who would then know nothing at all.
"""

from collections.abc import Iterable

MEGABYTE = 1024 * 1024


def too_heavy(sizes: Iterable[int], *, limit: int) -> str:
    """Why these papers stay behind; empty when a mail bears them."""
    total = sum(sizes)
    if total <= limit:
        return ""
    return (
        f"les pièces pèsent {megabytes(total)} Mo et un courriel n'en porte que"
        f" {limit // MEGABYTE} : il part sans elles"
    )


def megabytes(size: int) -> str:
    """Tenths of megabytes, rounded up: what is beyond a limit never reads as the limit."""
    tenths = -(-size * 10 // MEGABYTE)
    return f"{tenths // 10},{tenths % 10}".removesuffix(",0")

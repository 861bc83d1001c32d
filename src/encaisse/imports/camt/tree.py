"""Elements found by their local names: the ten versions differ by namespace only."""

from collections.abc import Iterator
from functools import cache

from lxml import etree

Element = etree._Element


def every(element: Element | None, path: str) -> Iterator[Element]:
    """The elements at ``A/B/C`` below this one."""
    if element is not None:
        yield from element.iterfind(_any_version(path))


def first(element: Element | None, path: str) -> Element | None:
    """The first element at ``A/B/C``."""
    return next(every(element, path), None)


def text_of(element: Element | None, *paths: str) -> str:
    """The first text that is not blank at one of the paths."""
    return next(texts_of(element, *paths), "")


def texts_of(element: Element | None, *paths: str) -> Iterator[str]:
    """Every text that is not blank at the paths, blanks reduced to one."""
    for path in paths:
        for found in every(element, path):
            if words := " ".join((found.text or "").split()):
                yield words


@cache
def _any_version(path: str) -> str:
    return "/".join(f"{{*}}{name}" for name in path.split("/"))

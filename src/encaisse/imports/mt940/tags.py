"""Text to tags: a line that begins like a tag that no statement holds is the rest of the last."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

KNOWN = {
    "20", "21", "25", "25P", "28", "28C", "60F", "60M", "61", "62F", "62M", "64", "65", "86", "NS",
    "13", "13D", "34F", "90C", "90D", "940", "942",
}  # fmt: skip
LINE = re.compile(r"\r\n|\r|\n")
TAG = re.compile(r"\s*:(\w{2,3}):(.*)", re.DOTALL)
TORN = re.compile(r"(?m)^:[ \t]*(?:\r\n|\r|\n)(?=\d\d[A-Z]?:)")
END = re.compile(r"-?\}|-\s*$|\{[1235]:")
TEXT_BLOCK = "{4:"
LINES_MAX, WIDTH_MAX = 200, 2_000  # what one tag may hold: the norm gives six lines of 65


@dataclass(slots=True)
class Tag:
    """One tag: its line in the file, its name, its lines of text."""

    line: int
    name: str
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.lines[0].strip()


def tags_of(text: str) -> Iterator[Tag]:
    """The tags of a file, in order; ``940`` and ``942`` are those of a message that begins."""
    latest: Tag | None = None
    for number, whole in enumerate(LINE.split(TORN.sub(":", text)), 1):
        head, block, rest = whole.rpartition(TEXT_BLOCK)
        line = rest if block else whole
        found = TAG.match(line)
        is_end = bool(block) or bool(END.match(line))
        if latest and (is_end or (found and found[1] in KNOWN)):
            yield latest
            latest = None
        if "942" in head or (not block and is_end and re.search(r"\{2:[IO]942", line)):
            yield Tag(number, "942", [""])
        if found and found[1] in KNOWN:
            latest = Tag(number, found[1], [found[2][:WIDTH_MAX]])
        elif latest and len(latest.lines) < LINES_MAX:
            latest.lines.append(line[:WIDTH_MAX])
    if latest:
        yield latest

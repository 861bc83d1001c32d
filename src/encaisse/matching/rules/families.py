"""Who pays for whom, and who belongs to whose group."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Families:
    """``pays_for``: a customer and those for whom it pays, when they are several; ``group``: all
    those of its group."""

    pays_for: dict[int, tuple[int, ...]] = field(default_factory=dict)
    group: dict[int, tuple[int, ...]] = field(default_factory=dict)


def families(links: Iterable[tuple[int, int, bool]]) -> Families:
    """From each child: itself, its parent, whether it pays for itself."""
    parents: dict[int, int] = {}
    children: dict[int, list[int]] = {}
    paid: dict[int, list[int]] = {}
    for child, parent, pays_for_itself in links:
        parents[child] = parent
        children.setdefault(parent, []).append(child)
        if not pays_for_itself:
            paid.setdefault(parent, []).append(child)
    found = Families({payer: _below(payer, paid) for payer in paid})
    for top in {*children} - {*parents}:
        members = _below(top, children)
        found.group |= dict.fromkeys(members, members)
    return found


def _below(top: int, children: dict[int, list[int]]) -> tuple[int, ...]:
    """It and all those under it."""
    found = [top]
    for member in found:
        found += children.get(member, ())
    return tuple(found)

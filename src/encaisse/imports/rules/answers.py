"""What a bank says of our payment files, and the report of it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from encaisse.imports.rules.report import Line, Report

REJECTED = "RJCT"
ACCEPTED = {
    "ACCP": "accepté après contrôle du client",
    "ACSC": "réglé",
    "ACSP": "accepté, en cours de règlement",
    "ACTC": "accepté après contrôle technique",
    "ACWC": "accepté avec modification",
    "PART": "accepté en partie",
    "PDNG": "en attente",
    "RCVD": "reçu",
}
UNKNOWN_OURS = "{what} n'est pas une de vos remises en cours : rien n'est changé."
NOTHING_TO_CHANGE = "{what} : {told}, rien à changer."


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one collection (``reference``), of a part, or of a whole message: a status,
    a reason."""

    line: int
    message: str
    part: str
    reference: str
    status: str
    code: str
    words: str

    @property
    def what(self) -> str:
        """The thing that it is about, as the bank names it."""
        return self.reference or self.part or self.message


@dataclass(slots=True)
class StatusReport:
    """One pain.002: its day, what it answers."""

    on: date | None = None
    answers: list[Answer] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def of_answers(name: str, kind: str, file: StatusReport) -> Report:
    """What the file says, judged alone: only a rejection changes anything."""
    rejected = [each for each in file.answers if each.status == REJECTED]
    accepted = [each for each in file.answers if each.status != REJECTED]
    return Report(
        path=name, kind=kind, taken=len(rejected),
        ignored=[Line(line=each.line, reason=_accepted(each)) for each in accepted],
        refused=[Line(line=line, reason=reason) for line, reason in file.refused],
        movements=[], documents=[], checks=[], warnings=file.warnings,
        answers=[_shown(each, file.on) for each in file.answers],
    )  # fmt: skip


def posted(judged: Report, became: Sequence[tuple[Answer, Sequence[tuple[str, bool]]]]) -> Report:
    """The report once the rejections are noted: each collection with its sentence, and whether it
    is new."""
    done = judged.copy()
    known, fresh = [], []
    for answer, told in became:
        if not told:
            known.append((answer.line, UNKNOWN_OURS.format(what=f"« {answer.what} »")))
        known += [(answer.line, words) for words, is_new in told if not is_new]
        fresh += [words for words, is_new in told if is_new]
    done["taken"] = sum(any(is_new for _words, is_new in told) for _answer, told in became)
    done["ignored"] = judged["ignored"] + [Line(line=line, reason=why) for line, why in known]
    done["warnings"] = [*judged["warnings"], *fresh]
    return done


def _accepted(answer: Answer) -> str:
    told = ACCEPTED.get(answer.status, f"statut {answer.status or 'absent'}")
    return NOTHING_TO_CHANGE.format(what=f"« {answer.what} »", told=told)


def _shown(answer: Answer, on: date | None) -> dict[str, Any]:
    return {
        "line": answer.line,
        "message": answer.message,
        "part": answer.part,
        "reference": answer.reference,
        "status": answer.status,
        "code": answer.code,
        "reason": answer.words,
        "on": on.isoformat() if on else None,
    }

"""Status reports of the bank (pain.002): the collections that it rejects before paying."""

from __future__ import annotations

from typing import TYPE_CHECKING

from encaisse.direct_debits import operations as direct_debits
from encaisse.imports.pain002.reading import read_pain002
from encaisse.imports.rules import answers

if TYPE_CHECKING:
    from datetime import date

    from encaisse.imports.models import FileImport
    from encaisse.imports.rules.answers import StatusReport
    from encaisse.imports.rules.report import Report


def read(name: str, kind: str, content: bytes) -> tuple[Report, StatusReport]:
    """What the file says, judged alone. Raises a ``FileRefused``."""
    file = read_pain002(content)
    return answers.of_answers(name, kind, file), file


def post(row: FileImport, judged: Report, file: StatusReport, *, on: date) -> Report:
    """Note the rejections; ``on``: the day it is taken, when the file says none."""
    became = []
    for answer in file.answers:
        if answer.status != answers.REJECTED:
            continue
        found = direct_debits.reject(
            row.company, message=answer.message, part=answer.part, reference=answer.reference,
            code=answer.code, words=answer.words, on=min(file.on or on, on), by=row.by,
        )  # fmt: skip
        became.append((answer, [(f"{each.who} : {each.told}.", each.is_new) for each in found]))
    return answers.posted(judged, became)

"""An answer as the data of its PDF: texts only, ready to be laid out."""

from collections.abc import Sequence
from datetime import date

from encaisse.calculators.rules.answers import Answer, Detail, Ground
from encaisse.kernel.days import french_day


def paper(
    answer: Answer, *, asked: Sequence[tuple[str, str]], made_on: date, link: str
) -> dict[str, object]:
    """What the template ``calculators/answer.typ`` lays out."""
    return {
        "made_on": made_on.isoformat(),
        "made_on_label": french_day(made_on),
        "asked": [list(each) for each in asked],
        "main": [answer.main.label, answer.main.value, answer.main.note],
        "sentence": answer.sentence,
        "figures": [[figure.label, figure.value] for figure in answer.figures],
        "details": [_detail(detail) for detail in answer.details],
        "grounds": [[each.article, _told(each)] for each in answer.grounds],
        "warnings": list(answer.warnings),
        "notes": list(answer.notes),
        "link": link,
    }


def _detail(detail: Detail) -> dict[str, object]:
    """The lines, each with the article it rests on in a last column when there is one."""
    columns: list[list[object]] = [
        [each.label, "text" if each.kind == "text" else "amount", each.place == "title"]
        for each in detail.columns
    ]
    rows = [list(row.cells) for row in detail.rows]
    total = list(detail.total)
    if detail.has_grounds:
        columns.append(["Texte", "text", False])
        for row, cells in zip(detail.rows, rows, strict=True):
            cells.append(row.ground.article if row.ground else "")
        total = [*total, ""] if total else []
    return {
        "title": detail.title,
        "note": detail.note,
        "columns": columns,
        "rows": rows,
        "total": total,
    }


def _told(ground: Ground) -> str:
    mark = f" ({ground.mark})" if ground.mark else ""
    return f"{ground.told}. Source : {ground.source}{mark}."

"""One pain.002: what it says of a message, of its parts, of its transactions. Any version."""

from collections.abc import Iterator

from lxml import etree

from encaisse.imports.einvoices.paths import line_of
from encaisse.imports.opening.refusals import FileEmpty
from encaisse.imports.opening.xml import parse_xml
from encaisse.imports.pain002.refusals import AnswersTransfers, NoAnswer, StatusReportTooLarge
from encaisse.imports.rules.answers import Answer, StatusReport
from encaisse.imports.rules.values import Unreadable, iso_day

MEGABYTES_MAX = 20
DIRECT_DEBITS = "pain.008"
WIDTH, WORDS_WIDTH = 35, 140
UNNAMED = "Opération sans référence de bout en bout : la banque ne dit pas laquelle."


def read_pain002(content: bytes) -> StatusReport:
    """Read the bytes of a status report. Raises a ``FileRefused``."""
    body, group = _opened(content)
    report = StatusReport()
    _note_day(report, _text(body, "GrpHdr/CreDtTm"))
    message = _text(group, "OrgnlMsgId")[:WIDTH]
    _note(report, group, "GrpSts", message=message)
    for part in body.iterfind("{*}OrgnlPmtInfAndSts"):
        of_part = _text(part, "OrgnlPmtInfId")[:WIDTH]
        _note(report, part, "PmtInfSts", message=message, part=of_part)
        for one in part.iterfind("{*}TxInfAndSts"):
            _note_one(report, one, message, of_part)
    for one in body.iterfind("{*}TxInfAndSts"):
        _note_one(report, one, message, "")
    if not (report.answers or report.refused):
        raise NoAnswer
    return report


def _opened(content: bytes) -> tuple[etree._Element, etree._Element]:
    """The report, and what it says of the message that it answers."""
    if len(content) > MEGABYTES_MAX * 1024 * 1024:
        raise StatusReportTooLarge(megabytes_max=MEGABYTES_MAX)
    if not content.strip():
        raise FileEmpty
    body = next(parse_xml(content).iterfind(".//{*}CstmrPmtStsRpt"), None)
    group = _first(body, "OrgnlGrpInfAndSts")
    if body is None or group is None:
        raise NoAnswer
    named = _text(group, "OrgnlMsgNmId")
    if named and not named.lower().startswith(DIRECT_DEBITS):
        raise AnswersTransfers(named=named[:WIDTH])
    return body, group


def _note_day(report: StatusReport, said: str) -> None:
    try:
        report.on = iso_day(said[:10])
    except Unreadable:
        report.warnings.append("Le jour du compte rendu ne se lit pas : celui de l'import compte.")


def _note_one(report: StatusReport, one: etree._Element, message: str, part: str) -> None:
    reference = _text(one, "OrgnlEndToEndId")[:WIDTH]
    if not reference:
        report.refused.append((line_of(one), UNNAMED))
        return
    _note(report, one, "TxSts", message=message, part=part, reference=reference)


def _note(
    report: StatusReport,
    of: etree._Element,
    status: str,
    *,
    message: str,
    part: str = "",
    reference: str = "",
) -> None:
    """A status, when the bank gives one at that height."""
    said = _text(of, status).upper()[:4]
    if not said:
        return
    why = _first(of, "StsRsnInf")
    code = _text(why, "Rsn/Cd") or _text(why, "Rsn/Prtry")
    report.answers.append(
        Answer(
            line=line_of(of), message=message, part=part, reference=reference, status=said,
            code=code[:10], words=" ".join(_texts(why, "AddtlInf"))[:WORDS_WIDTH],
        )
    )  # fmt: skip


def _first(of: etree._Element | None, path: str) -> etree._Element | None:
    return None if of is None else next(of.iterfind(_any(path)), None)


def _text(of: etree._Element | None, path: str) -> str:
    return next(_texts(of, path), "")


def _texts(of: etree._Element | None, path: str) -> Iterator[str]:
    for found in of.iterfind(_any(path)) if of is not None else ():
        if words := " ".join((found.text or "").split()):
            yield words


def _any(path: str) -> str:
    return "/".join(f"{{*}}{name}" for name in path.split("/"))

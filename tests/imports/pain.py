"""Status reports (pain.002) as a bank writes them."""

from tests.imports.papers import tag


def one(reference: str, status: str = "RJCT", code: str = "AC04", words: str = "") -> str:
    """What is said of one transaction."""
    return (
        f"<TxInfAndSts>{tag('OrgnlEndToEndId', reference)}<TxSts>{status}</TxSts>"
        f"{reason(code, words)}</TxInfAndSts>"
    )


def reason(code: str, words: str = "") -> str:
    """Why."""
    return f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn>{tag('AddtlInf', words)}</StsRsnInf>"


def report(
    message: str, parts: str, *, status: str = "", version: str = "03", of: str = "pain.008.001.02",
    made: str = "2026-11-23T08:00:00",
) -> bytes:  # fmt: skip
    """A whole report; ``status``: of the message, with its reason."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version}">'
        f"<CstmrPmtStsRpt><GrpHdr><MsgId>R1</MsgId><CreDtTm>{made}</CreDtTm></GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId><OrgnlMsgNmId>{of}</OrgnlMsgNmId>"
        f"{status}</OrgnlGrpInfAndSts>{parts}</CstmrPmtStsRpt></Document>"
    ).encode()


def part(name: str, inside: str, status: str = "") -> str:
    """What is said of a part."""
    return (
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{name}</OrgnlPmtInfId>"
        f"{status}{inside}</OrgnlPmtInfAndSts>"
    )

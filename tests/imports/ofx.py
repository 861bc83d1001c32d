"""OFX files as tests write them: SGML as French banks give it, one account."""

from datetime import date

HEADER = (
    "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nSECURITY:NONE\r\nENCODING:USASCII\r\n"
    "CHARSET:1252\r\nCOMPRESSION:NONE\r\nOLDFILEUID:NONE\r\nNEWFILEUID:NONE\r\n\r\n"
)
ACCOUNT = "<BANKID>15589<BRANCHID>00000<ACCTID>98765432100<ACCTTYPE>CHECKING"
DAY = date(2026, 11, 16)


def transaction(
    cents: int, name: str = "", memo: str = "", *, on: date = DAY, rank: str = "1", more: str = ""
) -> str:
    return (
        f"<STMTTRN>\r\n<TRNTYPE>OTHER\r\n<DTPOSTED>{on:%Y%m%d}\r\n"
        f"<TRNAMT>{cents / 100:.2f}\r\n<FITID>{rank}\r\n"
        f"<NAME>{name}\r\n<MEMO>{memo}\r\n{more}</STMTTRN>\r\n"
    )


def statement(*transactions: str, account: str = ACCOUNT, currency: str = "EUR") -> str:
    return (
        f"<STMTTRNRS><STMTRS><CURDEF>{currency}\r\n<BANKACCTFROM>{account}</BANKACCTFROM>\r\n"
        f"<BANKTRANLIST><DTSTART>20261101<DTEND>20261130\r\n{''.join(transactions)}</BANKTRANLIST>"
        "<LEDGERBAL><BALAMT>12.00<DTASOF>20261130</LEDGERBAL></STMTRS></STMTTRNRS>\r\n"
    )


def file_of(*statements: str, header: str = HEADER, encoding: str = "cp1252") -> bytes:
    body = "".join(statements)
    return f"{header}<OFX><BANKMSGSRSV1>{body}</BANKMSGSRSV1></OFX>\r\n".encode(encoding)

"""FEC in a workbook: XLSX, XLS, ODS."""

from encaisse.imports.fec import columns
from encaisse.imports.fec.refusals import NotFec
from encaisse.imports.fec.rows import HEADER_WITHIN, Rows, rows_of_table
from encaisse.imports.opening.workbook import tables_of


def rows_of_workbook(content: bytes) -> Rows:
    """Read the first sheet that bears a FEC."""
    for table in tables_of(content):
        if any(columns.is_header(fields) for fields in table[:HEADER_WITHIN]):
            return rows_of_table(table)
    raise NotFec(missing="aucune feuille du classeur ne porte les noms de colonnes du FEC")

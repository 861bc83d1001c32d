"""Why a whole table is refused. Each sentence says what was found and what to do."""

from encaisse.imports.opening.refusals import FileRefused


class TableTooLarge(FileRefused):
    """More rows or cells than what one import reads."""

    code = "table_too_large"
    sentence = (
        "Ce tableau dépasse {most}. Exportez une période plus courte, ou seulement les lignes "
        "encore ouvertes."
    )


class TableUnknown(FileRefused):
    """A table whose columns say neither open items nor a bank statement."""

    code = "table_unknown"
    sentence = (
        "Ce tableau n'est pas reconnu : {missing}. Colonnes lues : {found}. "
        "Donnez à chaque colonne son nom sur une même ligne (client, pièce, échéance, solde ; ou "
        "date, libellé, montant), puis reprenez le fichier."
    )


class AgedBalanceAlone(FileRefused):
    """Totals per customer, without their invoices."""

    code = "aged_balance_alone"
    sentence = (
        "C'est une balance âgée par client : sans ses factures, rien ne peut être relancé. "
        "Exportez la balance âgée détaillée ou l'échéancier clients, une ligne par facture."
    )


class TableUnreadable(FileRefused):
    """Most rows cannot be read: another mapping, or a damaged file."""

    code = "table_unreadable"
    sentence = (
        "{count} lignes sur {total} ne se lisent pas ; la première, ligne {line} : {reason} "
        "Corrigez le fichier, ou refaites l'export."
    )


class MappingWrong(FileRefused):
    """What was written down of the columns says nothing that can be followed."""

    code = "mapping_wrong"
    sentence = "La disposition donnée ne se lit pas : {why}."


class MappingElsewhere(FileRefused):
    """The file has no header that bears the columns named."""

    code = "mapping_elsewhere"
    sentence = (
        "Aucune ligne de ce fichier ne porte les colonnes de la disposition donnée ({columns}). "
        "Vérifiez leurs noms, ou reprenez-le sans elle."
    )

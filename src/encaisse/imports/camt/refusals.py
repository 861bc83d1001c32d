"""Why a CAMT file is refused whole. Each sentence says what was found and what to do."""

from encaisse.imports.opening.refusals import FileRefused


class NotCamt(FileRefused):
    """No statement, report nor notice in it."""

    code = "file_not_camt"
    sentence = (
        "Ce fichier n'est pas un relevé CAMT : aucun relevé 053, 052 ni avis 054. "
        "Demandez à votre banque le « relevé de compte au format CAMT.053 »."
    )


class CamtUnreadable(FileRefused):
    """Too many entries cannot be read: the file is damaged."""

    code = "camt_unreadable"
    sentence = (
        "{count} mouvements ne se lisent pas ; le premier, n° {rank} : {reason} "
        "Téléchargez de nouveau le relevé depuis votre banque."
    )


class CamtTooLarge(FileRefused):
    """More than what one import reads."""

    code = "camt_too_large"
    sentence = (
        "Le relevé CAMT dépasse {megabytes_max} Mo, ou {elements_max} éléments pour un seul "
        "mouvement. Téléchargez-le par périodes plus courtes, un mois par exemple."
    )

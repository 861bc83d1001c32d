"""Why a bank statement is refused whole. Each sentence says what was found and what to do."""

from encaisse.imports.opening.refusals import FileRefused


class NotCfonb(FileRefused):
    """No record of a bank statement."""

    code = "file_not_cfonb"
    sentence = (
        "Ce fichier n'est pas un relevé CFONB 120 : aucun enregistrement 01, 04 ni 07. "
        "Demandez à votre banque le « relevé de compte au format CFONB 120 »."
    )


class UnknownRecord(FileRefused):
    """A record that a statement never holds: the file is damaged, or of another kind."""

    code = "cfonb_unknown_record"
    sentence = (
        "La ligne {line} commence par « {found} », qui n'est pas un enregistrement de relevé "
        "(01, 04, 05 ou 07). Téléchargez de nouveau le relevé CFONB 120 sans l'ouvrir ailleurs."
    )


class StatementCut(FileRefused):
    """The last record stops in the middle."""

    code = "cfonb_cut"
    sentence = (
        "Le relevé s'arrête au milieu de la ligne {line} : il est incomplet. "
        "Téléchargez-le de nouveau depuis votre banque."
    )


class StatementUnreadable(FileRefused):
    """Too many lines cannot be read: the file is damaged."""

    code = "cfonb_unreadable"
    sentence = (
        "{count} lignes ne se lisent pas ; la première, ligne {line} : {reason} "
        "Téléchargez de nouveau le relevé depuis votre banque."
    )


class StatementTooLarge(FileRefused):
    """More than what one import reads."""

    code = "cfonb_too_large"
    sentence = (
        "Le relevé dépasse {megabytes_max} Mo. Téléchargez-le par périodes plus courtes, "
        "un mois par exemple."
    )

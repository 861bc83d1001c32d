"""Why an MT940 is refused whole. Each sentence says what was found and what to do."""

from encaisse.imports.opening.refusals import FileRefused


class NotMt940(FileRefused):
    """No tag of a statement."""

    code = "file_not_mt940"
    sentence = (
        "Ce fichier n'est pas un relevé MT940 : aucune balise :20:, :60F: ni :61:. "
        "Téléchargez-le de nouveau depuis votre banque, au format MT940."
    )


class Mt940Unreadable(FileRefused):
    """Too many movements cannot be read: the file is damaged."""

    code = "mt940_unreadable"
    sentence = (
        "{count} mouvements ne se lisent pas ; le premier, ligne {line} : {reason} "
        "Téléchargez de nouveau le relevé depuis votre banque."
    )


class Mt940TooLarge(FileRefused):
    """More than what one import reads."""

    code = "mt940_too_large"
    sentence = (
        "Le relevé MT940 dépasse {megabytes_max} Mo ou {movements_max} mouvements. Téléchargez-le "
        "par périodes plus courtes, un mois par exemple."
    )

"""Why an OFX file is refused whole. Each sentence says what was found and what to do."""

from encaisse.imports.opening.refusals import FileRefused


class NotOfx(FileRefused):
    """No tag of an OFX."""

    code = "file_not_ofx"
    sentence = (
        "Ce fichier n'est pas un relevé OFX : aucune balise <OFX>. "
        "Téléchargez-le de nouveau depuis votre banque, au format OFX."
    )


class OfxUnreadable(FileRefused):
    """Too many transactions cannot be read: the file is damaged."""

    code = "ofx_unreadable"
    sentence = (
        "{count} mouvements ne se lisent pas ; le premier, n° {rank} : {reason} "
        "Téléchargez de nouveau le relevé depuis votre banque."
    )


class OfxTooLarge(FileRefused):
    """More than what one import reads."""

    code = "ofx_too_large"
    sentence = (
        "Le relevé OFX dépasse {megabytes_max} Mo ou {movements_max} mouvements. Téléchargez-le "
        "par périodes plus courtes, un mois par exemple."
    )

"""Why a life-cycle message is refused whole."""

from encaisse.imports.opening.refusals import FileRefused


class NoStatus(FileRefused):
    """Nothing is said of any invoice."""

    code = "cdar_no_status"
    sentence = (
        "Ce message de cycle de vie ne donne le statut d'aucune facture. "
        "Téléchargez-le de nouveau depuis votre plateforme agréée."
    )

"""Why a status report is refused whole."""

from encaisse.imports.opening.refusals import FileRefused


class NoAnswer(FileRefused):
    """It says nothing of any direct debit."""

    code = "status_report_empty"
    sentence = (
        "Ce compte rendu (pain.002) ne dit rien d'aucun prélèvement. Téléchargez celui de votre "
        "remise depuis votre banque."
    )


class AnswersTransfers(FileRefused):
    """It is about what the company pays."""

    code = "status_report_of_transfers"
    sentence = (
        "Ce compte rendu répond à des virements émis ({named}), pas à une remise de prélèvements "
        "(pain.008) : rien n'est à reprendre ici."
    )


class StatusReportTooLarge(FileRefused):
    """More than what one import reads."""

    code = "status_report_too_large"
    sentence = (
        "Ce compte rendu dépasse {megabytes_max} Mo. Demandez à votre banque un compte rendu par "
        "remise."
    )

"""Why a PDF is refused whole. Each sentence says what was found and what to do."""

from encaisse.imports.opening.refusals import FileRefused


class PdfTooLarge(FileRefused):
    """More than what one invoice ever weighs."""

    code = "pdf_too_large"
    sentence = (
        "Le PDF dépasse {megabytes_max} Mo. "
        "Demandez à son émetteur le fichier XML de la facture, ou un PDF plus léger."
    )


class PdfClosed(FileRefused):
    """A PDF under a password."""

    code = "pdf_closed"
    sentence = "Le PDF est protégé par un mot de passe. Demandez-le sans protection à son émetteur."


class PdfBroken(FileRefused):
    """A PDF that cannot be opened, or that would take too much to open."""

    code = "pdf_broken"
    sentence = (
        "Le PDF ne s'ouvre pas, ou demande trop de mémoire ou de temps. "
        "Demandez-le de nouveau à son émetteur."
    )


class PdfWithoutXml(FileRefused):
    """A picture of an invoice, without its data."""

    code = "pdf_without_xml"
    sentence = (
        "Ce PDF ne contient pas de facture électronique (Factur-X ou ZUGFeRD). "
        "Demandez à son émetteur la facture Factur-X, ou saisissez-la."
    )

"""Why an e-invoice is refused whole. Each sentence says what was found and what to do."""

from encaisse.imports.opening.refusals import FileRefused


class EInvoiceTooLarge(FileRefused):
    """More than what one invoice ever weighs."""

    code = "einvoice_too_large"
    sentence = (
        "La facture électronique dépasse {megabytes_max} Mo. "
        "Demandez à son émetteur de la refaire sans ses pièces jointes."
    )


class EInvoiceTooComplex(FileRefused):
    """A tree that would fill the memory."""

    code = "einvoice_too_complex"
    sentence = (
        "La facture électronique contient plus de {most} balises : elle est refusée par sécurité. "
        "Demandez à son émetteur de la refaire, ou de la partager en plusieurs."
    )


class TooManyEInvoices(FileRefused):
    """More invoices in one file than anybody sends."""

    code = "too_many_einvoices"
    sentence = "Le fichier contient plus de {most} factures. Demandez-le en plusieurs fichiers."


class NoEInvoice(FileRefused):
    """An XML without the root of an invoice."""

    code = "file_not_einvoice"
    sentence = (
        "Ce XML ne contient ni facture ni avoir aux formats CII ou UBL (racine « {found} »). "
        "Demandez la facture électronique à son émetteur."
    )


class EInvoiceIncomplete(FileRefused):
    """Without a number or an amount there is no receivable."""

    code = "einvoice_incomplete"
    sentence = (
        "La facture ligne {line} ne dit pas {missing} : elle ne peut être suivie. "
        "Demandez à son émetteur de la refaire."
    )

"""Why a file is not even opened. Each sentence says what was found and what to do."""

from encaisse.kernel.refusal import Refusal


class FileRefused(Refusal):
    """Base of the refusals of a whole file: nothing of it is taken."""

    code = "file_refused"
    sentence = "Ce fichier ne peut pas être repris."


class FileEmpty(FileRefused):
    """No byte, or only blanks."""

    code = "file_empty"
    sentence = "Le fichier est vide. Refaites l'export depuis votre logiciel de comptabilité."


class FileTooLarge(FileRefused):
    """More than what one import reads."""

    code = "file_too_large"
    sentence = "Le fichier dépasse {megabytes_max} Mo. Exportez une période plus courte."


class NotText(FileRefused):
    """Binary content."""

    code = "file_not_text"
    sentence = (
        "Ce fichier n'est ni un texte, ni un classeur, ni un XML lisible ({found}). "
        "Refaites l'export depuis votre logiciel de comptabilité ou votre banque."
    )


class DoctypeRefused(FileRefused):
    """A DOCTYPE may hide amounts behind entities, or read files of this machine."""

    code = "xml_doctype"
    sentence = (
        "Ce XML déclare un DOCTYPE, ce qu'aucun relevé, aucune facture ni aucun FEC ne fait : "
        "il est refusé par sécurité. Demandez un autre export à celui qui l'a fait."
    )


class XmlBroken(FileRefused):
    """Not well-formed."""

    code = "xml_broken"
    sentence = "Le XML est mal formé (ligne {line} : {found}). Refaites l'export."


class WorkbookBroken(FileRefused):
    """A workbook that cannot be opened."""

    code = "workbook_broken"
    sentence = "Le classeur ne s'ouvre pas. Enregistrez-le de nouveau, ou exportez-le en texte."


class WorkbookUnsafe(FileRefused):
    """A ZIP that would fill the memory, or with names that escape their folder."""

    code = "workbook_unsafe"
    sentence = "Ce classeur est refusé par sécurité : {found}. Exportez-le au format texte."

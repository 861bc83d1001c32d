"""Why a whole file is refused. Each sentence says what was found and what to do."""

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
    sentence = "Le fichier dépasse {megabytes_max} Mo. Exportez un seul exercice, au format texte."


class NotText(FileRefused):
    """Binary content."""

    code = "file_not_text"
    sentence = (
        "Ce fichier n'est ni un texte, ni un classeur, ni un XML lisible ({found}). "
        "Exportez le FEC au format texte depuis votre logiciel de comptabilité."
    )


class NotFec(FileRefused):
    """Text, but no FEC."""

    code = "file_not_fec"
    sentence = (
        "Ce fichier n'est pas un FEC : {missing}. "
        "Exportez le « fichier des écritures comptables » depuis votre logiciel de comptabilité."
    )


class NoLine(FileRefused):
    """A header and nothing below."""

    code = "fec_without_line"
    sentence = (
        "Le FEC ne contient que la ligne d'en-tête, aucune écriture. "
        "Vérifiez l'exercice choisi au moment de l'export."
    )


class FileCut(FileRefused):
    """The last line stops in the middle."""

    code = "fec_cut"
    sentence = (
        "Le fichier s'arrête au milieu de la ligne {line} : il est incomplet. "
        "Refaites l'export, ou le transfert du fichier."
    )


class TooManyBadLines(FileRefused):
    """Most lines cannot be read: the file is damaged."""

    code = "fec_unreadable"
    sentence = (
        "{count} lignes sur {total} ne se lisent pas ; la première, ligne {line} : {reason} "
        "Refaites l'export sans ouvrir le fichier dans un tableur."
    )


class DoctypeRefused(FileRefused):
    """A DOCTYPE may hide amounts behind entities, or read files of this machine."""

    code = "xml_doctype"
    sentence = (
        "Ce XML déclare un DOCTYPE, ce qu'aucun FEC ne fait : il est refusé par sécurité. "
        "Refaites l'export, ou demandez-le au format texte."
    )


class XmlBroken(FileRefused):
    """Not well-formed."""

    code = "xml_broken"
    sentence = "Le XML est mal formé (ligne {line} : {found}). Refaites l'export."


class WorkbookBroken(FileRefused):
    """A workbook that cannot be opened."""

    code = "workbook_broken"
    sentence = "Le classeur ne s'ouvre pas. Enregistrez-le de nouveau, ou exportez le FEC en texte."


class WorkbookUnsafe(FileRefused):
    """A ZIP that would fill the memory, or with names that escape their folder."""

    code = "workbook_unsafe"
    sentence = "Ce classeur est refusé par sécurité : {found}. Exportez le FEC au format texte."

"""Why a whole FEC is refused. Each sentence says what was found and what to do."""

from encaisse.imports.opening.refusals import FileRefused


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

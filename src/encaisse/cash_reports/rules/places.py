"""Where the platform takes its messages."""

from pathlib import Path

from encaisse.kernel.refusal import Refusal


class PlatformFolderWrong(Refusal):
    """ENCAISSE_PLATFORM_FOLDER is no place."""

    code = "platform_folder_wrong"
    sentence = (
        "ENCAISSE_PLATFORM_FOLDER doit être un chemin entier, comme /srv/encaisse/plateforme : "
        "chaque société y a un dossier au nom de son code."
    )


def platform_folder_at(text: str) -> Path | None:
    """The folder of ENCAISSE_PLATFORM_FOLDER, if any."""
    if not text:
        return None
    if not Path(text).is_absolute():
        raise PlatformFolderWrong
    return Path(text)

"""What each thing of a delivery record is called, and what it proves: no more than it does.

By channel where it matters: a server that takes a mail, a telephone that rings and a signature on
an acknowledgement do not say the same.
"""

from collections.abc import Mapping
from typing import NamedTuple

from encaisse.letters.rules.record import PROVIDER, Event, What


class Meaning(NamedTuple):
    """A thing that happened: its name, what it proves, how it looks (a state of the screens)."""

    label: str
    proves: str
    state: str = ""


OF_ALL: Mapping[What, Meaning] = {
    What.PREPARED: Meaning(
        "Préparé",
        "Le texte, les destinataires et les pièces sont ceux qui sont conservés ici.",
    ),
    What.PRINTED: Meaning(
        "Imprimé",
        "Le fichier du lot a été téléchargé pour l'impression ; rien n'est encore parti.",
    ),
    What.FAILED: Meaning("Essai manqué", "Le message n'est pas parti à cet essai.", "very-late"),
    What.UNCLEAR: Meaning(
        "Sans réponse",
        "Le message a été donné en entier et aucune réponse n'est venue : rien ne dit s'il est "
        "parti.",
        "late",
    ),
    What.SENT_AGAIN: Meaning(
        "Remis à l'envoi",
        "Une personne a décidé de l'envoyer de nouveau, sous le même identifiant.",
    ),
    What.CONFIRMED: Meaning(
        "Noté comme parti",
        "Une personne l'affirme ; qui devait l'acheminer n'en a rien dit.",
        "late",
    ),
    What.SENT: Meaning(
        "Remis au serveur",
        "Le serveur d'envoi l'a accepté en entier : il est parti de la société. Cela ne prouve ni "
        "qu'il est arrivé, ni qu'il a été lu.",
        "paid",
    ),
    What.DECLINED: Meaning(
        "Adresse refusée",
        "Le serveur n'a pas voulu de cette adresse : rien ne lui est parti.",
        "very-late",
    ),
    What.SET_ASIDE: Meaning(
        "Retirée de la pile", "La lettre imprimée n'a pas été postée.", "very-late"
    ),
    What.POSTED: Meaning(
        "Postée",
        "La société l'affirme ; La Poste ne garde pas trace d'une lettre ordinaire.",
        "paid",
    ),
    What.ACCEPTED: Meaning(
        "Pris en charge",
        "Il est entre les mains de qui l'achemine. Cela ne prouve ni qu'il est arrivé, ni qu'il a "
        "été lu.",
        "paid",
    ),
    What.DELIVERED: Meaning(
        "Distribué",
        "Il est arrivé à l'adresse, d'après qui l'a acheminé. Cela ne prouve pas qu'il a été lu.",
        "paid",
    ),
    What.OPENED: Meaning(
        "Ouvert",
        "Une image du message a été demandée, par son lecteur ou par une machine : c'est un "
        "indice, non une preuve de lecture.",
        "due-soon",
    ),
    What.REPLIED: Meaning(
        "Réponse reçue",
        "Une réponse est venue dans le fil du message : à moins d'une adresse imitée, il est "
        "parvenu à qui répond.",
        "paid",
    ),
    What.OPPOSED: Meaning(
        "N'en veut plus",
        "Le destinataire demande à ne plus être joint ainsi.",
        "late",
    ),
    What.COMPLAINED: Meaning(
        "Signalé comme indésirable",
        "Le destinataire l'a classé ainsi, dit son fournisseur : le message y était arrivé.",
        "late",
    ),
    What.BOUNCED: Meaning(
        "Revenu",
        "Le serveur de cette adresse l'a refusé après sa remise : il n'y est pas arrivé.",
        "very-late",
    ),
    What.PRESENTED: Meaning(
        "Présentée", "Le facteur s'est présenté à l'adresse ; nul n'a encore signé.", "paid"
    ),
    What.RECEIVED: Meaning(
        "Remise contre signature",
        "L'avis de réception signé en fait preuve : il est à conserver.",
        "paid",
    ),
    What.RETURNED: Meaning(
        "Retournée",
        "La lettre a été envoyée et n'a pas été remise ; le motif est celui que donne La Poste.",
        "very-late",
    ),
    What.FILED: Meaning("Pièce versée au suivi", "Son empreinte dit si elle a changé depuis."),
}
BY_CHANNEL: Mapping[tuple[str, What], Meaning] = {
    ("sms", What.SENT): Meaning(
        "Remis au fournisseur",
        "Le fournisseur l'a accepté : il est parti de la société. Cela ne prouve ni qu'il est "
        "arrivé, ni qu'il a été lu.",
        "paid",
    ),
    ("provider", What.SENT): Meaning(
        "Remis au fournisseur",
        "Le fournisseur de courriel l'a accepté en entier : il est parti de la société. Cela ne "
        "prouve ni qu'il est arrivé, ni qu'il a été lu.",
        "paid",
    ),
    ("provider", What.DECLINED): Meaning(
        "Adresse refusée",
        "Le fournisseur n'a pas voulu de cette adresse : rien ne lui est parti.",
        "very-late",
    ),
    ("sms", What.DELIVERED): Meaning(
        "Reçu par le téléphone",
        "Le téléphone l'a reçu, dit l'opérateur. Cela ne prouve pas qu'il a été lu.",
        "paid",
    ),
    ("sms", What.BOUNCED): Meaning(
        "Non reçu", "Le téléphone ne l'a pas reçu, dit l'opérateur.", "very-late"
    ),
    ("letter", What.PREPARED): Meaning(
        "Préparée", "Le texte et le destinataire sont ceux du PDF qui est conservé ici."
    ),
    ("letter", What.PRINTED): Meaning(
        "Imprimée",
        "Le fichier du lot a été téléchargé pour l'impression ; rien n'est encore parti.",
    ),
    ("letter", What.BOUNCED): Meaning(
        "Revenue", "La lettre n'est pas arrivée, dit qui l'acheminait.", "very-late"
    ),
    ("letter", What.ACCEPTED): Meaning(
        "Prise en charge", "La lettre est entre les mains de qui l'achemine.", "paid"
    ),
    ("letter", What.DELIVERED): Meaning(
        "Distribuée",
        "Elle est arrivée à l'adresse, d'après qui l'a acheminée. Cela ne prouve pas qu'elle a été "
        "lue.",
        "paid",
    ),
    ("registered", What.POSTED): Meaning(
        "Déposée en recommandé",
        "La société l'affirme ; la preuve de dépôt que délivre La Poste l'établit.",
        "paid",
    ),
}


class Line(NamedTuple):
    """A line of the record: what happened, and what that proves."""

    event: Event
    meaning: Meaning


def line_of(event: Event, *, channel: str, is_registered: bool = False) -> Line:
    """The event, as it is called there."""
    way = "provider" if event.source == PROVIDER else channel
    ways = ("registered", channel) if is_registered else (way,)
    found = (BY_CHANNEL[way, event.what] for way in ways if (way, event.what) in BY_CHANNEL)
    return Line(event, next(found, OF_ALL[event.what]))

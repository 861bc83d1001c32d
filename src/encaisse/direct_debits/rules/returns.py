"""Why a bank sends a collection back, what to do next, and whether its mandate may still serve.
Pure."""

from dataclasses import dataclass

RETRY = "présentez-le de nouveau quand le compte sera approvisionné"
ACCOUNT = "demandez un autre compte et faites signer un nouveau mandat"
SIGN = "faites signer un nouveau mandat, ou demandez un virement"
CALL = "appelez le client avant toute nouvelle présentation"
DATA = "corrigez le mandat avec le client, puis présentez-le de nouveau"
BANK = "voyez avec votre banque avant de le présenter de nouveau"
DISPUTE = "appelez le client : un désaccord se note comme litige"
ALLOW = "demandez au client d'autoriser votre ICS auprès de sa banque"
ESTATE = "adressez la créance à la succession ou au notaire"
ONCE = "vérifiez qu'il n'a pas été demandé deux fois"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code of ISO 20022 in French; what to do next; ``stops`` the mandate; ``may_retry``: the
    same collection may be asked for again as it is."""

    told: str
    next_act: str
    stops: bool = False
    may_retry: bool = False


UNKNOWN = Reason("motif inconnu", BANK)
REASONS = {
    "AC01": Reason("numéro de compte incorrect", ACCOUNT, stops=True),
    "AC04": Reason("compte clôturé", ACCOUNT, stops=True),
    "AC06": Reason("compte bloqué", CALL),
    "AC13": Reason("compte d'un consommateur (interentreprises)", SIGN, stops=True),
    "AG01": Reason("opération interdite sur ce compte", ACCOUNT, stops=True),
    "AG02": Reason("code d'opération incorrect", BANK),
    "AM04": Reason("provision insuffisante", RETRY, may_retry=True),
    "AM05": Reason("opération en double", ONCE),
    "BE05": Reason("identifiant créancier inconnu", BANK),
    "CNOR": Reason("banque du créancier inconnue", BANK),
    "DNOR": Reason("banque du débiteur inconnue", ACCOUNT, stops=True),
    "FF01": Reason("fichier mal formé", BANK),
    "FF05": Reason("type de prélèvement incorrect", BANK),
    "MD01": Reason("mandat absent ou révoqué", SIGN, stops=True),
    "MD02": Reason("données du mandat incorrectes", DATA),
    "MD06": Reason("opération contestée par le débiteur", DISPUTE),
    "MD07": Reason("débiteur décédé", ESTATE, stops=True),
    "MS02": Reason("refus du débiteur, sans motif", CALL),
    "MS03": Reason("motif non communiqué", CALL, may_retry=True),
    "RC01": Reason("BIC incorrect", DATA),
    "RR01": Reason("identification du débiteur manquante", BANK),
    "RR02": Reason("nom ou adresse du débiteur manquants", BANK),
    "RR03": Reason("nom ou adresse du créancier manquants", BANK),
    "RR04": Reason("raison réglementaire", BANK),
    "SL01": Reason("service propre à la banque du débiteur", ALLOW),
}


def reason_of(code: str) -> Reason:
    """What is known of a code; for one that is not, to ask the bank."""
    return REASONS.get(code.upper(), UNKNOWN)


def return_told(code: str) -> str:
    """The bank's reason in French, with its code."""
    known = REASONS.get(code.upper())
    return f"{code} : {known.told}" if known else code

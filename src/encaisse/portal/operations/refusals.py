"""What the portal refuses to do."""

from encaisse.kernel.refusal import Refusal


class LinkAlreadyRevoked(Refusal):
    """Revoked before."""

    code = "portal_link_already_revoked"
    sentence = "Ce lien est déjà révoqué : créez-en un autre s'il en faut un."


class ContactOfAnother(Refusal):
    """A link is given to a person of the customer whose space it opens."""

    code = "portal_contact_of_another"
    sentence = "{contact} n'est pas un contact de {customer} : choisissez l'un des siens."


class NoAddressForLink(Refusal):
    """A link is sent to an address that works."""

    code = "portal_no_address_for_link"
    sentence = (
        "Aucun courriel qui fonctionne pour {name} : complétez ses coordonnées, ou créez un lien "
        "et donnez-le vous-même."
    )


class LinkWithoutAddress(Refusal):
    """Nobody told how customers reach this installation."""

    code = "portal_link_without_address"
    sentence = (
        "L'adresse d'Encaisse pour vos clients n'est pas réglée (« public » de ENCAISSE_MAIL_URL) "
        ": créez un lien et donnez-le vous-même."
    )


class PseudoCustomerHasNoPortal(Refusal):
    """A till or card account is nobody who reads."""

    code = "portal_of_nobody"
    sentence = "{customer} est un compte de caisse ou de carte : il n'a pas d'espace client."


class TooManyActs(Refusal):
    """So much said by one link within a day is no longer a customer's."""

    code = "portal_too_many_acts"
    sentence = "Vous avez déjà fait {most} demandes en un jour : écrivez-nous, ou revenez demain."


class ProofRefused(Refusal):
    """Neither a PDF nor a picture, or something else at the same time."""

    code = "portal_proof_refused"
    sentence = (
        "« {name} » n'est ni un PDF ni une image (PNG, JPEG, WebP, HEIC) : "
        "déposez une copie dans l'un de ces formats."
    )


class ProofTooLarge(Refusal):
    """More bytes than a customer may give."""

    code = "portal_proof_too_large"
    sentence = "« {name} » dépasse {limit} Mo : allégez le fichier, puis déposez-le à nouveau."


class PaidInTheFuture(Refusal):
    """Nobody has already paid tomorrow."""

    code = "portal_paid_in_the_future"
    sentence = "Le {on} n'est pas encore passé : donnez le jour où le règlement est parti."


class PromiseBeyond(Refusal):
    """A customer by itself promises within a month."""

    code = "portal_promise_beyond"
    sentence = (
        "Le {by_on} est trop loin : engagez-vous pour le {last} au plus tard, "
        "ou demandez à payer en plusieurs fois."
    )


class InstallmentsOut(Refusal):
    """More instalments, or a later first one, than a customer may ask for."""

    code = "portal_installments_out"
    sentence = (
        "Demandez de {least} à {most} échéances, la première dans les {days} jours : "
        "pour davantage, écrivez-nous."
    )


class NothingLate(Refusal):
    """What is not due yet is not spread."""

    code = "portal_nothing_late"
    sentence = "Rien n'est en retard : il n'y a rien à payer en plusieurs fois."


class InInsolvency(Refusal):
    """What was owed before the judgment is not paid any more (C. com. L622-7)."""

    code = "portal_insolvency"
    sentence = (
        "Une procédure collective est ouverte : ce qui était dû avant le jugement ne se règle "
        "pas ici. Écrivez-nous."
    )


class NoKnownAddress(Refusal):
    """A code goes to an address that the company knows, or nowhere."""

    code = "portal_no_known_address"
    sentence = "Nous ne connaissons pas votre courriel : appelez-nous pour ce changement."


class NoCodeByMail(Refusal):
    """Mail has nowhere to go."""

    code = "portal_no_code_by_mail"
    sentence = "Nous ne pouvons pas vous envoyer de code aujourd'hui : appelez-nous."


class TooManyCodes(Refusal):
    """So many codes within an hour are guesses."""

    code = "portal_too_many_codes"
    sentence = "Vous avez déjà demandé {most} codes : attendez une heure, ou appelez-nous."


class CodeWrong(Refusal):
    """Not the digits that were sent."""

    code = "portal_code_wrong"
    sentence = "Ce n'est pas le code envoyé : relisez le courriel. Essais restants : {left}."


class CodeLocked(Refusal):
    """Tried too often, it opens nothing any more."""

    code = "portal_code_locked"
    sentence = "Ce code a été essayé trop de fois : recommencez pour en recevoir un autre."


class CodeExpired(Refusal):
    """A code lasts ten minutes."""

    code = "portal_code_expired"
    sentence = "Ce code ne vaut plus rien après dix minutes : recommencez pour en recevoir un."


class CodeUsed(Refusal):
    """A code serves once."""

    code = "portal_code_used"
    sentence = "Ce code a déjà servi : recommencez pour en recevoir un autre."


class NoContactProposed(Refusal):
    """Only a person proposed can be taken over."""

    code = "portal_no_contact_proposed"
    sentence = "Cette demande ne propose personne : ajoutez le contact sur la fiche du client."


class PlanChanged(Refusal):
    """What is accepted is what was shown, word for word."""

    code = "portal_plan_changed"
    sentence = "La proposition a changé depuis que vous l'avez lue : relisez-la avant d'accepter."


class LinkDaysOut(Refusal):
    """A link opens for a day at least, a year at most."""

    code = "portal_link_days_out"
    sentence = "Un lien ouvre de {least} à {most} jours : choisissez une durée entre les deux."


class PaidDaysOut(Refusal):
    """Beyond three weeks, looking for a payment is no reason any more."""

    code = "portal_paid_days_out"
    sentence = "Les relances attendent de 0 à {most} jours ouvrés : choisissez entre les deux."


class PaymentAddressWrong(Refusal):
    """Not the sealed address of a page, or blanks that nobody fills in."""

    code = "portal_payment_address_wrong"
    sentence = (
        "Donnez l'adresse https de votre page de paiement ; elle peut contenir {blanks}, "
        "après le nom du site."
    )


class RequestClosed(Refusal):
    """Somebody has dealt with it."""

    code = "portal_request_closed"
    sentence = "Cette demande est déjà close : {outcome}"


class RequestWithoutWords(Refusal):
    """What came of it is what the next person reads."""

    code = "portal_request_without_words"
    sentence = "Dites en quelques mots ce qui a été fait de la demande."

"""What replies refuse, each with its sentence."""

from encaisse.kernel.refusal import Refusal


class AlreadyRead(Refusal):
    """Somebody has dealt with it."""

    code = "reply_already_read"
    sentence = "Cette réponse a déjà été traitée le {on} par {by} : {outcome}"


class NotAMail(Refusal):
    """A file of another kind."""

    code = "not_a_mail"
    sentence = (
        "« {name} » n'est pas un courriel. Enregistrez le message au format .eml, puis "
        "déposez-le ; ou faites-le suivre à la boîte des réponses."
    )


class AnswerEmpty(Refusal):
    """Nothing written."""

    code = "answer_empty"
    sentence = "Écrivez votre réponse avant de l'envoyer."


class AnswerTooHeavy(Refusal):
    """More papers than a mail bears."""

    code = "answer_too_heavy"
    sentence = (
        "Les pièces cochées dépassent {limit} Mo, ce que porte un courriel. Cochez-en moins, et "
        "envoyez les autres dans une seconde réponse."
    )


class NobodysReply(Refusal):
    """Nothing is done about a reply whose customer is not known."""

    code = "nobodys_reply"
    sentence = "Dites d'abord de quel client vient cette réponse."


class NothingChosen(Refusal):
    """A promise or a dispute is about receivables."""

    code = "no_receivable_chosen"
    sentence = "Choisissez au moins une facture de {customer}."

"""What disputes refuse, each with its sentence."""

from encaisse.kernel.refusal import Refusal


class NothingToDispute(Refusal):
    """A dispute is about something owed that day."""

    code = "nothing_to_dispute"
    sentence = "Rien n'est dû sur ces créances le {on} : il n'y a rien à contester."


class DisputeOverSeveral(Refusal):
    """A dispute is with one customer, in one currency."""

    code = "dispute_over_several"
    sentence = "Un litige porte sur des créances d'un seul client et d'une seule devise."


class DisputeNotPositive(Refusal):
    """A part is above zero; the whole is said by giving no amount."""

    code = "dispute_not_positive"
    sentence = "Le montant contesté doit être positif ; sans montant, tout est contesté."


class AlreadyDisputed(Refusal):
    """Everything open is contested already."""

    code = "already_disputed"
    sentence = (
        "Un litige ouvert le {since} porte déjà sur tout ce qui reste dû : réglez-le d'abord."
    )


class DisputeAboveOpen(Refusal):
    """More than what is owed and not contested yet."""

    code = "dispute_above_open"
    sentence = "{asked} contestés : il ne reste que {most} à contester le {on}."


class DisputeAlreadyEnded(Refusal):
    """Settled or withdrawn before."""

    code = "dispute_already_ended"
    sentence = "Ce litige a pris fin le {on}."


class DisputeEndsTooEarly(Refusal):
    """A dispute ends on the day it was opened, or later."""

    code = "dispute_ends_too_early"
    sentence = "Le litige est ouvert depuis le {opened} : il ne peut prendre fin le {on}."


class NothingInDispute(Refusal):
    """No dispute stands on these receivables."""

    code = "nothing_in_dispute"
    sentence = "Aucun litige n'est ouvert le {on} sur {receivable}."


class WithdrawalWithoutReason(Refusal):
    """What is taken back says why."""

    code = "dispute_withdrawal_without_reason"
    sentence = "Dites pourquoi le litige est retiré : erreur de saisie, client qui renonce…"


class UnknownDepartment(Refusal):
    """A code of no department."""

    code = "dispute_department_unknown"
    sentence = (
        "Aucun service « {named} » : choisissez-en un, ou ajoutez-le aux réglages des litiges."
    )


class DeadlineInThePast(Refusal):
    """A dispute is to be settled, a question answered, on a day to come."""

    code = "dispute_deadline_in_the_past"
    sentence = "Le {due} est passé : donnez un jour à venir, à partir du {on}."


class NoteEmpty(Refusal):
    """Nothing written."""

    code = "dispute_note_empty"
    sentence = "Écrivez la note avant de la garder."


class NothingContested(Refusal):
    """Paid or credited: nothing is left to decide."""

    code = "dispute_nothing_contested"
    sentence = "Ce litige ne conteste plus rien le {on} : ce qu'il portait est payé ou crédité."


class CreditAboveContested(Refusal):
    """A credit note is at most what is contested."""

    code = "dispute_credit_above_contested"
    sentence = "Avoir de {asked} demandé : le litige ne porte plus que sur {most}."


class CreditNotPositive(Refusal):
    """A credit note is above zero."""

    code = "dispute_credit_not_positive"
    sentence = "Donnez le montant de l'avoir à établir, au-dessus de zéro."


class QuestionEmpty(Refusal):
    """Nothing asked."""

    code = "dispute_question_empty"
    sentence = "Écrivez la question avant de l'envoyer."


class QuestionToNobody(Refusal):
    """Neither a person nor a department with an address."""

    code = "dispute_question_to_nobody"
    sentence = (
        "À qui poser la question ? Donnez un courriel, ou celui du service dans les réglages des "
        "litiges."
    )


class QuestionAnswered(Refusal):
    """A question is answered once."""

    code = "dispute_question_answered"
    sentence = "Cette question a reçu sa réponse le {on}."


class AnswerEmpty(Refusal):
    """Neither words, nor a decision, nor a file."""

    code = "dispute_answer_empty"
    sentence = "Écrivez quelques mots, choisissez une décision ou joignez une pièce."


class VerdictWithoutAmount(Refusal):
    """A partial agreement says how much is owed."""

    code = "dispute_verdict_without_amount"
    sentence = "Pour un accord partiel, dites combien le client doit, au-dessus de zéro."


class LinkExpired(Refusal):
    """The link of a question does not last for ever."""

    code = "dispute_link_expired"
    sentence = "Ce lien n'est plus valable depuis le {on}. Répondez au courriel qui vous l'a donné."


class DaysWrong(Refusal):
    """A cause takes from one day to a year."""

    code = "dispute_days_wrong"
    sentence = "Le délai d'une cause va de 1 à {most} jours."


class DepartmentWithoutName(Refusal):
    """A department is named."""

    code = "dispute_department_without_name"
    sentence = "Donnez un nom au service."

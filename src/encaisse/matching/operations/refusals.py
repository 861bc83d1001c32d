"""Why credits and receivables are not matched, or not undone."""

from encaisse.kernel.refusal import Refusal


class OtherCustomer(Refusal):
    """A payment pays the receivables of the customer who made it and of those it pays for."""

    code = "other_customer"
    sentence = "{reference} est un crédit de {payer} : il ne peut régler une facture de {owner}."


class OtherCurrency(Refusal):
    """A payment pays receivables of its own currency."""

    code = "other_currency"
    sentence = "{reference} est en {paid} : il ne peut régler une facture en {due}."


class AllocationTooLarge(Refusal):
    """More than what is left, of the credit or of the receivable."""

    code = "allocation_too_large"
    sentence = "On ne peut affecter {asked} au {day} : il ne reste que {left} {of}."


class AllocationNotPositive(Refusal):
    """Undoing is an act of its own."""

    code = "allocation_not_positive"
    sentence = "Le montant à affecter doit être positif."


class AllocatedTooEarly(Refusal):
    """Neither the money nor the invoice was there yet."""

    code = "allocated_too_early"
    sentence = "{thing} date du {day} : aucune affectation ne peut la précéder."


class NotPayable(Refusal):
    """A draft or a cancelled invoice, a credit that came back or was cancelled."""

    code = "not_payable"
    sentence = "{thing} n'est pas ou n'est plus à régler."


class NotMatched(Refusal):
    """Undone before, or itself a counter-entry."""

    code = "not_matched"
    sentence = "Cette affectation est déjà défaite."


class UnmatchedTooEarly(Refusal):
    """An allocation is undone on its day or later."""

    code = "unmatched_too_early"
    sentence = "L'affectation date du {day} : elle ne peut être défaite avant."


class NothingToMatch(Refusal):
    """No receivable of that customer and currency is open on that day."""

    code = "nothing_to_match"
    sentence = "Aucune créance ouverte de {customer} en {currency} au {day}."

"""Each verb of the journal, as one reads it in French. Verbs are stable; a guard keeps the list."""

SENTENCES = {
    "allocation.made": "Règlement affecté",
    "allocation.undone": "Affectation défaite",
    "claim.claimed": "Accessoire réclamé",
    "claim.paid": "Accessoire payé",
    "claim.waived": "Accessoire abandonné",
    "company.opened": "Société ouverte",
    "contact.added": "Contact ajouté",
    "contact.changed": "Contact modifié",
    "credit_note.cancelled": "Avoir annulé",
    "credit_note.recorded": "Avoir noté",
    "customer.changed": "Fiche modifiée",
    "customer.opened": "Client ouvert",
    "dunning.approved": "Relances approuvées",
    "dunning.blocked": "Relances bloquées",
    "dunning.delivered": "Relance remise",
    "dunning.empty": "Relance devenue sans objet",
    "dunning.failed": "Relance en échec",
    "dunning.forced": "Étape demandée",
    "dunning.ignored": "Relance écartée",
    "dunning.run": "Relances du jour préparées",
    "dunning.skipped": "Étape sautée",
    "dunning.unblocked": "Relances débloquées",
    "dunning.unclear": "Envoi incertain",
    "file.imported": "Fichier importé",
    "invoice.addressed": "Destinataire de la facture choisi",
    "invoice.cancelled": "Facture annulée",
    "invoice.delay_granted": "Délai accordé",
    "invoice.issued": "Facture saisie",
    "payment.recorded": "Règlement noté",
    "payment.returned": "Règlement revenu impayé",
    "scenario.chosen": "Scénario choisi",
    "scenario.rates": "Cours des seuils modifiés",
    "scenario.saved": "Scénario enregistré",
    "template.changed": "Modèle modifié",
    "token.made": "Clé d'API créée",
    "user.added": "Membre ajouté",
    "user.password": "Mot de passe changé",
    "write_off.cancelled": "Passage en perte annulé",
    "write_off.recorded": "Passage en perte",
}


def sentence(verb: str) -> str:
    """The French of a verb; the verb itself when a later release wrote it."""
    return SENTENCES.get(verb, verb)

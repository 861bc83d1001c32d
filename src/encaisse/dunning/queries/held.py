"""What the latest run held: by reason, with the remedy, and the receivables of one reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from encaisse.dunning.models import Run
from encaisse.dunning.queries.installments import keyed
from encaisse.payment_plans.models import Installment
from encaisse.receivables.models import Receivable

if TYPE_CHECKING:
    from django.utils.functional import Promise

REMEDIES: Mapping[str, tuple[Promise, Promise]] = {
    "no_contact": (
        _("Personne à qui écrire"),
        _("Complétez le courriel ou l'adresse du client : une tâche le demande."),
    ),
    "unclear": (_("Envoi incertain"), _("Dites si le message est parti.")),
    "waiting": (
        _("Étape en attente"),
        _("Approuvez ou écartez la relance proposée, ou faites la tâche demandée."),
    ),
    "covered": (_("Couvertes par des crédits"), _("Affectez les avoirs et règlements en attente.")),
    "disputed": (_("En litige"), _("Répondez au litige ; réglé, les étapes reprennent.")),
    "collected": (
        _("Prélèvement en cours"),
        _("Attendez la banque ; si elle n'a pas eu le fichier, annulez la remise."),
    ),
    "promised": (_("Promises"), _("Rien à faire : une promesse non tenue les réveille.")),
    "proposed": (
        _("Échéancier proposé"),
        _("Attendez la réponse, ou notez-la ; passé son jour, les étapes reprennent."),
    ),
    "rejected": (
        _("Rejetées par la plateforme"),
        _("Corrigez la facture et émettez-la de nouveau ; elle n'existe pas en droit."),
    ),
    "refused": (_("Refusées par le client"), _("Établissez l'avoir, puis une autre facture.")),
    "suspended": (
        _("Suspendues par le client"),
        _("Envoyez les pièces demandées ; complétée, les étapes reprennent."),
    ),
    "replied": (_("Réponse à lire"), _("Lisez la réponse du client ; lue, les étapes reprennent.")),
    "planned": (_("En échéancier"), _("Chaque échéance du plan est suivie à sa date.")),
    "insolvent": (
        _("En procédure collective"),
        _("Déclarez la créance ; ce qui est né après le jugement reste relancé."),
    ),
    "blocked": (_("Bloquées"), _("Levez le blocage sur la page du client.")),
    "grace": (_("Délai accordé"), _("Les étapes reprennent après le délai.")),
    "pressure": (
        _("Client déjà assez sollicité"),
        _("Elles partiront quand sept jours auront passé, ou changez les règles d'envoi."),
    ),
    "minimum": (_("Sous le minimum"), _("Elles partiront avec d'autres factures du client.")),
    "tolerance": (_("Sous la tolérance"), _("Passez le solde en perte, ou laissez-le.")),
    "spacing": (
        _("Trop près du message précédent"),
        _("Elles partiront dans quelques jours."),
    ),
    "done": (_("Toutes les étapes faites"), _("Appelez le client : plus rien ne partira seul.")),
    "not_reached": (_("Étape pas encore atteinte"), _("Rien à faire.")),
    "never": (_("Jamais relancées"), _("Choisissez un scénario si elles doivent l'être.")),
    "not_due": (_("Pas encore échues"), _("Rien à faire.")),
}


@dataclass(frozen=True, slots=True)
class Held:
    """Receivables held for one reason, and what to do about it."""

    code: str
    label: Promise
    remedy: Promise
    count: int


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A receivable that the run held, or an instalment that it bears, and why."""

    bearer: Receivable
    named: str
    cents: int
    reason: str


def held(run: Run | None) -> list[Held]:
    """What the latest run held, by reason: first what a person can do something about."""
    return told_counts(run.counts if run else {})


def told_counts(known: Mapping[str, int]) -> list[Held]:
    """Receivables by hold, in the order of what a person can do about it."""
    return [
        Held(code, label, remedy, known[code])
        for code, (label, remedy) in REMEDIES.items()
        if known.get(code)
    ]


def held_for(run: Run, code: str) -> list[HeldRow]:
    """The receivables and instalments that the run held for that reason, the latest paid first, as
    many as it kept: a receivable paid since is left out."""
    kept: dict[int, str] = dict(
        Run.objects.filter(pk=run.pk).values_list(f"held__{code}", flat=True).get() or []
    )
    borne = keyed(kept)
    numbers = [*kept, *(each.receivable_id for each in borne.values())]
    found = Receivable.objects.filter(pk__in=numbers, open_cents__gt=0).order_by("pk")
    open_ones = {each.pk: each for each in found.select_related("customer", "invoice")}
    rows = []
    for key, reason in kept.items():
        installment = borne.get(key)
        bearer = open_ones.get(installment.receivable_id if installment else key)
        if bearer is not None:
            rows.append(_row(bearer, installment, reason))
    return rows


def _row(bearer: Receivable, installment: Installment | None, reason: str) -> HeldRow:
    named = str(installment or f"{bearer.invoice.number}/{bearer.rank}")
    return HeldRow(bearer, named, installment.cents if installment else bearer.open_cents, reason)

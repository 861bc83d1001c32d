"""What is typed of scenarios, in their editor or to try one: its shape, as the rules know it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.dunning import rules
from encaisse.dunning.rules.faults import DAYS_MAX
from encaisse.dunning.rules.scenario import SPOKEN, TASK, TEXT_OF_LEVEL
from encaisse.kernel.money import AmountNotUnderstood, Money
from encaisse.web.fields import typed_amount

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import QueryDict

STEPS_MAX = 40
PLAIN = ("name", "spacing_days", "transit_days", "grouping", "lists", "is_sequential")
FOLDED = ("tone", "other_channel", "pay_within_days", "fee", "end_of_month", "business_days",
          "is_registered", "encloses_invoices")  # fmt: skip
BEFORE, AFTER, PREVIOUS = "before", "after", "previous"
ANCHORS = [
    (BEFORE, _("avant l'échéance (courtoisie)")),
    (AFTER, _("après l'échéance")),
    (PREVIOUS, _("après la remise de l'étape précédente")),
]
WRITTEN = [("mail", _("courriel")), ("letter", _("courrier")), ("sms", _("SMS"))]
CHANNELS = [*WRITTEN, ("call", _("appel")), ("visit", _("visite"))]
TONES = [
    ("", _("selon le profil du client")),
    ("collaborative", _("collaboratif")),
    ("neutral", _("neutre")),
    ("rigorous", _("rigoureux")),
    ("firm", _("ferme")),
]
APPROVALS = [
    ("auto", _("part seul")),
    ("approve", _("à approuver")),
    ("task", _("tâche à faire à la main")),
]
UNITS = [("day", _("jours")), ("week", _("semaines")), ("month", _("mois"))]


class CentsField(forms.CharField):
    """An amount as one writes it in French, possibly nothing; gives whole cents."""

    def __init__(self, **options: Any) -> None:
        decimal = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(widget=decimal, max_length=30, required=False, **options)

    def clean(self, value: Any) -> int:
        typed = super().clean(value)
        try:
            return Money.parse(typed).cents if typed else 0
        except AmountNotUnderstood as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class FeeField(forms.CharField):
    """A fee: an amount, or a part of what is open (``10 %``); gives cents and a fraction."""

    def clean(self, value: Any) -> tuple[int, Decimal]:
        typed = super().clean(value).replace("\u202f", " ")
        percent = typed.endswith("%")
        try:
            cents = Money.parse(typed.removesuffix("%").strip()).cents if typed else 0
        except AmountNotUnderstood as refusal:
            raise forms.ValidationError(
                _("Écrivez un montant, ou une part suivie de %.")
            ) from refusal
        return (0, Decimal(cents) / 10_000) if percent else (cents, Decimal(0))


class MinimumField(forms.CharField):
    """The least total, in one currency or in several: ``20,00`` or ``20 EUR ; 25 USD``."""

    def clean(self, value: Any) -> dict[str, int]:
        found: dict[str, int] = {}
        for part in filter(None, (each.strip() for each in super().clean(value).split(";"))):
            currency = part[-3:] if part[-3:].isalpha() and part[-3:].isupper() else ""
            try:
                found[currency] = Money.parse(part.removesuffix(currency)).cents
            except AmountNotUnderstood as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return found


def _days(**options: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "min": 0, "max": DAYS_MAX})
    return forms.IntegerField(min_value=0, max_value=DAYS_MAX, widget=widget, **options)


class StepForm(forms.Form):
    """One step: how many days, before or after what, and how it goes."""

    use_required_attribute = False

    days = _days(label=_("Jours"))
    anchor = forms.ChoiceField(label=_("Compté"), choices=ANCHORS)
    end_of_month = forms.BooleanField(label=_("puis en fin de mois"), required=False)
    business_days = forms.BooleanField(label=_("un jour ouvré"), required=False)
    is_registered = forms.BooleanField(label=_("en recommandé avec avis"), required=False)
    encloses_invoices = forms.BooleanField(label=_("joindre les factures"), required=False)
    channel = forms.ChoiceField(label=_("Canal"), choices=CHANNELS)
    other_channel = forms.ChoiceField(
        label=_("Autre canal"), choices=[("", _("toujours le même")), *WRITTEN], required=False
    )
    template_code = forms.ChoiceField(label=_("Texte"))
    tone = forms.ChoiceField(label=_("Ton"), choices=TONES, required=False)
    approval = forms.ChoiceField(label=_("Départ"), choices=APPROVALS)
    pay_within_days = _days(label=_("Jours pour payer"), required=False)
    fee = FeeField(label=_("Frais"), max_length=30, required=False)

    def __init__(self, *args: Any, texts: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.remarks: list[rules.Remark] = []
        self.title = ""
        field = self.fields["template_code"]
        assert isinstance(field, forms.ChoiceField)
        kept = self.initial.get("template_code")
        name = _("celui de son niveau") if kept == TEXT_OF_LEVEL else kept
        own = [(kept, name)] if kept and kept not in dict(texts) else []
        field.choices = [*texts, *own]

    @property
    def rank(self) -> str:
        """Its number on the page, which never changes while one types."""
        return str(self.prefix)[1:]

    @property
    def has_more(self) -> bool:
        """Whether something is said, or wrong, in what the page folds."""
        return any(self[name].value() or self[name].errors for name in FOLDED)

    def step(self, level: int) -> rules.Step:
        """What was typed, as the step of that level; a call or a visit is a person's task."""
        typed = dict(self.cleaned_data)
        if typed["channel"] in SPOKEN:
            typed["approval"] = TASK
        days, anchor = typed.pop("days"), typed.pop("anchor")
        fee_cents, fee_rate = typed.pop("fee")
        before = anchor == BEFORE
        return rules.Step(
            level=0 if before else level,
            days=-days if before else days,
            is_courtesy=before,
            after_previous=anchor == PREVIOUS,
            fee_cents=fee_cents,
            fee_rate=fee_rate,
            **typed,
        )


class ScenarioForm(forms.Form):
    """The settings of a scenario."""

    use_required_attribute = False

    name = forms.CharField(
        label=_("Nom"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    tolerance_cents = CentsField(
        label=_("Tolérance"), help_text=_("Un restant dû inférieur est laissé tranquille.")
    )
    minimum = MinimumField(
        label=_("Total minimal"),
        max_length=80,
        required=False,
        help_text=_("Le plus petit total à demander. Par devise : 20 EUR ; 25 USD."),
    )
    spacing_days = _days(label=_("Jours entre deux messages au même client"))
    transit_days = _days(label=_("Jours d'acheminement de la facture"))
    grouping = forms.ChoiceField(
        label=_("Regroupement"),
        choices=[
            ("customer", _("un message par client")),
            ("step", _("un message par étape")),
            ("receivable", _("un message par créance")),
        ],
    )
    lists = forms.ChoiceField(
        label=_("Le message cite"),
        choices=[
            ("reached", _("les créances dont l'étape est atteinte")),
            ("overdue", _("tout ce qui est échu")),
        ],
    )
    is_sequential = forms.BooleanField(label=_("ne sauter aucune étape"), required=False)
    repeat_count = _days(
        label=_("Répéter la dernière étape tous les"), required=False, help_text=_("Vide : jamais.")
    )
    repeat_unit = forms.ChoiceField(label=_("Unité"), choices=UNITS, required=False)

    def scenario(self, steps: tuple[rules.Step, ...], *, id: int, currency: str) -> rules.Scenario:
        """What was typed, with these steps."""
        typed = dict(self.cleaned_data)
        count, unit = typed.pop("repeat_count"), typed.pop("repeat_unit") or "month"
        minimum = {code or currency: cents for code, cents in typed.pop("minimum").items()}
        repeat = rules.Every(count, unit) if count else None
        return rules.Scenario(
            id=id, steps=steps, currency=currency, minimum=minimum, repeat=repeat, **typed
        )


def settings_of(scenario: rules.Scenario) -> dict[str, Any]:
    """What ``ScenarioForm`` shows of a scenario."""
    own = {name: getattr(scenario, name) for name in ScenarioForm.base_fields if name in PLAIN}
    return own | {
        "tolerance_cents": _amount_text(scenario.tolerance_cents),
        "minimum": _minimum_text(scenario.minimum, scenario.currency),
        "repeat_count": scenario.repeat.count if scenario.repeat else None,
        "repeat_unit": scenario.repeat.unit if scenario.repeat else "month",
    }


def step_of(step: rules.Step) -> dict[str, Any]:
    """What ``StepForm`` shows of a step."""
    own = {name: getattr(step, name) for name in StepForm.base_fields if hasattr(step, name)}
    anchor = BEFORE if step.is_courtesy else PREVIOUS if step.after_previous else AFTER
    percent = f"{(step.fee_rate * 100).normalize():f} %".replace(".", ",")
    fee = percent if step.fee_rate else _amount_text(step.fee_cents)
    return own | {"days": abs(step.days), "anchor": anchor, "fee": fee}


def _amount_text(cents: int) -> str:
    """``1234,56``; nothing for zero."""
    return typed_amount(cents) if cents else ""


def _minimum_text(minimum: Mapping[str, int], currency: str) -> str:
    if set(minimum) <= {currency}:
        return _amount_text(minimum.get(currency, 0))
    return " ; ".join(f"{typed_amount(cents)} {code}" for code, cents in minimum.items())


NEW_STEP: dict[str, Any] = {"anchor": AFTER, "channel": "mail", "approval": "approve"}
GAP = 15


class Editor:
    """The whole page of a scenario as it was opened or typed: its settings, its steps, and what is
    to be said of them."""

    def __init__(
        self, settings: ScenarioForm, steps: list[StepForm], id: int, currency: str
    ) -> None:
        self.settings, self.steps = settings, steps
        self.id, self.currency = id, currency
        self.remarks: list[rules.Remark] = []

    @classmethod
    def opened(cls, scenario: rules.Scenario, texts: list[tuple[str, str]]) -> Self:
        """The page before anything is typed."""
        ordered = [*scenario.courtesies, *scenario.ladder]
        steps = [
            StepForm(initial=step_of(step), texts=texts, prefix=f"s{rank}")
            for rank, step in enumerate(ordered)
        ]
        settings = ScenarioForm(initial=settings_of(scenario))
        return cls(settings, steps, scenario.id, scenario.currency)

    @classmethod
    def typed(
        cls, data: QueryDict, texts: list[tuple[str, str]], *, id: int, currency: str
    ) -> Self:
        """What was sent; ``ajouter`` opens one more step, ``retirer`` takes one out."""
        data = data.copy()
        ranks = [rank for rank in data.getlist("step") if rank.isascii() and rank.isdecimal()]
        ranks = [rank for rank in ranks if rank != data.get("retirer")][:STEPS_MAX]
        if "ajouter" in data:
            ranks.append(_add(data, ranks, texts))
        steps = [StepForm(data, texts=texts, prefix=f"s{rank}") for rank in ranks]
        return cls(ScenarioForm(data), steps, id, currency)

    def scenario(self) -> rules.Scenario | None:
        """The scenario that was typed, its steps in their order; None when a field is wrong."""
        valid = [form.is_valid() for form in (self.settings, *self.steps)]
        if not all(valid):
            return None
        self.steps = _ordered(self.steps)
        before = sum(form.cleaned_data["anchor"] == BEFORE for form in self.steps)
        steps = [form.step(rank - before) for rank, form in enumerate(self.steps, start=1)]
        return self.settings.scenario(tuple(steps), id=self.id, currency=self.currency)

    def say(self, remarks: Sequence[rules.Remark]) -> None:
        """Put each remark where it belongs."""
        self.remarks = [each for each in remarks if each.step is None]
        for place, form in enumerate(self.steps):
            form.remarks = [each for each in remarks if each.step == place]


def _add(data: QueryDict, ranks: list[str], texts: list[tuple[str, str]]) -> str:
    """One more step, some days after the latest."""
    rank = str(max((int(each) for each in ranks), default=-1) + 1)
    after = [each for each in ranks if data.get(f"s{each}-anchor") == AFTER]
    days = [int(text) for each in after if (text := data.get(f"s{each}-days", "")).isdecimal()]
    text = texts[min(len(ranks), len(texts) - 1)][0] if texts else ""
    plain = NEW_STEP | {"days": max(days, default=0) + GAP, "template_code": text}
    for name, value in plain.items():
        data[f"s{rank}-{name}"] = str(value)
    return rank


def _ordered(steps: list[StepForm]) -> list[StepForm]:
    """The courtesies, then the others by their day; one counted from the previous follows it."""
    courtesies = [form for form in steps if form.cleaned_data["anchor"] == BEFORE]
    chunks: list[list[StepForm]] = []
    for form in steps:
        if form.cleaned_data["anchor"] == AFTER or (form not in courtesies and not chunks):
            chunks.append([form])
        elif form not in courtesies:
            chunks[-1].append(form)
    chunks.sort(key=lambda chunk: _day(chunk[0]))
    courtesies.sort(key=_day, reverse=True)
    return [*courtesies, *(form for chunk in chunks for form in chunk)]


def _day(form: StepForm) -> int:
    return int(form.cleaned_data["days"])

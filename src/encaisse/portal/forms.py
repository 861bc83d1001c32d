"""What is typed on the portal: its shape, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.portal.rules import CAUSES, WORDS_MAX
from encaisse.portal.rules.policy import ADDRESS_MAX, DAYS_LEAST, DAYS_MOST, PAID_DAYS_MOST
from encaisse.web.fields import AmountField, DayField

if TYPE_CHECKING:
    from datetime import date

OUTCOME_MAX = 250
ACCEPT = "application/pdf,image/png,image/jpeg,image/webp,image/heic"
WORD_OF_CAUSE = {cause: cause for cause in CAUSES} | {"invoice": "invoice_wrong"}


def _file() -> forms.FileField:
    return forms.FileField(
        required=False, max_length=150, allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )  # fmt: skip


def _text(*, required: bool) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(required=required, max_length=WORDS_MAX, widget=area)


class Said(forms.Form):
    """A form of the portal. ``named`` gives the word of each field, ``wrongly`` that of what may
    be wrong with it."""

    use_required_attribute = False
    named: ClassVar[dict[str, str]] = {}
    wrongly: ClassVar[dict[str, str]] = {}

    def __init__(
        self, say: dict[str, str], typed: Any = None, files: Any = None, **options: Any
    ) -> None:
        name = type(self).__name__.removesuffix("Form").lower()
        super().__init__(typed, files, auto_id=f"{name}_%s", **options)
        for key, field in self.fields.items():
            field.label = say[self.named[key]]
            field.error_messages["required"] = say["required"]
            is_file = isinstance(field, forms.FileField)
            field.error_messages["max_length"] = say["name_too_long" if is_file else "too_long"]
            for problem in ("invalid", "invalid_choice", "not_positive"):
                field.error_messages[problem] = say[self.wrongly.get(key, "required")]


class PaidForm(Said):
    """A payment that was made already."""

    named: ClassVar[dict[str, str]] = {
        "cents": "amount", "on": "paid_on", "reference": "paid_reference", "proof": "proof",
    }  # fmt: skip
    wrongly: ClassVar[dict[str, str]] = {"cents": "amount_wrong", "on": "day_wrong"}

    cents = AmountField(is_positive=True)
    on = DayField()
    reference = forms.CharField(required=False, max_length=140)
    proof = _file()


class ContestForm(Said):
    """What is wrong with an invoice."""

    named: ClassVar[dict[str, str]] = {
        "cause": "cause", "cents": "contest_amount", "text": "words", "proof": "file",
    }  # fmt: skip
    wrongly: ClassVar[dict[str, str]] = {"cents": "amount_wrong", "cause": "choice_wrong"}

    cause = forms.ChoiceField()
    cents = AmountField(is_positive=True, required=False)
    text = _text(required=True)
    proof = _file()

    def __init__(self, say: dict[str, str], *typed: Any, **options: Any) -> None:
        super().__init__(say, *typed, **options)
        choices = [(cause, say[word]) for cause, word in WORD_OF_CAUSE.items()]
        cause: Any = self.fields["cause"]
        cause.choices = choices


class EngageForm(Said):
    """A promise to pay."""

    named: ClassVar[dict[str, str]] = {"by_on": "by_on", "cents": "engage_amount", "text": "remark"}
    wrongly: ClassVar[dict[str, str]] = {"cents": "amount_wrong", "by_on": "day_wrong"}

    by_on = DayField()
    cents = AmountField(is_positive=True, required=False)
    text = _text(required=False)


class SpreadForm(Said):
    """How one would pay in several times."""

    named: ClassVar[dict[str, str]] = {"count": "count", "first_on": "first_on", "text": "remark"}
    wrongly: ClassVar[dict[str, str]] = {"count": "number_wrong", "first_on": "day_wrong"}

    count = forms.IntegerField()
    first_on = DayField()
    text = _text(required=False)


class ReachForm(Said):
    """Who is to be written to."""

    named: ClassVar[dict[str, str]] = {
        "name": "reach_name", "email": "reach_email", "phone": "reach_phone",
    }  # fmt: skip
    wrongly: ClassVar[dict[str, str]] = {"email": "email_wrong"}

    name = forms.CharField(max_length=120)
    email = forms.EmailField(max_length=254)
    phone = forms.CharField(max_length=40, required=False)


class AcceptForm(Said):
    """Who accepts."""

    named: ClassVar[dict[str, str]] = {"name": "plan_name"}

    name = forms.CharField(max_length=120)


class CodeForm(Said):
    """The six digits of a code."""

    named: ClassVar[dict[str, str]] = {"code": "code_digits"}

    code = forms.CharField(
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class CloseForm(forms.Form):
    """What was done of a request, said by somebody of the company."""

    use_required_attribute = False
    outcome = forms.CharField(label=_("Ce qui a été fait"), max_length=OUTCOME_MAX)


class PolicyForm(forms.Form):
    """What a company decides of its portal."""

    use_required_attribute = False
    link_days = forms.IntegerField(
        label=_("Un lien ouvre pendant, en jours"), min_value=DAYS_LEAST, max_value=DAYS_MOST
    )
    paid_days = forms.IntegerField(
        label=_("Jours ouvrés sans relance après «\u00a0j'ai déjà payé\u00a0»"),
        min_value=0, max_value=PAID_DAYS_MOST,
        help_text=_("Le temps de chercher le règlement ; 0 : les relances n'attendent pas."),
    )  # fmt: skip
    payment_address = forms.CharField(
        label=_("Page de paiement par carte"), required=False, max_length=ADDRESS_MAX,
        help_text=_("https://… ; {montant}, {devise} et {reference} y sont remplis."),
    )  # fmt: skip


def of_receivable(
    say: dict[str, str], *, cents: int, on: date, wrong: dict[str, Said] | None = None
) -> dict[str, Said]:
    """The forms of the page of a receivable, those sent back to be corrected among them."""
    amount = f"{cents // 100},{cents % 100:02}"
    return {
        "paid": PaidForm(say, initial={"cents": amount, "on": on}),
        "contest": ContestForm(say),
        "engage": EngageForm(say),
    } | (wrong or {})

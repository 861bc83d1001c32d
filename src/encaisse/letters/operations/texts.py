"""The texts of a company: those shipped, those it wrote, and each of their versions."""

from collections.abc import Callable

from django.db import transaction

from encaisse.accounts import queries as accounts
from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import NotAllowed, may_manage
from encaisse.audit import operations as audit
from encaisse.kernel.refusal import Refusal
from encaisse.letters.models import Channel, Template, TemplateVersion
from encaisse.letters.queries import shipped_texts, shipped_wording
from encaisse.letters.rules import Wording, check
from encaisse.letters.rules.brief import check_text
from encaisse.letters.rules.script import check_script
from encaisse.letters.rules.texts import name_of, step_and_tone

PRODUCT = "Encaisse"
CHECKS: dict[str, Callable[[Wording], object]] = {
    Channel.SMS: check_text, Channel.CALL: check_script,
}  # fmt: skip


class NothingShipped(Refusal):
    """A text of the company that has none to go back to."""

    code = "nothing_shipped"
    sentence = "Aucun texte n'est livré pour « {name} »."


@transaction.atomic
def ensure_defaults(company: Company) -> None:
    """The texts shipped, for a company that lacks them; those that it never changed follow the
    product, its own are left as they are."""
    Company.objects.select_for_update().get(pk=company.pk)
    found = Template.objects.filter(company=company).order_by("id")
    known = {(one.code, one.channel, one.language): one for one in found}
    missing = [
        _new(company, *key, text) for key, text in shipped_texts().items() if key not in known
    ]
    Template.objects.bulk_create(missing)
    for key, text in shipped_texts().items():
        if key in known and not known[key].is_own:
            _follow(known[key], text)
    TemplateVersion.objects.bulk_create(_version(one, by="") for one in missing)


def bring_up_to_date() -> None:
    """The texts of this release, in every company that has texts: once, when it starts."""
    for company in Company.objects.filter(pk__in=Template.objects.values("company")).order_by("id"):
        ensure_defaults(company)


def change_template(template: Template, *, subject: str, body: str, by: User) -> None:
    """A new version of the text; refused when it could not be rendered."""
    _write(template, Wording(subject, body, template.language), by=by, verb="template.changed")


def go_back_to(template: Template, version: int, *, by: User) -> None:
    """The text as it was: a new version, said again in the words of an older one."""
    kept = TemplateVersion.objects.get(template=template, version=version)
    text = Wording(kept.subject, kept.body, template.language)
    _write(template, text, by=by, verb="template.gone_back", to=version)


def go_back_to_shipped(template: Template, *, by: User) -> None:
    """The text shipped, which it follows from then on."""
    text = shipped_wording(template)
    if text is None:
        raise NothingShipped(name=template.name)
    _write(template, text, by=by, verb="template.shipped_again", is_own=False)


@transaction.atomic
def _write(
    template: Template, text: Wording, *, by: User, verb: str, is_own: bool = True, **facts: int
) -> None:
    if not may_manage(accounts.role_in(by, template.company)):
        raise NotAllowed(act="modifier les modèles de message")
    CHECKS.get(template.channel, check)(text)
    kept = Template.objects.select_for_update().get(pk=template.pk)
    before = {"subject": kept.subject, "body": kept.body}
    kept.is_own = is_own
    _save(kept, text, by=str(by))
    audit.record(
        company=template.company,
        actor=by.email,
        verb=verb,
        subject=f"template:{kept.pk}",
        facts={
            "before": before,
            "after": {"subject": kept.subject, "body": kept.body},
            "version": kept.version,
            **facts,
        },
    )


def _follow(kept: Template, text: Wording) -> None:
    """A text that nobody changed becomes that of this release."""
    name = name_of(*step_and_tone(kept.code))
    if kept.name != name:
        Template.objects.filter(pk=kept.pk).update(name=name)
    if (kept.subject, kept.body) == (text.subject, text.body):
        return
    _save(kept, text, by="")
    audit.record(
        company=kept.company,
        actor=PRODUCT,
        verb="template.shipped",
        subject=f"template:{kept.pk}",
        facts={"version": kept.version},
    )


def _save(kept: Template, text: Wording, *, by: str) -> None:
    kept.subject, kept.body, kept.version = text.subject, text.body, kept.version + 1
    kept.save(update_fields=["subject", "body", "version", "is_own", "updated_at"])
    _version(kept, by=by).save()


def _new(company: Company, code: str, channel: str, language: str, text: Wording) -> Template:
    return Template(
        company=company,
        code=code,
        name=name_of(*step_and_tone(code)),
        channel=channel,
        language=language,
        subject=text.subject,
        body=text.body,
    )


def _version(kept: Template, *, by: str) -> TemplateVersion:
    return TemplateVersion(
        company=kept.company,
        template=kept,
        version=kept.version,
        subject=kept.subject,
        body=kept.body,
        by=by,
    )

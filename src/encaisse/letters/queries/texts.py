"""Reading texts: the company's, those shipped, and the one that a message speaks."""

from functools import cache
from importlib.resources import files
from itertools import product

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ruamel.yaml import YAML

from encaisse.accounts.models import Company, User
from encaisse.letters.models import (
    Channel,
    Language,
    Template,
)
from encaisse.letters.rules import Wording
from encaisse.letters.rules.texts import STEPS, TONES, code_of, script_body

DEFAULTS = files("encaisse.letters") / "defaults"
OF_THEIR_OWN = (Channel.SMS, Channel.CALL)


def templates(company: Company) -> QuerySet[Template]:
    """The company's templates, in the order of a dunning ladder's codes."""
    return Template.objects.filter(company=company).order_by("-language", "id")


def template_for(viewer: User, template_id: int) -> Template:
    """The template, in a company of the viewer; else it does not exist."""
    return get_object_or_404(
        Template.objects.select_related("company"),
        pk=template_id,
        company__memberships__user=viewer,
    )


@cache
def shipped_texts() -> dict[tuple[str, str, str], Wording]:
    """The texts shipped, by code, channel and language."""
    reader = YAML(typ="safe", pure=True)
    written = {
        (code_of(step, tone), channel, language): Wording(text["subject"], text["body"], language)
        for step in STEPS
        for language in Language.values
        for tone, channels in reader.load(DEFAULTS / language / f"{step}.yaml").items()
        for channel, text in channels.items()
    }
    return written | _scripts(reader)


def _scripts(reader: YAML) -> dict[tuple[str, str, str], Wording]:
    """The scripts of calls, each put together from its step, its tone and their register."""
    found = {}
    for language in Language.values:
        told = reader.load(DEFAULTS / language / "calls.yaml")
        for step, tone in product(STEPS, TONES):
            body = script_body(told, step, tone)
            key = code_of(step, tone), Channel.CALL.value, language
            found[key] = Wording(told["subject"], body, language)
    return found


def shipped_wording(template: Template) -> Wording | None:
    """The text shipped in the place of this one; None when there is none."""
    return shipped_texts().get((template.code, template.channel, template.language))


def wording_for(
    company: Company, code: str, language: str, *, tone: str = "", channel: str = Channel.MAIL
) -> Wording:
    """The text of that code in the language, else in French; the oldest text as a last resort, so
    that a step whose template was renamed still speaks. In that language, the text of the ``tone``
    (``<code>-<tone>``) where there is one. On paper, the text of letters where there is one, else
    that of mails; a text message and a call have their own."""
    codes = (code_of(code, tone), code)
    speaking = (channel,) if channel in OF_THEIR_OWN else (Channel.MAIL, channel)
    found = Template.objects.filter(company=company, channel__in=speaking).order_by("id")
    named = list(found.filter(code__in=codes))
    best = min(
        named or found,
        key=lambda one: (
            one.language != language[:2],
            one.language != "fr",
            codes.index(one.code) if named else 0,
            one.channel != channel,
        ),
    )
    return Wording(best.subject, best.body, best.language, best.pk, best.version)

"""Words that several lists of dunning share."""

from django.utils.translation import gettext_lazy as _

CHANNELS = {
    "mail": _("courriel"), "letter": _("lettre"), "sms": _("SMS"), "call": _("appel"),
    "visit": _("visite"), "hand": _("à la main"),
}  # fmt: skip
ICONS = {
    "mail": "mail", "letter": "letter", "sms": "sms", "call": "phone", "visit": "company",
    "hand": "user",
}  # fmt: skip

"""Words that several lists of dunning share."""

from django.utils.translation import gettext_lazy as _

CHANNELS = {
    "mail": _("courriel"), "letter": _("lettre"), "sms": _("SMS"), "hand": _("à la main"),
}  # fmt: skip

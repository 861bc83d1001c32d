"""Django's settings. What comes from outside is in environment.py."""

import os

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from encaisse.cash_reports.rules.places import platform_folder_at
from encaisse.config import environment
from encaisse.letters.mail.mailboxes import MAIL_BYTES_MAX
from encaisse.portal.rules.proofs import PROOF_BYTES_MAX
from encaisse.web.proxies import proxies_at, trusted_origins

HOME = environment.home()
SECRET_KEY = environment.secret()
DEBUG = os.environ.get("ENCAISSE_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("ENCAISSE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = [
    "encaisse.store",
    "encaisse.web",
    "encaisse.accounts",
    "encaisse.audit",
    "encaisse.jobs",
    "encaisse.legal_values",
    "encaisse.documents",
    "encaisse.letters",
    "encaisse.parties",
    "encaisse.receivables",
    "encaisse.payments",
    "encaisse.matching",
    "encaisse.imports",
    "encaisse.invoicing",
    "encaisse.late_charges",
    "encaisse.calculators",
    "encaisse.differences",
    "encaisse.direct_debits",
    "encaisse.entries",
    "encaisse.cash_reports",
    "encaisse.disputes",
    "encaisse.notes",
    "encaisse.promises",
    "encaisse.payment_plans",
    "encaisse.early_payment_discounts",
    "encaisse.insolvency",
    "encaisse.replies",
    "encaisse.life_cycle",
    "encaisse.legal_action",
    "encaisse.dunning",
    "encaisse.exchanges",
    "encaisse.indicators",
    "encaisse.causes",
    "encaisse.portal",
    "encaisse.teams",
    "encaisse.colleagues",
    "encaisse.agenda",
    "encaisse.home",
    "encaisse.api",
    "encaisse.demonstration",
    "procrastinate.contrib.django",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "encaisse.web.stack.room_for_frames",
    "encaisse.web.proxies.ProxyMiddleware",
    "encaisse.web.middleware.DiscreetMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "encaisse.web.middleware.NulMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "encaisse.accounts.middleware.CompanyMiddleware",
    "encaisse.api.middleware.TokenMiddleware",
    "encaisse.web.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "encaisse.config.urls"
WSGI_APPLICATION = "encaisse.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = environment.databases()
DATABASE_APPLICATION_ROLE: str = str(DATABASES["default"]["USER"])

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "encaisse.web.context_processors.frame",
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
     "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]  # fmt: skip
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "encaisse.accounts.adapter.ClosedSignup"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_VERBOSE = False

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("français"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "documents": environment.documents_storage(),
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
DOCUMENT_BYTES_MAX = environment.document_bytes_max()
SCANNER = os.environ.get("ENCAISSE_SCANNER", "")
# What documents may be attached to, and who knows it: documents stay below them all.
DOCUMENT_SUBJECTS = {
    "customer": "encaisse.receivables.queries.FILED_CUSTOMERS",
    "invoice": "encaisse.receivables.queries.FILED_INVOICES",
    "dispute": "encaisse.disputes.queries.FILED",
    "letter": "encaisse.letters.queries.FILED",
    "reply": "encaisse.replies.queries.FILED",
}
# Who keeps what messages say of invoices: imports stay below it.
STATUS_FOLLOWER = "encaisse.life_cycle.operations.FOLLOWER"
CUSTOMER_SHARER = "encaisse.teams.operations.unsharing.SHARER"
DOCUMENT_KEEPERS = ("encaisse.replies.operations.keeping.KEEPER",)
MAILBOX_ROOT = HOME / "mailbox"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
PUBLIC_ADDRESS = environment.public_address()
PROXIES = proxies_at(os.environ.get("ENCAISSE_PROXIES", ""))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_ADDRESS.startswith("https://")
CSRF_TRUSTED_ORIGINS = trusted_origins(PUBLIC_ADDRESS)
CSRF_FAILURE_VIEW = "encaisse.web.views.expired"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
# Beginnings of addresses of which nothing is kept, indexed or framed, whatever is answered.
DISCREET_PATHS = ("/espace/",)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

MAIL, MAIL_PROVIDER = environment.mail_server(), environment.mail_provider()
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS = MAIL.user, MAIL.password, MAIL.tls
EMAIL_TIMEOUT = 20
MAIL_PER_MINUTE = environment.mail_pace("ENCAISSE_MAIL_PER_MINUTE", 300)
MAIL_PER_DOMAIN = environment.mail_pace("ENCAISSE_MAIL_PER_DOMAIN", 100)
MAIL_PAPERS_MAX = environment.mail_papers_max()
MAILBOX_PORT = environment.mailbox_port()
REPLY_MAILBOXES = environment.reply_mailboxes()
WATCH_FOLDER, SFTP_PLACES = environment.watch_folder(), environment.sftp_places()
PLATFORM_FOLDER = platform_folder_at(os.environ.get("ENCAISSE_PLATFORM_FOLDER", ""))
IMPORT_MAILBOXES = environment.import_mailboxes()
SMS, SMS_ROOT = environment.sms_provider(), HOME / "sms"
POST, POST_ROOT = environment.post_carrier(), HOME / "post"
DEFAULT_FROM_EMAIL = os.environ.get("ENCAISSE_MAIL_FROM", "encaisse@localhost")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a gesture may bear on every receivable of a customer
FILE_UPLOAD_HANDLERS = [
    "encaisse.web.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# By beginning of address: beyond it, nothing more of a file is written anywhere.
UPLOAD_BYTES_MAX = {
    "/documents/": DOCUMENT_BYTES_MAX,
    "/echeanciers/": DOCUMENT_BYTES_MAX,
    "/api/v1/documents": DOCUMENT_BYTES_MAX,
    "/repondre/": DOCUMENT_BYTES_MAX,
    "/reponses/": MAIL_BYTES_MAX,
    "/api/v1/replies": MAIL_BYTES_MAX,
    "/espace/": PROOF_BYTES_MAX,
    "/": 512 * 1024 * 1024,
}
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

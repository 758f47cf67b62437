"""Every setting, read once. What people set is in the environment (MUHATAP_…) or in the desk; the rest is here."""

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from muhatap.config.database import database
from muhatap.core import home

PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = False
SECRET_KEY = home.secret_key()
BLOB_ROOT = os.environ.get("MUHATAP_BLOBS") or str(home.blob_folder())

# The address that links in mails lead to, and the hosts that browsers may ask for.
SITE_URL = os.environ.get("MUHATAP_URL", home.address()).rstrip("/")
ALLOWED_HOSTS = [host for host in os.environ.get("MUHATAP_HOSTS", "*").split(",") if host]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
IS_SECURE = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "muhatap.config.apps.ConfigConfig",
    "muhatap.reports.apps.ReportsConfig",
    "muhatap.coach.apps.CoachConfig",
    "muhatap.causes.apps.CausesConfig",
    "muhatap.language_model.apps.LanguageModelConfig",
    "muhatap.promises.apps.PromisesConfig",
    "muhatap.surveys.apps.SurveysConfig",
    "muhatap.mail.apps.MailConfig",
    "muhatap.notices.apps.NoticesConfig",
    "muhatap.rules.apps.RulesConfig",
    "muhatap.knowledge.apps.KnowledgeConfig",
    "muhatap.orders.apps.OrdersConfig",
    "muhatap.conversations.apps.ConversationsConfig",
    "muhatap.customers.apps.CustomersConfig",
    "muhatap.web.apps.WebConfig",
    "muhatap.team.apps.TeamConfig",
    "muhatap.realtime.apps.RealtimeConfig",
    "muhatap.core.apps.CoreConfig",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "muhatap.core.page_memory.PageMemory",
    "muhatap.team.middleware.AgentLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "muhatap.config.urls"
WSGI_APPLICATION = "muhatap.config.wsgi.application"
PAGE_THREADS = home.page_threads()

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [("muhatap.web.folding.Loader", ["django.template.loaders.app_directories.Loader"])],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
    # What a page draws dozens of times: rows and messages (see web/pieces.py).
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "muhatap.web.pieces.environment"},
    },
]

DATABASE_URL = home.database_url()
DATABASES = {"default": database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = None

# Sign-in by e-mail, seats by invitation only, two-factor by TOTP, passkeys and recovery codes.
AUTH_USER_MODEL = "team.Agent"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_ADAPTER = "muhatap.team.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "muhatap.team.account_forms.SignInForm",
    "reset_password": "muhatap.team.account_forms.ResetForm",
    "reset_password_from_key": "muhatap.team.account_forms.NewPasswordForm",
    "change_password": "muhatap.team.account_forms.ChangePasswordForm",
    "reauthenticate": "muhatap.team.account_forms.ConfirmForm",
}
# A stranger's address typed into the reset form gets no mail from us.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Muhatap"
MFA_FORMS = {
    "authenticate": "muhatap.team.account_forms.CodeForm",
    "reauthenticate": "muhatap.team.account_forms.ConfirmByCodeForm",
    "activate_totp": "muhatap.team.account_forms.AppCodeForm",
    "add_webauthn": "muhatap.team.account_forms.KeyForm",
    "edit_webauthn": "muhatap.team.account_forms.KeyNameForm",
}
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers offer passkeys over https and on localhost only, so this opens nothing else.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_SECURE

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
# Two copies on one machine share the host name, and cookies know no ports.
SESSION_COOKIE_NAME = f"muhatap_{home.port()}"
CSRF_COOKIE_NAME = f"muhatap_csrf_{home.port()}"
# Django's own in the database, read by a plain statement.
SESSION_ENGINE = "muhatap.team.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if IS_SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE else None
X_FRAME_OPTIONS = "SAMEORIGIN"
# Wrong passwords are counted by the visitor's address, not by the address of a web server before us.
ALLAUTH_TRUSTED_PROXY_COUNT = home.proxy_count()

# How old the news of what stands still may be on a page.
ALARMS_KEPT_SECONDS = 5.0

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    }
}

# What an agent may attach; more is refused with a sentence before it is read.
UPLOAD_LIMIT_BYTES = 25 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LANGUAGE_CODE = "tr"
LANGUAGES = [("tr", _("Turkish")), ("en", _("English"))]
TIME_ZONE = home.time_zone()
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("MUHATAP_STATIC") or None
# Files are served from the apps' folders; `built/` carries a hash in each name, so no collecting is needed.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 60 * 60

# Connectors reach shops on the internet only, unless the shop runs within the own walls.
SHOPS_MAY_STAY_INSIDE = os.environ.get("MUHATAP_SHOPS_INSIDE", "") == "yes"

# How long after it was sent a request to a shop may still do something there. Longer than a call is waited for.
ACTS_SETTLE_SECONDS = float(os.environ.get("MUHATAP_ACTS_SETTLE_SECONDS", "60"))

# Webhooks of rules reach the internet only, unless the shop's own machines are to be told.
WEBHOOKS_MAY_STAY_INSIDE = os.environ.get("MUHATAP_WEBHOOKS_INSIDE", "") == "yes"

# Push services of browsers are on the internet; one on this machine is for those who try things out.
PUSHES_MAY_STAY_INSIDE = os.environ.get("MUHATAP_PUSHES_INSIDE", "") == "yes"

EMAIL_BACKEND = "muhatap.mail.out.backend.DeskMailBackend"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": home.log_level()},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "httpx": {"level": "WARNING"},
        "mail.log": {"level": "WARNING"},
    },
}

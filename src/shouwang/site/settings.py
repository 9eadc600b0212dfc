"""Django's settings of the watch site. Every choice a county can make is in `environment.py`."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto import keyring
from shouwang.site import database, environment, secrets

ENVIRONMENT = environment.read()
HERE = Path(__file__).resolve().parent
DATA = Path(str(ENVIRONMENT["SHOUWANG_DATA"]))
SECRETS = secrets.load_or_create(DATA)
PLACE = database.place(str(ENVIRONMENT["DATABASE_URL"]), DATA, SECRETS)
ROLE = f"shouwang_{ENVIRONMENT['SHOUWANG_ROLE']}"

SECRET_KEY = SECRETS["django"]
SHOUWANG_KEYS = keyring.load_or_create(DATA / "keys.json")
SHOUWANG_CIPHER = ENVIRONMENT["SHOUWANG_CIPHER"]
SHOUWANG_SCOPE_OF = "shouwang.people.queries.scope_of"
SHOUWANG_REQUIRES = "shouwang.people.permits.requires"
SHOUWANG_DUTIES_OF = "shouwang.people.queries.duties_once"
SHOUWANG_MEASURES_SQL = "shouwang.watch.assistance.queries.after_exit.MEASURES"
SHOUWANG_CASE_EFFECTS = (
    "shouwang.watch.exits.operations.effects.follow",
    "shouwang.watch.produce.operations.effects.follow",
)
SHOUWANG_CODE_SENDER = ENVIRONMENT["SHOUWANG_CODE_SENDER"]
SHOUWANG_SENDERS = ENVIRONMENT["SHOUWANG_SENDERS"]
SHOUWANG_DIGESTS = ENVIRONMENT["SHOUWANG_DIGESTS"]
SHOUWANG_SMS_URL = ENVIRONMENT["SHOUWANG_SMS_URL"]
SHOUWANG_SMS_STATUS_URL = ENVIRONMENT["SHOUWANG_SMS_STATUS_URL"]
SHOUWANG_SMS_KEY = ENVIRONMENT["SHOUWANG_SMS_KEY"]
SHOUWANG_WECHAT_URL = ENVIRONMENT["SHOUWANG_WECHAT_URL"]
SHOUWANG_WECHAT_APP = ENVIRONMENT["SHOUWANG_WECHAT_APP"]
SHOUWANG_WECHAT_SECRET = ENVIRONMENT["SHOUWANG_WECHAT_SECRET"]
SHOUWANG_WECHAT_TEMPLATE = ENVIRONMENT["SHOUWANG_WECHAT_TEMPLATE"]

DEBUG = bool(ENVIRONMENT["SHOUWANG_DEBUG"])
ALLOWED_HOSTS = ENVIRONMENT["SHOUWANG_HOSTS"]
CSRF_TRUSTED_ORIGINS = ENVIRONMENT["SHOUWANG_ORIGINS"]

DATABASES = {"default": PLACE.settings(ROLE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MARKET_APPS = [
    "shouwang.market.members",
    "shouwang.market.suppliers",
    "shouwang.market.certification",
    "shouwang.market.supply",
    "shouwang.market.catalogue",
    "shouwang.market.orders",
    "shouwang.market.settlement",
    "shouwang.market.trace",
    "shouwang.market.figures",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "template_partials",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "shouwang.kernel",
    "shouwang.policies",
    "shouwang.procedures",
    "shouwang.ledger",
    "shouwang.regions",
    "shouwang.people",
    "shouwang.messaging",
    "shouwang.bridge",
    "shouwang.watch.registry",
    "shouwang.watch.linkage",
    "shouwang.watch.papers",
    "shouwang.watch.intake",
    "shouwang.watch.quality",
    "shouwang.watch.privacy",
    "shouwang.watch.monitoring",
    "shouwang.watch.pairing",
    "shouwang.watch.visits",
    "shouwang.watch.reports",
    "shouwang.watch.casework",
    "shouwang.watch.reviews",
    "shouwang.watch.exits",
    "shouwang.watch.assistance",
    "shouwang.watch.produce",
    "shouwang.watch.accountability",
    # Installed so that the owner makes their tables; the watch has no right on them.
    *MARKET_APPS,
    "shouwang.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "shouwang.site.middleware.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "shouwang.people.middleware.TypedMiddleware",
    "shouwang.people.middleware.PeopleMiddleware",
    "shouwang.kernel.scope.middleware.ScopeMiddleware",
]

ROOT_URLCONF = "shouwang.site.urls_watch"
WSGI_APPLICATION = "shouwang.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "shouwang.people.permits.context",
                "shouwang.site.menu.context",
            ],
            "builtins": ["shouwang.site.templatetags.shouwang"],
        },
    }
]
# Our own templates of selects and inputs: one piece each instead of two includes an option, which
# were a fifth of a page's time.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["shouwang.people.backends.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "shouwang.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # counted in PostgreSQL instead: people/operations/logins.py
ACCOUNT_FORMS = {
    "login": "shouwang.people.forms.LogInForm",
    "change_password": "shouwang.people.forms.ChangePasswordForm",
    "reauthenticate": "shouwang.people.forms.ReauthenticateForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT["SHOUWANG_PROXIES"]
MFA_ADAPTER = "shouwang.people.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "shouwang.people.forms.CodeForm",
    "reauthenticate": "shouwang.people.forms.ReauthenticateCodeForm",
    "activate_totp": "shouwang.people.forms.ActivateCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "守望"
MFA_TOTP_TOLERANCE = 1
SESSION_ENGINE = "shouwang.people.sessions"
CSRF_FAILURE_VIEW = "shouwang.people.views.typed.refused_token"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = bool(ENVIRONMENT["SHOUWANG_HTTPS"])
# the proxy that speaks HTTPS says so; the site itself listens on this machine only
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT["SHOUWANG_HTTPS"] else None
)
SECURE_HSTS_SECONDS = 31536000 if ENVIRONMENT["SHOUWANG_HTTPS"] else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LOCALE_PATHS = [HERE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS: list[Path] = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA / "media"
SHOUWANG_PAPER_MB = ENVIRONMENT["SHOUWANG_PAPER_MB"]
SHOUWANG_PAPER_MEGAPIXELS = ENVIRONMENT["SHOUWANG_PAPER_MEGAPIXELS"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "shouwang.kernel.logs.MaskingFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": ENVIRONMENT["SHOUWANG_LOG"]},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
    },
}

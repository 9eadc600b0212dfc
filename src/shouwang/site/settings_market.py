"""Django's settings of the market site: its own role, host, sessions, accounts and cookies.

What both sites have alike comes from `settings.py`; the differences stand here.
"""

from shouwang.site.settings import *  # noqa: F403
from shouwang.site.settings import ENVIRONMENT, HERE, MARKET_APPS, PLACE, TEMPLATES

ROLE = "shouwang_market"
DATABASES = {"default": PLACE.settings(ROLE)}
ALLOWED_HOSTS = ENVIRONMENT["MARKET_HOSTS"]
CSRF_TRUSTED_ORIGINS = ENVIRONMENT["MARKET_ORIGINS"]

INSTALLED_APPS = [
    # auth and contenttypes for their code alone: the role has no right on their tables
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "template_partials",
    "shouwang.kernel",
    "shouwang.policies",
    "shouwang.regions",
    "shouwang.ledger",
    "shouwang.bridge",
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
    "shouwang.market.members.bodies.BoundedBodies",  # before anything that reads a body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "shouwang.site.urls_market"
WSGI_APPLICATION = "shouwang.site.wsgi.application"
TEMPLATES = [
    {
        **TEMPLATES[0],
        "DIRS": [HERE / "templates_market", HERE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "shouwang.market.members.context.context",
                "shouwang.site.market_menu.context",
            ],
            "builtins": ["shouwang.site.templatetags.shouwang"],
        },
    }
]

AUTH_USER_MODEL = "members.Member"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "member_log_in"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "shouwang.market.members.sessions"
SESSION_COOKIE_NAME = "market_session"
CSRF_COOKIE_NAME = "market_csrf"
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
LANGUAGE_COOKIE_NAME = "market_language"
MESSAGE_STORAGE = "shouwang.site.market_messages.MarketMessages"
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60

# What is done by the clock (site/clockwork.py): which function, how often in seconds.
MARKET_DUTIES: tuple[tuple[str, float], ...] = (
    ("shouwang.market.orders.tasks.expire", 5.0),
    ("shouwang.market.orders.tasks.refund", 30.0),
    ("shouwang.market.orders.tasks.follow", 300.0),
    ("shouwang.market.figures.operations.refresh", 600.0),
    ("shouwang.market.catalogue.operations.refresh_words", 3600.0),
    ("shouwang.market.settlement.tasks.settle", 600.0),
    ("shouwang.market.certification.tasks.sweep", 86_400.0),
)
# whether payments that move no money are offered where payments.json is missing
SHOUWANG_TEST_GATEWAY = bool(ENVIRONMENT["SHOUWANG_DEMO"])
if ENVIRONMENT["SHOUWANG_DEMO"]:
    MARKET_DUTIES = (("shouwang.demo.market.buying.duty", 60.0), *MARKET_DUTIES)

# What a room above adds to the shop's pages: catalogue/views/shop.py calls these.
SHOUWANG_FRONT_FIGURES = "shouwang.market.figures.queries.front"
SHOUWANG_REVIEWS_OF = "shouwang.market.figures.queries.reviews_of"
# the same for a supplier's own page: suppliers/views.py calls it
SHOUWANG_SUPPLIER_WAITS = "shouwang.market.figures.queries.waiting"
SHOUWANG_FREIGHT_FROM = "shouwang.market.orders.shown.freight_from"

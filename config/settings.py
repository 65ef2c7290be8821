"""All settings, from the environment; safe for production unless development was said.

Development is said by ``MODE=development``, or by the marker that the set-up of a checkout leaves in its state folder
as long as no ``DATABASE_URL`` names another database. What is missing in production ends the start with one sentence.
"""

import os
import sys
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.secret import own_secret

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = Path(env("STATE_DIR", default=str(BASE_DIR / ".state")))

# --- Mode ---------------------------------------------------------------------------------------------------------
DATABASE_URL: str = env("DATABASE_URL", default="")
REDIS_URL: str = env("REDIS_URL", default="")
_marked = not DATABASE_URL and (STATE_DIR / "development").exists()
MODE: str = env("MODE", default="development" if _marked else "production")
DEVELOPMENT = MODE == "development"
TESTING = "PYTEST_VERSION" in os.environ
DEBUG = env.bool("DEBUG", default=False)
EMBEDDED = DEVELOPMENT and not DATABASE_URL  # the demo: invented data, a ribbon, kept mail, a clock that can be moved
DEMO_CLOCK = STATE_DIR / "demo-clock"
PUBLIC_KEYS = ("development-only", "insecure", "change-me")
SHORTEST_KEY = 50


def _refuse(sentence: str, *, anywhere: bool = False) -> None:
    if anywhere or not DEVELOPMENT:
        raise ImproperlyConfigured(sentence)


if MODE not in {"development", "production"}:
    sentence = f"MODE is {MODE!r}: say MODE=production or MODE=development."
    raise ImproperlyConfigured(sentence)

SECRET_KEY: str = env("SECRET_KEY", default=own_secret(STATE_DIR) if DEVELOPMENT else "")
_hosts: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEVELOPMENT else [])
ALLOWED_HOSTS = [host.strip() for host in _hosts if host.strip()]
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

if not DATABASE_URL.startswith(("postgres://", "postgresql://")):
    wrong = "is no PostgreSQL address" if DATABASE_URL else "is missing"
    sentence = f"DATABASE_URL {wrong}: name the PostgreSQL database, as postgres://user:password@host:5432/name."
    _refuse(sentence, anywhere=bool(DATABASE_URL))
if not REDIS_URL.startswith(("redis://", "rediss://")):
    wrong = "is no Redis address" if REDIS_URL else "is missing"
    _refuse(f"REDIS_URL {wrong}: name the Redis or Valkey server, as redis://host:6379/0.", anywhere=bool(REDIS_URL))
if len(SECRET_KEY) < SHORTEST_KEY or len(set(SECRET_KEY)) < 10 or any(part in SECRET_KEY for part in PUBLIC_KEYS):
    _refuse(f"SECRET_KEY is missing, public or too short: give at least {SHORTEST_KEY} random characters.")
if DEBUG:
    _refuse("DEBUG is on: it shows settings and personal data to whoever meets an error, so it needs MODE=development.")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    _refuse("ALLOWED_HOSTS is missing: name the host names that this server answers to, separated by commas.")

# --- Database, broker, cache --------------------------------------------------------------------------------------
if DEVELOPMENT and not (DATABASE_URL and REDIS_URL):
    from config import embedded

    _servers = embedded.servers(STATE_DIR)
    DATABASE_URL = DATABASE_URL or _servers.database_url
    REDIS_URL = REDIS_URL or _servers.redis_url

# A pool for the web only: a connection is held for a whole request, so its size is the threads of a worker. Celery's
# prefork closes pools after each task. Without a pool, a connection a request would cost 60 % of the rate.
# Its connections live long enough to plan a statement once and carry it out many times (canteens.statements).
_pool = {"min_size": 2, "max_size": env.int("DB_POOL_SIZE", default=4), "timeout": 10}
DB_POOL: bool = env.bool("DB_POOL", default=False)
DATABASES = {
    "default": {
        **env.db_url_config(DATABASE_URL),
        "CONN_MAX_AGE": 0 if DB_POOL else None,
        "CONN_HEALTH_CHECKS": not DB_POOL,
        "OPTIONS": {"pool": _pool, "connect_timeout": 5, "prepare_threshold": 2} if DB_POOL else {"connect_timeout": 5},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "config.cache.FailOpenCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "rm"}}

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,  # longer than the longest task; no task waits with an eta
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_keepalive": True,
    "socket_connect_timeout": 5,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE_DIR / "celerybeat-schedule")

# --- Applications -------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "axes",
    "csp",
    "django_htmx",
    "django_structlog",
    "papers",
    "canteens",
    "notices",
    "guests",
    "mensa",
    "recovery",
    "restituzione",
    "impact",
    "web",
    "api",
    "config",
]
MIDDLEWARE = [
    "config.logging.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "web.middleware.PlaceMiddleware",
    "config.context.StaffHistory",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "web.demo.ribbon",
            ]
        },
    }
]
FORM_RENDERER = "web.rendering.LookRenderer"

# --- People -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "canteens.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL, LOGOUT_REDIRECT_URL = "login", "home"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # a link to choose a password, invitations among them
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_FAILURE_LIMIT = 7
AXES_COOLOFF_TIME = 0.25  # hours
AXES_USERNAME_FORM_FIELD = "username"  # else axes looks for "email", counts for nobody and locks nobody
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # who signed in when is nobody's business after the fact
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_TEMPLATE = "429.html"
PROXY_COUNT = env.int("PROXY_COUNT", default=0)  # how many proxies of ours append to X-Forwarded-For
if PROXY_COUNT:
    AXES_IPWARE_PROXY_COUNT = PROXY_COUNT - 1  # the nearest one is REMOTE_ADDR and not in the header
    AXES_IPWARE_META_PRECEDENCE_ORDER = ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"]

SESSION_ENGINE = "django.contrib.sessions.backends.db"  # a dead Redis signs nobody out
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not DEVELOPMENT
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"  # no session row for a guest's toast

# --- Languages and time -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "it"  # the source language: msgids are Italian
LANGUAGES = [("it", _("Italiano")), ("en", _("Inglese")), ("ar", _("Arabo"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"  # the canteen's own zone is activated around each page and each notice

# --- Static files -------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(STATE_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
# Hashed names in production and wherever `make run` has collected them; plain names from the source folders elsewhere.
HASHED_STATIC = not TESTING and (not DEVELOPMENT or (not DEBUG and (STATIC_ROOT / "staticfiles.json").exists()))
_storage = "config.static.Storage"
_plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
_collecting = "collectstatic" in sys.argv
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _storage if HASHED_STATIC or _collecting else _plain},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = not HASHED_STATIC
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- What a browser may do ----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # a ticket's address is a secret: it never leaves with a link
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=not DEVELOPMENT)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # the container's own health check speaks plain HTTP
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=0 if DEVELOPMENT else 365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=False)
BEHIND_PROXY: bool = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:  # only where the proxy itself sets or strips this header
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
ADMIN_PATH = "gestione-dati/"

# --- Mail ---------------------------------------------------------------------------------------------------------
if EMBEDDED:
    EMAIL_BACKEND = "notices.kept.Backend"  # kept and readable on the outbox page; nothing leaves this machine
else:
    vars().update(env.email_url("EMAIL_URL", default="smtp://127.0.0.1:25"))
EMAIL_TIMEOUT = 15
# A mail program shows the sender to whoever looks on, so its name is neutral.
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("MAIL_FROM", default="Il tuo posto <posto@localhost>")
SITE_URL: str = env("SITE_URL", default="http://127.0.0.1:8000" if DEVELOPMENT else "").rstrip("/")
if not SITE_URL.startswith(("https://", "http://")):
    wrong = "is no address" if SITE_URL else "is missing"
    _refuse(f"SITE_URL {wrong}: mails carry links, so say the public address, as https://posti.example.org.")

# --- API ----------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "api.schema.Schema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsers.Json"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["knox.auth.TokenAuthentication", "api.authentication.CardAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "NUM_PROXIES": PROXY_COUNT,  # 0: nobody chooses his own throttle by a header
    # From one address: a whole shelter may book behind one; a secret of four digits must not be guessed.
    # In development the only crowd is a load generator.
    "DEFAULT_THROTTLE_RATES": {
        "book": env("THROTTLE_BOOK", default="1000000/min" if DEVELOPMENT else "600/min"),
        "secret": env("THROTTLE_SECRET", default="60/hour"),
    },
}
# The same fence for the pages; an hour of a whole shelter behind one address.
WEB_BOOKINGS_AN_HOUR = env.int("THROTTLE_WEB_BOOK", default=1_000_000 if DEVELOPMENT else 600)
# A volunteer types a card's first letters some times a call; whoever wants to see every card needs more.
WEB_CARD_SEARCHES_AN_HOUR = env.int("THROTTLE_WEB_CARDS", default=1_000_000 if DEVELOPMENT else 600)
REST_KNOX = {"TOKEN_TTL": timedelta(days=7), "AUTO_REFRESH": False}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "api.problems.Handler",
    "EXCEPTION_FORMATTER_CLASS": "api.problems.Formatter",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Reciprocamensa",
    "DESCRIPTION": "Seats, recovered food and figures of a community canteen.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "Allergen": "recovery.models.Allergen",
        "CallOutcome": "notices.models.Call.Outcome",
        "OutcomeEnum": "recovery.models.Collection.Outcome",
        "Channel": "notices.models.Channel",
        "BookingKind": "mensa.models.Booking.Kind",
        "BookingStatus": "mensa.models.Booking.Status",
        "BookingDoor": "mensa.models.Booking.Door",
        "Category": "recovery.models.Category",
        "Content": "recovery.models.Content",
        "LotState": "recovery.models.Lot.State",
        "MovementKind": "recovery.models.Movement.Kind",
        "ChairReason": "mensa.door.ChairReason",
        "Language": "canteens.models.LANGUAGES",
        "NoticeState": "notices.models.Notice.State",
        "ReferrerKind": "guests.models.Referrer.Kind",
        "OfferKind": "restituzione.models.Offer.Kind",
        "Role": "canteens.models.Role",
        "ShopKind": "recovery.models.Shop.Kind",
    },
}

# --- History and logs ---------------------------------------------------------------------------------------------
PGHISTORY_APPEND_ONLY = False  # erasing a person must reach her events
# Who was forgotten, as numbers, so that a restored backup forgets them again: keep it apart from the backups.
ERASURES_FILE: str = env("ERASURES_FILE", default=str(STATE_DIR / "erasures.jsonl"))
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_CELERY_TASK_START_LOG_LEVEL = 10  # a tick each five seconds is no news; a failure is
DJANGO_STRUCTLOG_CELERY_TASK_SUCCESS_LOG_LEVEL = 10
LOG_LEVEL: str = env("LOG_LEVEL", default="INFO")
LOGGING_CONFIG = "config.logging.configure"
LOGGING = {"level": LOG_LEVEL, "plain": env.bool("LOG_PLAIN", default=False)}

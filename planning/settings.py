"""Settings, read from the environment. Demo mode is the only one that starts with a default key."""

from __future__ import annotations

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from company.statements import ScopedCursor

BASE_DIR = Path(__file__).resolve().parent.parent
DEMO = os.environ.get("LOCKSTEP_DEMO") == "1"
# Demo people may be let into somebody's own tables, to try them; those are no demo data.
DEMO_DATA = DEMO and os.environ.get("LOCKSTEP_DEMO_DATA", "1") == "1"
DEBUG = False


def secret_key() -> str:
    """Return the signing key; refuse to start without one outside demo mode."""
    key = os.environ.get("LOCKSTEP_SECRET_KEY", "")
    if key:
        return key
    if DEMO or os.environ.get("LOCKSTEP_BUILD") == "1":
        return "demo-mode-only-" + "0" * 40
    raise ImproperlyConfigured("Set LOCKSTEP_SECRET_KEY to a long random text (or LOCKSTEP_DEMO=1 for a demo).")


def database(url: str) -> dict[str, Any]:
    """Return Django's description of a postgresql:// URL; the socket folder may stand in `?host=`."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": options.pop("port", "") or (str(parts.port) if parts.port else ""),
        "OPTIONS": {**options, "cursor_factory": ScopedCursor},
        "DISABLE_SERVER_SIDE_CURSORS": True,  # their statements can't carry a scope, and no pooler likes them
        "CONN_MAX_AGE": int(os.environ.get("LOCKSTEP_CONN_MAX_AGE", "0")),
        "CONN_HEALTH_CHECKS": True,
    }


SECRET_KEY = secret_key()
ALLOWED_HOSTS = [
    host for host in os.environ.get("LOCKSTEP_ALLOWED_HOSTS", "*" if DEMO else "localhost,127.0.0.1").split(",") if host
]
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("LOCKSTEP_TRUSTED_ORIGINS", "").split(",") if origin]

DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql://lockstep@localhost/lockstep")
REDIS_URL = os.environ.get("REDIS_URL", "redis://localhost:6379/0")
# Migrations create tables and triggers, which only their owner may; everything else runs as a role that owns nothing.
AS_OWNER = os.environ.get("LOCKSTEP_AS_OWNER") == "1"
DATABASES = {"default": database(os.environ.get("DATABASE_OWNER_URL", DATABASE_URL) if AS_OWNER else DATABASE_URL)}
STATE_DIR = Path(os.environ.get("LOCKSTEP_STATE_DIR", BASE_DIR / ".state"))

INSTALLED_APPS = [
    "planning.apps.PlanningConfig",
    "company.apps.CompanyConfig",
    "materials.apps.MaterialsConfig",
    "capacity.apps.CapacityConfig",
    "orders.apps.OrdersConfig",
    "mps.apps.MpsConfig",
    "connectors.tables.apps.TablesConfig",
    "connectors.webhooks.apps.WebhooksConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "planning.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "company.scope.ScopeOfRequest",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "planning.errors.refuse_too_large",
    "planning.errors.lead_to_the_page",
]

ROOT_URLCONF = "planning.urls"
ASGI_APPLICATION = "planning.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "planning.shell.shell",
            ],
        },
    }
]

AUTH_USER_MODEL = "company.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese")), ("zh-hant", _("Traditional Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = ["planning.formats"]

STATIC_URL = "static/"
STATICFILES_DIRS = [path for path in [BASE_DIR / "static" / "dist"] if path.exists()]
STATIC_ROOT = STATE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+-[\w-]{8}\.\w+$"  # the build puts a hash into every name
FRONT_END_MANIFEST = BASE_DIR / "static" / "dist" / "manifest.json"

# HTTPS belongs to the proxy in front; a plant's LAN may be plain http (see docs/operations.md).
BEHIND_HTTPS = os.environ.get("LOCKSTEP_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SECURE_SSL_REDIRECT = BEHIND_HTTPS
SECURE_HSTS_SECONDS = 63_072_000 if BEHIND_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/api/docs/",),  # drf-spectacular's page starts with an inline script of its own
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024  # of any request, unless its view says otherwise (company.bodies)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "company.authentication.ApiTokens",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["company.permissions.AccessPermission"],
    "DEFAULT_PAGINATION_CLASS": "company.pagination.BoundedPagination",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "company.problems.as_problem",
    "COERCE_DECIMAL_TO_STRING": False,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
REST_KNOX = {"TOKEN_TTL": None, "TOKEN_PREFIX": "mps_", "AUTH_HEADER_PREFIX": "Token"}
SPECTACULAR_SETTINGS = {
    "TITLE": "Lockstep API",
    "DESCRIPTION": "Orders and the master production schedule. Every answer about the plan names its revision and age.",
    "VERSION": "v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "LineStatusEnum": "orders.models.LineStatus",
        "SettableLineStatusEnum": "orders.serializers.SETTABLE",
        "ChangeStateEnum": "orders.models.ChangeState",
        "ChangeOutcomeEnum": "orders.serializers.OUTCOMES",
        "PromiseStateEnum": "orders.promises.models.PromiseState",
        "BackingKindEnum": "orders.promises.models.BackingKind",
        "ShipmentKindEnum": "orders.shipments.record.ShipmentKind",
        "PromiseNewsEnum": "orders.promises.models.PromiseNews",
    },
}

# Planning. The limits are the engine's own: soft limits can't interrupt a solver, the hard one is only the last net.
# CPU seconds (mps/worked.py) in which a plan may be made better before it is published; making one is not limited.
FIRST_SECONDS = float(os.environ.get("LOCKSTEP_FIRST_SECONDS", "0.5"))
# CPU seconds in which a worker looks for a better plan once one is published, until the next change; 0: not at all.
IMPROVE_SECONDS = float(os.environ.get("LOCKSTEP_IMPROVE_SECONDS", "10"))
# How long a worker takes to say what a change would do, where a search for a better plan is still worth while then.
IMPACT_SECONDS = float(os.environ.get("LOCKSTEP_IMPACT_SECONDS", "0.6"))
# How long a page waits for a worker to say what a change would do.
PREVIEW_SECONDS = float(os.environ.get("LOCKSTEP_PREVIEW_SECONDS", "8"))
# How long a worker plans each way of a rush order (up to six plans), better lots and earlier days included.
RUSH_SECONDS = float(os.environ.get("LOCKSTEP_RUSH_SECONDS", "1.5"))
# How long ways out of a late line are looked for; what is proven by then is shown.
REPAIR_SECONDS = float(os.environ.get("LOCKSTEP_REPAIR_SECONDS", "15"))
# How long a worker plans with one more hour, week by week; what is proven by then is shown.
HOUR_SECONDS = float(os.environ.get("LOCKSTEP_HOUR_SECONDS", "25"))
# From how many records (items and orders outside the largest part) on a plan is worth handing out: docs/scale.md.
SPREAD_FROM = int(os.environ.get("LOCKSTEP_SPREAD_FROM", "30000"))
SOLVE_MEMORY_BYTES = int(os.environ.get("LOCKSTEP_SOLVE_MEMORY_MB", "4096")) * 1024 * 1024
PLANS_KEPT_IN_FULL = int(os.environ.get("LOCKSTEP_PLANS_KEPT_IN_FULL", "60"))
# How long the history tells what the plan that covered a change did to the lines.
PLAN_EFFECT_DAYS = int(os.environ.get("LOCKSTEP_PLAN_EFFECT_DAYS", "90"))
# How long the plan of a scenario is kept; it can be planned again, and its figures stay.
SCENARIO_PLAN_DAYS = int(os.environ.get("LOCKSTEP_SCENARIO_PLAN_DAYS", "90"))
# How long an import can be undone: for so long what was there before is kept.
IMPORT_UNDO_DAYS = int(os.environ.get("LOCKSTEP_IMPORT_UNDO_DAYS", "90"))
DISPATCH_EVERY_SECONDS = 0.1
# Networks inside that webhooks may be sent to, also by plain http: 10.0.0.0/8,192.168.1.0/24. None: only outside.
WEBHOOK_NETWORKS = [
    ip_network(each.strip()) for each in os.environ.get("LOCKSTEP_WEBHOOK_NETWORKS", "").split(",") if each.strip()
]

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False  # the dispatcher asks again; a redelivered poison task would loop for ever
CELERY_TASK_IGNORE_RESULT = True
# What hangs is killed after this. The largest plan must have time for everything: docs/scale.md says how much that is.
CELERY_TASK_TIME_LIMIT = int(os.environ.get("LOCKSTEP_LONGEST_RUN_SECONDS", "600"))
CELERY_TASK_ROUTES = {"mps.plan_chunk": {"queue": "chunks"}}  # so that they never stand before a site that waits
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 2000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 2 * CELERY_TASK_TIME_LIMIT,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_BEAT_SCHEDULE = {
    "dispatch": {"task": "mps.dispatch", "schedule": 5.0, "options": {"expires": 5}},
    "prune-plans": {"task": "mps.prune_plans", "schedule": 10.0, "options": {"expires": 10}},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE_DIR / "beat-schedule")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}, "celery.app.trace": {"level": "WARNING"}},
}
TEST_RUNNER = "django.test.runner.DiscoverRunner"

"""Settings: one file, read from the environment. docs/exploitation.md explains each variable."""

import os
from pathlib import Path

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def env_bool(name: str, *, default: bool) -> bool:
    value = env(name)
    return default if value == "" else value.lower() in {"1", "true", "yes", "oui"}


def env_list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in env(name, default).split(",") if item.strip()]


DEBUG = env_bool("DEBUG", default=False)
DEMO = env_bool("DEMO", default=False)
SECURE = env_bool("SECURE", default=not DEBUG)
SECRET_KEY = env("SECRET_KEY") or ("insecure-debug-key" if DEBUG else "")
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "127.0.0.1,localhost")
SITE_URL = env("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
# What the law asks an online service to say of itself (law 2004-575, article 1-1): the public page says what is missing.
LEGAL_PUBLISHER = env("LEGAL_PUBLISHER")
LEGAL_DIRECTOR = env("LEGAL_DIRECTOR")
LEGAL_HOST = env("LEGAL_HOST")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []

ROOT_URLCONF = "tzcld.urls"
WSGI_APPLICATION = "tzcld.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "tzcld.users",
    "tzcld.ui",
    "tzcld.baseline",
    "territories",
    "cle",
    "ppde",
    "ebe",
    "activities",
    "evaluation",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
]

MIDDLEWARE = [
    "tzcld.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "tzcld.too_large.TooLargeMiddleware",
    "territories.middleware.MachineMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tzcld.users.middleware.SessionActivityMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "territories.middleware.ScopeMiddleware",
    "tzcld.users.middleware.PrivateMiddleware",
    "territories.middleware.MfaMiddleware",
    "tzcld.wrong_method.WrongMethodMiddleware",
]

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
                "territories.context.scope",
            ],
            "builtins": ["tzcld.ui.templatetags.ui", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "tzcld.ui.forms.Renderer"

# --- Database -----------------------------------------------------------------------------------
# Two roles: the runtime role owns nothing and is bound by row-level security; the owner migrates.
DATABASE_URL = env("DATABASE_URL", "postgres://tzcld_app@localhost/tzcld")
if env_bool("AS_OWNER", default=False):
    DATABASE_URL = env("DATABASE_OWNER_URL", DATABASE_URL)
DATABASES = {
    "default": {
        **dj_database_url.parse(
            DATABASE_URL,
            engine="tzcld.postgresql",
            conn_max_age=int(env("CONN_MAX_AGE", "60")),
            conn_health_checks=True,
        ),
        # The queries of every page are parsed and planned once per connection (tzcld/queries.py), from the second time
        # on: never behind a pooler that shares connections.
        "OPTIONS": {"prepare_threshold": 1 if env("PREPARE_QUERIES", "1") == "1" else None},
        "TEST": {"NAME": env("TEST_DATABASE_NAME") or None},
    }
}

# --- Cache, sessions, jobs ----------------------------------------------------------------------
REDIS_URL = env("REDIS_URL", "redis://localhost:6379/0")
# Django's cache says unix:///path?db=1, Celery's transport redis+socket:///path?virtual_host=1 for the same.
BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
if REDIS_URL.startswith("unix://"):
    BROKER_URL = BROKER_URL.replace("?db=", "?virtual_host=")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "tzcld",
    },
    # The same, for what can be made again (tzcld/forgiving.py): its pages open without the store.
    "forgiving": {
        "BACKEND": "tzcld.forgiving.ForgivingCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "tzcld",
    },
    # What each process may remember for itself: no exchange at all.
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}
SESSION_ENGINE = "tzcld.users.sessions"
SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"

CELERY_BROKER_URL = BROKER_URL
CELERY_RESULT_BACKEND = None  # a job's state lives in its own row
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
# KiB; a report takes 200 MB, the library of the charts 130, and each report leaves about 1 MB behind in native libraries.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 550_000
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than the longest task: the sweeper, not the broker, restarts lost work.
    "visibility_timeout": 2 * 3600,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
}
CELERY_TIMEZONE = "Europe/Paris"
CELERY_IMPORTS = ["territories.resources.tasks"]


def _every(seconds: int, task: str) -> dict:
    """Left untaken, it is dropped when others follow: without a worker for a weekend, thousands would wait for it."""
    # Clocks of two machines may differ by some seconds.
    return {"task": task, "schedule": seconds, "options": {"expires": max(seconds, 300)}}


def _nightly(task: str, minute: int) -> dict:
    """At 4 h, which every night has once. Run twice or a day late, it catches up; an interval would begin again with each beat."""
    return {"task": task, "schedule": crontab(hour=4, minute=minute)}


CELERY_BEAT_SCHEDULE = {
    # Monday morning, before the week's first meeting.
    "weekly-digests": {
        "task": "territories.resources.tasks.prepare_digests",
        "schedule": crontab(hour=7, minute=0, day_of_week="mon"),
    },
    "sweep-reports": _every(30, "evaluation.tasks.sweep_reports"),
    "sweep-imports": _every(30, "territories.tasks.sweep_imports"),
    "sweep-newsletters": _every(30, "evaluation.tasks.sweep_newsletters"),
    "sweep-convocations": _every(30, "cle.tasks.sweep_convocations"),
    "sweep-webhooks": _every(30, "territories.tasks.sweep_webhooks"),
    "end-grants": _every(3600, "territories.tasks.end_past_grants"),
    "follow-masking-rules": _every(3600, "territories.tasks.follow_masking_rules"),
    "clear-sessions": _nightly("tzcld.users.tasks.clear_sessions", 0),
    "refresh-persons": _every(3600, "ppde.tasks.refresh_day"),
    # On the first minute of the day that follows the last one, and each hour for what a stopped worker left.
    "end-consents": {"task": "ppde.tasks.end_consents", "schedule": crontab(minute=1)},
    "empty-orientations": _nightly("ppde.tasks.empty_orientations", 3),
    "watch-readings": _every(3600, "ppde.tasks.watch_readings"),
    "purge-readings": _nightly("ppde.tasks.purge_readings", 6),
    "recount-due": _nightly("ppde.tasks.recount_due", 9),
    "count-past-times": _nightly("ppde.tasks.count_past", 12),
    "sweep-eliminations": _every(3600, "ppde.tasks.sweep_eliminations"),
    "purge-webhooks": _nightly("territories.tasks.purge_webhooks", 15),
    "dormant-accounts": _nightly("territories.tasks.watch_dormant_accounts", 18),
    "end-accounts": _nightly("ppde.tasks.end_accounts", 21),
    "find-duplicates": _nightly("ppde.tasks.find_all_duplicates", 24),
    "watch-tokens": _nightly("territories.tasks.watch_tokens", 48),
    "tell-departures": _every(3600, "ebe.tasks.tell_departures"),
    "check-cde": _nightly("ebe.tasks.check_statements", 27),
    "forget-staff": _nightly("ebe.tasks.forget_staff", 30),
    "freeze-lists": _nightly("ebe.tasks.freeze_lists", 33),
    "forget-subscribers": _nightly("evaluation.tasks.forget_subscribers", 36),
    "renew-subscriptions": _nightly("evaluation.tasks.renew_subscriptions", 39),
    "end-extracts": _every(3600, "evaluation.tasks.end_extracts"),
    "sweep-confirmations": _every(60, "evaluation.tasks.sweep_confirmations"),
    "sweep-renewals": _every(60, "evaluation.tasks.sweep_renewals"),
    "sweep-access-files": _every(60, "ppde.tasks.sweep_access_files"),
    "sweep-rereadings": _every(60, "ppde.tasks.sweep_rereadings"),
    "compute-cde": _nightly("ebe.tasks.compute_statements", 42),
    "refresh-indicators": _every(3600, "evaluation.tasks.refresh_all_indicators"),
    "renew-figures": _nightly("evaluation.tasks.renew_figures", 45),
    # In the morning, once the night has computed.
    "tell-figures": {
        "task": "evaluation.tasks.tell_figures",
        "schedule": crontab(hour=6, minute=30),
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(BASE_DIR / "var" / "celerybeat-schedule")

# --- Accounts -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["territories.accounts.Accounts"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 16},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "tzcld.users.passwords.NotOfTheOwnerValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "territories:home"
ACCOUNT_ADAPTER = "tzcld.users.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# An account is opened from a link sent to its address; only a change of address is verified.
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 300
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
# How often, and counted for whom: the client's address (ip), the e-mail tried (key) or the account (user).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "request_login_code": "20/m/ip,3/m/key",
    "reset_password": "20/m/ip,3/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
}
ACCOUNT_FORMS = {
    "login": "tzcld.users.forms.LoginForm",
    "request_login_code": "tzcld.users.forms.RequestLoginCodeForm",
    "confirm_login_code": "tzcld.users.forms.ConfirmLoginCodeForm",
    "reset_password": "tzcld.users.forms.ResetPasswordForm",
    "reset_password_from_key": "tzcld.users.forms.ResetPasswordKeyForm",
    "change_password": "tzcld.users.forms.ChangePasswordForm",
    "set_password": "tzcld.users.forms.SetPasswordForm",
    "add_email": "tzcld.users.forms.AddEmailForm",
    "reauthenticate": "tzcld.users.forms.ReauthenticateForm",
}
# The number of reverse proxies in front: the client's address is read that far from the right of X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = int(env("TRUSTED_PROXIES", "1" if SECURE else "0"))
PASSWORD_RESET_TIMEOUT = 24 * 3600
MFA_ADAPTER = "tzcld.users.adapters.MfaAdapter"
MFA_FORMS = {
    "authenticate": "tzcld.users.forms.MfaAuthenticateForm",
    "reauthenticate": "tzcld.users.forms.MfaReauthenticateForm",
    "activate_totp": "tzcld.users.forms.ActivateTOTPForm",
    "deactivate_totp": "tzcld.users.forms.DeactivateTOTPForm",
    "generate_recovery_codes": "tzcld.users.forms.GenerateRecoveryCodesForm",
    "add_webauthn": "tzcld.users.forms.AddWebAuthnForm",
    "edit_webauthn": "tzcld.users.forms.EditWebAuthnForm",
}
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "Coordination TZCLD"
MFA_REQUIRED = env_bool("MFA_REQUIRED", default=True)
# ProConnect, off unless the first three are set (tzcld/users/proconnect.py).
PROCONNECT_ISSUER = env("PROCONNECT_ISSUER").rstrip("/")
PROCONNECT_CLIENT_ID = env("PROCONNECT_CLIENT_ID")
PROCONNECT_CLIENT_SECRET = env("PROCONNECT_CLIENT_SECRET")
PROCONNECT_ALGORITHM = env("PROCONNECT_ALGORITHM") or "RS256"
PROCONNECT_ACR = env("PROCONNECT_ACR").split()
SOCIALACCOUNT_ADAPTER = "territories.accounts.Identities"
USERSESSIONS_TRACK_ACTIVITY = True
INVITATION_DAYS = 14

# --- What each room brings ----------------------------------------------------------------------
# What each request may see is decided by these, in order (see territories/scoping.py).
SCOPE_PROVIDERS = ["territories.scoping.membership_reach", "ebe.scoping.enterprise_reach"]
# Keys of what is encrypted at rest (notes, copies, secrets): the first writes, all read (see tzcld/cipher.py).
NOTE_KEYS = env_list("NOTE_KEYS")
# Messages to the information systems (see territories/webhooks): seconds before each new try, the last one a day after; days
# that their log is kept; hours during which a secret that was replaced still signs.
WEBHOOK_RETRIES = [60, 5 * 60, 30 * 60, 2 * 3600, 8 * 3600, 24 * 3600]
WEBHOOK_LOG_DAYS = 30
WEBHOOK_OVERLAP_HOURS = 24
# Plain http and addresses of this network, for development and tests: never with real data.
WEBHOOK_INSECURE = (DEBUG or DEMO) and env_bool("WEBHOOK_INSECURE", default=False)
# What is held about a person, room by room (see territories/holdings.py).
PERSON_HOLDINGS = [
    "ppde.holdings.HOLDINGS",
    "ebe.holdings.HOLDINGS",
    "activities.holdings.HOLDINGS",
    "evaluation.holdings.HOLDINGS",
]
# What a room keeps of somebody apart from the file, by an address or a name alone (see ppde/privacy/apart.py).
KEPT_APART = [
    "evaluation.apart.LETTER",
    "evaluation.testimonies.SHOWN",
    "ppde.privacy.seats.SEATS",
]
# To whom a room gave something of a file that is frozen or erased (see ppde/privacy/recipients.py).
RECIPIENTS = ["evaluation.extracts.removals.READERS"]
# What a room froze with words about a person, taken out of it when the file ends (see ppde/retention/anonymise.py).
FROZEN_ABOUT = ["evaluation.reports.erasure.forget"]
# What is frozen with a text that loses the name of somebody erased (see ppde/retention/elsewhere.py).
NAMES_FROZEN = ["evaluation.reports.erasure.without_name"]
# What was sent with a text of the hub that loses such a name in its review (see ppde/operations/texts.py).
NAMES_SENT = ["evaluation.newsletters.without_names"]
# What was closed early and stays closed in a restored backup, room by room (see ppde/retention/closings.py).
CLOSED_AGAIN = [
    "ppde.retention.closings.GRANTS",
    "ppde.retention.closings.PAGES",
    "ppde.retention.closings.TOKENS",
    "evaluation.extracts.closings.ENDED",
    "evaluation.extracts.closings.LAST_DAYS",
    "ebe.directions.closings.DIRECTIONS",
    # Last: what was held by whoever leaves is closed before, and nobody is told of it again.
    "ppde.retention.closings.MEMBERSHIPS",
    "ppde.retention.closings.ACCOUNTS",
]
# What the law has a room keep when a file ends (see ppde/retention/by_law.py).
KEPT_BY_LAW = ["ebe.staff.operations.STAFF"]
# What a room does when somebody agrees, takes it back or no longer agrees after the last day (see ppde/operations/consents.py).
CONSENT_GIVEN = [
    "ppde.operations.orientations.consent_changed",
    "evaluation.apart.consent_given",
    "evaluation.testimonies.consent_given",
]
CONSENT_WITHDRAWN = [
    "ppde.operations.resources.consent_withdrawn",
    "ppde.operations.orientations.consent_changed",
    "ebe.operations.sharing.consent_withdrawn",
    "evaluation.apart.consent_withdrawn",
    "evaluation.testimonies.consent_withdrawn",
]
# What a room holds before the person when an agreement is taken back, and what it says on that page that it stops.
CONSENT_HELD = ["ebe.operations.sharing.hold"]
CONSENT_STOPS = ["ebe.operations.sharing.stops"]
# What is typed about a person, room by room (see territories/free_texts.py).
FREE_TEXTS = [
    "ppde.free_texts.FREE_TEXTS",
    "ebe.free_texts.FREE_TEXTS",
    "activities.free_texts.FREE_TEXTS",
    "evaluation.free_texts.FREE_TEXTS",
]
# What is frozen with a text and is not rewritten, room by room (see ppde/operations/texts.py).
FROZEN_TEXTS = ["evaluation.reports.copies.with_text"]
# What waits for a team, room by room (see territories/queue.py).
QUEUE_SOURCES = [
    "ppde.queue.SOURCES",
    "ebe.queue.SOURCES",
    "activities.queue.SOURCES",
    "evaluation.queue.SOURCES",
    "territories.tokens.queue.SOURCES",
]
# What a decision of a committee carries, room by room (see cle/rectification.py).
DECISION_EFFECTS = [
    "ppde.rectification.effects",
    "ebe.rectification.effects",
    "activities.rectification.effects",
]

# How much a named access was used, read where the consultations are (see territories/grants/tables.py).
GRANT_USE = "ppde.operations.readings.with_use"

# What a room does when a role ends, when its last day is moved, or when an invitation is accepted (see territories/operations/team.py).
ROLE_ENDED = [
    "ebe.directions.operations.role_ended",
    "evaluation.extracts.operations.role_ended",
]
ROLE_PROLONGED = ["ebe.directions.operations.role_prolonged"]
INVITATION_ACCEPTED = [
    "cle.seats.invitation_accepted",
    "ebe.directions.operations.invitation_accepted",
]
# What a room does when the journal leaves in a file (see territories/views/journal.py).
JOURNAL_EXPORTED = ["ppde.operations.readings.record_journal_taken"]
# What a room does when a territory changes its département (see territories/operations/departments.py).
DEPARTMENT_CHANGED = ["ebe.operations.rates.department_changed"]

# How long what a room writes is kept, by dated rules (see territories/durations.py).
DURATIONS = "ppde.retention.models.lengths"

# Which persons a room still follows, whatever the dates: their files are not proposed for elimination.
STILL_FOLLOWED = ["ebe.scoping.employed"]
# What a post proposed to a person waits for, on the file, room by room (see ppde/views/persons.py).
AWAITED = ["ebe.queue.awaited"]
# The latest contract of those hired by the enterprise, for a queryset of persons (see ppde/departures.py).
LEFT_ENTERPRISE = "ebe.departures.last_contract"
# What is no file and kept for a time, then eliminated by the same lists (see ppde/retention/times.py).
ENDINGS = [
    "ppde.retention.endings.CONTACTS",
    "ppde.retention.endings.MANDATES",
    "ppde.retention.endings.ORIENTATIONS",
    "ebe.endings.CONTRACTS",
]

# What may be imported from a spreadsheet, in the order of the page (see territories/imports/kinds.py).
IMPORT_KINDS = [
    "ppde.imports.persons.Persons",
    "ppde.imports.events.Events",
    "territories.imports.organisations.Organisations",
    "territories.imports.organisations.Contacts",
    "cle.imports.Seats",
    "ebe.imports.Contracts",
    "ebe.returns.imports.Returns",
    "activities.imports.Activities",
    "evaluation.imports.Subscribers",
]

# --- Language, files, mail ----------------------------------------------------------------------
LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env("MEDIA_ROOT") or BASE_DIR / "var" / "media")
S3_BUCKET = env("S3_BUCKET")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or not SECURE
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
if S3_BUCKET:
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env("S3_ENDPOINT_URL") or None,
            "access_key": env("S3_ACCESS_KEY"),
            "secret_key": env("S3_SECRET_KEY"),
            "default_acl": "private",
            "file_overwrite": False,
        },
    }
# Without SECURE there is no collectstatic step: files are served from static/ as they are.
WHITENOISE_USE_FINDERS = not SECURE
if not SECURE:
    # WhiteNoise warns about a missing folder, and the tests take a warning for an error.
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_AUTOREFRESH = DEBUG

EMAIL_HOST = env("EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = int(env("EMAIL_PORT", "25"))
EMAIL_HOST_USER = env("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "Coordination TZCLD <ne-pas-repondre@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Web security -------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = int(env("HSTS_SECONDS", "31536000")) if SECURE else 0
# What a browser is told of its neighbours lasts a year, and what the lists of the browsers hold is not taken back at will: never
# said of a domain whose other sites were not asked, and no list without them.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE and env_bool("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = SECURE_HSTS_INCLUDE_SUBDOMAINS and env_bool("HSTS_PRELOAD", default=False)
# security.W005, security.W021: decided above by whoever runs the site.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
# `__Host-`: the browser takes the cookie from this host alone, by https, so that a neighbour of the domain sets none in its place.
# By http it would take none at all.
_HOST = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME = f"{_HOST}sessionid"
# The token of forms is kept in the session: this cookie would be set only without `CSRF_USE_SESSIONS`.
CSRF_COOKIE_NAME = f"{_HOST}csrftoken"
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "tzcld.users.expired.form_refused"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- API ----------------------------------------------------------------------------------------
# Tokens (see territories/tokens): days that one lasts at most; days before its end that « À faire » says it; days that it still
# lasts once its maker manages the tokens no more.
API_TOKEN_DAYS = 365
API_TOKEN_NOTICE_DAYS = 30
API_TOKEN_LEFT_DAYS = 30
# How often it answers in a minute: to one token or one account; to one address whose requests are refused.
API_PER_MINUTE = int(env("API_PER_MINUTE", "120"))
API_REFUSALS_PER_MINUTE = int(env("API_REFUSALS_PER_MINUTE", "30"))
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "territories.tokens.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["tzcld.api_rate.Rate"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "EXCEPTION_HANDLER": "tzcld.api.refused",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Coordination TZCLD",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    # The first version that describes what is sent, beside what is asked.
    "OAS_VERSION": "3.1.0",
    "WEBHOOKS": ["evaluation.api_webhook.NOTIFICATION"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "evaluation.api_schema.refusals",
    ],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"discreet": {"()": "tzcld.logs.Discreet"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["discreet"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"fontTools": {"level": "WARNING"}, "weasyprint": {"level": "ERROR"}},
}

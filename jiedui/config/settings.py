"""Every setting of the house, read from the environment (docs/settings.md lists them all)."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from jiedui.config.database import database

ROOT = Path(__file__).resolve().parents[2]

# Only the readings of single characters are used; the table of phrases takes long to load.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")


def text(name, default=""):
    return os.environ.get(name, default).strip()


def flag(name, default=False):
    return text(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def words(name, default=""):
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


HOME = Path(text("JIEDUI_HOME") or ROOT / "var")
PRODUCTION = flag("JIEDUI_PRODUCTION")
DEBUG = flag("JIEDUI_DEBUG")


def secret(name):
    """A secret from the environment; at a developer's desk, one made once and kept in HOME.

    In production a missing secret stops the start: a key that the machine made up by
    itself would be lost with the machine, and every sealed number with it.
    """
    if value := text(name):
        return value
    if PRODUCTION:
        raise ImproperlyConfigured(f"{name} is not set; see docs/settings.md")
    place = HOME / "secrets" / name.lower()
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return place.read_text().strip()
    with os.fdopen(handle, "w") as kept:
        kept.write(secrets.token_hex(32))
    return place.read_text().strip()


SECRET_KEY = secret("JIEDUI_SECRET_KEY")
# Name:key pairs, newest first: the first seals, all of them open (rotation).
FIELD_KEYS = secret("JIEDUI_FIELD_KEYS")
# The blind index outlives rotations of the field keys, so it has a key of its own.
INDEX_KEY = secret("JIEDUI_INDEX_KEY")

ALLOWED_HOSTS = words("JIEDUI_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("JIEDUI_ORIGINS")
# So many proxies of ours stand before the site: what they say of a visitor's address is believed.
PROXIES = int(text("JIEDUI_PROXIES", "0"))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "jiedui.core",
    "jiedui.catalog",
    "jiedui.accounts",
    "jiedui.workers",
    "jiedui.vacancies",
    "jiedui.candidacies",
    "jiedui.matching",
    "jiedui.subsidies",
    "jiedui.notices",
    "jiedui.sheets",
    "jiedui.clockwork",
    "jiedui.web.kit",
    "jiedui.web.public",
    "jiedui.web.me",
    "jiedui.web.village",
    "jiedui.web.employer",
    "jiedui.web.desk",
    # After our own rooms, whose templates are found first.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "jiedui.web.kit.light.LightMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "jiedui.web.kit.sessions.SessionsEnd",
    "jiedui.web.kit.guard.GuardMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    # Innermost, so that it knows who asks and what was answered.
    "jiedui.web.kit.looks.LookMiddleware",
]

ROOT_URLCONF = "jiedui.config.urls"
WSGI_APPLICATION = "jiedui.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["jiedui.web.kit.templatetags.kit"],
        },
    }
]

DATABASES = {"default": database(text("JIEDUI_DATABASE"), HOME)}
# The second wall (docs/postgresql.md): tell the server who looks, for its row-level security.
ROW_GUARD = flag("JIEDUI_ROW_GUARD") and "postgresql" in DATABASES["default"]["ENGINE"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "public:signin"
LOGIN_REDIRECT_URL = "public:home"
LOGOUT_REDIRECT_URL = "public:signin"
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "public/signin_locked.html"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]

# The second factor (jiedui/web/public/factors.py). In production officers cannot work without.
SECOND_FACTOR_NEEDED = flag("JIEDUI_SECOND_FACTOR", PRODUCTION)
ACCOUNT_ADAPTER = "jiedui.web.public.factors.Doorkeeper"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # here; everywhere else it is
ACCOUNT_FORMS = {
    "change_password": "jiedui.web.public.factors.NewPasswordForm",
    "reauthenticate": "jiedui.web.public.factors.PasswordAgainForm",
}
MFA_ADAPTER = "jiedui.web.public.factors.Factors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_TOLERANCE = 1  # clocks of telephones run half a minute early or late
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost has no certificate
MFA_FORMS = {
    "authenticate": "jiedui.web.public.factors.CodeForm",
    "reauthenticate": "jiedui.web.public.factors.CodeAgainForm",
    "activate_totp": "jiedui.web.public.factors.FirstCodeForm",
    "add_webauthn": "jiedui.web.public.factors.PasskeyForm",
}
# Tries are counted in the database: each process has a memory of its own.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_remembered",
    }
}

# How messages leave the house (docs/settings.md). `outbox` keeps them on a page of the desk
# and nothing leaves; it can show sign-in codes, so production knows it not.
SMS = text("JIEDUI_SMS", "off" if PRODUCTION else "outbox")
SMS_ENDPOINT = text("JIEDUI_SMS_ENDPOINT")
SMS_SIGNATURE = text("JIEDUI_SMS_SIGNATURE", "结对")
ALIYUN_KEY_ID = text("JIEDUI_ALIYUN_KEY_ID")
ALIYUN_KEY_SECRET = text("JIEDUI_ALIYUN_KEY_SECRET")
TENCENT_SECRET_ID = text("JIEDUI_TENCENT_SECRET_ID")
TENCENT_SECRET_KEY = text("JIEDUI_TENCENT_SECRET_KEY")
TENCENT_SMS_APP = text("JIEDUI_TENCENT_SMS_APP")
WECHAT_APP_ID = text("JIEDUI_WECHAT_APP_ID")
WECHAT_APP_SECRET = text("JIEDUI_WECHAT_APP_SECRET")
WECHAT_TOKEN = text("JIEDUI_WECHAT_TOKEN")
WECHAT_ENDPOINT = text("JIEDUI_WECHAT_ENDPOINT")
WIRE_TEMPLATES = text("JIEDUI_WIRE_TEMPLATES")
# Part of the address at which the SMS provider reports: they sign nothing.
HOOK_KEY = text("JIEDUI_HOOK_KEY")
SITE = text("JIEDUI_SITE").rstrip("/")
WECHAT = "official" if WECHAT_APP_ID else ("outbox" if SMS == "outbox" else "off")
NEEDED_BY = {
    "outbox": (),
    "off": (),
    "aliyun": ("ALIYUN_KEY_ID", "ALIYUN_KEY_SECRET", "WIRE_TEMPLATES"),
    "tencent": ("TENCENT_SECRET_ID", "TENCENT_SECRET_KEY", "TENCENT_SMS_APP", "WIRE_TEMPLATES"),
    "official": ("WECHAT_APP_SECRET", "WECHAT_TOKEN", "WIRE_TEMPLATES", "SITE"),
}
if SMS not in {"outbox", "off", "aliyun", "tencent"} or (PRODUCTION and SMS == "outbox"):
    raise ImproperlyConfigured(f"JIEDUI_SMS={SMS} is not possible here; see docs/settings.md")
for chosen in (SMS, WECHAT):
    if missing := [f"JIEDUI_{name}" for name in NEEDED_BY[chosen] if not globals()[name]]:
        raise ImproperlyConfigured(f"{chosen} needs {', '.join(missing)}; see docs/settings.md")
OUTBOX_SHOWS_CODES = SMS == "outbox" and not PRODUCTION

# How long personal data is kept (docs/rules/rights.md). Records of recruitment: three years at
# least, by the rules for online recruitment. The others: 0 keeps them until somebody asks.
KEEP_RECORDS_YEARS = max(3, int(text("JIEDUI_KEEP_RECORDS_YEARS", "3")))
KEEP_LEFT_YEARS = int(text("JIEDUI_KEEP_LEFT_YEARS", "3"))
KEEP_MESSAGES_DAYS = int(text("JIEDUI_KEEP_MESSAGES_DAYS", "365"))
KEEP_CELLS_DAYS = int(text("JIEDUI_KEEP_CELLS_DAYS", "1095"))

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
        if flag("JIEDUI_HASHED_STATIC", PRODUCTION)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Uploads larger than this are refused before they are opened.
SHEET_BYTES = 128 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_TEMP_DIR = None

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
# Minutes without a click after which somebody who signed in with a password is signed out.
SESSION_IDLE_MINUTES = int(text("JIEDUI_IDLE_MINUTES", "30"))
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": text("JIEDUI_LOG_LEVEL", "INFO")},
    "loggers": {
        "axes": {"level": "WARNING"},
        "django.server": {"level": "WARNING"},
        "fido2": {"level": "WARNING"},
        # They would write whole addresses, and a provider's address holds the number.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
    },
}

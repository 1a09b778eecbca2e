"""Which database the house stands on: a file beside it, or a PostgreSQL server."""

from django.core.exceptions import ImproperlyConfigured

SERVERS = ("postgresql://", "postgres://")
# So long a statement waits for a row that somebody else has locked; then it says so.
PATIENCE = 30  # seconds


def database(told, home):
    """The settings of `JIEDUI_DATABASE`: an address of a server, the path of a file, or nothing."""
    if told.startswith(SERVERS):
        return server(told)
    if "://" in told:
        raise ImproperlyConfigured("JIEDUI_DATABASE is no address of PostgreSQL and no file")
    return embedded(told or str(home / "jiedui.sqlite3"))


def embedded(path):
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "timeout": PATIENCE,
            # A transaction that will write takes its place in the queue when it begins,
            # so it never fails half-way with "database is locked".
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;"
            ),
        },
    }


def server(address):
    """A server's settings. What is not in the address comes from PGPASSFILE and its like."""
    from psycopg import Error, conninfo  # noqa: PLC0415  (not loaded where a file is enough)

    try:
        told = conninfo.conninfo_to_dict(address)
    except Error:  # whose words would repeat the password
        raise ImproperlyConfigured("JIEDUI_DATABASE cannot be read as an address") from None
    if not told.get("dbname"):
        raise ImproperlyConfigured("JIEDUI_DATABASE names no database: postgresql://host/name")
    known = {name: told.pop(name, "") for name in ("dbname", "user", "password", "host", "port")}
    usual = {"application_name": "jiedui", "connect_timeout": "10"}
    # Compiling a statement takes longer than the short ones that a page asks.
    session = f"-c lock_timeout={PATIENCE}s -c jit=off {told.pop('options', '')}".strip()
    return {
        "ENGINE": "jiedui.config.postgresql",
        "NAME": known["dbname"],
        "USER": known["user"],
        "PASSWORD": known["password"],
        "HOST": known["host"],
        "PORT": known["port"],
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": usual | told | {"options": session},
    }

"""A PostgreSQL server for the length of one command, in a folder that is gone afterwards.

    python -m tests.cluster pytest tests/workers

The command finds the server's address in JIEDUI_TEST_POSTGRES; without a command it is only said
whether a server could be had. Nothing outlasts it, so the
server does not wait for the disk. PostgreSQL refuses to run as root: started by root, it runs
as nobody. Where no server is installed the command is not run, and that is said.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

ABSENT = 77  # the exit code by which make knows that there was nothing to run it on
OWNER = "jiedui"
# Ordering by bytes, as SQLite does it.
MAKING = ("--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync")
RUNNING = (
    "listen_addresses=''", "fsync=off", "synchronous_commit=off", "full_page_writes=off",
    "wal_level=minimal", "max_wal_senders=0", "shared_buffers=256MB", "max_connections=120",
    "max_wal_size=4GB", "autovacuum=off",
)  # fmt: skip


def programs():
    """The folder with `initdb` and `pg_ctl`, the newest one, or None."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: float(path.parts[-3]),
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _as_somebody():
    """What `subprocess` must be told so that the server does not run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@contextmanager
def cluster(*settings):
    """The address of a new server's first database; it is stopped and removed at the end."""
    where = programs()
    if where is None:
        raise FileNotFoundError("PostgreSQL is not installed")
    place, somebody = Path(tempfile.mkdtemp(prefix="jiedui-pg-")), _as_somebody()
    if somebody:
        os.chown(place, somebody["user"], somebody["group"])
    store = place / "store"

    def call(program, *words):
        subprocess.run(
            [where / program, *words], check=True, cwd=place, stdout=subprocess.DEVNULL, **somebody
        )

    try:
        call("initdb", "--pgdata", store, "--username", OWNER, *MAKING)
        with (store / "postgresql.conf").open("a") as configured:
            configured.write("\n".join((*RUNNING, *settings, f"unix_socket_directories='{place}'")))
        call("pg_ctl", "--pgdata", store, "--silent", "--wait", "--log", place / "log", "start")
        try:
            yield f"postgresql://{OWNER}@/postgres?host={place}"
        finally:
            call("pg_ctl", "--pgdata", store, "--silent", "--mode", "immediate", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _run(command, address):
    """Told before pytest begins: pytest-django reads the settings before any conftest."""
    told = {"JIEDUI_TEST_POSTGRES": address, "JIEDUI_DATABASE": address}
    told["JIEDUI_ROW_GUARD"] = os.environ.get("JIEDUI_TEST_GUARD", "")
    return subprocess.run(command, env=os.environ | told, check=False).returncode


def main(command):
    if not command:
        return 0 if programs() else ABSENT
    if address := os.environ.get("JIEDUI_TEST_POSTGRES"):
        return _run(command, address)
    try:
        with cluster() as address:
            return _run(command, address)
    except FileNotFoundError as absent:
        if programs() is not None:
            raise
        sys.stderr.write(f"{absent}: what runs on it is skipped.\n")
        return ABSENT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

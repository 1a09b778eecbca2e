"""`manage.py serve`: the whole house on one machine, from nothing, until Ctrl-C."""

import hashlib
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from jiedui.accounts.models import User
from jiedui.clockwork import ground
from jiedui.clockwork.demo import build as demo
from jiedui.clockwork.management.commands.demo import in_both_languages

CLOCKWORK = (sys.executable, str(settings.ROOT / "manage.py"), "clockwork")
REST = 3  # seconds before a clockwork that died is started again
WARM = Path(__file__).resolve().parents[3] / "engine" / "match"


class Command(BaseCommand):
    help = "Sets up what is missing, then runs the site and the clockwork until Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=int(os.environ.get("JIEDUI_PORT", 8000)))
        parser.add_argument("--listen", default=os.environ.get("JIEDUI_LISTEN", "127.0.0.1"))
        parser.add_argument("--workers", type=int, default=1)

    def handle(self, *, port, listen, workers, **options):
        with in_both_languages(), demo.alone_in_the_house():
            self._serve(listen, port, workers)

    def _serve(self, listen, port, workers):
        # What is written here is nobody else's on this machine to read.
        os.umask(0o077)
        settings.HOME.chmod(0o700)
        _refuse_taken(listen, port)
        ground.prepare()
        if not settings.PRODUCTION and not User.objects.exists():
            demo.fill()
        call_command("collectstatic", interactive=False, verbosity=0)
        children = {"site": _start(*_site(listen, port, workers)), "clockwork": _start(*CLOCKWORK)}
        if warming := _warm():
            children["kernels"] = warming
        try:
            _wait_until_up(listen, port, children["site"])
            self._say_where(listen, port)
            self._watch(children)
        finally:
            _stop(children.values())

    def _watch(self, children):
        """Until a signal. A clockwork that dies is started again and the site stays up: what
        it died of is given up by the next one after a few tries."""
        stopped = []
        for wish in (signal.SIGTERM, signal.SIGINT):
            signal.signal(wish, lambda *_: stopped.append(True))
        while not stopped:
            time.sleep(0.3)
            if children["site"].poll() is not None:
                raise CommandError("the site ended by itself; see the lines above")
            if not stopped and (code := children["clockwork"].poll()) is not None:
                self.stderr.write(f"the clockwork ended by itself ({code}) and is started again")
                time.sleep(REST)
                children["clockwork"] = _start(*CLOCKWORK)

    def _say_where(self, listen, port):
        shown = "localhost" if listen in ("127.0.0.1", "0.0.0.0", "::1") else listen
        self.stdout.write(f"\n  Jiedui 结对   http://{shown}:{port}/\n\n")
        for line in demo.sign_ins():
            self.stdout.write(f"    {line}\n")
        self.stdout.write("\n  Ctrl-C 停止 · Ctrl-C stops it\n\n")
        self.stdout.flush()


def _site(listen, port, workers):
    """Granian answers by WSGI, static files too: it would send them unpacked, and a phone in the
    mountains pays for every kilobyte (web/kit/light.py packs them)."""
    return (
        sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws",
        "--host", listen, "--port", str(port), "--workers", str(workers),
        "--blocking-threads", "4", "--workers-kill-timeout", "10", "--respawn-failed-workers",
        "--log-level", "warning", "jiedui.config.wsgi:application",
    )  # fmt: skip


def _warm():
    """Compile the kernels of large matchings once per version, quietly beside everything else."""
    digest = hashlib.sha256()
    for path in sorted(WARM.glob("*.py")):
        digest.update(path.read_bytes())
    stamp = settings.HOME / "cache" / f"kernels-{digest.hexdigest()[:16]}"
    if stamp.exists():
        return None
    stamp.parent.mkdir(parents=True, exist_ok=True)
    python, quiet = shlex.quote(sys.executable), shlex.quote(str(stamp))
    return _start("nice", "sh", "-c", f"{python} -m jiedui.engine.match.warm && : > {quiet}")


def _start(*command):
    """A child in a session of its own: Ctrl-C reaches it through us, in order."""
    return subprocess.Popen(command, cwd=settings.ROOT, start_new_session=True)


def _refuse_taken(listen, port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listen, port))
        except OSError:
            raise CommandError(
                f"端口 {port} 已被占用：JIEDUI_PORT=8001 make run\n"
                f"Port {port} is taken: JIEDUI_PORT=8001 make run"
            ) from None


def _wait_until_up(listen, port, site):
    for _ in range(300):
        if site.poll() is not None:
            raise CommandError("the site did not start; see the lines above")
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((listen, port)) == 0:
                return
        time.sleep(0.1)
    raise CommandError("the site did not answer within half a minute")


def _stop(children):
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()

"""How a command ends: its exit codes, its sentences, its bars."""

import json
import sys
from contextlib import contextmanager

OK = 0
REFUSED = 1  # the input cannot be used; nothing was written
USAGE = 2  # the command was not understood
PARTLY = 3  # done, but some rows were refused or need a look


def say(text=""):
    sys.stdout.write(f"{text}\n")


def remark(text):
    """A sentence for the person, beside the answer."""
    sys.stderr.write(f"{text}\n")


def print_json(answer):
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, default=str) + "\n")


def refuse(refusal, *, as_json):
    """Print why not, in both languages, and give the exit code."""
    both = refusal.in_both()
    if as_json:
        print_json({"refused": both})
    remark(f"{both['zh']}\n{both['en']}")
    return REFUSED


class Silent:
    """Bars for programs and pipes: none."""

    def show(self, name, done, total):
        pass


class Bars:
    """One bar a stage of work, on the screen of a person."""

    def __init__(self, progress):
        self.progress = progress
        self.rows = {}

    def show(self, name, done, total):
        if name not in self.rows:
            self.rows[name] = self.progress.add_task(name, total=total or None)
        self.progress.update(self.rows[name], completed=done, total=total or None)


@contextmanager
def bars():
    """Progress on stderr if a person is looking at it."""
    if not sys.stderr.isatty():
        yield Silent()
        return
    from rich.console import Console  # noqa: PLC0415  (slow to import, rarely needed)
    from rich.progress import (  # noqa: PLC0415  (the same)
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield Bars(progress)

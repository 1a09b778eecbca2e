"""Many processes at one thing: each has its connection, all begin at the same moment.

Forked once and kept: a round costs what the deed costs and no start of a process.
"""

import multiprocessing

from django.db import connection, connections

from jiedui.core.refusal import Refusal

LONGEST = 60  # seconds that a round may take before it counts as stuck


class Hands:
    """`with Hands(16) as hands: answers = hands.do(act, [(args), …])`, one answer each."""

    def __init__(self, many):
        self.many = many

    def __enter__(self):
        connections.close_all()  # a connection does not outlive a fork
        context = multiprocessing.get_context("fork")
        self.start = context.Barrier(self.many)
        self.lines, self.processes = [], []
        for _ in range(self.many):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, self.start), daemon=True)
            process.start()
            theirs.close()
            self.lines.append(ours)
            self.processes.append(process)
        return self

    def do(self, act, told):
        """What each hand answered: "done", the code of a refusal, or the name of an error."""
        for line, words in zip(self.lines, told, strict=True):
            line.send((act, words))
        for line in self.lines:
            if not line.poll(LONGEST):
                raise TimeoutError("a hand does not answer: somebody waits for somebody for ever")
        return [line.recv() for line in self.lines]

    def __exit__(self, *_):
        for line in self.lines:
            line.send(None)
        for process in self.processes:
            process.join(timeout=10)
            if process.is_alive():
                process.kill()


def _serve(line, start):
    connection.ensure_connection()
    while True:
        if (told := line.recv()) is None:
            connection.close()
            return
        act, words = told
        start.wait(timeout=LONGEST)
        line.send(_answer(act, words))


def _answer(act, words):
    try:
        return act(*words) or "done"
    except Refusal as refusal:
        return refusal.code
    except Exception as error:  # told to the round, which counts it as a fault
        return f"{type(error).__name__}: {error}"

"""One run in a process of its own: `python -m bench.identify.measure ours offices 1 100000`."""

import json
import resource
import sys
import time

from bench.identify import febrl
from bench.identify.ledgers import make, true_pairs
from bench.identify.peers import by_number, by_recordlinkage
from bench.identify.training import fit
from jiedui.engine.identify import FIELDS, Case, load
from jiedui.engine.identify.linking import weighed
from jiedui.engine.identify.model import read
from jiedui.engine.identify.numbers import read_number


def by_us(columns):
    """Pairs that are one person at the probability the model calls likely."""
    model = load()
    found = weighed(Case(*(columns[field] for field in FIELDS)), model, model.likely)
    return set(zip(found["one"].to_pylist(), found["other"].to_pylist(), strict=True))


def by_us_refitted(columns):
    """The same levels, their weights learned from another set of such records."""
    model = read(fit(febrl.columns(2)))
    found = weighed(Case(*(columns[field] for field in FIELDS)), model, model.likely)
    return set(zip(found["one"].to_pylist(), found["other"].to_pylist(), strict=True))


WAYS = {
    "ours": by_us,
    "refitted": by_us_refitted,
    "number": by_number,
    "recordlinkage": by_recordlinkage,
}


def scores(found, true):
    right = len(found & true)
    precision = right / len(found) if found else 1.0
    recall = right / len(true) if true else 1.0
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


def measure(who, model, seed, many):
    columns = febrl.columns() if model == "febrl" else make(model, seed, many)
    true = true_pairs(columns["person"])
    start, worked = time.perf_counter(), time.process_time()
    found = WAYS[who](columns)
    seconds, cpu = time.perf_counter() - start, time.process_time() - worked
    precision, recall, f1 = scores(found, true)
    # The pairs that a rule on the number cannot find: how we do where it is hard.
    numbers = [read_number(number)[0] for number in columns["identity"]]
    hard = {pair for pair in true if not numbers[pair[0]] == numbers[pair[1]] != ""}
    hard_found = {pair for pair in found if not numbers[pair[0]] == numbers[pair[1]] != ""}
    hard_precision, hard_recall, _ = scores(hard_found, hard)
    return {
        "who": who, "model": model, "seed": seed, "records": len(columns["name"]),
        "pairs": len(true), "precision": precision, "recall": recall, "f1": f1,
        "hard": len(hard), "hard_precision": hard_precision, "hard_recall": hard_recall,
        "seconds": seconds, "cpu": cpu,
        "gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }  # fmt: skip


if __name__ == "__main__":
    who, model, seed, many = sys.argv[1:]
    print(json.dumps(measure(who, model, int(seed), int(many))))

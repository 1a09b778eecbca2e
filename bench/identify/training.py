"""What each way of agreeing is worth, fitted on invented people; writes `parameters.json`.

`python -m bench.identify.training [--check]`: the same seed gives the same file, digit for digit;
`--check` compares instead of writing.

For every pair that shares a blocking key we know which level each field has and whether the two
are one person. m of a level is counted: its share among true pairs. Its weight is fitted: the
logistic regression whose sum of weights predicts best (a ridge keeps levels that are hardly
ever met near nought). Counting u as well and trusting that fields err independently would be the
textbook way; it calls brothers one person, because in a family telephone, village and surname
agree together. u is therefore what makes log2(m / u) that weight.
"""

import json
import sys
from pathlib import Path

import numpy as np

from bench.identify.ledgers import make, true_pairs
from jiedui.engine import identify
from jiedui.engine.identify import COMPARISONS, FIELDS, Case, Model
from jiedui.engine.identify.linking import weighed

TRAINED = {"model": "offices", "seed": 1101, "records": 300_000}
RIDGE, ROUNDS = 1.0, 60
PRECISION = 0.995  # at `likely`, on the training people
# By law a person has one number. What the invented ledgers say of two right ones is no evidence
# against that: a relative's number is as frequent in them as we have put it in.
AT_MOST = {("identity", "two-numbers"): -15.0}
DOUBTFUL = 0.1  # an officer's look is worth it when one of ten is found
PLACE = Path(identify.__file__).parent / "parameters.json"


def neutral() -> Model:
    """Every level worth nothing: all pairs come back with their levels."""
    levels = {c.field: {level.code: (0.5, 0.5) for level in c.levels} for c in COMPARISONS}
    return Model(0.0, 0.5, 0.5, levels)


def patterns(columns):
    """Distinct combinations of levels, how many pairs have each, how many of these are true."""
    found = weighed(Case(*(columns[field] for field in FIELDS)), neutral(), 0.0)
    true = true_pairs(columns["person"])
    ones, others = found["one"].to_pylist(), found["other"].to_pylist()
    label = np.fromiter((pair in true for pair in zip(ones, others, strict=True)), float)
    levels = np.stack([found[c.field].to_numpy() for c in COMPARISONS], axis=1)
    distinct, place = np.unique(levels, axis=0, return_inverse=True)
    place = place.ravel()
    return distinct, np.bincount(place), np.bincount(place, weights=label)


def indicators(distinct):
    """One column for each level of each field; a silent field has none."""
    named, columns = [], []
    for at, comparison in enumerate(COMPARISONS):
        for down, level in enumerate(comparison.levels):
            named.append((comparison.field, level.code))
            columns.append(distinct[:, at] == len(comparison.levels) - 1 - down)
    return named, np.stack(columns, axis=1).astype(float)


def fitted(features, pairs, true):
    """Newton's steps for the ridge; convex, so the answer does not depend on where it starts."""
    features = np.hstack([np.ones((len(features), 1)), features])
    ridge = np.full(features.shape[1], RIDGE)
    ridge[0] = 1e-6
    weights = np.zeros(features.shape[1])
    for _round in range(ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(features @ weights, -40, 40)))
        slope = features.T @ (true - pairs * chance) - ridge * weights
        curve = (features * (pairs * chance * (1 - chance))[:, None]).T @ features
        step = np.linalg.solve(curve + np.diag(ridge), slope)
        weights += step
        if np.abs(step).max() < 1e-9:
            break
    return weights[0] / np.log(2), weights[1:] / np.log(2)


def probabilities(share, weight):
    """(m, u) of a level with this share among true pairs and this weight in bits."""
    m = min(max(share, 1e-6), 0.999)
    u = m / 2**weight
    if u >= 0.999:
        m, u = 0.999 * m / u, 0.999
    return float(f"{m:.6g}"), float(f"{u:.6g}")


def threshold(scores, pairs, true):
    """The least probability at which the precision holds."""
    order = np.argsort(-scores, kind="stable")
    right, claimed = np.cumsum(true[order]), np.cumsum(pairs[order])
    last = scores[order][np.flatnonzero(right / claimed >= PRECISION)[-1]]
    return float(np.floor(1000 / (1 + 2.0**-last)) / 1000)


def fit(columns):
    """The model, in its stored form, that these labelled records teach."""
    distinct, pairs, true = patterns(columns)
    named, features = indicators(distinct)
    prior, weights = fitted(features, pairs, true)
    for at, level in enumerate(named):
        weights[at] = min(weights[at], AT_MOST.get(level, weights[at]))
    shares = (features * true[:, None]).sum(axis=0) / true.sum()
    likely = threshold(prior + features @ weights, pairs, true)
    levels = {comparison.field: {} for comparison in COMPARISONS}
    for (field, code), share, weight in zip(named, shares, weights, strict=True):
        levels[field][code] = probabilities(share, weight)
    return {
        "prior": float(f"{prior:.6g}"), "likely": likely, "doubtful": min(DOUBTFUL, likely),
        "levels": levels,
    }  # fmt: skip


def train():
    return {"trained": TRAINED} | fit(make(TRAINED["model"], TRAINED["seed"], TRAINED["records"]))


def main(check=False):
    told = json.dumps(train(), indent=1, ensure_ascii=False) + "\n"
    if check:
        return 0 if PLACE.read_text("utf-8") == told else 1
    PLACE.write_text(told, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))

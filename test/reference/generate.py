"""Writes the golden numbers that the TypeScript statistics and metrics are tested against.

    python -m venv venv && venv/bin/pip install numpy scipy scikit-learn statsmodels
    venv/bin/python test/reference/generate.py

Inputs are not stored: both sides make them from the same recipe (see samples.ts), with additions, multiplications and
divisions of float64 only, so that they agree to the last bit.
"""

import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
import statsmodels
from scipy import stats
from scipy.spatial.distance import jensenshannon
from sklearn import metrics
from statsmodels.stats.multitest import multipletests

HERE = Path(__file__).parent
VERSIONS = {m.__name__: m.__version__ for m in (np, scipy, sklearn, statsmodels)}


def uniforms(seed, count):
    values, state = [], seed
    for _ in range(count):
        state = (state * 1664525 + 1013904223) % 2**32
        values.append((state + 0.5) / 2**32)
    return values


def sample(recipe):
    if "values" in recipe:
        return np.array(recipe["values"], dtype=float)
    n, shape = recipe["n"], recipe["shape"]
    if shape == "bell":
        u, values = uniforms(recipe["seed"], 12 * n), []
        for i in range(n):
            total = 0.0
            for x in u[12 * i : 12 * i + 12]:
                total += x
            values.append(total - 6)
    else:
        u = uniforms(recipe["seed"], n)
        if shape == "uniform":
            values = u
        elif shape == "heavy":
            values = [1 / x for x in u]
        elif shape == "integers":
            values = [float(int(x * recipe["levels"])) for x in u]
    return np.array([x * recipe.get("scale", 1) + recipe.get("shift", 0) for x in values])


def write(name, content):
    text = json.dumps({"generated_by": "test/reference/generate.py", "versions": VERSIONS, **content}, indent=1, allow_nan=False)
    (HERE / f"{name}.golden.json").write_text(text + "\n")


# Statistics of counts


def psi(p_counts, q_counts):
    p = np.maximum(p_counts / p_counts.sum(), 1e-4)
    q = np.maximum(q_counts / q_counts.sum(), 1e-4)
    value = float(np.sum((q - p) * np.log(q / p)))
    scale = 1 / p_counts.sum() + 1 / q_counts.sum()
    return {"value": value, "p": float(stats.chi2.sf(value / scale, len(p) - 1)) if len(p) > 1 else 1.0}


def jensen_shannon(p_counts, q_counts):
    value = float(np.nan_to_num(jensenshannon(p_counts, q_counts, base=2)))
    scale = (1 / p_counts.sum() + 1 / q_counts.sum()) / (8 * np.log(2))
    return {"value": value, "p": float(stats.chi2.sf(value**2 / scale, len(p_counts) - 1)) if len(p_counts) > 1 else 1.0}


def chi_square(p_counts, q_counts):
    table = np.array([p_counts, q_counts])
    table = table[:, table.sum(axis=0) > 0]
    if table.shape[1] == 1:
        return {"value": 0.0, "p": 1.0, "effect": 0.0}
    value, p, _, _ = stats.chi2_contingency(table, correction=False)
    rows, columns, total = 2, table.shape[1], table.sum()
    phi2 = max(0, value / total - (columns - 1) * (rows - 1) / (total - 1))
    corrected_rows = rows - (rows - 1) ** 2 / (total - 1)
    corrected_columns = columns - (columns - 1) ** 2 / (total - 1)
    spread = min(corrected_rows - 1, corrected_columns - 1)
    effect = np.sqrt(phi2 / spread) if spread > 0 else 0.0
    return {"value": float(value), "p": float(p), "effect": float(effect)}


def with_nulls(p, q, nulls):
    if nulls == [0, 0]:
        return np.array(p, dtype=float), np.array(q, dtype=float)
    return np.append(p, nulls[0]).astype(float), np.append(q, nulls[1]).astype(float)


def numeric_case(name, reference, current, nulls=(0, 0)):
    nulls = list(nulls)
    a, b = sample(reference), sample(current)
    edges = np.unique(np.quantile(a, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]))
    bins = len(edges) + 1
    p = np.bincount(np.searchsorted(edges, a, side="left"), minlength=bins)
    q = np.bincount(np.searchsorted(edges, b, side="left"), minlength=bins)
    binned = with_nulls(p, q, nulls)
    ks = stats.ks_2samp(a, b)
    raw = float(stats.wasserstein_distance(a, b))
    expected = {
        "psi": psi(*binned),
        "jensen_shannon": jensen_shannon(*binned),
        "ks": {"value": float(ks.statistic), "p": float(ks.pvalue)},
        "wasserstein": {"value": raw / float(np.std(a)), "p": float(ks.pvalue), "raw": raw},
    }
    if len(np.unique(a)) <= 20:
        values = np.unique(np.concatenate([a, b]))
        counts = [[int((side == v).sum()) for v in values] for side in (a, b)]
        expected["chi_square"] = chi_square(*with_nulls(*counts, nulls))
    return {"name": name, "reference": reference, "current": current, "nulls": nulls, "expected": expected}


def category_case(name, reference, current, nulls=(0, 0)):
    nulls = list(nulls)
    keys = sorted(set(reference) | set(current))
    p = [reference.get(key, 0) for key in keys]
    q = [current.get(key, 0) for key in keys]
    if len(keys) > 1000:
        shares = np.array(p) / sum(p) + np.array(q) / sum(q)
        order = np.argsort(-shares, kind="stable")
        top, rest = order[:1000], order[1000:]
        p = [p[i] for i in top] + [sum(p[i] for i in rest)]
        q = [q[i] for i in top] + [sum(q[i] for i in rest)]
    counts = with_nulls(p, q, nulls)
    expected = {"psi": psi(*counts), "jensen_shannon": jensen_shannon(*counts), "chi_square": chi_square(*counts)}
    return {"name": name, "reference": reference, "current": current, "nulls": nulls, "expected": expected}


def shape(kind, seed, n, **more):
    return {"shape": kind, "seed": seed, "n": n, **more}


def statistics():
    numeric = [
        numeric_case("equal sizes, no drift", shape("bell", 1, 2000), shape("bell", 2, 2000)),
        numeric_case("small shift", shape("bell", 3, 2000), shape("bell", 4, 1500, shift=0.1)),
        numeric_case("large shift", shape("bell", 5, 3000), shape("bell", 6, 2500, shift=0.3)),
        numeric_case("wider", shape("bell", 7, 1000), shape("bell", 8, 1000, scale=1.5)),
        numeric_case("heavy tail", shape("heavy", 9, 4000), shape("heavy", 10, 4000, scale=1.1)),
        numeric_case("far from zero", shape("uniform", 11, 900, shift=1.7e12, scale=3.6e6), shape("uniform", 12, 800, shift=1.7e12, scale=3.7e6)),
        numeric_case("tiny numbers", shape("bell", 13, 500, scale=1e-12), shape("bell", 14, 400, scale=1.2e-12)),
        numeric_case("above ten thousand rows", shape("bell", 15, 15000), shape("bell", 16, 12000, shift=0.02)),
        numeric_case("above ten thousand rows, drifted", shape("uniform", 17, 12000), shape("uniform", 18, 20000, shift=0.02)),
        numeric_case("long reference, short window", shape("bell", 19, 20000), shape("bell", 20, 90, shift=0.2)),
        numeric_case("exact at its limit", shape("uniform", 21, 10000), shape("uniform", 22, 9999, shift=0.005)),
        numeric_case("ties", shape("integers", 23, 3000, levels=50), shape("integers", 24, 3000, levels=52)),
        numeric_case("discrete", shape("integers", 25, 3000, levels=6), shape("integers", 26, 2000, levels=7)),
        numeric_case("a rare flag", shape("integers", 27, 5000, levels=2), {"values": [0] * 700 + [1] * 1300}),
        numeric_case("nulls on one side", shape("bell", 28, 1000), shape("bell", 29, 900), nulls=(0, 100)),
        numeric_case("nulls on both sides", shape("integers", 30, 1000, levels=10), shape("integers", 31, 900, levels=10), nulls=(50, 300)),
        numeric_case("disjoint", shape("uniform", 32, 300), shape("uniform", 33, 300, shift=5)),
        numeric_case("three against two", {"values": [1, 2, 3]}, {"values": [2.5, 4]}),
        numeric_case("one against one", {"values": [1, 2]}, {"values": [1]}),
    ]
    zipf = {f"c{i}": 3000 // (i + 1) + 1 for i in range(1400)}
    moved = {f"c{i}": 2000 // ((i * 7) % 1500 + 1) + 2 for i in range(300, 1500)}
    categorical = [
        category_case("same", {"a": 500, "b": 300, "c": 200}, {"a": 480, "b": 330, "c": 190}),
        category_case("moved", {"a": 500, "b": 300, "c": 200}, {"a": 300, "b": 300, "c": 400}),
        category_case("unseen", {"a": 500, "b": 500}, {"a": 450, "b": 450, "new": 100}),
        category_case("vanished", {"a": 500, "b": 500}, {"a": 1000}),
        category_case("disjoint", {"a": 400}, {"b": 600}),
        category_case("single", {"a": 400}, {"a": 600}),
        category_case("nulls", {"a": 400, "b": 200}, {"a": 350, "b": 180}, nulls=(3, 70)),
        category_case("unequal sides", {"a": 400_000, "b": 100_000}, {"a": 700, "b": 300}),
        category_case("more than a thousand", zipf, moved),
    ]
    write("statistics", {"numeric": numeric, "categorical": categorical})


def laws():
    kolmogorov = []
    for n in [1, 2, 3, 5, 10, 50, 99, 140, 141, 200, 450, 501, 1000, 5000, 100_000, 250_000, 500_000]:
        for z in [0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.2, 1.4, 1.48, 1.5, 1.7, 2, 2.5, 3, 3.7]:
            d = z / np.sqrt(n)
            if d <= 1:
                kolmogorov.append([n, float(d), float(stats.kstwo.sf(d, n))])
    smirnov = []
    for n, m in [(1, 1), (5, 5), (5, 7), (1, 10), (100, 100), (100, 99), (1000, 777), (3000, 3000), (10_000, 17), (2000, 500)]:
        for z in [0.3, 0.8, 1.2, 1.6, 2.2, 3]:
            grid = int(np.lcm(n, m))
            h = round(min(1, z * np.sqrt(1 / n + 1 / m)) * grid)
            # Two samples whose distance is exactly h / lcm: there are such for every multiple that D can take.
            if h > 0:
                ok, d, p = scipy.stats._stats_py._attempt_exact_2kssamp(n, m, int(np.gcd(n, m)), h / grid, "two-sided")
                if ok:
                    smirnov.append([n, m, float(d), float(p)])
    chi = [[df, df * f, float(stats.chi2.sf(df * f, df))] for df in [1, 2, 3, 9, 10, 99, 1000] for f in [0, 0.01, 0.5, 0.9, 1, 1.1, 1.5, 2, 3, 10]]
    points = [[df, float(stats.chi2.isf(0.05, df))] for df in [1, 2, 9, 10, 100, 1000]]
    normal = [[z, float(2 * stats.norm.sf(z))] for z in [0, 1e-5, 0.1, 1, 2, 3, 5, 7, 20]]
    hochberg = []
    for seed, count in [(1, 1), (2, 5), (3, 20), (4, 200)]:
        p = [x**3 for x in uniforms(seed, count)]
        hochberg.append([p, [float(x) for x in multipletests(p, method="fdr_bh")[1]]])
    ties = [0.01, 0.01, 0.5, 0.03, 1.0, 0.5]
    hochberg.append([ties, [float(x) for x in multipletests(ties, method="fdr_bh")[1]]])
    write("laws", {"kolmogorov": kolmogorov, "smirnov": smirnov, "chi_square": chi, "chi_square_95": points, "normal": normal, "benjamini_hochberg": hochberg})


# Performance metrics. Standard errors are derived otherwise than in the service: from the multinomial covariance of the
# confusion matrix and a numeric gradient, and for the AUC from the full matrix of comparisons.


def delta_method(function, cells):
    n = cells.sum()
    shares = cells / n
    gradient = np.zeros_like(shares)
    for index in np.ndindex(shares.shape):
        step = 1e-6
        up, down = shares.copy(), shares.copy()
        up[index] += step
        down[index] -= step
        gradient[index] = (function(up) - function(down)) / (2 * step)
    variance = (shares * gradient**2).sum() - (shares * gradient).sum() ** 2
    return float(np.sqrt(max(0, variance) / n))


def macro_f1_of(cells):
    named = cells.sum(axis=0) + cells.sum(axis=1)
    hits = np.diag(cells)
    return np.mean([2 * h / s for h, s in zip(hits, named) if s > 0])


def delong(truth, score):
    positives, negatives = score[truth == 1], score[truth == 0]
    wins = (positives[:, None] > negatives[None, :]) + 0.5 * (positives[:, None] == negatives[None, :])
    return float(np.sqrt(wins.mean(axis=1).var(ddof=1) / len(positives) + wins.mean(axis=0).var(ddof=1) / len(negatives)))


def estimate(value, error):
    return {"value": float(value), "standard_error": float(error)}


def standard_error(losses):
    return np.std(losses, ddof=1) / np.sqrt(len(losses))


def binary_case(name, seed, n, rounding=None):
    u, v = uniforms(seed, n), uniforms(seed + 1, n)
    score = np.array([int(x * rounding) / rounding if rounding else x for x in u])
    truth = np.array([1 if y < x else 0 for x, y in zip(u, v)])
    said = np.array([1 if x >= 0.5 else 0 for x in score])
    cells = np.array([[np.sum((truth == t) & (said == s)) for s in (0, 1)] for t in (0, 1)], dtype=float)
    right = (truth == said).sum()
    padded = (right + 1) / (n + 2)
    losses = -np.log(np.where(truth == 1, np.clip(score, 1e-15, 1 - 1e-15), 1 - np.clip(score, 1e-15, 1 - 1e-15)))
    return {
        "name": name,
        "recipe": {"seed": seed, "n": n, "rounding": rounding},
        "expected": {
            "accuracy": estimate(metrics.accuracy_score(truth, said), np.sqrt(padded * (1 - padded) / (n + 2))),
            "f1": estimate(metrics.f1_score(truth, said), delta_method(lambda c: 2 * c[1, 1] / (2 * c[1, 1] + c[0, 1] + c[1, 0]), cells)),
            "roc_auc": estimate(metrics.roc_auc_score(truth, score), delong(truth, score)),
            "log_loss": estimate(losses.mean() if rounding else metrics.log_loss(truth, score), standard_error(losses)),
        },
    }


def multiclass_case(name, seed, n, classes):
    u, v, w = (uniforms(seed + i, n) for i in range(3))
    said = np.array([int(x * classes) for x in u])
    truth = np.array([s if y < 0.7 else int(z * classes) for s, y, z in zip(said, v, w)])
    cells = np.array([[np.sum((truth == t) & (said == s)) for s in range(classes)] for t in range(classes)], dtype=float)
    padded = ((truth == said).sum() + 1) / (n + 2)
    return {
        "name": name,
        "recipe": {"seed": seed, "n": n, "classes": classes},
        "expected": {
            "accuracy": estimate(metrics.accuracy_score(truth, said), np.sqrt(padded * (1 - padded) / (n + 2))),
            "macro_f1": estimate(metrics.f1_score(truth, said, average="macro"), delta_method(macro_f1_of, cells)),
        },
    }


def regression_case(name, seed, n):
    truth = sample(shape("bell", seed, n))
    said = truth * 0.9 + sample(shape("bell", seed + 1, n, scale=0.3))
    error = said - truth
    rmse = metrics.root_mean_squared_error(truth, said)
    return {
        "name": name,
        "recipe": {"seed": seed, "n": n},
        "expected": {
            "mae": estimate(metrics.mean_absolute_error(truth, said), standard_error(np.abs(error))),
            "rmse": estimate(rmse, standard_error(error**2) / (2 * rmse)),
        },
    }


def performance():
    write(
        "performance",
        {
            "binary": [binary_case("2,000 rows", 41, 2000), binary_case("tied scores", 43, 1500, rounding=10), binary_case("30 rows", 45, 30)],
            "multiclass": [multiclass_case("5 classes", 51, 3000, 5), multiclass_case("2 classes", 55, 200, 2)],
            "regression": [regression_case("2,000 rows", 61, 2000), regression_case("10 rows", 63, 10)],
        },
    )


statistics()
laws()
performance()

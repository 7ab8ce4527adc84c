"""Writes the golden numbers that the TypeScript statistics and metrics are tested against.

    python -m venv venv && venv/bin/pip install numpy scipy scikit-learn statsmodels mpmath
    venv/bin/python test/reference/generate.py

Inputs are not stored: both sides make them from the same recipe (see samples.ts), with additions, multiplications and
divisions of float64 only, so that they agree to the last bit.
"""

import json
from pathlib import Path

import mpmath
import numpy as np
import scipy
import sklearn
import statsmodels
from scipy import optimize, stats
from scipy.spatial.distance import jensenshannon
from sklearn import metrics
from statsmodels.stats.multitest import multipletests

mpmath.mp.dps = 60
HERE = Path(__file__).parent
VERSIONS = {m.__name__: m.__version__ for m in (np, scipy, sklearn, statsmodels, mpmath)}


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


def hellinger(p_counts, q_counts):
    value = float(np.sqrt(max(0, 1 - np.sum(np.sqrt(p_counts / p_counts.sum() * q_counts / q_counts.sum())))))
    scale = (1 / p_counts.sum() + 1 / q_counts.sum()) / 8
    return {"value": value, "p": float(stats.chi2.sf(value**2 / scale, len(p_counts) - 1)) if len(p_counts) > 1 else 1.0}


def share_distances(p_counts, q_counts):
    moved = np.abs(q_counts / q_counts.sum() - p_counts / p_counts.sum())
    p = chi_square(p_counts, q_counts)["p"]
    return {"total_variation": {"value": float(moved.sum() / 2), "p": p}, "l_infinity": {"value": float(moved.max()), "p": p}}


def share_difference(hits, n, more, m, alternative, spread=1):
    few, rows = round(hits / spread), round(n / spread)
    p = float(stats.fisher_exact([[more, few], [m - more, rows - few]], alternative=alternative).pvalue)
    value = more / m - hits / n
    return {"value": value, "effect": abs(value) if alternative == "two-sided" else max(0, value), "p": p}


# Order statistics. The limiting laws are summed at 60 digits from their series of 1952 and 1954, whose differences from 1
# are then exact to more digits than a double has.


def cramer_von_mises_tail(x):
    # Anderson and Darling (1952), equation 4.35.
    if x <= 0.003:
        return 1.0
    x, total, k = mpmath.mpf(x), mpmath.mpf(0), 0
    while True:
        y = 4 * k + 1
        q = y * y / (16 * x)
        term = mpmath.gamma(k + 0.5) / mpmath.factorial(k) * mpmath.sqrt(y) * mpmath.exp(-q) * mpmath.besselk(0.25, q)
        total += term
        if term < mpmath.mpf(10) ** -50:
            return float(1 - total / (mpmath.pi ** mpmath.mpf("1.5") * mpmath.sqrt(x)))
        k += 1


def anderson_darling_tail(x):
    # Anderson and Darling (1954), equation 2.
    if x <= 0.02:
        return 1.0
    z, total, j = mpmath.mpf(x), mpmath.mpf(0), 0
    while True:
        a = (4 * j + 1) ** 2 * mpmath.pi**2 / (8 * z)
        integral = mpmath.quad(lambda w: mpmath.exp(z / (8 * (w * w + 1)) - a * w * w), [0, 1, 4, 16, mpmath.inf])
        term = mpmath.binomial(mpmath.mpf(-1) / 2, j) * (4 * j + 1) * mpmath.exp(-a) * integral
        total += term
        if abs(term) < mpmath.mpf(10) ** -45:
            return float(1 - mpmath.sqrt(2 * mpmath.pi) / z * total)
        j += 1


def energy_tail(a, b):
    # The covariance matrix of the bridge at the pooled values, its eigenvalues, and the same saddle-point formula.
    n, m = len(a), len(b)
    pooled = np.sort(np.concatenate([a, b]))
    values = np.unique(pooled)
    width = np.diff(values)
    level = np.searchsorted(pooled, values[:-1], side="right") / (n + m)
    root = np.sqrt(width)
    kernel = np.minimum.outer(level, level) * (1 - np.maximum.outer(level, level)) * np.outer(root, root)
    weights = np.linalg.eigvalsh(kernel)
    gap = np.searchsorted(np.sort(a), values[:-1], side="right") / n - np.searchsorted(np.sort(b), values[:-1], side="right") / m
    q = np.sum(gap**2 * width) * n * m / (n + m) * (n + m - 1) / (n + m)
    slope = lambda s: np.sum(weights / (1 - 2 * s * weights)) - q
    pole = 1 / (2 * weights.max())
    low = -1.0 / weights.max()
    while slope(low) > 0:
        low *= 2
    s = optimize.brentq(slope, low, pole * (1 - 1e-14), xtol=1e-300, rtol=1e-15, maxiter=1000)
    log = -np.sum(np.log1p(-2 * s * weights)) / 2
    w = np.sign(s) * np.sqrt(2 * (s * q - log))
    v = s * np.sqrt(2 * np.sum((weights / (1 - 2 * s * weights)) ** 2))
    return float(stats.norm.sf(w + np.log(v / w) / w))


def cramer_von_mises(a, b):
    n, m = len(a), len(b)
    pooled = np.concatenate([a, b])
    gap = np.searchsorted(np.sort(a), pooled, side="right") / n - np.searchsorted(np.sort(b), pooled, side="right") / m
    effect = float(np.sqrt(np.mean(gap**2)))
    value = n * m / (n + m) * np.mean(gap**2)
    if len(np.unique(pooled)) == n + m:
        value = stats.cramervonmises_2samp(a, b, method="asymptotic").statistic
    mean = (1 + 1 / (n + m)) / 6
    variance = (n + m + 1) * (4 * n * m * (n + m) - 3 * (n**2 + m**2) - 2 * n * m) / (45 * (n + m) ** 2 * 4 * n * m)
    x = 1 / 6 + (value - mean) / np.sqrt(45 * variance)
    return {"value": float(value), "effect": effect, "p": cramer_von_mises_tail(x) if x < 8 else 0.0}


def anderson_darling(a, b):
    n, m = len(a), len(b)
    rows = n + m
    standardised = float(stats.anderson_ksamp([a, b], variant="midrank").statistic)
    i = np.arange(1, rows)
    h = np.sum(1 / i)
    # Scholz and Stephens (1987), equation 4, with the double sum as it stands there.
    g = np.sum(np.cumsum(1 / (rows - i[:-1])) / (i[:-1] + 1))
    c = [
        (4 * g - 6) + (10 - 6 * g) * (1 / n + 1 / m),
        (2 * g - 4) * 4 + 16 * h + (2 * g - 14 * h - 4) * (1 / n + 1 / m) - 8 * h + 4 * g - 6,
        (6 * h + 2 * g - 2) * 4 + (4 * h - 4 * g + 6) * 2 + (2 * h - 6) * (1 / n + 1 / m) + 4 * h,
        (2 * h + 6) * 4 - 8 * h,
    ]
    variance = np.polyval([*c, 0], rows) / rows / ((rows - 1) * (rows - 2) * (rows - 3))
    value = 1 + standardised * np.sqrt(variance)
    ties = np.unique(np.concatenate([a, b]), return_counts=True)[1].max() / rows
    x = 1 + standardised * np.sqrt(2 * (np.pi**2 - 9) / 3)
    return {
        "value": float(value),
        "effect": float(np.sqrt(value * (1 / n + 1 / m))),
        "p": float(stats.chi2.sf(value, 1)) if ties >= 0.05 else anderson_darling_tail(x) if x < 30 else 0.0,
        "details": {"standardised": standardised},
    }


def energy(a, b):
    raw = float(stats.energy_distance(a, b))
    result = {"value": raw / float(np.sqrt(np.std(a))), "details": {"raw": raw}}
    # Larger samples are thinned, which moves the p-value by less than a thousandth.
    if len(a) + len(b) <= 256 and raw > 0:
        result["p"] = energy_tail(a, b)
    return result


def moments(a, b):
    # Centred first: far from zero the squares would lose the digits that the variances differ in.
    shift = a.mean()
    a, b = a - shift, b - shift
    n, m = len(a), len(b)
    test = stats.ttest_ind(b, a, equal_var=False)
    deviations = np.concatenate([a - a.mean(), b - b.mean()])
    kurtosis = (n + m) * np.sum(deviations**4) / np.sum(deviations**2) ** 2
    error = np.sqrt(sum(max(0, kurtosis - (k - 3) / (k - 1)) / k for k in (n, m)))
    ratio = np.var(b, ddof=1) / np.var(a, ddof=1)
    mean_error = np.sqrt(np.var(a, ddof=1) / n + np.var(b, ddof=1) / m) / np.std(a)
    value = float((b.mean() - a.mean()) / np.std(a))
    z = stats.norm.isf(0.005)
    return {
        "mean_shift": {
            "value": value,
            "effect": abs(value),
            "p": float(test.pvalue),
            "interval": [float(abs(value) - z * mean_error), float(abs(value) + z * mean_error)],
        },
        "variance_ratio": {
            "value": float(ratio),
            "effect": float(abs(np.log(ratio))),
            "p": float(stats.levene(a, b, center="median").pvalue),
            "interval": [float(abs(np.log(ratio)) - z * error), float(abs(np.log(ratio)) + z * error)],
        },
    }


def range_violation(a, b):
    ends = sum(int(np.sum(a == end) == 1) for end in (a.min(), a.max()))
    return share_difference(ends, len(a), int(np.sum((b < a.min()) | (b > a.max()))), len(b), "greater")


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
        "wasserstein": {"value": raw / float(np.std(a)), "p": float(ks.pvalue), "details": {"raw": raw}},
        "hellinger": hellinger(*binned),
        "cramer_von_mises": cramer_von_mises(a, b),
        "energy": energy(a, b),
        "null_share": share_difference(nulls[0], len(a) + nulls[0], nulls[1], len(b) + nulls[1], "two-sided"),
        "range_violation": range_violation(a, b),
    }
    if len(a) + len(b) > 3:
        expected["anderson_darling"] = anderson_darling(a, b)
    if min(len(a), len(b)) > 1:
        expected |= moments(a, b)
    if len(np.unique(a)) <= 20:
        values = np.unique(np.concatenate([a, b]))
        counts = [[int((side == v).sum()) for v in values] for side in (a, b)]
        expected["chi_square"] = chi_square(*with_nulls(*counts, nulls))
        expected |= share_distances(*with_nulls(*counts, nulls))
    return {"name": name, "reference": reference, "current": current, "nulls": nulls, "expected": expected}


def category_case(name, reference, current, nulls=(0, 0)):
    nulls = list(nulls)
    keys = sorted(set(reference) | set(current))
    p = [reference.get(key, 0) for key in keys]
    q = [current.get(key, 0) for key in keys]
    if len(keys) > 1000:
        order = np.argsort(-(np.array(p) + np.array(q)), kind="stable")
        top, rest = order[:1000], order[1000:]
        p = [p[i] for i in top] + [sum(p[i] for i in rest)]
        q = [q[i] for i in top] + [sum(q[i] for i in rest)]
    counts = with_nulls(p, q, nulls)
    expected = {"psi": psi(*counts), "jensen_shannon": jensen_shannon(*counts), "chi_square": chi_square(*counts)}
    expected |= {"hellinger": hellinger(*counts), **share_distances(*counts)}
    n, m = sum(reference.values()), sum(current.values())
    single = sum(1 for count in reference.values() if count == 1)
    unseen = sum(count for key, count in current.items() if key not in reference)
    double = sum(1 for count in reference.values() if count == 2)
    spread = 1 + 2 * double / single if single else 1
    expected["unseen_share"] = share_difference(single, n, unseen, m, "greater", spread)
    expected["null_share"] = share_difference(nulls[0], n + nulls[0], nulls[1], m + nulls[1], "two-sided")
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
        numeric_case("small", shape("bell", 34, 130), shape("bell", 35, 120, shift=0.2)),
        numeric_case("small, drifted", shape("heavy", 36, 140), shape("heavy", 37, 110, scale=1.8)),
        numeric_case("small, with ties", shape("integers", 38, 100, levels=9), shape("integers", 39, 150, levels=8)),
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
        category_case("identifiers", {f"r{i}": 1 for i in range(90)} | {"many": 10}, {f"c{i}": 1 for i in range(45)} | {"many": 5}),
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
    squared = {
        "cramer_von_mises": [[x, cramer_von_mises_tail(x)] for x in [0.004, 0.02, 0.05, 0.1, 0.2, 0.46136, 0.74346, 1.5, 3, 5]],
        "anderson_darling": [[x, anderson_darling_tail(x)] for x in [0.05, 0.1, 0.3, 0.7, 1, 1.933, 2.49237, 3.857, 8, 15, 25]],
        "student": [[t, df, float(2 * stats.t.sf(t, df))] for df in [1, 1.7, 5, 30, 998.4, 1e6] for t in [1e-6, 0.01, 0.5, 1.7, 2, 4, 9]],
    }
    fisher = []
    for hits, n, more, m in [(0, 500_000, 1, 100), (3, 10, 9, 12), (50, 1000, 50, 1000), (50, 1000, 80, 1000), (80, 1000, 50, 1000), (0, 300, 0, 200), (300, 300, 199, 200), (40_000, 500_000, 300, 3000), (200_000, 500_000, 250_500, 600_000), (7, 9, 0, 8), (1, 2, 1, 1), (10, 10, 0, 30)]:
        table = [[more, hits], [m - more, n - hits]]
        fisher.append([hits, n, more, m, *(float(stats.fisher_exact(table, alternative=side).pvalue) for side in ("two-sided", "greater"))])
    hochberg = []
    for seed, count in [(1, 1), (2, 5), (3, 20), (4, 200)]:
        p = [x**3 for x in uniforms(seed, count)]
        hochberg.append([p, [float(x) for x in multipletests(p, method="fdr_bh")[1]]])
    ties = [0.01, 0.01, 0.5, 0.03, 1.0, 0.5]
    hochberg.append([ties, [float(x) for x in multipletests(ties, method="fdr_bh")[1]]])
    write("laws", {"kolmogorov": kolmogorov, "smirnov": smirnov, "chi_square": chi, "chi_square_95": points, "normal": normal, "benjamini_hochberg": hochberg, **squared, "fisher": fisher})


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

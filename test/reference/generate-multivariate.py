"""Writes the golden numbers that the statistics of whole rows are tested against.

    python -m venv venv && venv/bin/pip install numpy scipy scikit-learn
    venv/bin/python test/reference/generate-multivariate.py

Rows are not stored: both sides make them from the same recipe (see rows.ts), with additions and multiplications of
float64 only, so that they agree to the last bit.
"""

import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.spatial.distance import pdist
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

HERE = Path(__file__).parent
VERSIONS = {m.__name__: m.__version__ for m in (np, scipy, sklearn)}
FOLDS = 5


def uniforms(seed, count):
    values, state = [], seed
    for _ in range(count):
        state = (state * 1664525 + 1013904223) % 2**32
        values.append((state + 0.5) / 2**32)
    return values


def rows(recipe):
    n, width = recipe["n"], recipe["width"]
    u, values = uniforms(recipe["seed"], 12 * n * width), []
    for i in range(n * width):
        total = 0.0
        for x in u[12 * i : 12 * i + 12]:
            total += x
        values.append(total - 6)
    matrix = np.array(values).reshape(n, width)
    if width > 1:
        matrix[:, 1] = matrix[:, 1] * 0.5 + matrix[:, 0] * recipe["mix"]
    matrix[:, 0] = matrix[:, 0] + recipe["shift"]
    return matrix


def mmd(x, y, gamma):
    n, m = len(x), len(y)
    kxx, kyy, kxy = rbf_kernel(x, gamma=gamma), rbf_kernel(y, gamma=gamma), rbf_kernel(x, y, gamma=gamma)
    within = (kxx.sum() - n) / (n * (n - 1)) + (kyy.sum() - m) / (m * (m - 1))
    return float(within - 2 * kxy.mean())


def mmd_case(x, y):
    bandwidth = float(np.median(pdist(x[:1000])))
    gamma = 1 / (2 * bandwidth**2)
    value = mmd(x, y, gamma)
    columns = range(x.shape[1])
    falls = [value - mmd(np.delete(x, c, 1), np.delete(y, c, 1), gamma) for c in columns] if x.shape[1] > 1 else [value]
    blocks = 8
    b, c = len(x) // blocks, len(y) // blocks
    parts = [mmd(x[i * b : (i + 1) * b], y[i * c : (i + 1) * c], gamma) for i in range(blocks)]
    return {
        "bandwidth": bandwidth,
        "value": value,
        "falls": falls,
        "blocks": {"count": blocks, "value": float(np.mean(parts)), "error": float(np.std(parts, ddof=1) / blocks**0.5)},
    }


def classifier_case(x, y):
    poly = PolynomialFeatures(2, include_bias=False)
    areas, weights = [], []
    for fold in range(FOLDS):
        tests = [np.arange(len(side)) % FOLDS == fold for side in (x, y)]
        train = np.vstack([x[~tests[0]], y[~tests[1]]])
        train_y = np.r_[np.zeros((~tests[0]).sum()), np.ones((~tests[1]).sum())]
        test = np.vstack([x[tests[0]], y[tests[1]]])
        test_y = np.r_[np.zeros(tests[0].sum()), np.ones(tests[1].sum())]
        scaler = StandardScaler().fit(poly.fit_transform(train))
        model = LogisticRegression(C=1, solver="newton-cholesky", tol=1e-12, max_iter=1000)
        model.fit(scaler.transform(poly.transform(train)), train_y)
        areas.append(float(roc_auc_score(test_y, model.decision_function(scaler.transform(poly.transform(test))))))
        if fold == 0:
            weights = [float(w) for w in model.coef_[0]] + [float(model.intercept_[0])]
    return {"area": float(np.mean(areas)), "areas": areas, "weights": weights}


def pca_case(x, y):
    fit, held = x[0::2], x[1::2]
    full = PCA(svd_solver="full").fit(fit)
    explained = np.cumsum(full.explained_variance_ratio_)
    count = min(int(np.argmax(explained >= 0.65)) + 1, x.shape[1] - 1)
    pca = PCA(n_components=count, svd_solver="full").fit(fit)
    residuals = [side - pca.inverse_transform(pca.transform(side)) for side in (held, y)]
    norms = [np.linalg.norm(r, axis=1) for r in residuals]
    return {
        "components": count,
        "explained": float(explained[count - 1]),
        "means": [float(r.mean()) for r in norms],
        "variances": [float(r.var(ddof=1)) for r in norms],
        "squares": [[float(s) for s in (r**2).mean(axis=0)] for r in residuals],
    }


def recipe(seed, n, width, mix=0.0, shift=0.0):
    return {"seed": seed, "n": n, "width": width, "mix": mix, "shift": shift}


CASES = [
    ("no drift, four columns", recipe(1, 300, 4, 0.8), recipe(2, 250, 4, 0.8)),
    ("a correlation that breaks, six columns", recipe(3, 400, 6, 0.9), recipe(4, 300, 6, 0.0)),
    ("a shift of half a deviation in one of nine columns", recipe(5, 260, 9), recipe(6, 340, 9, 0.0, 0.5)),
    ("far apart", recipe(7, 120, 3), recipe(8, 90, 3, 0.0, 9.0)),
    ("fewer rows than columns", recipe(9, 40, 30, 0.5), recipe(10, 45, 30, 0.5, 0.3)),
    ("two columns", recipe(11, 200, 2, 1.0), recipe(12, 220, 2, -1.0)),
]

content = []
for name, reference, current in CASES:
    x, y = rows(reference), rows(current)
    scaler = StandardScaler().fit(x)
    x, y = scaler.transform(x), scaler.transform(y)
    case = {"name": name, "reference": reference, "current": current, "mmd": mmd_case(x, y), "pca": pca_case(x, y)}
    if x.shape[1] <= 23:
        case["classifier"] = classifier_case(x, y)
    content.append(case)

text = json.dumps(
    {"generated_by": "test/reference/generate-multivariate.py", "versions": VERSIONS, "cases": content},
    indent=1,
    allow_nan=False,
)
(HERE / "multivariate.golden.json").write_text(text + "\n")

"""
Features of two layers and how alike they are, for test/core/measures/cka.test.ts.

The draws, and the values of google-research's representation_similarity/Demo.ipynb (Kornblith et al. 2019), whose functions
these are in a few lines; minibatch CKA by the trace formula of Nguyen, Raghu and Kornblith 2021.

    python test/reference/cka-fixture.py > test/fixtures/measures/cka.json

Needs NumPy alone.
"""

import json

import numpy as np


def centered(gram, unbiased):
    gram = gram.copy()
    n = len(gram)
    if unbiased:
        np.fill_diagonal(gram, 0)
        means = gram.sum(0) / (n - 2)
        means -= means.sum() / (2 * (n - 1))
    else:
        means = gram.mean(0)
        means -= means.mean() / 2
    gram -= means[:, None]
    gram -= means[None, :]
    if unbiased:
        np.fill_diagonal(gram, 0)
    return gram


def cka(first, second, unbiased=False):
    first, second = centered(first, unbiased), centered(second, unbiased)
    return (first * second).sum() / np.linalg.norm(first) / np.linalg.norm(second)


def rbf(gram, threshold=0.5):
    squares = np.diag(gram)[:, None] + np.diag(gram)[None, :] - 2 * gram
    return np.exp(-squares / (2 * threshold**2 * np.median(squares)))


def hsic1(k, l):
    """Song et al. 2012, equation 5."""
    n = len(k)
    k, l = k - np.diag(np.diag(k)), l - np.diag(np.diag(l))
    ones = np.ones(n)
    middle = (ones @ k @ ones) * (ones @ l @ ones) / ((n - 1) * (n - 2))
    return (np.trace(k @ l) + middle - 2 / (n - 2) * (ones @ k @ l @ ones)) / (n * (n - 3))


def minibatch(x, y, size, kernel=lambda gram: gram):
    sums = np.zeros(3)
    for start in range(0, len(x), size):
        part = slice(start, start + size)
        k, l = kernel(x[part] @ x[part].T), kernel(y[part] @ y[part].T)
        sums += [hsic1(k, l), hsic1(k, k), hsic1(l, l)]
    return sums[0] / np.sqrt(sums[1] * sums[2])


np.random.seed(1337)
x = np.random.randn(100, 10)
y = np.random.randn(100, 10) + x
k, l = x @ x.T, y @ y.T
values = {
    "linear": cka(k, l),
    "debiased": cka(k, l, unbiased=True),
    "rbf": cka(rbf(k), rbf(l)),
    "minibatch25": minibatch(x, y, 25),
    "minibatchRbf25": minibatch(x, y, 25, rbf),
}
print(json.dumps({"x": x.ravel().tolist(), "y": y.ravel().tolist(), "features": 10, "values": values}))

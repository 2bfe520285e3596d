"""
Values of the objectives of robust training on a tiny network, for test/core/objectives/reference.test.ts.

Plain NumPy in float64, written from the papers and the authors' code, with no automatic differentiation: every derivative
is a complex step, Im f(x + ih) / h, exact to rounding (Squire & Trapp 1998).

    python test/reference/objective-fixtures.py > test/fixtures/objectives/reference.json

Needs NumPy alone. Uniform noise is part of the output, so that the program draws the same.
"""

import json
import sys

import numpy as np

B, H, W, C, F, K = 4, 4, 4, 2, 3, 3
MOMENTUM, EPSILON = 0.5, 1e-3
TINY = 1e-30
rng = np.random.default_rng(20)
smallest_slope = np.inf


def float32(array):
    """Values that both sides hold exactly."""
    return np.asarray(array, np.float32).astype(np.float64)


WEIGHTS = {
    "conv/kernel": float32(rng.normal(0, 0.5, (3, 3, C, F))),
    "bn/gamma": float32(rng.uniform(0.7, 1.3, F)),
    "bn/beta": float32(rng.normal(0.2, 0.3, F)),
    "dense/kernel": float32(rng.normal(0, 1.5, (F, K))),
    "dense/bias": float32(rng.normal(0, 0.2, K)),
}
STATISTICS = {"bn/moving_mean": float32(rng.normal(0, 0.3, F)), "bn/moving_variance": float32(rng.uniform(0.5, 1.5, F))}
IMAGES = float32(rng.uniform(0, 1, (B, H, W, C)))
NOISE = {stream: float32(rng.uniform(0, 1, (B, H, W, C))) for stream in range(3)}
CARRIED = float32(rng.uniform(-0.05, 0.05, (B + 2, H, W, C)))


# --- The network -----------------------------------------------------------------------------------------------------


def forward(weights, statistics, x, training):
    """Valid 3 × 3 convolution, batch normalization, ReLU, global average, dense: logits and moving statistics."""
    kernel = weights["conv/kernel"]
    convolved = sum(
        np.einsum("bhwc,cf->bhwf", x[:, i : i + H - 2, j : j + W - 2], kernel[i, j]) for i in range(3) for j in range(3)
    )
    after = statistics
    if training:
        mean = convolved.mean((0, 1, 2))
        variance = ((convolved - mean) ** 2).mean((0, 1, 2))
        count = convolved.size / F
        after = {
            "bn/moving_mean": MOMENTUM * statistics["bn/moving_mean"] + (1 - MOMENTUM) * mean.real,
            "bn/moving_variance": MOMENTUM * statistics["bn/moving_variance"]
            + (1 - MOMENTUM) * variance.real * count / (count - 1),
        }
    else:
        mean, variance = statistics["bn/moving_mean"], statistics["bn/moving_variance"]
    normalized = (convolved - mean) / np.sqrt(variance + EPSILON) * weights["bn/gamma"] + weights["bn/beta"]
    rectified = np.where(normalized.real > 0, normalized, 0)
    return rectified.mean((1, 2)) @ weights["dense/kernel"] + weights["dense/bias"], after


# --- Losses ----------------------------------------------------------------------------------------------------------


def log_softmax(logits):
    shifted = logits - logits.real.max(1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(1, keepdims=True))


def cross_entropy(logits):
    return -log_softmax(logits)[np.arange(B), LABELS]


def kl(log_p, log_q):
    return (np.exp(log_p) * (log_p - log_q)).sum(1)


# Three images are right in training mode, one is wrong.
LABELS = forward(WEIGHTS, STATISTICS, IMAGES, True)[0].argmax(1)
LABELS[-1] = (LABELS[-1] + 1) % K


def accuracy(logits):
    return float((logits.real.argmax(1) == LABELS).mean())


# --- Derivatives -----------------------------------------------------------------------------------------------------


def slope(function, x):
    result = np.empty(x.shape)
    for place in np.ndindex(x.shape):
        moved = x.astype(complex)
        moved[place] += 1j * TINY
        result[place] = function(moved).imag / TINY
    return result


def weight_slopes(function, weights):
    return {name: slope(lambda value: function({**weights, name: value}), weights[name]) for name in weights}


def sign(gradient):
    """Signs must not hang on rounding; where all ReLUs are closed a slope is 0 on both sides."""
    global smallest_slope
    size = np.abs(gradient[gradient != 0])
    smallest_slope = min(smallest_slope, size.min() / size.max())
    return np.sign(gradient)


# --- Attacks ---------------------------------------------------------------------------------------------------------


class Passes:
    """One pass after another; in training mode each moves the statistics."""

    def __init__(self, mode):
        self.training, self.statistics = mode == "training", STATISTICS

    def logits(self, x):
        logits, self.statistics = forward(WEIGHTS, self.statistics, x, self.training)
        return logits

    def slope(self, loss, x):
        before = self.statistics
        gradient = slope(lambda at: loss(forward(WEIGHTS, before, at, self.training)[0]), x)
        self.logits(x)
        return gradient


def lengths(array):
    return np.sqrt((array**2).sum((1, 2, 3), keepdims=True))


def into_ball(delta, epsilon):
    return delta * np.minimum(1, epsilon / np.maximum(lengths(delta), 1e-6))


def pgd(passes, loss, start, epsilon, step_size, steps, norm="infinity", seen=None):
    x = start
    for _ in range(steps):
        if seen is not None:
            seen.append((x, passes.statistics))
        gradient = passes.slope(loss, x)
        if norm == "infinity":
            x = np.clip(np.clip(x + step_size * sign(gradient), IMAGES - epsilon, IMAGES + epsilon), 0, 1)
        else:
            x = x + step_size * gradient / np.maximum(lengths(gradient), 1e-10)
            x = np.clip(IMAGES + into_ball(x - IMAGES, epsilon), 0, 1)
    return x


def uniform_start(epsilon):
    return np.clip(IMAGES + epsilon * (2 * NOISE[0] - 1), 0, 1)


def normal(first, second):
    """Box and Muller."""
    return np.sqrt(-2 * np.log(1 - NOISE[first])) * np.cos(2 * np.pi * NOISE[second])


# --- Objectives ------------------------------------------------------------------------------------------------------


def perturbation(attacked):
    return {
        "perturbation-linf": 255 * np.abs(attacked - IMAGES).max(),
        "perturbation-l2": lengths(attacked - IMAGES).mean(),
        "clipped-share": ((attacked <= 0) | (attacked >= 1)).mean(),
    }


def result(loss, weights, parts, statistics, **more):
    """`loss` is a function of weights."""
    return {
        "loss": loss(weights).real,
        "parts": parts,
        "gradients": weight_slopes(loss, weights),
        "statistics": statistics,
        **more,
    }


def awp(loss, share):
    """utils_awp.py: kernels move along their gradient by a share of their norm."""
    gradients = weight_slopes(loss, WEIGHTS)
    return {
        name: weight
        if weight.ndim < 2
        else weight + share * np.linalg.norm(weight) / np.linalg.norm(gradients[name]) * gradients[name]
        for name, weight in WEIGHTS.items()
    }


def on_attacked(attacked, statistics, share=0.0):
    def loss(weights):
        return cross_entropy(forward(weights, statistics, attacked, True)[0]).mean()

    weights = awp(loss, share) if share else WEIGHTS
    logits, after = forward(weights, statistics, attacked, True)
    clean = forward(WEIGHTS, statistics, IMAGES, True)[0]
    parts = {
        "label-loss": cross_entropy(clean).mean().real,
        "adversarial-loss": loss(weights).real,
        "adversarial-batch-accuracy": accuracy(logits),
        **perturbation(attacked),
    }
    more = {"decayed": weights} if share else {}
    return result(loss, weights, parts, after, accuracy=accuracy(clean), **more)


def highest_of(seen, passes):
    """robustness/attacker.py, use_best: the iterate of highest loss of each image, the first of equals."""
    losses = [cross_entropy(forward(WEIGHTS, before, x, passes.training)[0]) for x, before in seen]
    best = np.argmax(losses, 0)
    return np.stack([seen[best[image]][0][image] for image in range(B)])


def madry(mode, epsilon, step_size, steps, norm, share=0.0, keep="last"):
    passes = Passes(mode)

    def loss(logits):
        return cross_entropy(logits).sum()

    start = uniform_start(epsilon) if norm == "infinity" else IMAGES
    seen = []
    attacked = pgd(passes, loss, start, epsilon, step_size, steps, norm, seen)
    if keep == "highest-loss":
        seen.append((attacked, passes.statistics))
        attacked = highest_of(seen, passes)
        passes.logits(seen[-1][0])
    return on_attacked(attacked, passes.statistics, share)


def fast(epsilon, step_size):
    """train_fgsm.py."""
    passes = Passes("training")
    delta = np.clip(epsilon * (2 * NOISE[0] - 1), -IMAGES, 1 - IMAGES)
    gradient = passes.slope(lambda logits: cross_entropy(logits).mean(), IMAGES + delta)
    delta = np.clip(delta + step_size * sign(gradient), -epsilon, epsilon)
    return on_attacked(IMAGES + np.clip(delta, -IMAGES, 1 - IMAGES), passes.statistics)


def both(weights, statistics, attacked, passes):
    if passes == "together":
        logits, after = forward(weights, statistics, np.concatenate([IMAGES, attacked]), True)
        return logits[:B], logits[B:], after
    clean, between = forward(weights, statistics, IMAGES, True)
    other, after = forward(weights, between, attacked, True)
    return clean, other, after


def trades(beta, epsilon, step_size, steps, norm, mode, passes, share=0.0):
    """trades.py."""
    attack = Passes(mode)
    natural = log_softmax(attack.logits(IMAGES))

    def inner(logits):
        return kl(natural, log_softmax(logits)).sum()

    x = IMAGES + 0.001 * normal(0, 1)
    if norm == "infinity":
        attacked = pgd(attack, inner, x, epsilon, step_size, steps)
    else:
        for _ in range(steps):
            gradient = attack.slope(inner, x)
            x = np.clip(x + 2 * epsilon / steps * gradient / lengths(gradient), 0, 1)
            x = IMAGES + into_ball(x - IMAGES, epsilon)
        attacked = x

    def loss(weights):
        clean, other, _ = both(weights, attack.statistics, attacked, passes)
        return cross_entropy(clean).mean() + beta * kl(log_softmax(clean), log_softmax(other)).mean()

    weights = awp(loss, share) if share else WEIGHTS
    clean, other, after = both(weights, attack.statistics, attacked, passes)
    if passes == "clean-twice":
        after = forward(weights, after, IMAGES, True)[1]
    parts = {
        "label-loss": cross_entropy(clean).mean().real,
        "divergence": kl(log_softmax(clean), log_softmax(other)).mean().real,
        "adversarial-loss": cross_entropy(other).mean().real,
        "adversarial-batch-accuracy": accuracy(other),
        **perturbation(attacked),
    }
    more = {"decayed": weights} if share else {}
    return result(loss, weights, parts, after, accuracy=accuracy(clean), **more)


def mart(beta, epsilon, step_size, steps, passes):
    """mart.py."""
    attack = Passes("inference")
    start = IMAGES + 0.001 * normal(0, 1)
    attacked = pgd(attack, lambda logits: cross_entropy(logits).mean(), start, epsilon, step_size, steps)

    def terms(clean, other):
        p, log_q = np.exp(log_softmax(other)), log_softmax(clean)
        q = np.exp(log_q)
        order = p.real.argsort(1)
        new_y = np.where(order[:, -1] == LABELS, order[:, -2], order[:, -1])
        rows = np.arange(B)
        margin = -np.log(1.0001 - p[rows, new_y] + 1e-12)
        divergence = (q * (log_q - np.log(p + 1e-12))).sum(1) * (1.0000001 - q[rows, LABELS])
        return cross_entropy(other).mean(), margin.mean(), divergence.mean()

    def loss(weights):
        clean, other, _ = both(weights, attack.statistics, attacked, passes)
        adversarial, margin, divergence = terms(clean, other)
        return adversarial + margin + beta * divergence

    clean, other, after = both(WEIGHTS, attack.statistics, attacked, passes)
    adversarial, margin, divergence = terms(clean, other)
    parts = {
        "label-loss": cross_entropy(clean).mean().real,
        "adversarial-loss": adversarial.real,
        "margin-loss": margin.real,
        "divergence": divergence.real,
        "adversarial-batch-accuracy": accuracy(other),
        **perturbation(attacked),
    }
    return result(loss, WEIGHTS, parts, after, accuracy=accuracy(clean))


def mixture(alpha, epsilon, clip, mode, passes):
    attack = Passes(mode)
    gradient = attack.slope(lambda logits: cross_entropy(logits).mean(), IMAGES)
    attacked = IMAGES + epsilon * sign(gradient)
    if clip:
        attacked = np.clip(attacked, 0, 1)
    # One pass gives the clean loss and the gradient of the attack.
    is_shared = mode == "training" and passes == "apart"
    before = STATISTICS if is_shared else attack.statistics

    def loss(weights):
        clean, other, _ = both(weights, before, attacked, passes)
        return alpha * cross_entropy(clean).mean() + (1 - alpha) * cross_entropy(other).mean()

    clean, other, after = both(WEIGHTS, before, attacked, passes)
    parts = {
        "label-loss": cross_entropy(clean).mean().real,
        "adversarial-loss": cross_entropy(other).mean().real,
        "adversarial-batch-accuracy": accuracy(other),
        **perturbation(attacked),
    }
    return result(loss, WEIGHTS, parts, after, accuracy=accuracy(clean))


def label_smoothing(smoothing):
    target = (1 - smoothing) * np.eye(K)[LABELS] + smoothing / K

    def loss(weights):
        return -(target * log_softmax(forward(weights, STATISTICS, IMAGES, True)[0])).sum(1).mean()

    logits, after = forward(WEIGHTS, STATISTICS, IMAGES, True)
    return result(loss, WEIGHTS, {"label-loss": cross_entropy(logits).mean().real}, after, accuracy=accuracy(logits))


def free(epsilon, step_size, clip):
    """main_free.py: one of the repeats, from a perturbation that steps before left, of a batch of B + 2."""
    delta = CARRIED[:B]

    def place(change):
        moved = IMAGES + change
        return np.where((moved.real < 0) | (moved.real > 1), np.clip(moved.real, 0, 1), moved) if clip else moved

    gradient = slope(lambda change: cross_entropy(forward(WEIGHTS, STATISTICS, place(change), True)[0]).mean(), delta)
    # Where the clip cuts off, the slope is 0 and the perturbation stays.
    left = np.clip(delta + step_size * sign(gradient), -epsilon, epsilon)
    on = on_attacked(place(delta), STATISTICS)
    return {**on, "carried": [np.concatenate([left, CARRIED[B:]])]}


CASES = [
    ("adversarial-training", madry, dict(mode="training", epsilon=0.06, step_size=0.025, steps=3, norm="infinity")),
    ("adversarial-training", madry, dict(mode="inference", epsilon=0.4, step_size=0.25, steps=2, norm="l2")),
    ("adversarial-training", madry, dict(mode="training", epsilon=0.06, step_size=0.04, steps=2, norm="infinity", share=0.05)),
    ("adversarial-training", madry, dict(mode="training", epsilon=0.3, step_size=0.3, steps=4, norm="infinity", keep="highest-loss")),
    ("fast-adversarial-training", fast, dict(epsilon=0.06, step_size=0.075)),
    ("trades", trades, dict(beta=6, epsilon=0.06, step_size=0.025, steps=3, norm="infinity", mode="inference", passes="clean-twice")),
    ("trades", trades, dict(beta=1, epsilon=0.06, step_size=0.04, steps=2, norm="infinity", mode="training", passes="apart")),
    ("trades", trades, dict(beta=3, epsilon=0.3, step_size=0.1, steps=3, norm="l2", mode="inference", passes="together")),
    ("trades", trades, dict(beta=6, epsilon=0.06, step_size=0.04, steps=2, norm="infinity", mode="inference", passes="clean-twice", share=0.05)),
    ("mart", mart, dict(beta=6, epsilon=0.06, step_size=0.025, steps=3, passes="apart")),
    ("mart", mart, dict(beta=5, epsilon=0.06, step_size=0.04, steps=2, passes="together")),
    ("adversarial-mixture", mixture, dict(alpha=0.5, epsilon=0.1, clip=False, mode="training", passes="apart")),
    ("adversarial-mixture", mixture, dict(alpha=0.7, epsilon=0.1, clip=False, mode="inference", passes="apart")),
    ("adversarial-mixture", mixture, dict(alpha=0.3, epsilon=0.1, clip=True, mode="inference", passes="together")),
    ("label-smoothing", label_smoothing, dict(smoothing=0.1)),
    ("free-adversarial-training", free, dict(epsilon=0.06, step_size=0.06, clip=True)),
    ("free-adversarial-training", free, dict(epsilon=0.06, step_size=0.06, clip=False)),
]

OUR_NAMES = {"mode": "attackMode", "step_size": "stepSize", "share": "weightPerturbation"}


def plain(value):
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, np.ndarray):
        return [float(f"{each:.9g}") for each in value.ravel()]
    return float(f"{value:.9g}") if isinstance(value, (float, np.floating)) else value


def main():
    cases = []
    for objective, function, arguments in CASES:
        params = {OUR_NAMES.get(key, key): value for key, value in arguments.items()}
        if function in (madry, fast, free):
            params["cleanCurve"] = True
        if function is madry:
            params["randomStart"] = params["norm"] == "infinity"
        cases.append({"objective": objective, "params": params, **function(**arguments)})
    print(f"smallest slope whose sign was taken, by the largest beside it: {smallest_slope:.2g}", file=sys.stderr)
    model = {"shape": [H, W, C], "filters": F, "classes": K, "momentum": MOMENTUM, "epsilon": EPSILON}
    data = {"images": IMAGES, "labels": LABELS.tolist(), "noise": [NOISE[stream] for stream in NOISE], "carried": CARRIED}
    output = {**model, "weights": WEIGHTS, "statistics": STATISTICS, **data, "cases": cases}
    print(json.dumps(plain(output), separators=(",", ":")))


if __name__ == "__main__":
    main()

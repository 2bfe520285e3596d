"""Saliency maps of small networks with ReLU6 and swish, in the format of the fixtures for ReLU.

Gradients by TensorFlow, with its custom gradients for the rules that the papers leave open (guided: dy [dy > 0] f'(x), for
swish where f' is above zero; deconvnet: dy [dy > 0]), SciPy's zoom, and loops for the rest. oneDNN off.

    python test/reference/saliency-fixtures.py test/fixtures/saliency
"""

import base64
import json
import os
import sys

os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
import numpy as np
import tensorflow as tf
from scipy.ndimage import zoom

SIZE, CLASSES, STRIDES, FILTERS, TARGETS = 12, 4, [1, 2], [5, 6], [1, 3]
ACTIVATIONS = {"relu6": tf.nn.relu6, "swish": tf.nn.silu}


def encoded(values):
    array = np.ascontiguousarray(values, dtype=np.float32)
    return {"shape": list(array.shape), "dtype": "float32", "base64": base64.b64encode(array.tobytes()).decode()}


def ruled(name, backward):
    """The activation, with what comes back given by `backward(dy, x)`."""

    @tf.custom_gradient
    def activate(x):
        return ACTIVATIONS[name](x), lambda dy: backward(tf.nn.relu(dy), x)

    return activate


def derivative(name, x):
    if name == "relu6":
        return tf.cast((x > 0) & (x < 6), tf.float32)
    s = tf.sigmoid(x)
    return tf.nn.relu(s * (1 + x * (1 - s)))


def normalized(maps):
    return np.stack([(m - m.min()) / (m.max() - m.min() + 1e-7) for m in maps])


def make_case(name, random):
    weights, channels = {}, 3
    for number, filters in enumerate(FILTERS, 1):
        weights[f"conv{number}/kernel"] = random.normal(size=(3, 3, channels, filters)) * 0.7
        weights[f"bn{number}/gamma"] = random.uniform(1, 2, filters)
        weights[f"bn{number}/beta"] = random.normal(size=filters)
        weights[f"bn{number}/moving_mean"] = random.normal(size=filters) * 0.3
        weights[f"bn{number}/moving_variance"] = random.uniform(0.2, 0.6, filters)
        channels = filters
    weights["logits/kernel"] = random.normal(size=(channels, CLASSES)) * 0.3
    weights["logits/bias"] = random.normal(size=CLASSES) * 0.3
    weights = {path: value.astype(np.float32) for path, value in weights.items()}
    images = random.uniform(size=(len(TARGETS), SIZE, SIZE, 3)).astype(np.float32)
    noise = random.uniform(size=(1, SIZE, SIZE, 3)).astype(np.float32)
    target = tf.one_hot(TARGETS, CLASSES)

    def features(x, activate):
        for number, stride in enumerate(STRIDES, 1):
            x = tf.nn.conv2d(x, weights[f"conv{number}/kernel"], stride, "SAME")
            scale = weights[f"bn{number}/gamma"] / np.sqrt(weights[f"bn{number}/moving_variance"] + 1e-3)
            x = activate((x - weights[f"bn{number}/moving_mean"]) * scale + weights[f"bn{number}/beta"])
        return x

    def head(activation):
        return tf.matmul(tf.reduce_mean(activation, [1, 2]), weights["logits/kernel"]) + weights["logits/bias"]

    def gradient(activate, score=lambda logits: tf.reduce_sum(logits * target)):
        x = tf.constant(images)
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = score(head(features(x, activate)))
        return tape.gradient(value, x).numpy()

    plain = ACTIVATIONS[name]
    activation = features(tf.constant(images), plain)
    logits = head(activation)
    vanilla = gradient(plain)
    largest = np.abs(vanilla).max(-1)
    with tf.GradientTape() as tape:
        tape.watch(activation)
        score = tf.reduce_sum(head(activation) * target)
    at_layer, values = tape.gradient(score, activation).numpy(), activation.numpy()

    def maximized(unit, standardize, noise, steps=8):
        """keras-vis 0.5's loop, written out: its losses, its normalised gradient, its RMSProp, without jitter."""
        n = SIZE * SIZE * 3

        def gradients_of(x):
            image = tf.constant(x)
            with tf.GradientTape() as tape:
                tape.watch(image)
                map_ = features(image / 255, plain)
                value = head(map_)[0, unit["class"]] if "class" in unit else tf.reduce_mean(map_[..., unit["channel"]])
                norm = tf.reduce_sum(tf.abs(image / 255) ** 6) ** (1 / 6) * 255
                here = image[:, :-1, :-1]
                variation = tf.reduce_sum((image[:, 1:, :-1] - here) ** 2 + (image[:, :-1, 1:] - here) ** 2)
                loss = -value + 10 * norm / n + 10 * variation / n
            return loss.numpy(), tape.gradient(loss, image).numpy(), value.numpy()

        x = (noise - noise.mean()) / (noise.std() + 1e-7) * (0.05 * 255) + 127.5
        x, cache, least, best = x.astype(np.float32), np.zeros_like(x, np.float32), np.inf, None
        for _ in range(steps):
            loss, gradient_, _ = gradients_of(x)
            gradient_ = gradient_ / (np.sqrt(np.mean(gradient_**2)) + 1e-7)
            cache = 0.95 * cache + 0.05 * gradient_**2
            x = x - gradient_ / np.sqrt(cache + 1e-7)
            if not standardize:
                x = np.clip(x, 0, 255)
            if loss < least:
                least, best = loss, x.copy()
        if standardize:
            best = best - best.mean()
            best = np.clip(best / (best.std() + 1e-7) * 0.1 + 0.5, 0, 1) * 255
        activation = gradients_of(best.astype(np.float32))[2]
        return {"unit": unit, "steps": steps, "image": encoded(best[0] / 255), "activation": float(activation)}

    def layer_maps(sums):
        raw = np.maximum(sums, 0)
        expanded = np.stack([zoom(m, SIZE / m.shape[0], order=1) for m in raw])
        return {"made_by": "own", "signed": encoded(sums), "raw": encoded(raw), "expanded": encoded(expanded)}

    return {
        "model": {
            "activation": name,
            "strides": STRIDES,
            "targets": TARGETS,
            "weights": {path: encoded(value) for path, value in weights.items()},
            "images": encoded(images),
            "logits": encoded(logits),
            "probabilities": encoded(tf.nn.softmax(logits)),
        },
        "gradients": {
            "vanilla_gradient": {
                "signed": encoded(vanilla),
                "positive_part": encoded(np.maximum(vanilla, 0)),
                "negative_part": encoded(np.maximum(-vanilla, 0)),
            },
            "vanilla_gradient_of_probability": {
                "signed": encoded(gradient(plain, lambda z: tf.reduce_sum(tf.nn.softmax(z) * target)))
            },
            "tf_keras_vis_saliency": {
                "absolute_channel_max_raw": encoded(largest),
                "absolute_channel_max_map": encoded(normalized(largest)),
            },
            "gradient_times_input": {"map": encoded(vanilla * images)},
        },
        "guided": {
            "guided": {
                "made_by": "custom gradient: dx = dy * [dy > 0] * max(f'(x), 0)",
                "signed": encoded(gradient(ruled(name, lambda dy, x: dy * derivative(name, x)))),
            },
            "deconvnet": {
                "made_by": "custom gradient: dx = dy * [dy > 0]",
                "signed": encoded(gradient(ruled(name, lambda dy, _: dy))),
            },
        },
        "cam": {
            "act2": {
                "gradcam": layer_maps((values * at_layer.mean((1, 2), keepdims=True)).sum(-1)),
                "hirescam": layer_maps((values * at_layer).sum(-1)),
            },
            "cam": {"raw": encoded(np.stack([v @ weights["logits/kernel"][:, t] for v, t in zip(values, TARGETS)]))},
        },
        "activation-maximization": {
            "noise": encoded(noise),
            "standardized": maximized({"class": 2}, True, noise),
            "pixels": maximized({"layer": "act2", "channel": 3}, False, noise),
        },
    }


def main(folder):
    random = np.random.default_rng(7)
    os.makedirs(folder, exist_ok=True)
    for name in ACTIVATIONS:
        for kind, content in make_case(name, random).items():
            with open(os.path.join(folder, f"{name}-{kind}.json"), "w") as file:
                json.dump(content, file)
                file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])

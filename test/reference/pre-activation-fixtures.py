"""Fixtures of PreActResNet and WideResNet, in the format of Keras Applications' (test/support/keras-apps.ts).

An implementation of its own in Keras 3 layers, written from the PyTorch code of Rice et al. 2020 (preactresnet.py) and of
TRADES (wideresnet.py), with the weights and images of the formula. oneDNN off; `agreement` compares with oneDNN on and
with float64.

    python test/reference/pre-activation-fixtures.py test/fixtures/apps
"""

import json
import os
import subprocess
import sys
import tempfile

import numpy as np

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
CASES = {
    "PreActResNet18-32": dict(builder="PreActResNet18", size=32, images=[6, 7], gain=0.75, arguments={}),
    "WideResNet-16-2-32": dict(
        builder="WideResNet", size=32, images=[2, 3], gain=0.75, arguments={"depth": "16", "width": 2}
    ),
}
CLASSES, LABELS = 20, [3, 11]


# The formula: see test/support/formula.ts.
def fnv1a(text):
    h = 0x811C9DC5
    for byte in text.encode():
        h = ((h ^ byte) * 0x01000193) & 0xFFFFFFFF
    return h


def hashed(seed, count):
    x = (np.uint64(seed) + np.arange(count, dtype=np.uint64) * np.uint64(0x9E3779B9)) & np.uint64(0xFFFFFFFF)
    x ^= x >> np.uint64(16)
    x = (x * np.uint64(0x7FEB352D)) & np.uint64(0xFFFFFFFF)
    x ^= x >> np.uint64(15)
    x = (x * np.uint64(0x846CA68B)) & np.uint64(0xFFFFFFFF)
    return x ^ (x >> np.uint64(16))


def values(path, shape, gain):
    u = (hashed(fnv1a(path), int(np.prod(shape))) >> np.uint64(8)).astype(np.float64) / 2**24
    role = path.split("/")[-1]
    fan_in = np.prod(shape[:-1])
    made = {
        "kernel": lambda: (2 * u - 1) * (gain * np.sqrt(6 / fan_in)),
        "gamma": lambda: 0.8 + 0.4 * u,
        "beta": lambda: (u - 0.5) * 0.2,
        "moving_mean": lambda: (u - 0.5) * 0.2,
        "moving_variance": lambda: 0.5 + u,
        "bias": lambda: (u - 0.5) * 0.1,
    }[role]()
    return made.astype(np.float32).reshape(shape)


def image(n, size):
    i = np.arange(size * size * 3)
    c, x, y = i % 3, (i // 3 % size) * 256 // size, (i // (3 * size)) * 256 // size

    def tri(t):
        t = t & 255
        return np.where(t < 128, t, 255 - t)

    waves = tri((1 + 2 * n) * x + (2 - 3 * n) * y + 85 * c + 40 * n)
    noise = (hashed(fnv1a(f"image/{n}"), i.size) >> np.uint64(26)).astype(np.int64)
    return (waves + (tri(((x * y) >> 5) + 50 * c + 91 * n) >> 1) + noise).reshape(size, size, 3)


# The networks. `name` is that of the PyTorch module, with `_` for `.`.
def batch_norm(x, name):
    from keras import layers

    return layers.BatchNormalization(momentum=0.9, epsilon=1e-5, name=name)(x)


def relu(x, name):
    from keras import layers

    return layers.ReLU(name=name)(x)


def conv3x3(x, filters, stride, name):
    from keras import layers

    padded = layers.ZeroPadding2D(1, name=f"{name}_pad")(x)
    return layers.Conv2D(filters, 3, strides=stride, use_bias=False, name=name)(padded)


def block(x, filters, stride, name, shortcut):
    from keras import layers

    out = relu(batch_norm(x, f"{name}_bn1"), f"{name}_relu1")
    identity = x
    if stride != 1 or x.shape[-1] != filters:
        identity = layers.Conv2D(filters, 1, strides=stride, use_bias=False, name=f"{name}_{shortcut}")(out)
    inner = conv3x3(out, filters, stride, f"{name}_conv1")
    inner = relu(batch_norm(inner, f"{name}_bn2"), f"{name}_relu2")
    return layers.Add(name=f"{name}_add")([conv3x3(inner, filters, 1, f"{name}_conv2"), identity])


def network(case):
    import keras
    from keras import layers

    inputs = keras.Input((case["size"], case["size"], 3))
    if case["builder"] == "PreActResNet18":
        x = conv3x3(inputs, 64, 1, "conv1")
        for stage, filters in enumerate([64, 128, 256, 512]):
            for index in range(2):
                stride = 2 if stage > 0 and index == 0 else 1
                x = block(x, filters, stride, f"layer{stage + 1}_{index}", "shortcut_0")
        norm, head = "bn", "linear"
    else:
        depth, width = int(case["arguments"]["depth"]), case["arguments"]["width"]
        x = conv3x3(inputs, 16, 1, "conv1")
        for stage, filters in enumerate([16 * width, 32 * width, 64 * width]):
            for index in range((depth - 4) // 6):
                stride = 2 if stage > 0 and index == 0 else 1
                x = block(x, filters, stride, f"block{stage + 1}_layer_{index}", "convShortcut")
        norm, head = "bn1", "fc"
    x = layers.GlobalAveragePooling2D(name="avg_pool")(relu(batch_norm(x, norm), "relu"))
    return keras.Model(inputs, layers.Dense(CLASSES, name=head)(x))


def run(case, dtype, out):
    """One pass in each mode; every result in float64 in an npz, and the structure in a JSON beside it."""
    import keras

    keras.config.set_floatx(dtype)
    import tensorflow as tf

    model = network(case)
    paths = []
    for layer in model.layers:
        for variable in layer.weights:
            path = f"{layer.name}/{variable.name}"
            variable.assign(values(path, tuple(variable.shape), case["gain"]))
            paths.append([path, list(variable.shape)])
    named = {f"{layer.name}/{w.name}": w for layer in model.layers for w in layer.weights}
    norms = [layer for layer in model.layers if layer.__class__.__name__ == "BatchNormalization"]
    kernels = [path for path, _ in paths if path.endswith("kernel")]
    picked = [kernels[0], kernels[len(kernels) // 3], kernels[2 * len(kernels) // 3], kernels[-1]]
    picked += [f"{norms[len(norms) // 2].name}/gamma", f"{norms[-1].name}/beta"]
    watched = [norms[0], norms[len(norms) // 3], norms[2 * len(norms) // 3], norms[-1]]
    inner = [layer.name for layer in model.layers[1:-2]]
    taps = [inner[round(i * (len(inner) - 1) / 10)] for i in range(11)] + ["avg_pool"]

    raw = np.stack([image(n, case["size"]) for n in case["images"]]).astype(np.float64)
    scaled = tf.constant(((raw / 255 - np.array(MEAN)) / np.array(STD)).astype(dtype))
    outputs = [model.output, *(model.get_layer(t).output for t in taps), *(n.input for n in watched)]
    probe = keras.Model(model.input, outputs)
    results = {"scaled": scaled.numpy()}
    for mode, training in (("inference", False), ("training", True)):
        wanted = [named[path].value for path in picked]
        before = {f"{n.name}": (n.moving_mean.numpy(), n.moving_variance.numpy()) for n in watched}
        with tf.GradientTape() as tape:
            tape.watch(scaled)
            logits, *rest = probe(scaled, training=training)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(LABELS, logits)
            loss = tf.reduce_mean(losses)
        gradients = tape.gradient(loss, [scaled, *wanted])
        results[f"{mode}/logits"], results[f"{mode}/loss"] = logits.numpy(), loss.numpy()
        for name, tap in zip(taps, rest):
            results[f"{mode}/tap/{name}"] = tap.numpy()
        for path, gradient in zip(["input", *picked], gradients):
            results[f"{mode}/gradient/{path}"] = gradient.numpy()
        if training:
            for norm, given in zip(watched, rest[len(taps) :]):
                mean, variance = before[norm.name]
                batch = given.numpy().astype(np.float64).var(axis=(0, 1, 2))
                n = given.numpy().size // batch.size
                results[f"moving/{norm.name}/mean"] = norm.moving_mean.numpy()
                results[f"moving/{norm.name}/variance"] = norm.moving_variance.numpy()
                results[f"moving/{norm.name}/keras2"] = 0.9 * variance + 0.1 * batch * n / (n - 1)
    np.savez(f"{out}.npz", **{k: np.asarray(v, np.float64) for k, v in results.items()})
    trainable = int(sum(np.prod(w.shape) for w in model.trainable_weights))
    total = int(sum(np.prod(w.shape) for w in model.weights))
    structure = {
        "variables": paths,
        "layers": len(model.layers),
        "parameters": {"total": total, "trainable": trainable, "nonTrainable": total - trainable},
    }
    with open(f"{out}.json", "w") as file:
        json.dump(structure, file)


def first(array, count):
    return [float(f"{v:.9g}") for v in np.asarray(array).ravel()[:count]]


def difference(a, b, spread):
    return float(np.abs(a - b).max() / max(np.abs(b).max(), spread))


def compare(ours, other):
    result = {}
    for mode in ("inference", "training"):
        worst = lambda *parts: max(
            difference(other[key], ours[key], ours[key].std())
            for key in ours.files
            if key.startswith("/".join([mode, *parts])) and (parts != ("gradient", "") or not key.endswith("/input"))
        )
        result[mode] = {
            "logits": worst("logits"),
            "taps": worst("tap", ""),
            "inputGradient": worst("gradient", "input"),
            "weightGradients": worst("gradient", ""),
        }
    return result


def fixture(name, case, folder):
    runs = {}
    for label, dtype, onednn in (("off", "float32", "0"), ("on", "float32", "1"), ("float64", "float64", "0")):
        out = os.path.join(folder, f"{name}-{label}")
        environment = {**os.environ, "TF_ENABLE_ONEDNN_OPTS": onednn, "TF_CPP_MIN_LOG_LEVEL": "3"}
        subprocess.run([sys.executable, __file__, "--run", name, dtype, out], env=environment, check=True)
        runs[label] = np.load(f"{out}.npz")
    with open(os.path.join(folder, f"{name}-off.json")) as file:
        structure = json.load(file)
    ours, raw = runs["off"], np.stack([image(n, case["size"]) for n in case["images"]])

    def passed(mode):
        gradients = {k.split("/gradient/")[1]: ours[k] for k in ours.files if k.startswith(f"{mode}/gradient/")}
        by_input = gradients.pop("input")
        return {
            "logits": [first(row, CLASSES) for row in ours[f"{mode}/logits"]],
            "loss": first(ours[f"{mode}/loss"], 1)[0],
            "taps": [
                {
                    "layer": k.split("/tap/")[1],
                    "shape": list(ours[k].shape),
                    "mean": float(ours[k].mean()),
                    "std": float(ours[k].std()),
                    "first": first(ours[k], 8),
                }
                for k in ours.files
                if k.startswith(f"{mode}/tap/")
            ],
            "inputGradient": {
                "meanAbs": float(np.abs(by_input).mean()),
                "std": float(by_input.std()),
                "norm": float(np.linalg.norm(by_input)),
                "first": first(by_input, 16),
            },
            "weightGradients": [
                {
                    "path": path,
                    "shape": list(g.shape),
                    "norm": float(np.linalg.norm(g)),
                    "first": first(g, 8),
                }
                for path, g in gradients.items()
            ],
        }

    sample = lambda array: {"mean": float(array.mean()), "first": first(array, 8)}
    norms = [k.split("/")[1] for k in ours.files if k.startswith("moving/") and k.endswith("/mean")]
    size = case["size"]
    made = {
        "name": name,
        "builder": case["builder"],
        "arguments": {"input_shape": [size, size, 3], "classes": CLASSES, **case["arguments"]},
        "formula": {"gain": case["gain"]},
        "input": {
            "shape": list(raw.shape),
            "images": case["images"],
            "first": [int(v) for v in raw.ravel()[:16]],
            "sums": [int(each.sum()) for each in raw],
        },
        "preprocessing": {"mode": "torch", "outputFirst": first(ours["scaled"], 16)},
        "parameters": structure["parameters"],
        "layers": structure["layers"],
        "labels": LABELS,
        "inference": passed("inference"),
        "training": {
            **passed("training"),
            "movingStatistics": [
                {
                    "layer": norm,
                    "movingMean": sample(ours[f"moving/{norm}/mean"]),
                    "movingVariance": sample(ours[f"moving/{norm}/variance"]),
                    "movingVarianceKeras2": sample(ours[f"moving/{norm}/keras2"]),
                }
                for norm in norms
            ],
        },
        "agreement": {
            "oneDnnOnVersusOff": compare(ours, runs["on"]),
            "float32VersusFloat64": compare(ours, runs["float64"]),
        },
    }
    return made, structure["variables"]


def main():
    if sys.argv[1] == "--run":
        return run(CASES[sys.argv[2]], sys.argv[3], sys.argv[4])
    target = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        for name, case in CASES.items():
            made, variables = fixture(name, case, folder)
            for suffix, content in (("", made), (".variables", variables)):
                with open(os.path.join(target, f"{name}{suffix}.json"), "w") as file:
                    json.dump(content, file, indent=1 if suffix == "" else None)
                    file.write("\n")
            print(name, made["parameters"], json.dumps(made["agreement"]))


main()

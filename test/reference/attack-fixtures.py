"""Momentum PGD and targeted PGD as the Adversarial Robustness Toolbox (ART) makes them, on the classifier of the attack
fixtures, in the format of their `gradient-attacks.json`.

    python test/reference/attack-fixtures.py <fixtures>/attacks/model-and-images.json > test/fixtures/attacks/toolbox-attacks.json

Made with adversarial-robustness-toolbox 1.20.1 on TensorFlow 2.21 (its NumPy loops: those in TensorFlow have no momentum).
"""

import base64
import json
import sys

import numpy as np
import tensorflow as tf
from art.attacks.evasion import ProjectedGradientDescentNumpy
from art.estimators.classification import TensorFlowV2Classifier

data = json.load(open(sys.argv[1]))


def read(array):
    values = np.frombuffer(base64.b64decode(array["base64"]), dtype=np.dtype(array["dtype"]))
    return values.reshape(array["shape"])


weights = {name: tf.constant(read(array)) for name, array in data["weights"].items()}
images = (read(data["images"]).astype(np.float64) / 255).astype(np.float32)
labels = np.array(data["labels"])
classes = len(data["classes"])


def model(x, training=False):
    def convolution(x, name):
        kernel, bias = weights[f"{name}/kernel"], weights[f"{name}/bias"]
        return tf.nn.relu(tf.nn.conv2d(x, kernel, 1, "SAME") + bias)

    x = tf.nn.avg_pool2d(convolution((x - 0.5) * 4, "conv1"), 2, 2, "VALID")
    x = tf.nn.avg_pool2d(convolution(x, "conv2"), 2, 2, "VALID")
    x = tf.reduce_mean(convolution(convolution(x, "conv3"), "conv4"), axis=[1, 2])
    return x @ weights["dense/kernel"] + weights["dense/bias"]


classifier = TensorFlowV2Classifier(
    model=model,
    nb_classes=classes,
    input_shape=images.shape[1:],
    loss_object=tf.keras.losses.CategoricalCrossentropy(from_logits=True, reduction="sum"),
    clip_values=(0, 1),
)
clean = classifier.predict(images)


def targets(kind):
    scores = clean if kind == "most-likely" else -clean
    scores = scores.copy()
    scores[np.arange(len(labels)), labels] = -np.inf
    return np.argmax(scores, axis=1)


def result(attack, norm, adversarial, **told):
    logits = classifier.predict(adversarial)
    change = (adversarial - images).reshape(len(images), -1)
    shifted = logits - logits.max(axis=1, keepdims=True)
    loss = np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels]
    return {
        "attack": attack,
        "norm": norm,
        **told,
        "made_by": "ART 1.20.1",
        "loss": loss.tolist(),
        "predicted": np.argmax(logits, axis=1).tolist(),
        "robust_accuracy": float(np.mean(np.argmax(logits, axis=1) == labels)),
        "linf": np.abs(change).max(axis=1).tolist(),
        "l2": np.linalg.norm(change, axis=1).tolist(),
    }


def one_hot(of):
    return np.eye(classes, dtype=np.float32)[of]


results = []
for epsilon in (4 / 255, 8 / 255):
    for decay in (1.0, 0.5):
        told = {"epsilon": epsilon, "step_size": epsilon / 10, "steps": 10}
        attack = ProjectedGradientDescentNumpy(
            classifier, eps=epsilon, eps_step=epsilon / 10, decay=decay, max_iter=10, batch_size=100, verbose=False
        )
        adversarial = attack.generate(images, one_hot(labels))
        results.append(result("MI-FGSM", "Linf", adversarial, decay=decay, **told))
# In L∞ only: in L2 ART clips to [0, 1] before it projects into the ball, torchattacks and this program after.
for target in ("most-likely", "least-likely"):
    attack = ProjectedGradientDescentNumpy(
        classifier, eps=4 / 255, eps_step=1 / 255, max_iter=10, targeted=True, batch_size=100, verbose=False
    )
    adversarial = attack.generate(images, one_hot(targets(target)))
    told = {"epsilon": 4 / 255, "step_size": 1 / 255, "steps": 10, "random_start": False, "target": target}
    results.append(result("PGD", "Linf", adversarial, **told))

json.dump({"versions": {"art": "1.20.1", "tensorflow": tf.__version__}, "results": results}, sys.stdout)

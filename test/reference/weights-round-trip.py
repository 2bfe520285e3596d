"""Opens exports with the programs they are for, compares logits, and saves them again for this program to read.

    python test/reference/weights-round-trip.py FOLDER

FOLDER holds cases.json: [{name, size, application, lines, images, logits}], images [n, size, size, 3] with pixels in
[0, 255], and the exports `<name>.h5`, `<name>.weights.h5`, `<name>.onnx`. Run by
test/host/weights/export/keras-round-trip.test.ts where ADVERSARIUM_PYTHON names a Python with Keras 3, tf_keras and
onnxruntime. Prints one JSON line a comparison: {name, opened, difference}, the greatest difference of a logit by the
greatest logit.
"""

import json
import os
import sys

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import keras
import numpy as np

try:
    import tf_keras
except ImportError:
    tf_keras = None
try:
    import onnxruntime
except ImportError:
    onnxruntime = None


def run_lines(lines, folder, images):
    """Runs the lines that the program shows, as a person would, in the folder of the exports."""
    scope = {"images": images}
    before = os.getcwd()
    os.chdir(folder)
    try:
        exec("\n".join(lines), scope)
    finally:
        os.chdir(before)
    return np.asarray(scope["logits"])


def main(folder):
    with open(os.path.join(folder, "cases.json")) as file:
        cases = json.load(file)
    for case in cases:
        name, size = case["name"], case["size"]
        images = np.array(case["images"], "float32").reshape(-1, size, size, 3)
        expected = np.array(case["logits"], "float32").reshape(len(images), -1)

        def report(opened, logits):
            difference = float(np.max(np.abs(np.asarray(logits) - expected)) / np.max(np.abs(expected)))
            print(json.dumps({"name": name, "opened": opened, "difference": difference}), flush=True)

        path = os.path.join(folder, name)
        for kind, lines in case["lines"].items():
            if kind == "onnx" and onnxruntime is None:
                continue
            report(f"lines of {kind}", run_lines(lines, folder, images))
        model = keras.models.load_model(f"{path}.h5", compile=False)
        report("Keras 3 load_model .h5", model.predict(images / 255, verbose=0))
        if tf_keras is not None:
            old = tf_keras.models.load_model(f"{path}.h5", compile=False)
            report("Keras 2 load_model .h5", old.predict(images / 255, verbose=0))
        if case["application"]:
            application = eval(case["application"])
            application.load_weights(f"{path}.h5")
            model.load_weights(f"{path}.weights.h5")
            report("Keras 3 load_weights .weights.h5 into the full model", model.predict(images / 255, verbose=0))
            application.save_weights(f"{path}.again.weights.h5")
            application.save(f"{path}.again.keras")
            application.save(f"{path}.again.h5")
        else:
            model.save_weights(f"{path}.again.weights.h5")
            model.save(f"{path}.again.keras")
            model.save(f"{path}.again.h5")
        if tf_keras is not None:
            old.save_weights(f"{path}.again2.h5")


main(sys.argv[1])

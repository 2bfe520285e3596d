"""Neural Structured Learning on tf_keras: the adversarial step as `fit`, with one or more gradient steps."""
import os
import types

os.environ["TF_USE_LEGACY_KERAS"] = "1"

from measuring import Enough, Steps, answer, peak_megabytes, random_batches
from networks import build
from timed_callback import timed

BATCHES = 8


def fit(request):
    import tensorflow
    import tf_keras as keras

    # Gone since TensorFlow 2.16; NSL imports it for functions that are not called here.
    tensorflow.estimator = types.ModuleType("estimator")
    import neural_structured_learning as nsl

    batch, steps = request["batch"], Steps(request["seconds"])
    attack = nsl.configs.make_adv_reg_config(
        multiplier=0.2,
        adv_step_size=request["stepSize"],
        adv_grad_norm="infinity",
        pgd_iterations=request["iterations"],
        pgd_epsilon=request["epsilon"],
    )
    model = nsl.keras.AdversarialRegularization(build(keras, request), label_keys=["label"], adv_config=attack)
    model.compile(
        optimizer=keras.optimizers.SGD(0.01, momentum=0.9),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    images, labels = random_batches(request, batch * BATCHES)
    try:
        data = {"image": images, "label": labels}
        model.fit(data, batch_size=batch, epochs=10**6, verbose=0, callbacks=[timed(keras, steps)])
    except Enough:
        pass
    return {"imagesPerSecond": batch / steps.median(), "peakMegabytes": peak_megabytes()}


if __name__ == "__main__":
    answer({"fit": fit}, "neural-structured-learning")

"""Keras 3 on TensorFlow: fit and predict on random tensors, a saliency map, an epoch from JPEGs through tf.data."""
import os
import time
from pathlib import Path

from measuring import Enough, Steps, answer, peak_megabytes, random_batches, repeat
from networks import build
from timed_callback import timed

os.environ["KERAS_BACKEND"] = "tensorflow"

BATCHES = 8  # An epoch of random tensors.


def compiled(request):
    import keras

    model = build(keras, request)
    model.compile(
        optimizer=keras.optimizers.SGD(0.01, momentum=0.9),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        jit_compile="auto" if request["jit"] == "auto" else False,
    )
    return keras, model


def fit(request):
    batch, steps = request["batch"], Steps(request["seconds"])
    keras, model = compiled(request)
    images, labels = random_batches(request, batch * BATCHES)
    try:
        model.fit(images, labels, batch_size=batch, epochs=10**6, verbose=0, callbacks=[timed(keras, steps)])
    except Enough:
        pass
    return {
        "imagesPerSecond": batch / steps.median(),
        "firstStepSeconds": steps.first_end - request["spawnedAt"],
        "peakMegabytes": peak_megabytes(),
    }


def predict(request):
    keras, model = compiled(request)
    told = {}
    for batch in request["batches"]:
        steps = Steps(request["seconds"])
        images, _ = random_batches(request, batch * (64 if batch == 1 else BATCHES))
        try:
            while True:
                model.predict(images, batch_size=batch, verbose=0, callbacks=[timed(keras, steps)])
        except Enough:
            told[f"batch{batch}"] = batch / steps.median()
    return told


def saliency(request):
    import keras
    import tensorflow as tf

    model = build(keras, request)

    @tf.function(jit_compile=request["jit"] == "auto")
    def gradient(images):
        with tf.GradientTape() as tape:
            tape.watch(images)
            score = model(images, training=False)[:, 0]
        return tf.reduce_max(tf.abs(tape.gradient(score, images)), -1)

    image = tf.constant(random_batches(request, 1)[0])
    return {"mapsPerSecond": 1 / repeat(lambda: gradient(image).numpy(), request["seconds"])}


def epoch(request):
    """One whole epoch of fit, after two batches that compile."""
    from pipeline import augmented_batches

    _, model = compiled(request)
    batches = augmented_batches(Path(request["images"]) / "train", request["batch"], request["size"])
    model.fit(batches.take(2), epochs=1, verbose=0)
    started = time.perf_counter()
    model.fit(batches, epochs=1, verbose=0)
    return {"imagesPerSecond": request["count"] / (time.perf_counter() - started)}


if __name__ == "__main__":
    answer({"fit": fit, "predict": predict, "saliency": saliency, "epoch": epoch}, "keras")

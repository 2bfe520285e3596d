"""The callback that times batches, for Keras 3 and tf_keras."""


def timed(keras, steps):
    """The end of every batch is the end of a step; between two epochs or calls the clock stands."""

    class Timed(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            steps.interrupt()

        def on_predict_begin(self, logs=None):
            steps.interrupt()

        def on_train_batch_end(self, batch, logs=None):
            steps.end()

        def on_predict_batch_end(self, batch, logs=None):
            steps.end()

    return Timed()

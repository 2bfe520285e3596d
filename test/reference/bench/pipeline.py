"""JPEGs through tf.data with the six augmentations of the catalog, at their default strengths."""
import tensorflow as tf


def augmented_batches(folder, batch, size):
    """Shuffled batches of the images in `folder`/<class>/*.jpg, decoded in every epoch on all cores, `size` px wide."""
    files = sorted(folder.glob("*/*.jpg"))
    classes = sorted({file.parent.name for file in files})
    labels = [classes.index(file.parent.name) for file in files]
    return (
        tf.data.Dataset.from_tensor_slices(([str(file) for file in files], labels))
        .shuffle(len(files))
        .map(lambda path, label: (augment(read(path, size)), label), num_parallel_calls=tf.data.AUTOTUNE)
        .batch(batch)
        .prefetch(tf.data.AUTOTUNE)
    )


def read(path, size):
    """The middle square of an image, as our import takes it; one that has the size already is left as it is."""
    image = tf.image.convert_image_dtype(tf.image.decode_jpeg(tf.io.read_file(path), channels=3), tf.float32)

    def resized():
        height, width = tf.shape(image)[0], tf.shape(image)[1]
        side = tf.minimum(height, width)
        square = tf.image.crop_to_bounding_box(image, (height - side) // 2, (width - side) // 2, side, side)
        # Lanczos may overshoot.
        return tf.clip_by_value(tf.image.resize(square, [size, size], method="lanczos3", antialias=True), 0, 1)

    return tf.cond(tf.reduce_all(tf.shape(image)[:2] == size), lambda: image, resized)


def augment(image):
    """Flip, crop (padding 4), colour jitter, and each of three noises on a quarter of the images."""
    size = tf.shape(image)[0]
    image = tf.image.random_flip_left_right(image)
    padded = tf.image.pad_to_bounding_box(image, 4, 4, size + 8, size + 8)
    image = tf.image.random_crop(padded, tf.stack([size, size, 3]))
    image = tf.clip_by_value(image * tf.random.uniform([], 0.75, 1.25), 0, 1)
    image = tf.clip_by_value(tf.image.random_contrast(image, 0.75, 1.25), 0, 1)
    image = tf.clip_by_value(tf.image.random_saturation(image, 0.75, 1.25), 0, 1)
    image = tf.image.random_hue(image, 0.05)
    for noise in (gaussian, poisson, salt_and_pepper):
        image = tf.cond(tf.random.uniform([]) < 0.25, lambda noise=noise, image=image: noise(image), lambda image=image: image)
    return image


def gaussian(image):
    return tf.clip_by_value(image + tf.random.normal(tf.shape(image), stddev=0.05), 0, 1)


def poisson(image):
    return tf.clip_by_value(tf.random.poisson([], image * 256) / 256, 0, 1)


def salt_and_pepper(image):
    drawn = tf.random.uniform(tf.shape(image))
    return tf.where(drawn < 0.01, 0.0, tf.where(drawn < 0.02, 1.0, image))

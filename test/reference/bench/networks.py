"""The architectures of the catalog in Keras 3 or tf_keras (the module is passed in), with logits as output.

Those of Keras Applications come from there. ResNeXt does not: keras_applications builds its grouped convolutions from a
depthwise convolution and a frozen selector matrix, which would be unfair; here it is Conv2D(groups=32).
"""
from measuring import Unsupported


def build(keras, request):
    """A model from images in [0, 1] to logits."""
    name, given = request["architecture"], request["params"]
    shape = (request["size"], request["size"], 3)
    if name not in BUILDERS:
        raise Unsupported(f"{name} is not built in {keras.__name__}")
    if given.get("smallImageStem") and name not in OWN_STEMS:
        raise Unsupported(f"Keras's {name} has no small-image stem")
    inputs = keras.Input(shape, name="image")
    # EfficientNet scales pixels in [0, 255] by itself; for the others' speed any scaling will do.
    scale, offset = (255.0, 0.0) if name == "efficientnet" else (2.0, -1.0)
    scaled = keras.layers.Rescaling(scale, offset)(inputs)
    return keras.Model(inputs, BUILDERS[name](keras, scaled, shape, request["classes"], given))


def application(pick):
    def build_one(keras, inputs, shape, classes, given):
        builder, more = pick(keras.applications, given)
        model = builder(weights=None, input_shape=shape, classes=classes, classifier_activation=None, **more)
        return model(inputs)

    return build_one


def convolution(keras, x, filters, size, strides=1, bias=False, **more):
    layer = keras.layers.Conv2D(filters, size, strides=strides, padding="same", use_bias=bias, **more)
    return layer(x)


def normalized(keras, x):
    return keras.layers.ReLU()(keras.layers.BatchNormalization()(x))


def head(keras, x, classes):
    return keras.layers.Dense(classes)(keras.layers.GlobalAveragePooling2D()(x))


def small_cnn(keras, x, _shape, classes, given):
    for stage in range(given["depth"]):
        x = normalized(keras, convolution(keras, x, given["width"] * 2**stage, 3))
        x = keras.layers.MaxPooling2D()(x)
    return head(keras, x, classes)


def resnext(keras, x, _shape, classes, given):
    """Xie et al. 2017, 32x4d; post-activation, the stride in the grouped convolution."""
    layers = keras.layers
    x = normalized(keras, convolution(keras, x, 64, 7, 2))
    x = layers.MaxPooling2D(3, 2, padding="same")(x)
    for stage, blocks in enumerate({"50": [3, 4, 6, 3], "101": [3, 4, 23, 3]}[given["variant"]]):
        filters = 128 * 2**stage
        for block in range(blocks):
            strides = 2 if stage > 0 and block == 0 else 1
            shortcut = x
            if block == 0:
                shortcut = layers.BatchNormalization()(convolution(keras, x, 2 * filters, 1, strides))
            y = normalized(keras, convolution(keras, x, filters, 1))
            y = normalized(keras, convolution(keras, y, filters, 3, strides, groups=32))
            y = layers.BatchNormalization()(convolution(keras, y, 2 * filters, 1))
            x = layers.ReLU()(layers.Add()([shortcut, y]))
    return head(keras, x, classes)


def preactivation(stages_of):
    """He et al. 2016b in its form for small images: a 3x3 stem of stride 1, basic blocks, no pooling before the end."""

    def build_one(keras, x, _shape, classes, given):
        stem, stages, blocks = stages_of(given)
        x = convolution(keras, x, stem, 3, 1 if given["smallImageStem"] else 2)
        for stage, filters in enumerate(stages):
            for block in range(blocks[stage]):
                strides = 2 if stage > 0 and block == 0 else 1
                y = normalized(keras, x)
                is_same = strides == 1 and x.shape[-1] == filters
                shortcut = x if is_same else convolution(keras, y, filters, 1, strides)
                y = normalized(keras, convolution(keras, y, filters, 3, strides))
                x = keras.layers.Add()([shortcut, convolution(keras, y, filters, 3)])
        return head(keras, normalized(keras, x), classes)

    return build_one


OWN_STEMS = ("preact-resnet", "wide-resnet")
BUILDERS = {
    "mobilenet-v2": application(lambda apps, given: (apps.MobileNetV2, {"alpha": given["alpha"]})),
    "densenet": application(lambda apps, given: (getattr(apps, "DenseNet" + given["variant"]), {})),
    "efficientnet": application(lambda apps, given: (getattr(apps, "EfficientNet" + given["variant"].upper()), {})),
    "nasnet": application(lambda apps, given: (getattr(apps, "NASNet" + given["variant"].title()), {})),
    "resnet": application(lambda apps, given: (getattr(apps, "ResNet" + given["variant"]), {})),
    "resnext": resnext,
    "small-cnn": small_cnn,
    "preact-resnet": preactivation(lambda given: (64, [64, 128, 256, 512], {"18": [2] * 4, "34": [3, 4, 6, 3]}[given["variant"]])),
    "wide-resnet": preactivation(
        lambda given: (16, [filters * given["width"] for filters in (16, 32, 64)], [(int(given["depth"]) - 4) // 6] * 3)
    ),
}

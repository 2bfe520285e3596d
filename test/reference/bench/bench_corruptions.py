"""Tiny-ImageNet-C's corruptions by their authors' own code, one image after another, as they made the data set.

IMAGENET_C_AUTHORS names their make_tinyimagenet_c.py (hendrycks/robustness 8190fe3, ImageNet-C/create_c).
"""
import os
import statistics
import time
from pathlib import Path

from measuring import Unsupported, answer

TOGETHER = (
    "gaussian_noise shot_noise impulse_noise defocus_blur glass_blur motion_blur zoom_blur snow frost fog brightness contrast "
    "elastic_transform pixelate jpeg_compression"
).split()
OTHERS = "speckle_noise gaussian_blur spatter saturate".split()
FEWEST = 5


def corruptions(request):
    import numpy
    from imagenet_c_authors import load
    from PIL import Image

    source = os.environ.get("IMAGENET_C_AUTHORS")
    if source is None:
        raise Unsupported("IMAGENET_C_AUTHORS does not name the authors' make_tinyimagenet_c.py")
    functions = load(source)
    os.chdir(Path(__file__).parents[3] / "resources" / "corruptions")  # Frost looks for its textures here.
    size = request["size"]
    y, x, channel = numpy.mgrid[0:size, 0:size, 0:3]
    random = numpy.random.default_rng(0).uniform(-0.1, 0.1, y.shape)
    pixels = 0.5 + 0.3 * numpy.sin(5 * x / size + channel) * numpy.cos(4 * y / size) + random
    image = Image.fromarray(numpy.uint8(numpy.clip(pixels, 0, 1) * 255))
    numpy.random.seed(0)
    seconds = request["seconds"] / (5 * len(TOGETHER + OTHERS))

    def once(name, severity):
        # As they save it: PIL images become arrays.
        return numpy.uint8(functions[name](image.copy(), severity))

    spent = {
        name: sum(median(lambda name=name, severity=severity: once(name, severity), seconds) for severity in range(1, 6))
        for name in TOGETHER + OTHERS
    }
    rates = {name.replace("_", "-"): 5 / time for name, time in spent.items()}
    return {**rates, "together": 5 * len(TOGETHER) / sum(spent[name] for name in TOGETHER)}


def median(work, seconds):
    """As src-main/bench/measures/corruptions.ts takes it: two calls to warm up, then for so long."""
    work(), work()
    times = []
    while len(times) < FEWEST or sum(times) < seconds:
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


answer({"corruptions": corruptions}, "numpy")

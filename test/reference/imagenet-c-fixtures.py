"""Fixtures of ImageNet-C's corruptions at 224 px, by its authors' own functions.

Takes their file (hendrycks/robustness 8190fe3, ImageNet-C/create_c/make_imagenet_c.py) and the frost textures that we ship,
and runs everything but motion blur and snow (ImageMagick) and impulse noise (draws of its own) on a formula image. Draws are
those of the formula, in the order of the calls, so that they need no file; of every output each 331st value is kept. Names
that newer libraries dropped are stood in for.

    pip install numpy==2.4.6 scipy==1.17.1 scikit-image==0.26.0 pillow opencv-python-headless==5.0.0.93
    python test/reference/imagenet-c-fixtures.py make_imagenet_c.py resources/corruptions test/fixtures/corruptions/large.json
"""

import base64
import importlib.metadata
import json
import os
import sys

import numpy as np
from PIL import Image

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "bench"))
from imagenet_c_authors import load  # noqa: E402

SIZE, STRIDE, SEVERITIES = 224, 331, (1, 3, 5)
NAMES = (
    "gaussian_noise shot_noise defocus_blur glass_blur zoom_blur frost fog brightness contrast elastic_transform pixelate "
    "jpeg_compression speckle_noise gaussian_blur spatter saturate"
).split()


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


def image(n, size):
    def triangle(t):
        low = t & 255
        return np.where(low < 128, low, 255 - low)

    y, x, c = np.mgrid[0:size, 0:size, 0:3]
    x, y = x * 256 // size, y * 256 // size
    waves = triangle((1 + 2 * n) * x + (2 - 3 * n) * y + 85 * c + 40 * n)
    noise = (hashed(fnv1a(f"image/{n}"), size * size * 3) >> np.uint64(26)).astype(np.int64).reshape(size, size, 3)
    return (waves + (triangle(((x * y) >> 5) + 50 * c + 91 * n) >> 1) + noise).astype(np.uint8)


class Draws:
    """In the place of numpy.random: one stream, uniform in [0, 1), each draw rounded to float32."""

    def __init__(self, path):
        self.units = (hashed(fnv1a(path), 2**19) >> np.uint64(8)).astype(np.float64) / 2**24
        self.at = 0

    def take(self, size):
        count = 1 if size is None else int(np.prod(size))
        part = self.units[self.at : self.at + count]
        assert len(part) == count
        self.at += count
        return part[0] if size is None else part.reshape(size)

    def uniform(self, low, high, size=None):
        return np.float64(np.float32(low + (high - low) * self.take(size)))

    def normal(self, size, loc=0, scale=1):
        """Of the same mean and deviation, but uniform."""
        return np.float64(np.float32(loc + scale * np.sqrt(12) * (self.take(size) - 0.5)))

    def randint(self, low, high=None, size=None):
        low, high = (0, low) if high is None else (low, high)
        return np.int64(np.floor(low + (high - low) * self.take(size)))

    def poisson(self, mean):
        return np.floor(mean + self.take(mean.shape))


def main(source, textures, target):
    functions, target = load(source, with_magick=False), os.path.abspath(target)
    os.chdir(textures)
    pixels = image(0, SIZE)
    outputs = {}
    for name in NAMES:
        for severity in SEVERITIES:
            draws = Draws(f"{name}/{severity}")
            for method in ("uniform", "normal", "randint", "poisson"):
                setattr(np.random, method, getattr(draws, method))
            output = np.uint8(functions[name](Image.fromarray(pixels), severity))
            kept = np.ascontiguousarray(output.ravel()[::STRIDE])
            encoded = {"shape": list(kept.shape), "dtype": "uint8", "base64": base64.b64encode(kept.tobytes()).decode()}
            outputs.setdefault(name, {})[str(severity)] = encoded
    packages = ("numpy", "scipy", "scikit-image", "pillow", "opencv-python-headless")
    versions = {package: importlib.metadata.version(package) for package in packages}
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "w") as file:
        json.dump({"size": SIZE, "stride": STRIDE, "versions": versions, "corruptions": outputs}, file)


main(*sys.argv[1:])

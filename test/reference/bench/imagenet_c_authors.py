"""The functions of ImageNet-C's authors, out of their script, which makes the whole data set when it is run."""
import re

import numpy as np


def load(path, with_magick=True):
    """Names that newer libraries dropped are stood in for; without ImageMagick there is no motion blur and no snow."""
    text = open(path).read()
    text = text[text.index("# /////////////// Distortion Helpers") : text.index("# /////////////// End Distortions")]
    for old, new in (
        ("scipy.ndimage.interpolation", "scipy.ndimage"),
        ("np.float_", "np.float64"),
        ("np.fromstring", "np.frombuffer"),
        ("multichannel=True", "channel_axis=-1"),
        (", mode='L')", ")"),
    ):
        text = text.replace(old, new)
    if not with_magick:
        text = re.sub(r"^(from wand|import wand).*$", "", text, flags=re.M)
        text = re.sub(r"# Tell Python about the C method.*?(?=# modification of https)", "", text, flags=re.S)
    functions = {"np": np}
    exec(text, functions)
    return functions

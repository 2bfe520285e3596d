"""What all measurements share: the request, the clock, and the answer as the last line of standard output."""
import json
import os
import statistics
import sys
import time
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

LONG = 5  # Seconds. The first step compiles; the second is warm-up as well, unless it takes so long.
FEWEST = 3
ENOUGH = 30


class Enough(Exception):
    """Ends a loop of the framework from inside one of its callbacks."""


class Unsupported(Exception):
    """The framework cannot do this work; the message says why."""


class Steps:
    """Times between ends of steps, as src-main/bench/measures/steady.ts takes them."""

    def __init__(self, seconds):
        self.seconds, self.times, self.ended, self.before, self.first_end = seconds, [], 0, None, None

    def interrupt(self):
        """What comes next (a new epoch, a new call) is no part of a step."""
        self.before = None

    def end(self):
        now = time.perf_counter()
        self.ended += 1
        if self.first_end is None:
            self.first_end = time.time()
        if self.before is not None and (self.ended > 2 or now - self.before > LONG):
            self.times.append(now - self.before)
        self.before = now
        spent = sum(self.times)
        if spent >= self.seconds if len(self.times) >= FEWEST else spent > ENOUGH:
            raise Enough

    def median(self):
        return statistics.median(self.times)


def repeat(work, seconds):
    """The median time of `work`."""
    steps = Steps(seconds)
    try:
        while True:
            work()
            steps.end()
    except Enough:
        return steps.median()


def peak_megabytes():
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e6


def random_batches(request, count):
    """`count` images in [0, 1] and their labels, as numpy arrays."""
    import numpy

    random = numpy.random.default_rng(0)
    images = random.random((count, request["size"], request["size"], 3), dtype=numpy.float32)
    return images, random.integers(0, request["classes"], count).astype(numpy.int32)


def answer(measures, package):
    """Does the work that the request names. What is missing is told as such: it is no failure."""
    request = json.loads(sys.argv[1])
    try:
        told = {"values": measures[request["measure"]](request), "version": version(package)}
    except ModuleNotFoundError as error:
        told = {"unavailable": f"not installed: {error.name}"}
    except Unsupported as error:
        told = {"unavailable": str(error)}
    print("\n" + json.dumps(told))

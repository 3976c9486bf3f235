"""Old stores: a store of each released format opens, answers as it did, and verifies."""

from .differential import test
from .common import Result


def run(options):
    found = test("OldStoreTests/opens")
    control = test("OldStoreTests/aChangedOneIsReported")
    return Result(
        "each opens, answers and verifies" if found.returncode == 0 else found.stdout[-1000:], found.returncode == 0,
        "one with a changed event", control.returncode == 0)

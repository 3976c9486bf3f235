"""Everyone's color from a fleet of Tricolor stores, on Apache Spark.

Spark finds this module by its name: `spark.read.format("tricolor").option("path", fleet).load()` needs no registration.
"""

from .digest import BucketDigest, first_difference, root_of
from .errors import TricolorError
from .fleet import Fleet
from .replay import audit, districts, verify_stores
from .results import summarize, verify, write
from .source import TricolorSource as DefaultSource

__all__ = [
    "BucketDigest", "DefaultSource", "Fleet", "TricolorError", "audit", "districts", "first_difference", "root_of", "summarize", "verify",
    "verify_stores", "write",
]

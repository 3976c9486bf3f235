"""What rows amount to."""

import numpy
import pyspark_tricolor as tricolor


def root_of_rows(frame):
    """The digest's root over the persons and colors of a DataFrame."""
    table = frame.toArrow().sort_by("person")
    digest = tricolor.BucketDigest()
    persons = numpy.frombuffer(b"".join(table["person"].to_pylist()), dtype=numpy.uint8)
    digest.add(persons.reshape(-1, 16), table["color"].to_numpy())
    return tricolor.root_of(digest.finish())

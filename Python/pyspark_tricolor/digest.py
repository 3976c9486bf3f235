"""The bucketed digest: what the engine prints as `root`, computed without it.

Persons fall into 65,536 buckets by their first 16 bits. A leaf is SHA-256 over 0x00, the label, the bucket (2 bytes, big-endian), the count (8 bytes,
big-endian) and `person · color` of each in ascending order; the nodes above are those of RFC 9162.
"""

import hashlib

import numpy

from .errors import TricolorError
from .fleet import BUCKET_COUNT

LABEL = b"tricolor-bucket-1"


def leaf(bucket: int, records: bytes) -> bytes:
    """The leaf of a bucket, of records of 17 bytes each."""
    head = b"\x00" + LABEL + bucket.to_bytes(2, "big") + (len(records) // 17).to_bytes(8, "big")
    return hashlib.sha256(head + records).digest()


def levels(leaves: list) -> list:
    """The tree's levels, from the leaves of all buckets to the root."""
    if len(leaves) != BUCKET_COUNT:
        raise TricolorError(f"{len(leaves)} leaves, expected one for each of {BUCKET_COUNT} buckets")
    found = [leaves]
    while len(found[-1]) > 1:
        below = found[-1]
        found.append([hashlib.sha256(b"\x01" + below[i] + below[i + 1]).digest() for i in range(0, len(below), 2)])
    return found


def root_of(leaves: list) -> str:
    """The root over the leaves of all buckets, in hexadecimal digits."""
    return levels(leaves)[-1][0].hex()


def first_difference(left: list, right: list):
    """The first bucket in which two trees (of `levels`) differ, found in 16 steps from the root; None for equal ones."""
    if left[16] == right[16]:
        return None
    position = 0
    for level in range(15, -1, -1):
        position *= 2
        if left[level][position] == right[level][position]:
            position += 1
    return position


class BucketDigest:
    """Takes persons and colors in ascending order of bucket; within a bucket in any order."""

    def __init__(self):
        self.leaves = []
        self.persons = 0
        # Of the last bucket, which may go on.
        self._rest = numpy.empty((0, 17), dtype=numpy.uint8)

    def add(self, persons: numpy.ndarray, colors: numpy.ndarray):
        """Adds persons, an array of so many rows of 16 bytes, with the color of each."""
        if colors.size and (colors.min() < 0 or colors.max() > 2):
            raise TricolorError("a color that is none of 0, 1 and 2")
        records = numpy.concatenate([self._rest, numpy.column_stack([persons, colors.astype(numpy.uint8)])])
        if not len(records):
            return
        keys = numpy.ascontiguousarray(records[:, :16]).view(">u8").astype(numpy.uint64)
        order = numpy.lexsort((keys[:, 1], keys[:, 0]))
        records, keys = records[order], keys[order]
        twice = numpy.flatnonzero((keys[1:] == keys[:-1]).all(axis=1))
        if twice.size:
            raise TricolorError(f"person {records[twice[0], :16].tobytes().hex()} stands twice")
        buckets = (keys[:, 0] >> numpy.uint64(48)).astype(numpy.int64)
        if buckets[0] < len(self.leaves):
            raise TricolorError(f"bucket {buckets[0]:04x} comes after later ones")
        end = numpy.searchsorted(buckets, buckets[-1])
        self._close(records[:end], buckets[:end])
        self._rest = records[end:]

    def finish(self) -> list:
        """The leaves of all buckets."""
        self._close(self._rest, self._rest[:, 0].astype(numpy.int64) << 8 | self._rest[:, 1])
        self._rest = self._rest[:0]
        self._close_empty(BUCKET_COUNT)
        return self.leaves

    def _close(self, records, buckets):
        """Hashes the leaves of whole buckets, of records in ascending order."""
        starts = numpy.flatnonzero(numpy.diff(buckets, prepend=-1))
        for start, end in zip(starts, [*starts[1:], len(buckets)]):
            self._close_empty(buckets[start])
            self.leaves.append(leaf(int(buckets[start]), records[start:end].tobytes()))
        self.persons += len(records)

    def _close_empty(self, bucket):
        while len(self.leaves) < bucket:
            self.leaves.append(leaf(len(self.leaves), b""))

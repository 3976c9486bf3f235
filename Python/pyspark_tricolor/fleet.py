"""`fleet.json`: which store is home to which persons, and what is promised of each."""

import json
import os
from dataclasses import dataclass

from .errors import TricolorError

BUCKET_COUNT = 65_536


@dataclass(frozen=True)
class Shard:
    """A store of a fleet, as far as `fleet.json` promises it."""

    store: str
    path: str
    first: int
    last: int
    sequence: int
    root: str
    persons: int

    @property
    def bucket_count(self):
        return self.last - self.first + 1

    def is_home_to(self, person: bytes) -> bool:
        return self.first <= int.from_bytes(person[:2], "big") <= self.last


@dataclass(frozen=True)
class Fleet:
    """The shards in ascending order of buckets, which together are all buckets."""

    path: str
    projector: str
    circumstances: str
    shards: tuple
    text: str

    @property
    def persons(self):
        return sum(shard.persons for shard in self.shards)

    @staticmethod
    def read(path: str) -> "Fleet":
        """Reads `fleet.json`. Raises TricolorError for one that is missing or not whole: with a gap or an overlap, both named."""
        file = os.path.join(path, "fleet.json")
        try:
            with open(file, encoding="utf-8") as opened:
                text = opened.read()
        except (OSError, ValueError) as error:
            raise TricolorError(f"{file}: {type(error).__name__}: {error}") from None
        return Fleet.parse(path, text)

    @staticmethod
    def parse(path: str, text: str) -> "Fleet":
        """As `read`, of the file's text as it was: several jobs that go by one text speak of one fleet, whatever is appended meanwhile."""
        file = os.path.join(path, "fleet.json")
        try:
            content = json.loads(text)
            if content["format"] != 1:
                raise TricolorError(f"{file}: format {content['format']}, expected 1")
            shards = tuple(Fleet._shard(path, shard) for shard in content["shards"])
            fleet = Fleet(path, content["projector"], content["circumstances"], shards, text)
            persons = _count(content, "persons")
        except (ValueError, KeyError, TypeError) as error:
            raise TricolorError(f"{file}: {type(error).__name__}: {error}") from None
        fleet._check(file, persons)
        return fleet

    @staticmethod
    def _shard(directory, content):
        return Shard(
            store=content["store"], path=os.path.join(directory, content["store"]), first=int(content["first"], 16),
            last=int(content["last"], 16), sequence=_count(content, "sequence"), root=content["root"], persons=_count(content, "persons"))

    def _check(self, file, persons):
        expected = 0
        for shard in self.shards:
            if shard.first < expected:
                raise TricolorError(f"{file}: {shard.store} overlaps the shard before it at bucket {shard.first:04x}")
            if shard.first > expected:
                raise TricolorError(f"{file}: buckets {expected:04x} to {shard.first - 1:04x} are of no shard")
            if shard.last < shard.first:
                raise TricolorError(f"{file}: {shard.store} ends at bucket {shard.last:04x}, before its first, {shard.first:04x}")
            expected = shard.last + 1
        if expected != BUCKET_COUNT:
            raise TricolorError(f"{file}: buckets {expected:04x} to ffff are of no shard")
        if persons != self.persons:
            raise TricolorError(f"{file}: {persons} persons, expected the sum over the shards, {self.persons}")


def _count(content, name):
    if type(content[name]) is not int or content[name] < 0:
        raise ValueError(f"{name} {content[name]}, expected a whole number")
    return content[name]

"""The data source `tricolor`."""

import contextlib
import json
import tempfile
from dataclasses import dataclass
from datetime import datetime, timezone

import pyarrow
import pyarrow.compute
from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition

from . import policy
from .errors import TricolorError
from .fleet import Fleet, Shard
from .kernel import Kernel, default_kernel

SCHEMAS = {
    "summary": "shard string, bucket int, green bigint, yellow bigint, red bigint, leaf binary, facts string",
    "rows": "person binary, color tinyint",
    "changes": "person binary, from tinyint, to tinyint, grounds string",
    "timeline": "person binary, from bigint, color tinyint",
    "facts": "shard string, facts string",
}
"""The columns by mode. Colors are 0 green, 1 yellow, 2 red; `from` of a timeline is in seconds since 1970; `facts` is JSON, in a shard's first row."""

ARROW_SCHEMAS = {
    "summary": pyarrow.schema([
        ("shard", pyarrow.string()), ("bucket", pyarrow.int32()), ("green", pyarrow.int64()), ("yellow", pyarrow.int64()),
        ("red", pyarrow.int64()), ("leaf", pyarrow.binary()), ("facts", pyarrow.string())]),
    "rows": pyarrow.schema([
        ("person", pyarrow.binary()), ("color", pyarrow.int8())]),
    "changes": pyarrow.schema([
        ("person", pyarrow.binary()), ("from", pyarrow.int8()), ("to", pyarrow.int8()), ("grounds", pyarrow.string())]),
    "timeline": pyarrow.schema([
        ("person", pyarrow.binary()), ("from", pyarrow.int64()), ("color", pyarrow.int8())]),
}
QUESTIONS = ["audit", "districts", "verify"]
"""What the mode `facts` can be asked."""

OPTIONS = {
    "summary": ["at", "knownat", "policy"], "rows": ["at", "knownat", "policy"], "changes": ["at", "knownat", "policy"],
    "timeline": ["knownat", "policy", "persons"],
    "audit": ["question", "knownat"], "districts": ["question", "knownat", "from", "to", "every", "depth"], "verify": ["question"],
}
"""The options by mode or question, besides `path`, `mode`, `kernel` and `fleet`."""


@dataclass(frozen=True)
class ShardPartition(InputPartition):
    """A shard to be read by one task."""

    shard: Shard
    projector: str
    circumstances: str
    at: str


def instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or found.microsecond:
        raise TricolorError(f"{text}: expected an instant in whole seconds with an offset, as 2022-10-21T04:00:00Z")
    return found.astimezone(timezone.utc)


def written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class TricolorSource(DataSource):
    """Everyone's color of a fleet.

    Options: `path`, the fleet's directory, which every executor sees; `mode` (`summary` if left out, `rows`, `changes`, `timeline`); `at`, the instant asked
    about, once for all shards (the present if left out); `knownAt`, an instant that is over: what was recorded by then (all that `fleet.json` promises if
    left out); `policy`, a policy document as JSON; `persons`, 32 hexadecimal digits each with commas between, for `timeline`; `kernel`, another
    executable; `fleet`, the text that `fleet.json` had (its present one if left out). An option that the mode does not know is refused.
    """

    def __init__(self, options):
        super().__init__(options)
        # Spark's options know no case.
        self._options = {name.lower(): value for name, value in options.items()}
        mode = self._options.get("mode", "summary")
        if mode not in SCHEMAS:
            raise TricolorError(f"mode {mode}: expected {', '.join(SCHEMAS)}")
        self._mode = mode

    @classmethod
    def name(cls):
        return "tricolor"

    def schema(self):
        return SCHEMAS[self._mode]

    def reader(self, schema):
        return TricolorReader(self._mode, self._options)


class TricolorReader(DataSourceReader):
    """One task a shard. Filters are not pushed: Spark 4.3.0 keeps a reader with its filter for the next question on the same DataFrame."""

    def __init__(self, mode, options):
        """Takes options by their names in lower case."""
        self._mode = mode
        self._question = options.get("question") if mode == "facts" else mode
        if mode == "facts" and self._question not in QUESTIONS:
            raise TricolorError(f"option question {self._question}: expected {', '.join(QUESTIONS)}")
        self._check_names(options)
        self._path = options["path"]
        self._kernel = options.get("kernel")
        self._fleet = options.get("fleet")
        self._at = written(instant(options["at"])) if "at" in options else None
        self._known_at = None
        if "knownat" in options:
            moment = instant(options["knownat"])
            if moment >= datetime.now(timezone.utc).replace(microsecond=0):
                raise TricolorError(f"knownAt {written(moment)}: expected an instant that is over")
            self._known_at = written(moment)
        self._policy = policy.stored(options["policy"]) if "policy" in options else None
        self._persons = self._read_persons(options["persons"]) if "persons" in options else None
        self._extra = {name: options[name] for name in ["from", "to", "every", "depth"] if name in options}

    def _check_names(self, options):
        known = ["path", "mode", "kernel", "fleet"] + OPTIONS[self._question]
        for name in options:
            if name not in known:
                raise TricolorError(f"option {name}: unknown for {self._question}, expected {', '.join(known)}")
        needed = {"changes": ["policy"], "timeline": ["persons"]}
        for name in ["path"] + needed.get(self._mode, []):
            if name not in options:
                raise TricolorError(f"option {name} is missing, expected for {self._question}")

    @staticmethod
    def _read_persons(text):
        persons = [person.strip().lower() for person in text.split(",")]
        for person in persons:
            if len(person) != 32 or not all(digit in "0123456789abcdef" for digit in person):
                raise TricolorError(f"person {person}: expected 32 hexadecimal digits")
        # Each once, as often as it may be named.
        return list(dict.fromkeys(persons))

    def partitions(self):
        fleet = Fleet.read(self._path) if self._fleet is None else Fleet.parse(self._path, self._fleet)
        # The clock is looked at once, here, for all tasks.
        at = self._at or written(datetime.now(timezone.utc))
        shards = fleet.shards
        if self._persons is not None:
            persons = [bytes.fromhex(person) for person in self._persons]
            shards = [shard for shard in shards if any(shard.is_home_to(person) for person in persons)]
        return [ShardPartition(shard, fleet.projector, fleet.circumstances, at) for shard in shards]

    def read(self, partition):
        with contextlib.ExitStack() as stack:
            options = {}
            if self._mode in ["summary", "rows", "changes"]:
                options["at"] = partition.at
            if self._known_at:
                options["known-at"] = self._known_at
            if self._policy is not None:
                options["policy"] = self._file(stack, self._policy)
            if self._persons is not None:
                options["persons"] = self._file(stack, "".join(f"{person}\n" for person in self._persons).encode())
            options.update(self._extra)
            kernel = stack.enter_context(Kernel(self._kernel or default_kernel(), partition.shard, self._question, options))
            rows = 0
            if self._mode in ["rows", "changes", "timeline"]:
                for batch in kernel.batches():
                    if not batch.schema.equals(ARROW_SCHEMAS[self._mode]):
                        raise kernel.error(f"columns {batch.schema}, expected {ARROW_SCHEMAS[self._mode]}")
                    rows += batch.num_rows
                    yield batch
            trailer = kernel.finish(rows)
            self._check(kernel, partition, trailer, rows)
            if self._mode == "summary":
                yield self._summary(partition.shard, trailer)
            elif self._mode == "facts":
                yield pyarrow.RecordBatch.from_pydict({"shard": [partition.shard.store], "facts": [_text(trailer.facts)]})

    def _check(self, kernel, partition, trailer, rows):
        facts = trailer.facts
        if facts["projector"] != partition.projector:
            raise kernel.error(f"projector {facts['projector']}, the fleet is of {partition.projector}")
        is_promised = self._known_at is None
        if is_promised and facts["circumstances"] != partition.circumstances:
            raise kernel.error("knows other designations or policies than the fleet")
        if self._mode not in ["summary", "rows", "changes"]:
            return
        if trailer.bucket_count != partition.shard.bucket_count:
            raise kernel.error(f"answered for {trailer.bucket_count} buckets, expected {partition.shard.bucket_count}")
        counted = sum(pyarrow.compute.sum(trailer.counts(color)).as_py() for color in ["green", "yellow", "red"])
        if counted != trailer.persons:
            raise kernel.error(f"counts of {counted} persons, expected {trailer.persons}")
        if is_promised and trailer.persons != partition.shard.persons:
            raise kernel.error(f"{trailer.persons} persons, fleet.json promises {partition.shard.persons}")
        if self._mode == "rows" and rows != trailer.persons:
            raise kernel.error(f"{rows} rows, expected one for each of {trailer.persons} persons")

    @staticmethod
    def _summary(shard, trailer):
        count = trailer.bucket_count
        leaves = pyarrow.Array.from_buffers(pyarrow.binary(32), count, [None, trailer.leaves]).cast(pyarrow.binary())
        facts = pyarrow.array([_text(trailer.facts)] + [None] * (count - 1), pyarrow.string())
        return pyarrow.RecordBatch.from_arrays(
            [pyarrow.array([shard.store] * count), pyarrow.array(range(shard.first, shard.last + 1), pyarrow.int32()),
             trailer.counts("green"), trailer.counts("yellow"), trailer.counts("red"), leaves, facts],
            schema=ARROW_SCHEMAS["summary"])

    @staticmethod
    def _file(stack, content):
        file = stack.enter_context(tempfile.NamedTemporaryFile(prefix="tricolor-"))
        file.write(content)
        file.flush()
        return file.name


def _text(facts):
    return json.dumps(facts, sort_keys=True)

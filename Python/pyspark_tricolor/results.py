"""Results of a fleet: everyone's color as Parquet, with a statement beside it of what it is, and the proof that it is that."""

import json
import os
from datetime import datetime, timezone

import numpy
import pyarrow
import pyarrow.dataset
import pyarrow.parquet

from .digest import BucketDigest, root_of
from .errors import TricolorError
from .fleet import BUCKET_COUNT, Fleet
from .kernel import default_kernel
from .source import written

STATEMENT = "_tricolor.json"
WRITER_OPTIONS = {"parquet.enable.dictionary#person": "false", "parquet.block.size": str(1 << 20)}
"""No person stands twice, so a dictionary of persons in each open file is memory without a use."""
COLORS = ["green", "yellow", "red"]
ROWS = pyarrow.schema([("person", pyarrow.binary()), ("color", pyarrow.int8())])


def summarize(spark, path, **options) -> dict:
    """Counts and the digest of a fleet, joined on the driver.

    Takes the options of the data source by name: at, knownAt, policy, kernel, fleet. Answers a dict: at, knownAt, persons, counts, root, policy, projector,
    circumstances, erased, shards; and `leaves`, one for each bucket. `erased` is how many persons were erased: each shard states them, and each is counted
    once. Raises TricolorError for shards that do not fit together.
    """
    fleet = Fleet.parse(path, options["fleet"]) if "fleet" in options else Fleet.read(path)
    options["fleet"] = fleet.text
    options.setdefault("at", written(datetime.now(timezone.utc)))
    rows = spark.read.format("tricolor").option("path", path).options(**options).load().toArrow().sort_by("bucket")
    buckets = rows["bucket"].to_numpy()
    if len(buckets) != BUCKET_COUNT or (buckets != numpy.arange(BUCKET_COUNT)).any():
        raise TricolorError(f"{path}: {len(buckets)} buckets were answered for, expected each of {BUCKET_COUNT} once")
    by_store = {}
    for store, text in zip(rows["shard"].to_pylist(), rows["facts"].to_pylist()):
        if text is not None:
            by_store[store] = json.loads(text)
    facts = [_of(by_store, shard.store) for shard in fleet.shards]
    for name in ["circumstances", "projector", "policy"]:
        for shard, fact in zip(fleet.shards, facts):
            if fact.get(name) != facts[0].get(name):
                raise TricolorError(f"shard {shard.store}: other {name} than {fleet.shards[0].store} at this cut")
    leaves = rows["leaf"].to_pylist()
    # Answers of an earlier kernel do not say.
    erased = {person for fact in facts for person in fact.get("erased", [])}
    counts = {color: int(rows[color].to_numpy().sum()) for color in COLORS}
    return {
        "at": options["at"], "knownAt": options.get("knownAt"), "persons": sum(counts.values()), "counts": counts, "root": root_of(leaves),
        "policy": facts[0].get("policy"), "projector": facts[0]["projector"], "circumstances": facts[0]["circumstances"],
        "erased": len(erased),
        "shards": [
            {"store": shard.store, "first": f"{shard.first:04x}", "last": f"{shard.last:04x}", "knownAt": fact["knownAt"],
             "sequence": shard.sequence, "root": shard.root} for shard, fact in zip(fleet.shards, facts)],
        "leaves": leaves,
    }


def _of(by_store, store):
    if store not in by_store:
        raise TricolorError(f"shard {store}: no answer")
    return by_store[store]


def write(spark, path, output, *, format="parquet", checkpoint=None, **options) -> dict:
    """Writes everyone's color, `person` (16 bytes) and `color` (0 green, 1 yellow, 2 red), and `_tricolor.json` beside it.

    The statement is written last, when the rows are whole, and answered. `format` may be `delta`, where delta-spark is installed. `checkpoint` is the text
    of a fleet's signed checkpoint, kept in the statement. Raises TricolorError, and leaves no statement, where the rows are not as many as were counted.
    """
    from pyspark.sql import functions

    if format not in ["parquet", "delta"]:
        raise TricolorError(f"format {format}: expected parquet or delta")
    # Both jobs go by the same promises.
    options.setdefault("fleet", Fleet.read(path).text)
    statement = summarize(spark, path, **options)
    statement.pop("leaves")
    options["at"] = statement["at"]
    bits = _directory_bits(len(statement["shards"]))
    rows = spark.read.format("tricolor").option("path", path).option("mode", "rows").options(**options).load()
    # With a writer open for each directory, rows that are in order already are not sorted again.
    key = "spark.sql.maxConcurrentOutputFileWriters"
    before = spark.conf.get(key)
    spark.conf.set(key, str(1 << bits))
    try:
        bucket = functions.expr(f"cast(shiftright(cast(conv(hex(substring(person, 1, 1)), 16, 10) as int), {8 - bits}) as int)")
        writer = rows.withColumn("bucket", bucket).write.format(format).partitionBy("bucket").mode("errorifexists")
        writer.options(**WRITER_OPTIONS).save(output)
    finally:
        spark.conf.set(key, before)
    count = spark.read.format(format).load(output).count()
    if count != statement["persons"]:
        raise TricolorError(f"{output}: {count} rows, expected one for each of {statement['persons']} persons")
    statement = {"format": 1, **statement, "checkpoint": checkpoint, "rows": format, "directoryBits": bits}
    _write_text(spark, output, json.dumps(statement, indent=1, sort_keys=True) + "\n")
    return statement


def _directory_bits(shard_count):
    """A directory holds the persons of the same first bits. A task has a file open for each of its shard's directories, so that these are some 8 to 16."""
    return min(4 + (shard_count // 2).bit_length(), 8)


def _write_text(spark, output, text):
    """Writes the statement where the rows are, on whichever file system that is."""
    jvm = spark._jvm
    file = jvm.org.apache.hadoop.fs.Path(output, STATEMENT)
    stream = file.getFileSystem(spark._jsc.hadoopConfiguration()).create(file, False)
    try:
        stream.write(bytearray(text.encode("utf-8")))
    finally:
        stream.close()


def verify(output) -> dict:
    """Reads Parquet that `write` made and computes its root, with neither the engine nor Spark. Answers the statement.

    Raises TricolorError where there is no statement, rows are missing, doubled or changed, a file is not of the result, or the root is another.
    """
    statement = _read_statement(output)
    digest = BucketDigest()
    counts = numpy.zeros(3, dtype=numpy.int64)
    bits = statement["directoryBits"]
    for number in _directories(output, bits):
        directory = os.path.join(output, f"bucket={number}")
        persons, colors = _rows(directory)
        if (persons[:, 0] >> (8 - bits) != number).any():
            raise TricolorError(f"{directory}: a person of another bucket")
        digest.add(persons, colors)
        counts += numpy.bincount(colors, minlength=3)
    root = root_of(digest.finish())
    found = dict(zip(COLORS, (int(count) for count in counts)))
    if digest.persons != statement["persons"] or found != statement["counts"]:
        raise TricolorError(f"{output}: {digest.persons} persons, {found}; stated are {statement['persons']}, {statement['counts']}")
    if root != statement["root"]:
        raise TricolorError(f"{output}: root {root}, stated is {statement['root']}")
    return statement


def _read_statement(output):
    file = os.path.join(output, STATEMENT)
    try:
        with open(file, encoding="utf-8") as opened:
            statement = json.load(opened)
        if statement["format"] != 1:
            raise ValueError(f"format {statement['format']}, expected 1")
        rows, *_ = [statement[name] for name in ["rows", "persons", "counts", "root"]]
        if statement["directoryBits"] not in range(9):
            raise ValueError(f"directoryBits {statement['directoryBits']}, expected 0 to 8")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TricolorError(f"{file}: {type(error).__name__}: {error}") from None
    if rows != "parquet":
        raise TricolorError(f"{output}: rows are {rows}, expected parquet: of others only their own reader knows the present files")
    if not os.path.exists(os.path.join(output, "_SUCCESS")):
        raise TricolorError(f"{output}: no _SUCCESS, the rows were not written to their end")
    return statement


def _directories(output, bits):
    """The numbers of the directories, in ascending order. Readers of Parquet would take any other file for part of the result too."""
    numbers = {f"bucket={number}": number for number in range(1 << bits)}
    names = [name for name in os.listdir(output) if not name.startswith(("_", "."))]
    for name in names:
        if name not in numbers:
            raise TricolorError(f"{os.path.join(output, name)}: not of the result, expected bucket=0 to bucket={len(numbers) - 1}")
    return sorted(numbers[name] for name in names)


def _rows(directory):
    """The persons (16 bytes a row) and colors of a directory."""
    try:
        table = pyarrow.dataset.dataset(directory, format="parquet", schema=ROWS).to_table().combine_chunks()
        values = table["person"].cast(pyarrow.binary(16)).combine_chunks()
    except (pyarrow.ArrowException, OSError) as error:
        raise TricolorError(f"{directory}: {error}") from None
    if table["person"].null_count or table["color"].null_count:
        raise TricolorError(f"{directory}: a row without person or color")
    if isinstance(values, pyarrow.ChunkedArray):
        values = values.chunk(0) if values.num_chunks else pyarrow.array([], pyarrow.binary(16))
    persons = numpy.frombuffer(values.buffers()[1] or b"", dtype=numpy.uint8, count=16 * len(values), offset=16 * values.offset)
    persons = persons.reshape(-1, 16)
    colors = table["color"].to_numpy()
    if colors.size and (colors.min() < 0 or colors.max() > 2):
        raise TricolorError(f"{directory}: a color that is none of 0, 1 and 2")
    return persons, colors

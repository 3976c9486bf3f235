"""What a fleet costs on Spark beside the engine alone: CPU of all processes, on a cluster of a master and two workers on loopback.

    python Examples/Fleet/measure.py FLEET AT     # with the wheel, PySpark 4.3.0 and pyarrow installed; FLEET has a shard for each core, or more
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyspark_tricolor as tricolor
from pyspark.sql import SparkSession
from pyspark_tricolor.kernel import Kernel, default_kernel

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Python" / "tests"))
from cluster import Cluster, processes  # noqa: E402


def cpu_seconds():
    """The CPU of this process and all below it, of children that have ended too."""
    ticks, below = 0, {os.getpid()}
    # A parent may have a greater number than its child: go on until no process is new.
    found = processes()
    while more := {pid for pid, parent, _ in found if parent in below} - below:
        below |= more
    for pid in below:
        try:
            ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))
        except OSError:
            pass
    return ticks / os.sysconf("SC_CLK_TCK")


def report(name, persons, cpu, wall):
    print(f"{name:45} {wall:7.2f} s {cpu:8.2f} s of CPU {cpu / persons * 1e9:7.1f} ns a person", flush=True)


def measure(name, persons, work):
    """Does the work, and gives the CPU that it took."""
    before, started = cpu_seconds(), time.monotonic()
    work()
    cpu = cpu_seconds() - before
    report(name, persons, cpu, time.monotonic() - started)
    return cpu


def run_kernels(fleet, mode, at):
    """The kernel alone, for each shard at one time."""
    children = [
        subprocess.Popen(
            [default_kernel(), mode, shard.path, "--first", f"{shard.first:04x}", "--last", f"{shard.last:04x}", "--sequence",
             str(shard.sequence), "--root", shard.root, "--at", at], stdout=subprocess.DEVNULL) for shard in fleet.shards]
    assert all(child.wait() == 0 for child in children)


def read_strictly(fleet, at):
    """The rows as the source reads them, without Spark."""
    for shard in fleet.shards:
        with Kernel(default_kernel(), shard, "rows", {"at": at}) as kernel:
            kernel.finish(sum(batch.num_rows for batch in kernel.batches()))


def main(path, at):
    fleet = tricolor.Fleet.read(path)
    persons = fleet.persons
    print(f"{persons} persons, {len(fleet.shards)} shards")
    run_kernels(fleet, "summary", at)
    engine = measure("engine alone, summary", persons, lambda: run_kernels(fleet, "summary", at))
    measure("engine alone, rows", persons, lambda: run_kernels(fleet, "rows", at))
    own, started = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
    read_strictly(fleet, at)
    after = resource.getrusage(resource.RUSAGE_SELF)
    report("Python, reading the rows", persons, after.ru_utime + after.ru_stime - own.ru_utime - own.ru_stime, time.monotonic() - started)

    directory = tempfile.mkdtemp(prefix="tricolor-measure-")
    cluster = Cluster(directory)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    spark = SparkSession.builder.master(cluster.url).config("spark.driver.host", "127.0.0.1").config("spark.ui.enabled", "false").config(
        "spark.ui.showConsoleProgress", "false").config(
        "spark.executor.memory", "512m").config("spark.driver.memory", "512m").config("spark.executor.cores", "1").getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    # A first job loads classes and starts Python; what it takes does not depend on how many persons there are.
    try:
        rows = spark.read.format("tricolor").option("path", path).option("at", at).option("mode", "rows").load()
        measure("Spark, summary, the first job", persons, lambda: tricolor.summarize(spark, path, at=at))
        for _ in range(2):
            summary = measure("Spark, summary", persons, lambda: tricolor.summarize(spark, path, at=at))
        print(f"{'of which not the engine':45} {'':9} {summary - engine:8.2f} s of CPU {(summary - engine) / persons * 1e9:7.1f} ns a person")
        for _ in range(2):
            measure("Spark, rows to nowhere", persons, lambda: rows.write.format("noop").mode("overwrite").save())
        measure("Spark, rows to Parquet", persons, lambda: rows.write.parquet(directory + "/plain"))
        measure("write: summary, rows by bucket, statement", persons, lambda: tricolor.write(spark, path, directory + "/result", at=at))
        measure("verify", persons, lambda: tricolor.verify(directory + "/result"))
        for name in ["plain", "result"]:
            size = sum(file.stat().st_size for file in Path(directory, name).rglob("*.parquet"))
            print(f"{name}: {size / persons:.1f} bytes a person")
    finally:
        spark.stop()
        cluster.stop()
        shutil.rmtree(directory)


main(*sys.argv[1:])

"""A session of its own: speculation is set when it begins. It moves a task only to another host, which 127.0.0.2 is."""

import sys

import pytest

import city
from answers import root_of_rows
from cluster import Cluster, processes, wait_for
from conftest import KERNEL, session
from faults import FaultyKernel


@pytest.fixture
def speculating(tmp_path):
    from pyspark.sql import SparkSession

    before = SparkSession.getActiveSession()
    if before:
        before.stop()
    cluster = Cluster(tmp_path)
    spark = session(
        cluster, **{"spark.speculation": "true", "spark.speculation.interval": "200ms", "spark.speculation.multiplier": "1.1",
                    "spark.speculation.quantile": "0.5", "spark.speculation.minTaskRuntime": "200ms"})
    yield spark
    spark.stop()
    cluster.stop()


def test_the_copy_of_a_slow_task_wins_and_the_loser_leaves_no_child(speculating, fleet, truth, tmp_path):
    kernel = FaultyKernel(tmp_path, "hangs once", sys.executable, KERNEL)
    found = speculating.read.format("tricolor").option("path", fleet).option("mode", "rows").option("at", city.AT).option("kernel", kernel.path).load()
    assert root_of_rows(found) == truth["root"]
    # Without speculation the first task would hang for ever.
    assert kernel.was_here
    assert wait_for(lambda: not any(kernel.is_hanging(command) for _, _, command in processes()), seconds=20)

"""A session of its own: speculation is set when it begins. It moves a task only to another host, which 127.0.0.2 is."""

import os
import sys
import time

import pyspark_tricolor as tricolor
import pytest

import city
import faults
from cluster import Cluster, processes
from conftest import KERNEL, session


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


def test_the_copy_of_a_slow_task_wins_and_the_loser_leaves_no_child(speculating, fleet, tmp_path):
    kernel = faults.make(tmp_path, "slow once", sys.executable, KERNEL)
    started = time.monotonic()
    found = speculating.read.format("tricolor").option("path", fleet).option("mode", "rows").option("at", city.AT).option("kernel", kernel).load()
    assert found.count() == tricolor.Fleet.read(fleet).persons
    assert os.path.exists(kernel + ".was-here") and time.monotonic() - started < 55
    deadline = time.monotonic() + 20
    while any(kernel in command for _, _, command in processes()) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not any(kernel in command for _, _, command in processes())

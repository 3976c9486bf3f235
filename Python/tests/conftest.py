"""A real cluster and real stores. TRICOLOR_BIN is the directory of `riskctl` and `tricolor-shard`; FLEET_PERSONS the persons of the city."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import city
from cluster import Cluster

BIN = os.environ.get("TRICOLOR_BIN", str(Path(__file__).parents[2] / ".build" / "debug"))
KERNEL = os.path.join(BIN, "tricolor-shard")
PERSONS = int(os.environ.get("FLEET_PERSONS", "20000"))


def riskctl(*arguments):
    """Runs riskctl and answers its JSON."""
    done = subprocess.run([os.path.join(BIN, "riskctl"), *map(str, arguments), "--json"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="session")
def stores():
    """A directory with the city's store and fleets of 1, 3 and 8 shards."""
    path = Path(tempfile.mkdtemp(prefix="tricolor-fleet-"))
    city.write(path / "city.jsonl", city.events(PERSONS))
    subprocess.run([os.path.join(BIN, "riskctl"), "create", path / "city"], check=True, capture_output=True)
    riskctl("import", path / "city", path / "city.jsonl")
    (path / "draft.json").write_text(json.dumps(city.DRAFT))
    for count in [1, 3, 8]:
        riskctl("shard", "split", path / "city", path / f"fleet-{count}", "--shards", count)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="session")
def cluster():
    directory = tempfile.mkdtemp(prefix="tricolor-cluster-")
    started = Cluster(directory)
    yield started
    started.stop()
    shutil.rmtree(directory)


def session(cluster, **configuration):
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    # The tests' own sources are found by the planning worker and the executors alike.
    os.environ["PYTHONPATH"] = str(Path(__file__).parent)
    builder = SparkSession.builder.master(cluster.url).appName("tricolor").config("spark.driver.host", "127.0.0.1")
    settings = {
        "spark.driver.memory": "512m", "spark.executor.memory": "512m", "spark.executor.cores": "1", "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2", "spark.task.maxFailures": "2",
        "spark.executorEnv.TRICOLOR_SHARD": KERNEL, "spark.executorEnv.PYTHONPATH": os.environ["PYTHONPATH"],
        **configuration,
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    found = builder.getOrCreate()
    found.sparkContext.setLogLevel("OFF")
    return found


@pytest.fixture(scope="session")
def spark(cluster):
    started = session(cluster)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def truth(stores):
    """What the single store says of everyone."""
    return riskctl("recolor", stores / "city", "--at", city.AT)


@pytest.fixture
def fleet(stores):
    """The path of the fleet of three."""
    return str(stores / "fleet-3")

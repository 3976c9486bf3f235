"""A feed appended to a fleet by a process that is killed again and again."""

import os
import shutil
import subprocess

import pyspark_tricolor as tricolor
import pytest

import city
from conftest import BIN, riskctl

PERSONS = 2_000


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """A directory with a feed, the single store that took it, and a fleet that is still to."""
    path = tmp_path_factory.mktemp("grown")
    city.write(path / "city.jsonl", city.events(PERSONS))
    city.write(path / "feed.jsonl", city.feed(PERSONS))
    subprocess.run([os.path.join(BIN, "riskctl"), "create", path / "city"], check=True, capture_output=True)
    riskctl("import", path / "city", path / "city.jsonl")
    riskctl("shard", "split", path / "city", path / "fleet", "--shards", 3)
    riskctl("import", path / "city", path / "feed.jsonl")
    return path


def append(fleet, feed):
    return subprocess.Popen([os.path.join(BIN, "riskctl"), "shard", "append", fleet, feed, "--batch-size", "50", "--json"], stdout=subprocess.PIPE)


def stop_at_the_next_batch(fleet, feed):
    """Kills an append as soon as it has written down what the shards are to be given. Tells whether some of them may still be without it."""
    pending = fleet / "pending.jsonl"

    def written():
        try:
            return pending.stat().st_mtime_ns
        except FileNotFoundError:
            return None

    before = written()
    child = append(fleet, feed)
    while child.poll() is None and written() in [None, before]:
        pass
    child.kill()
    child.wait()
    return pending.exists()


def test_an_append_that_is_killed_again_and_again_ends_as_one_that_is_not(spark, grown, tmp_path):
    undisturbed = shutil.copytree(grown / "fleet", tmp_path / "undisturbed")
    assert append(undisturbed, grown / "feed.jsonl").wait() == 0

    disturbed = shutil.copytree(grown / "fleet", tmp_path / "disturbed")
    stops = [stop_at_the_next_batch(disturbed, grown / "feed.jsonl") for _ in range(8)]
    assert any(stops)
    assert append(disturbed, grown / "feed.jsonl").wait() == 0
    # Nothing twice and nothing left out, of what has no identifier neither.
    assert [shard.sequence for shard in tricolor.Fleet.read(disturbed).shards] == [shard.sequence for shard in tricolor.Fleet.read(undisturbed).shards]
    for cut in [{}, {"knownAt": city.BEFORE_RETRACTIONS}, {"knownAt": city.BEFORE_LINKS}]:
        known = ["--known-at", cut["knownAt"]] if cut else []
        expected = riskctl("recolor", grown / "city", "--at", city.AT, *known)
        for fleet in [disturbed, undisturbed]:
            found = tricolor.summarize(spark, str(fleet), at=city.AT, **cut)
            assert (found["persons"], found["counts"], found["root"]) == (expected["persons"], expected["counts"], expected["root"])

"""What breaks on the way: the right answer or a clear failure, and nothing left behind."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import pyspark_tricolor as tricolor
import pytest

import city
import naive
from answers import root_of_rows
from cluster import processes, wait_for
from conftest import KERNEL, riskctl
from faults import FaultyKernel

FATAL = {
    "killed at a border of batches": "killed by signal 9",
    "killed in the middle of a message": "broke off",
    "status 70 at the end": "status 70",
    "short with status 0": "no trailer",
    "short with a whole trailer": "0 rows were read",
    "no trailer, status 0": "no trailer",
}


def rows(spark, fleet, kernel, source="tricolor"):
    found = spark.read.format(source).option("path", fleet).option("at", city.AT).option("kernel", kernel.path)
    return (found.option("mode", "rows") if source == "tricolor" else found).load()


@pytest.fixture
def make(tmp_path):
    return lambda fault: FaultyKernel(tmp_path, fault, sys.executable, KERNEL)


@pytest.fixture(autouse=True)
def no_orphans(tmp_path):
    """After each test no kernel runs any more, the spoiled ones included."""
    yield

    # The driver's JVM names the kernel among its settings.
    def is_a_kernel(command):
        return command.startswith(KERNEL) or str(tmp_path) in command and not command.split(" ")[0].endswith("java")

    wait_for(lambda: not kernels(is_a_kernel), seconds=10)
    assert not kernels(is_a_kernel)


def kernels(is_meant):
    """The ids of the processes of such a command."""
    return [pid for pid, _, command in processes() if is_meant(command)]


@pytest.mark.parametrize("fault", FATAL)
def test_an_answer_that_is_not_whole_fails_and_names_the_shard(spark, fleet, make, tmp_path, fault):
    kernel = make(fault)
    with pytest.raises(Exception) as error:
        rows(spark, fleet, kernel).collect()
    assert "shard shard-0000" in str(error.value) and FATAL[fault] in str(error.value)
    output = str(tmp_path / "output")
    with pytest.raises(Exception):
        tricolor.write(spark, fleet, output, at=city.AT, kernel=kernel.path)
    assert not os.path.exists(os.path.join(output, "_SUCCESS"))
    assert not os.path.exists(os.path.join(output, "_tricolor.json"))


@pytest.mark.parametrize("fault", [fault for fault in FATAL if fault != "killed in the middle of a message"])
def test_a_naive_reader_takes_it_for_whole(spark, fleet, make, truth, fault):
    spark.dataSource.register(naive.NaiveSource)
    # Without an error: rows are missing, or a failure behind the last one went unseen.
    is_behind_the_rows = fault in ["no trailer, status 0", "status 70 at the end"]
    assert rows(spark, fleet, make(fault), "naive").count() == (truth["persons"] if is_behind_the_rows else 0)


@pytest.mark.parametrize("fault", ["a megabyte of complaints", "fails once"])
def test_what_a_retry_mends_is_mended(spark, fleet, make, truth, fault):
    kernel = make(fault)
    assert root_of_rows(rows(spark, fleet, kernel)) == truth["root"]
    assert kernel.was_here


def test_a_naive_reader_does_not_notice_what_a_retry_would_mend(spark, fleet, make, truth):
    spark.dataSource.register(naive.NaiveSource)
    assert rows(spark, fleet, make("fails once"), "naive").count() < truth["persons"]


def test_a_naive_reader_waits_for_ever_for_a_child_that_complains(spark, fleet, make):
    spark.dataSource.register(naive.NaiveSource)
    kernel = make("a megabyte of complaints")
    with ThreadPoolExecutor(1) as pool:
        pending = pool.submit(rows(spark, fleet, kernel, "naive").count)
        assert wait_for(lambda: kernels(lambda command: kernel.path in command), seconds=60)
        assert not wait_for(lambda: kernel.was_here or pending.done(), seconds=5)
        spark.sparkContext.cancelAllJobs()
        with pytest.raises(Exception, match="cancelled"):
            pending.result()


def test_a_limit_leaves_no_child(spark, fleet):
    assert len(spark.read.format("tricolor").option("path", fleet).option("mode", "rows").load().limit(3).collect()) == 3


def test_a_cancelled_job_leaves_no_child(spark, fleet, make):
    kernel = make("hangs")
    with ThreadPoolExecutor(1) as pool:
        pending = pool.submit(rows(spark, fleet, kernel).count)
        assert wait_for(lambda: kernels(kernel.is_hanging), seconds=60)
        spark.sparkContext.cancelAllJobs()
        with pytest.raises(Exception, match="cancelled"):
            pending.result()


@pytest.mark.parametrize("victim", ["executor", "worker"])
def test_a_killed_executor_or_worker_changes_nothing(spark, cluster, fleet, make, truth, victim):
    kernel = make("hangs once")
    with ThreadPoolExecutor(1) as pool:
        pending = pool.submit(root_of_rows, rows(spark, fleet, kernel))
        hanging = wait_for(lambda: kernels(kernel.is_hanging), seconds=60)
        host = cluster.host_above(hanging[0])
        getattr(cluster, f"kill_{victim}")(host)
        assert wait_for(lambda: not kernels(kernel.is_hanging), seconds=10)
        assert pending.result() == truth["root"]
    if victim == "worker":
        cluster.start_worker(host)


def test_a_store_that_grows_during_the_job_is_read_as_promised(spark, stores, make, tmp_path):
    path = str(tmp_path / "growing")
    riskctl("shard", "split", stores / "city", path, "--shards", 3)
    promised = tricolor.Fleet.read(path).text
    before = tricolor.summarize(spark, path, at=city.AT)
    feed = tmp_path / "feed.jsonl"
    feed.write_text('{"type":"contact","at":"2022-04-19T00:00:00Z","source":"office","person":"%s","degree":"close"}\n' % city.person(1))
    with ThreadPoolExecutor(1) as pool:
        kernel = make("slow")
        pending = pool.submit(root_of_rows, rows(spark, path, kernel))
        assert wait_for(lambda: kernels(lambda command: kernel.path in command), seconds=60)
        riskctl("shard", "append", path, feed)
        assert not pending.done()
        assert pending.result() == before["root"]
    after = tricolor.summarize(spark, path, at=city.AT)
    assert after["counts"]["red"] == before["counts"]["red"] + 1
    assert after["root"] != before["root"]
    # What writes rows behind a summary goes by the promises of the summary.
    assert tricolor.summarize(spark, path, at=city.AT, fleet=promised)["root"] == before["root"]
    assert tricolor.first_difference(*(tricolor.digest.levels(one["leaves"]) for one in [before, after])) == int(city.person(1)[:4], 16)


def test_a_missing_a_damaged_and_a_foreign_shard_are_named(spark, stores, tmp_path):
    path = tmp_path / "fleet"
    riskctl("shard", "split", stores / "city", path, "--shards", 3)
    content = (path / "fleet.json").read_text()

    def refused(changed, pattern):
        (path / "fleet.json").write_text(changed)
        with pytest.raises(Exception, match=pattern):
            tricolor.summarize(spark, str(path), at=city.AT)
        (path / "fleet.json").write_text(content)

    refused(content.replace("shard-00001", "nowhere"), "shard nowhere: .*no such store")
    refused(content.replace('"first":"5555"', '"first":"5556"'), "buckets 5555 to 5555 are of no shard")
    refused(content.replace('"first":"5555"', '"first":"5554"'), "shard-00001 overlaps")
    fleet = tricolor.Fleet.read(str(path))
    refused(content.replace(f'"sequence":{fleet.shards[1].sequence}', f'"sequence":{fleet.shards[1].sequence + 1}'), "shard-00001: .*ends at sequence")
    refused(content.replace(fleet.shards[1].root, "0" * 64), "shard-00001: .*another log")
    refused(content.replace(fleet.circumstances, "0" * 64), "other designations or policies")
    refused(content.replace(fleet.projector, "tricolor-projector-0"), "projector")
    persons = f'"persons":{fleet.shards[1].persons}'
    more = content.replace(persons, f'"persons":{fleet.shards[1].persons + 1}').replace(
        f'"persons":{fleet.persons}', f'"persons":{fleet.persons + 1}')
    refused(more, "shard-00001: .*fleet.json promises")
    # Another shard's store in its place holds another log.
    refused(content.replace('"store":"shard-00001"', '"store":"shard-00000"'), "another log|ends at sequence")
    data = path / "shard-00001" / "data.mdb"
    whole = data.read_bytes()
    # A page of what is read: only this process may have it open, which the engine's lock does not see.
    data.write_bytes(whole[:len(whole) // 2] + bytes(byte ^ 1 for byte in whole[len(whole) // 2:]))
    refused(content, "shard shard-00001: .*damaged")
    data.write_bytes(whole[:8_192])
    refused(content, "shard shard-00001")

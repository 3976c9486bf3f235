#!/usr/bin/env bash
# PySpark 4.3.0, Python data sources: a filter that one question pushed into the source also answers the next question on the same DataFrame.
#
# Expected: each question on a DataFrame is planned with its own filters, so `numbers.count()` is 10 after `numbers.where("number = 3").count()` was 1.
# Seen (2026-11-27, Python 3.11, Java 17, spark.sql.python.filterPushdown.enabled=true): the second count is 1. The reader that took the filter is
# kept with the relation, and answers without it being asked again.
# Why a health code cares: "how many are red?" and then "how many are there?" on one DataFrame would give the number of red people for everyone, without an
# error. The source of this project therefore takes no filters.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet pyspark==4.3.0 pyarrow==26.0.1 numpy 'pandas<3'
cat >"$work/filters.py" <<'PYTHON'
from pyspark.sql import SparkSession
from pyspark.sql.datasource import DataSource, DataSourceReader, EqualTo, InputPartition


class Numbers(DataSource):
    @classmethod
    def name(cls):
        return "numbers"

    def schema(self):
        return "number int"

    def reader(self, schema):
        return Reader()


class Reader(DataSourceReader):
    def __init__(self):
        self.wanted = None

    def pushFilters(self, filters):
        for one in filters:
            if isinstance(one, EqualTo):
                self.wanted = one.value
            else:
                yield one

    def partitions(self):
        return [InputPartition(0)]

    def read(self, partition):
        yield from ((number,) for number in range(10) if self.wanted in (None, number))


spark = SparkSession.builder.master("local[1]").config("spark.driver.memory", "512m").config("spark.ui.enabled", "false").config(
    "spark.driver.host", "127.0.0.1").config("spark.sql.python.filterPushdown.enabled", "true").getOrCreate()
spark.sparkContext.setLogLevel("OFF")
spark.dataSource.register(Numbers)
numbers = spark.read.format("numbers").load()
print("before:", numbers.count())
print("where number = 3:", numbers.where("number = 3").count())
print("after:", numbers.count())
spark.stop()
PYTHON
PYSPARK_PYTHON="$work/venv/bin/python" "$work/venv/bin/python" "$work/filters.py" 2>/dev/null | tee "$work/output"
diff "$work/output" - <<'SEEN'
before: 10
where number = 3: 1
after: 1
SEEN

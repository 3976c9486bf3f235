"""Why filters are not pushed into the source: Spark 4.3.0 keeps a reader with its filter for the next question on the same DataFrame."""

import pytest
from pyspark.sql.datasource import DataSource, DataSourceReader, EqualTo, InputPartition

import pyspark_tricolor


class FilteringSource(DataSource):
    """Ten numbers; takes an equality on itself."""

    @classmethod
    def name(cls):
        return "filtering"

    def schema(self):
        return "number int"

    def reader(self, schema):
        return FilteringReader()


class FilteringReader(DataSourceReader):
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
        yield from ((number,) for number in range(10) if self.wanted is None or number == self.wanted)


def test_a_pushed_filter_outlives_its_question(spark):
    spark.dataSource.register(FilteringSource)
    spark.conf.set("spark.sql.python.filterPushdown.enabled", "true")
    try:
        numbers = spark.read.format("filtering").load()
        assert numbers.where("number = 3").count() == 1
        # Ten would be right. When this fails, Spark has mended it, and the source may push filters.
        assert numbers.count() == 1
    finally:
        spark.conf.unset("spark.sql.python.filterPushdown.enabled")


def test_this_source_pushes_none():
    assert "pushFilters" not in vars(pyspark_tricolor.source.TricolorReader)

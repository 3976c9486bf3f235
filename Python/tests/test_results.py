"""Parquet with its statement, and what `verify` finds."""

import json
import os
import shutil
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pyspark_tricolor as tricolor
import pytest

import city
from conftest import riskctl


@pytest.fixture(scope="module")
def written(spark, stores, tmp_path_factory):
    path = tmp_path_factory.mktemp("results") / "colors"
    tricolor.write(spark, str(stores / "fleet-3"), str(path), at=city.AT)
    return path


@pytest.fixture
def output(written, tmp_path):
    """A copy of a result, to be spoiled."""
    return Path(shutil.copytree(written, tmp_path / "colors"))


def files(output):
    return sorted(output.glob("bucket=*/*.parquet"))


def test_a_result_verifies_without_engine_and_spark(stores, output):
    statement = tricolor.verify(str(output))
    expected = riskctl("recolor", stores / "city", "--at", city.AT)
    assert (statement["root"], statement["counts"]) == (expected["root"], expected["counts"])
    assert (output / "_SUCCESS").exists()
    schema = pyarrow.parquet.read_schema(files(output)[0])
    assert schema.field("person").type == pyarrow.binary()
    # A dictionary of persons in each open file is more than an executor's memory, once there are millions.
    assert not pyarrow.parquet.ParquetFile(files(output)[0]).metadata.row_group(0).column(0).has_dictionary_page


def test_a_changed_color_a_lost_row_and_a_doubled_row_are_found(output):
    file = files(output)[0]
    table = pyarrow.parquet.read_table(file, partitioning=None)

    def rewrite(changed):
        pyarrow.parquet.write_table(changed, file)
        # The checksum beside the file is of Hadoop, and of no meaning to others.
        with pytest.raises(tricolor.TricolorError) as error:
            tricolor.verify(str(output))
        return str(error.value)

    color = table.schema.get_field_index("color")
    flipped = pyarrow.array([(value + 1) % 3 for value in table["color"].to_pylist()], table.schema.field("color").type)
    assert "persons" in rewrite(table.set_column(color, "color", flipped))
    assert "persons" in rewrite(table.slice(1))
    assert "twice" in rewrite(pyarrow.concat_tables([table, table.slice(0, 1)]))
    pyarrow.parquet.write_table(table, file)
    tricolor.verify(str(output))


def test_a_file_that_is_no_part_of_the_result_is_found(output):
    file = files(output)[0]
    for name in ["bucket=256", "more.parquet"]:
        (output / name).mkdir()
        shutil.copy(file, output / name / "part.parquet")
        with pytest.raises(tricolor.TricolorError, match=f"{name}: not of the result"):
            tricolor.verify(str(output))
        shutil.rmtree(output / name)
    tricolor.verify(str(output))


def test_what_is_no_result_is_named(output, tmp_path):
    directory = files(output)[0].parent
    for content in [b"", b"no Parquet"]:
        (directory / "more.parquet").write_bytes(content)
        with pytest.raises(tricolor.TricolorError, match=directory.name):
            tricolor.verify(str(output))
    (directory / "more.parquet").unlink()
    for content in ["", "[]", "{}", '{"format": 2}']:
        (output / "_tricolor.json").write_text(content)
        with pytest.raises(tricolor.TricolorError, match="_tricolor.json"):
            tricolor.verify(str(output))
    with pytest.raises(tricolor.TricolorError, match="nowhere"):
        tricolor.verify(str(tmp_path / "nowhere"))


def test_without_delta_s_packages_nothing_is_written(spark, fleet, tmp_path):
    # They come as a library of Java, from where CI does not reach.
    with pytest.raises(Exception, match="DATA_SOURCE_NOT_FOUND.*delta"):
        tricolor.write(spark, fleet, str(tmp_path / "delta"), at=city.AT, format="delta")
    assert not (tmp_path / "delta").exists()


def test_a_statement_of_another_root_is_found(output):
    path = output / "_tricolor.json"
    statement = json.loads(path.read_text())
    path.write_text(json.dumps({**statement, "root": "0" * 64}))
    with pytest.raises(tricolor.TricolorError, match="root"):
        tricolor.verify(str(output))


def test_without_success_nothing_is_believed(output):
    os.remove(output / "_SUCCESS")
    with pytest.raises(tricolor.TricolorError, match="_SUCCESS"):
        tricolor.verify(str(output))


def test_a_difference_is_located_in_16_steps(spark, stores, fleet):
    from pyspark_tricolor.digest import levels

    class Counting(list):
        read = 0

        def __getitem__(self, index):
            Counting.read += 1
            return super().__getitem__(index)

    now = tricolor.summarize(spark, fleet, at=city.AT)["leaves"]
    other = list(now)
    other[0xBEEF] = b"\0" * 32
    left, right = ([Counting(level) for level in levels(leaves)] for leaves in [now, other])
    assert tricolor.first_difference(left, right) == 0xBEEF
    # A node of each side at each of 16 levels; the roots are compared whole.
    assert Counting.read == 2 * 16
    assert tricolor.first_difference(left, left) is None

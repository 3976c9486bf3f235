#!/usr/bin/env bash
# DuckDB 2.0.1, ASOF JOIN: of two rows with one time the first or the last is taken, by how many rows there are on either side, also within one query.
#
# Expected: where two rows of the right side have the same time, one fixed rule says which of them a row of the left side gets, as in pandas 3.1.1
# (merge_asof) and Polars 2.1.0 (join_asof), which take the last in the table's order whatever its size; or an error.
# Seen (2026-11-27, Python 3.11): with pairs of rows at each time, first a then b, 4 rows give a throughout, 3,000 rows give b throughout, and 50
# rows with 500 questions give a to some and b to others. Nothing of the data changed but its length.
# Why a health code cares: a district may be designated high risk and, in the same second, low again. "The level as of noon" would be the one for
# a village's table and the other for a province's, so an analyst's recolor and the engine's would disagree on who is red. Here an event of the same
# second counts by its sequence, and no question of the benchmark uses ASOF JOIN: its SQL orders by time and sequence.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet duckdb==2.0.1 polars==2.1.0 pandas==3.1.1 pyarrow==26.0.1
cat >"$work/ties.py" <<'PYTHON'
import duckdb
import pandas
import polars


def counted(levels):
    return " ".join(f"{level} {sum(1 for one in levels if one == level)}" for level in sorted(set(levels)))


def rows(count):
    """Two rows at each time: a, then b."""
    return [10 * (number // 2) for number in range(count)], ["ab"[number % 2] for number in range(count)]


for count, repeated in [(4, 1), (50, 20), (3000, 1)]:
    times, levels = rows(count)
    asked = sorted(time + 3 for time in set(times) for _ in range(repeated))
    right, left = pandas.DataFrame({"time": times, "level": levels}), pandas.DataFrame({"time": asked})
    connection = duckdb.connect()
    found = connection.execute('SELECT level FROM "left" ASOF JOIN "right" ON "left".time >= "right".time').fetchall()
    print(f"{count} rows, {len(asked)} questions")
    print("  duckdb:", "either" if len({one for one, in found}) == 2 else counted([one for one, in found]))
    print("  pandas:", counted(pandas.merge_asof(left, right, on="time")["level"].tolist()))
    print("  polars:", counted(polars.from_pandas(left).join_asof(polars.from_pandas(right), on="time")["level"].to_list()))
PYTHON
"$work/venv/bin/python" "$work/ties.py" | tee "$work/output"
diff "$work/output" - <<'SEEN'
4 rows, 2 questions
  duckdb: a 2
  pandas: b 2
  polars: b 2
50 rows, 500 questions
  duckdb: either
  pandas: b 500
  polars: b 500
3000 rows, 1500 questions
  duckdb: b 1500
  pandas: b 1500
  polars: b 1500
SEEN
echo "as seen on 2026-11-27"

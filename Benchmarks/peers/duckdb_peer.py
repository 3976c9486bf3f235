"""Everyone's colors in DuckDB, in memory, on all cores, over the tables that `population --tables` wrote.

The events are clustered by person, whole numbers of the least width; persons are dense numbers in order of pseudonym, so that no 128-bit value
is grouped or joined; stays are kept a second time by themselves.
"""

import argparse
import os

import duckdb

import policy
from measuring import answer, report, timed


def load(tables):
    connection = duckdb.connect(config={"threads": os.cpu_count()})

    def csv(name, **columns):
        types = ", ".join(f"'{column}': '{kind}'" for column, kind in columns.items())
        return f"read_csv('{tables}/{name}.csv', header = false, columns = {{{types}}})"

    run = connection.execute
    run(f"CREATE TABLE persons AS SELECT (row_number() OVER (ORDER BY id) - 1)::INTEGER AS person, number, id"
        f" FROM {csv('persons', number='INTEGER', id='VARCHAR')} ORDER BY id")
    run(f"CREATE TEMP TABLE retractions AS SELECT * FROM {csv('retractions', sequence='INTEGER', target='INTEGER')}")
    run(f"CREATE TABLE designations AS SELECT * FROM "
        f"{csv('designations', sequence='INTEGER', deed='UTINYINT', occurred='UINTEGER', until='UINTEGER', place='INTEGER')}")
    run(f"CREATE TEMP TABLE places AS SELECT * FROM {csv('places', place='INTEGER', parent='INTEGER')}")
    run("CREATE TABLE below AS SELECT place, place AS ancestor FROM places UNION ALL SELECT place, parent FROM places WHERE parent > 0")
    events = csv("events", sequence="INTEGER", number="INTEGER", deed="UTINYINT", occurred="BIGINT", until="BIGINT", place="INTEGER",
                 recorded="BIGINT")
    run(f"CREATE TABLE events AS SELECT persons.person, occurred, e.sequence, deed, until, place, retractions.sequence AS retracted_by"
        f" FROM {events} AS e JOIN persons USING (number) LEFT JOIN retractions ON retractions.target = e.sequence"
        f" ORDER BY persons.person, occurred")
    run("CREATE TABLE stays AS SELECT person, occurred, sequence, until, place, retracted_by FROM events WHERE deed = 10"
        " ORDER BY person, occurred")
    return connection


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tables", required=True)
    options.add_argument("--ask", action="append", required=True, metavar="NAME,T,K", help="a recolor to measure")
    options.add_argument("--repeats", type=int, default=5)
    arguments = options.parse_args()
    connection = load(arguments.tables)
    for asked in arguments.ask:
        name, t, k = asked.split(",")
        query = policy.colors(least="least", lapses=name == "recolor.lapse")
        samples = timed(arguments.repeats, lambda: connection.execute(
            f"CREATE OR REPLACE TEMP TABLE answer AS {query}", {"t": int(t), "k": int(k)}))
        result = connection.execute("SELECT id, color FROM answer JOIN persons USING (person) ORDER BY person")

        def rows():
            while batch := result.fetchmany(100_000):
                yield from batch

        report(f"duckdb.{name}", "s", samples, version=duckdb.__version__, **answer(rows()))


main()

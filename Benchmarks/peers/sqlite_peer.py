"""Appends and everyone's colors in SQLite, over the tables that `population --tables` wrote.

Appends: WAL, synchronous=FULL, an index on person, batches of 10,000 in one transaction each. Recolors: a table without rowid, clustered by
person, that fits the page cache. SQLite runs a statement on one core.
"""

import argparse
import csv
import itertools
import os
import sqlite3
import time

import policy
from measuring import answer, report, timed

BATCH = 10_000


def whole_numbers(tables, name, limit=None):
    with open(f"{tables}/{name}.csv", newline="") as file:
        for row in itertools.islice(csv.reader(file), limit):
            yield [int(field) if field else None for field in row]


def pseudonyms(tables):
    with open(f"{tables}/persons.csv") as file:
        return [line.rstrip("\n").split(",")[1] for line in file]


def append(tables, scratch, limit):
    """Appends the first events of the log, and reports how many a second."""
    persons = [bytes.fromhex(person) for person in pseudonyms(tables)]
    path = f"{scratch}/append.sqlite"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA cache_size = {-1 << 20}")
    connection.execute("CREATE TABLE events (sequence INTEGER PRIMARY KEY, person BLOB, deed INTEGER, occurred INTEGER, until INTEGER,"
                       " place INTEGER, recorded INTEGER)")
    connection.execute("CREATE INDEX by_person ON events (person)")
    rows = ([s, persons[p], *rest] for s, p, *rest in whole_numbers(tables, "events", limit))
    spent = 0.0
    count = 0
    while batch := list(itertools.islice(rows, BATCH)):
        start = time.perf_counter()
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)", batch)
        connection.execute("COMMIT")
        spent += time.perf_counter() - start
        count += len(batch)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    report("sqlite.append", "events/s", [count / spent], events=count, version=sqlite3.sqlite_version,
           bytes_per_event=os.path.getsize(path) / count)
    os.remove(path)


def load(tables, scratch):
    connection = sqlite3.connect(f"{scratch}/recolor.sqlite", isolation_level=None)
    run = connection.execute
    for setting in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = {-4 << 20}", "temp_store = MEMORY", "threads = 2"):
        run(f"PRAGMA {setting}")
    run("CREATE TABLE persons (person INTEGER PRIMARY KEY, id TEXT)")
    ids = pseudonyms(tables)
    order = sorted(range(len(ids)), key=ids.__getitem__)
    rank = [0] * len(ids)
    for position, number in enumerate(order):
        rank[number] = position
    run("BEGIN")
    connection.executemany("INSERT INTO persons VALUES (?, ?)", ((position, ids[number]) for position, number in enumerate(order)))
    retracted = {target: sequence for sequence, target in whole_numbers(tables, "retractions")}
    run("CREATE TABLE arrivals (person, occurred, sequence, deed, until, place, retracted_by)")
    connection.executemany(
        "INSERT INTO arrivals VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((rank[p], occurred, s, deed, until, place, retracted.get(s))
         for s, p, deed, occurred, until, place, _ in whole_numbers(tables, "events")))
    run("CREATE TABLE events (person INTEGER, occurred INTEGER, sequence INTEGER, deed INTEGER, until INTEGER, place INTEGER,"
        " retracted_by INTEGER, PRIMARY KEY (person, occurred)) WITHOUT ROWID")
    run("INSERT INTO events SELECT * FROM arrivals ORDER BY person, occurred")
    run("DROP TABLE arrivals")
    run("CREATE TABLE stays (person INTEGER, occurred INTEGER, sequence INTEGER, until INTEGER, place INTEGER, retracted_by INTEGER,"
        " PRIMARY KEY (person, occurred)) WITHOUT ROWID")
    run("INSERT INTO stays SELECT person, occurred, sequence, until, place, retracted_by FROM events WHERE deed = 10 ORDER BY person, occurred")
    run("CREATE INDEX stays_by_place ON stays (place)")
    run("CREATE TABLE designations (sequence INTEGER, deed INTEGER, occurred INTEGER, until INTEGER, place INTEGER)")
    connection.executemany("INSERT INTO designations VALUES (?, ?, ?, ?, ?)", whole_numbers(tables, "designations"))
    run("CREATE TABLE below (place INTEGER, ancestor INTEGER)")
    for place, parent in whole_numbers(tables, "places"):
        run("INSERT INTO below VALUES (?, ?)", (place, place))
        if parent:
            run("INSERT INTO below VALUES (?, ?)", (place, parent))
    run("CREATE INDEX below_by_ancestor ON below (ancestor)")
    run("COMMIT")
    run("ANALYZE")
    return connection


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tables", required=True)
    options.add_argument("--scratch", required=True, help="a directory on the disk that is measured")
    options.add_argument("--append", type=int, metavar="N", help="append so many events")
    options.add_argument("--ask", action="append", default=[], metavar="NAME,T,K", help="a recolor to measure")
    options.add_argument("--repeats", type=int, default=3)
    arguments = options.parse_args()
    if arguments.append:
        append(arguments.tables, arguments.scratch, arguments.append)
    if not arguments.ask:
        return
    connection = load(arguments.tables, arguments.scratch)
    query = policy.colors(least="min")
    for asked in arguments.ask:
        name, t, k = asked.split(",")

        def recolor():
            connection.execute("DROP TABLE IF EXISTS temp.answer")
            connection.execute(f"CREATE TEMP TABLE answer AS {query}", {"t": int(t), "k": int(k)})

        samples = timed(arguments.repeats, recolor)
        rows = connection.execute("SELECT id, color FROM answer JOIN persons USING (person) ORDER BY person")
        report(f"sqlite.{name}", "s", samples, version=sqlite3.sqlite_version, **answer(rows))
    connection.close()
    os.remove(f"{arguments.scratch}/recolor.sqlite")


main()

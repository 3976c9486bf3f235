"""The rows of the published table: what is set beside what, and what must be reached.

`must` and `aim` speak of `ratio` where there is a peer, and of `ours` where there is none. A ratio says how many times faster Tricolor is, but for
one durable append and for growth, where it says how many times longer it takes.
"""

from dataclasses import dataclass

VERIFYING, SIGNING = "bare Ed25519 verifications", "bare Ed25519 signatures"
PLAIN, CLEAR = "a plain status", "in clear"
DUCKDB, SQLITE, LMDB, FLOOR = "DuckDB", "SQLite", "LMDB put and commit", "16 bytes an event read once"


@dataclass(frozen=True)
class Row:
    name: str
    group: str
    measured: str
    unit: str
    must: float | None
    aim: float | None
    peer: str | None = None
    peer_measured: str | None = None
    # Whether a greater figure is better, in what is compared.
    greater: bool = False
    # Whether `ours` stands above the line in the ratio.
    ours_over_theirs: bool = False
    fact: str | None = None
    per_person: bool = False


ROWS = [
    Row("recolor under a new policy, at the head", "recolor", "recolor.head", "s", 100, 200, DUCKDB, "duckdb.recolor.head", greater=True),
    Row("recolor at a past T and K", "recolor", "recolor.past", "s", 40, 60, DUCKDB, "duckdb.recolor.past", greater=True),
    Row("recolor at a past T, by what is known now", "recolor", "recolor.rightful", "s", None, None, DUCKDB, "duckdb.recolor.rightful",
        greater=True),
    Row("recolor at the head, beside SQLite", "recolor", "recolor.head", "s", None, None, SQLITE, "sqlite.recolor.head", greater=True),
    Row("recolor at the head, beside the floor", "recolor", "recolor.head", "s", None, None, FLOOR, "floor.read", greater=True),
    Row("recolor under the published editions, to the head", "recolor", "recolor.published", "s", 5, 2.5, "recolor at the head",
        "recolor.head", ours_over_theirs=True),
    Row("recolor under a lapse of 72 hours, to the head", "recolor", "recolor.lapse", "s", 3, 1.5, "recolor at the head", "recolor.head",
        ours_over_theirs=True),
    Row("recolor under a lapse of 72 hours", "recolor", "recolor.lapse", "s", None, None, DUCKDB, "duckdb.recolor.lapse", greater=True),
    Row("a day under a lapse of 72 hours, to the recolor", "live", "lapse.advance", "s", 2, None, "recolor under the lapse",
        "recolor.lapse", ours_over_theirs=True),
    Row("recolor with 1 % of the persons linked, to the same without", "live", "linked.after", "s", 1.5, None, "without",
        "linked.before", ours_over_theirs=True),
    Row("recolor after one designation", "live", "recolor.designation", "s", 0.0003, 0.00023),
    Row("recolor after a day", "live", "recolor.advance", "s", 5, 20, "recolor at the head", "recolor.head", greater=True),
    Row("status, median", "persons", "status", "µs", 5, 2),
    Row("status, 99th percentile", "persons", "status", "µs", 25, None, fact="p99"),
    Row("timeline, median", "persons", "timeline", "µs", 20, 8),
    Row("durable bulk append", "append", "append", "events/s", 2_000_000, 3_000_000, greater=True),
    Row("durable bulk append, beside SQLite", "append", "append", "events/s", 8, None, SQLITE, "sqlite.append", greater=True,
        ours_over_theirs=True),
    Row("one durable append", "durable", "durable.ours", "s", 1.15, 1.05, LMDB, "durable.bare", ours_over_theirs=True),
    Row("one durable append, from a task", "durable", "durable.task", "s", None, None, LMDB, "durable.bare", ours_over_theirs=True),
    Row("status through access, one at a time", "access", "access.alone", "µs", None, None, PLAIN, "access.plain", ours_over_theirs=True),
    Row("status through access, of 10,000 in one commit", "access", "access.of10000", "µs", None, None, PLAIN, "access.plain",
        ours_over_theirs=True),
    Row("status through access, 64 tasks", "access", "access.tasks", "µs", None, None, PLAIN, "access.plain", ours_over_theirs=True),
    Row("what was asked about a person, with its proof", "access", "access.reads", "µs", None, None),
    # One commit of the disk is some 4 ms more.
    Row("erasing one person, its commit included", "erasure", "erase.one", "s", 0.054, None),
    Row("erasing 1,000 persons in one call", "erasure", "erase.thousand", "s", 20, None, "erasing one", "erase.one",
        ours_over_theirs=True),
    Row("compacting after erasures", "erasure", "compact", "s", None, None),
    Row("durable bulk append, encrypted", "encrypted", "encrypted.append", "events/s", None, None, CLEAR, "append", greater=True,
        ours_over_theirs=True),
    Row("recolor of an encrypted store", "encrypted", "encrypted.recolor.head", "s", 1.3, None, CLEAR, "recolor.head",
        ours_over_theirs=True),
    Row("the first recolor of one after it is opened", "encrypted", "encrypted.recolor.head", "s", None, None, fact="first"),
    Row("recolor of an encrypted store at a past T and K", "encrypted", "encrypted.recolor.past", "s", 1.3, None, CLEAR, "recolor.past",
        ours_over_theirs=True),
    Row("status, encrypted, median", "encrypted", "encrypted.status", "µs", None, None, CLEAR, "status", ours_over_theirs=True),
    Row("encrypted store on disk", "encrypted", "encrypted.disk", "bytes/event", None, None, CLEAR, "disk", ours_over_theirs=True),
    Row("64 concurrent appenders", "durable", "appenders.many", "events/s", 30, 50, "one appender", "appenders.one", greater=True,
        ours_over_theirs=True),
    Row("riskctl import", "import", "import", "events/s", 800_000, 1_200_000, greater=True),
    Row("riskctl status with a million unsealed events", "fresh", "fresh.unsealed", "s", 0.040, 0.025),
    Row("riskctl status beside an import, median", "fresh", "fresh.beside", "s", None, None),
    Row("riskctl status beside an import, 99th percentile", "fresh", "fresh.beside", "s", 0.060, 0.025, fact="p99"),
    Row("open", "open", "open", "s", 0.150, 0.050),
    Row("rebuild from the log", "rebuild", "rebuild", "events/s", 10_000_000, 20_000_000, greater=True),
    Row("store on disk", "append", "disk", "bytes/event", 64, 40),
    Row("store on disk, just merged into one run", "append", "disk.merged", "bytes/event", None, None),
    Row("verifying codes, end to end", "codes", "codes.verify", "codes/s", 0.8, None, VERIFYING, "codes.verify.bare", greater=True,
        ours_over_theirs=True),
    Row("signing codes", "codes", "codes.sign", "codes/s", 0.7, None, SIGNING, "codes.sign.bare", greater=True, ours_over_theirs=True),
    Row("issuing codes to everyone, registered", "codes", "codes.issue", "codes/s", 0.7, None, SIGNING, "codes.issue.bare", greater=True,
        ours_over_theirs=True),
    Row("status list of 30 million codes", "codes", "codes.list", "s", 2, None),
    Row("status list of 30 million codes, 1 % revoked", "codes", "codes.list.bytes", "bytes", None, None),
    Row("status of a code in a list", "codes", "codes.status", "µs", 1, None),
    Row("memory of a live engine", "live", "memory", "bytes/person", 256, 128, per_person=True),
]

# A country's places, and one of each extreme: the whole process, as a person or a service sees it.
EXTREMES = {"tests": 200_000, "positives": 200_000, "contacts": 200_000, "stays": 200_000, "place": 100_000, "placeNewestFirst": 100_000,
            "stay": 10_000, "editions": 2_000, "prospectiveEditions": 2_000, "retractions": 250_000}
QUESTIONS = {"import": None, "status": 0.25, "timeline": 0.5, "displayed": 1, "investigate": 3, "explain": 6, "audit": 3, "districts": 3}
ROWS += [
    Row("import of a country's designations", "country", "country.import", "events/s", 0.5, 0.8, "riskctl import of people",
        "country.people", greater=True, ours_over_theirs=True),
    Row("open a store of them", "country", "country.open", "s", 0.060, 0.025),
    Row("riskctl status there", "country", "country.status", "s", 0.040, 0.015),
    Row("riskctl status there, of a fifth as many", "country", "country.status.fifth", "s", None, None),
    Row("10,000 views kept over 10,000 designations", "country", "views", "bytes", 100 << 20, None),
    Row("its store on disk", "country", "country.disk", "bytes/event", 110, 80),
]
ROWS += [Row(f"{count:,} {kind}: {question}", "extremes", f"{kind}.{question}", "s", must, None)
         for kind, count in EXTREMES.items() for question, must in QUESTIONS.items()]

GROUPS = list(dict.fromkeys(row.group for row in ROWS))
# The groups that need the population of a profile.
PEOPLE = [group for group in GROUPS if group not in ("country", "extremes")]
# How much longer a row may take with so many times the persons, per time.
GROWTH_MUST, GROWTH_AIM = 1.1, 1.025


def median(samples):
    ordered = sorted(samples)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def figure(measurement, row):
    if row.fact:
        return float(measurement[row.fact])
    value = median(measurement["samples"])
    return value / measurement["population"] if row.per_person else value


def rounded(value):
    return None if value is None else float(f"{value:.4g}")


def entry(name, profile, persons, events, ours, unit, peer, theirs, ratio, must, aim, greater):
    compared = ours if peer is None else ratio
    ok = None if must is None or compared is None else (compared >= must if greater else compared <= must)
    return {"row": name, "profile": profile, "persons": persons, "events": events, "ours": rounded(ours), "unit": unit, "peer": peer,
            "theirs": rounded(theirs), "ratio": rounded(ratio), "must": must, "aim": aim, "ok": ok}


def compose(profile, persons, events, measured):
    """The entries of one profile, from the measurements by name. What was not measured has no entry."""
    entries = []
    for row in ROWS:
        if row.measured not in measured or (row.peer_measured and row.peer_measured not in measured):
            continue
        ours = figure(measured[row.measured], row)
        theirs = ratio = None
        if row.peer_measured:
            theirs = median(measured[row.peer_measured]["samples"])
            ratio = ours / theirs if row.ours_over_theirs else theirs / ours
        entries.append(entry(row.name, profile, persons, events, ours, row.unit, row.peer, theirs, ratio, row.must, row.aim, row.greater))
    return entries


def spent(row, figure_, measurement):
    """What grows with the persons: time, or bytes; the time of all events where a rate is measured."""
    if row.unit == "events/s":
        return float(measurement["events"]) / figure_
    if row.unit == "bytes/event":
        return figure_ * float(measurement["events"])
    return figure_ * measurement["population"] if row.per_person else figure_


def grow(profile, small, large):
    """The entries of growth between two sizes, each given as (persons, events, measurements)."""
    entries = []
    times = large[0] / small[0]
    for row in ROWS:
        # One entry for each thing measured here, whatever it was set beside.
        if row.peer in (SQLITE, FLOOR) or row.group in ("durable", "import", "fresh", "codes", "access", "erasure", "encrypted"):
            continue
        if row.measured not in small[2] or row.measured not in large[2]:
            continue
        before = spent(row, figure(small[2][row.measured], row), small[2][row.measured])
        after = spent(row, figure(large[2][row.measured], row), large[2][row.measured])
        unit = {"events/s": "s", "bytes/event": "bytes", "bytes/person": "bytes"}.get(row.unit, row.unit)
        entries.append(entry(f"growth: {row.name}", profile, large[0], large[1], after, unit, f"{small[0]} persons", before, after / before,
                             rounded(GROWTH_MUST * times), rounded(GROWTH_AIM * times), False))
    return entries

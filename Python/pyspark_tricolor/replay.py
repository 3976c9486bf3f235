"""Audit, districts and verification of a fleet: each shard answers for its own persons, and the driver joins what they say."""

import json
from collections import defaultdict
from datetime import datetime

from .errors import TricolorError
from .fleet import Fleet

COUNTS = ["green", "yellow", "red", "lodged", "upheld", "rejected", "open"]


def _ask(spark, path, question, **options):
    """Each shard's facts, in the order of fleet.json."""
    fleet = Fleet.read(path)
    rows = spark.read.format("tricolor").option("path", path).option("fleet", fleet.text).option("mode", "facts").option("question", question)
    rows = rows.options(**options).load()
    facts = {row.shard: json.loads(row.facts) for row in rows.collect()}
    found = []
    for shard in fleet.shards:
        if shard.store not in facts:
            raise TricolorError(f"shard {shard.store}: no answer")
        found.append((shard, facts[shard.store]))
    first = found[0][1]["circumstances"]
    for shard, fact in found:
        if fact["circumstances"] != first:
            raise TricolorError(f"shard {shard.store}: other circumstances than {found[0][0].store} at this cut")
    return found


def verify_stores(spark, path, **options) -> dict:
    """Reads everything of every shard: {"ok", "faults": [[store, fault], …]}."""
    faults = [[shard.store, fault] for shard, fact in _ask(spark, path, "verify", **options) for fault in fact["answer"]["faults"]]
    return {"ok": not faults, "faults": faults}


def districts(spark, path, *, start, to, every=86_400, depth=4, **options) -> list:
    """Persons by color and district, and their appeals: as `riskctl districts`, in ascending order of place, without one last."""
    sums = defaultdict(lambda: defaultdict(lambda: dict.fromkeys(COUNTS, 0)))
    asked = {"from": start, "to": to, "every": str(every), "depth": str(depth)}
    for _, fact in _ask(spark, path, "districts", **asked, **options):
        for district in fact["answer"]:
            for counts in district["counts"]:
                of_place = sums[district["place"]][counts["at"]]
                for name in COUNTS:
                    of_place[name] += counts[name]
    order = sorted(sums, key=lambda place: (place is None, (place or "").encode("utf-8")))
    return [{"place": place, "counts": [{"at": at, **counts} for at, counts in sorted(sums[place].items())]} for place in order]


def audit(spark, path, *, burst_count=50, burst_gap_seconds=3_600, **options) -> dict:
    """What should be looked into: unsupported determinations, bursts of them over all shards, overlong reds, retractions by source.

    A finding names its shard; its sequences are of that shard's log. Percentiles of lateness and corrections do not add up over shards, and are left to each
    (`riskctl audit` of its store).
    """
    unsupported, overlong = [], []
    retractions = defaultdict(lambda: [0, 0])
    for shard, fact in _ask(spark, path, "audit", **options):
        answer = fact["answer"]
        unsupported += [{**finding, "shard": shard.store} for finding in answer["unsupported"]]
        overlong += [{**finding, "shard": shard.store} for finding in answer["overlong"]]
        for source in answer["retractions"]:
            retractions[source["source"]][0] += source["events"]
            retractions[source["source"]][1] += source["retracted"]
    unsupported.sort(key=lambda finding: (finding["recordedAt"], finding["shard"], finding["sequence"]))
    return {
        "unsupported": unsupported, "bursts": _bursts(unsupported, burst_count, burst_gap_seconds),
        "overlong": sorted(overlong, key=lambda finding: (finding["person"], finding["from"])),
        "retractions": [
            {"source": source, "events": events, "retracted": retracted}
            for source, (events, retracted) in sorted(retractions.items(), key=lambda item: (-item[1][1], item[0].encode("utf-8"))) if retracted],
    }


def _bursts(unsupported, least, gap):
    """As many determinations of a source as fit, each recorded within the gap after the one before."""
    by_source = defaultdict(list)
    for finding in unsupported:
        by_source[finding["source"]].append(finding)
    bursts = []
    for source, findings in by_source.items():
        run = []
        for finding in findings + [None]:
            if finding and (not run or (_moment(finding) - _moment(run[-1])).total_seconds() <= gap):
                run.append(finding)
                continue
            if len(run) >= least:
                bursts.append({
                    "source": source, "from": run[0]["recordedAt"], "to": run[-1]["recordedAt"],
                    "persons": len({one["person"] for one in run}), "determinations": [[one["shard"], one["sequence"]] for one in run]})
            run = [finding]
    return sorted(bursts, key=lambda burst: (burst["from"], burst["source"]))


def _moment(finding):
    return datetime.fromisoformat(finding["recordedAt"].replace("Z", "+00:00"))

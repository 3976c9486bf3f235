"""Fleets of 1, 3 and 8 shards against the single store."""

import csv
import json
import os
import subprocess
from datetime import datetime

import pyspark_tricolor as tricolor
import pytest

import city
from answers import root_of_rows
from conftest import BIN, PERSONS, riskctl

CUTS = {
    "present": ({}, []),
    "before retractions": ({"knownAt": city.BEFORE_RETRACTIONS}, ["--known-at", city.BEFORE_RETRACTIONS]),
    "before links": ({"knownAt": city.BEFORE_LINKS}, ["--known-at", city.BEFORE_LINKS]),
}


def read(spark, fleet, mode, **options):
    return spark.read.format("tricolor").option("path", fleet).option("mode", mode).options(**options).load()


@pytest.mark.parametrize("shards", [1, 3, 8])
@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("draft", [False, True])
def test_counts_rows_and_root_are_the_single_store_s(spark, stores, shards, cut, draft):
    options, arguments = CUTS[cut]
    if draft:
        options, arguments = {**options, "policy": json.dumps(city.DRAFT)}, [*arguments, "--policy", stores / "draft.json"]
    expected = riskctl("recolor", stores / "city", "--at", city.AT, *arguments)
    found = tricolor.summarize(spark, str(stores / f"fleet-{shards}"), at=city.AT, **options)
    assert (found["persons"], found["counts"], found["root"]) == (expected["persons"], expected["counts"], expected["root"])
    assert 0 < found["counts"]["red"] < found["persons"] <= PERSONS
    assert found["policy"]["id"] == ("draft" if draft else "city")
    assert root_of_rows(read(spark, str(stores / f"fleet-{shards}"), "rows", at=city.AT, **options)) == expected["root"]


@pytest.mark.parametrize("shards", [1, 3, 8])
def test_rows_are_the_single_store_s(spark, stores, tmp_path, shards):
    riskctl("recolor", stores / "city", "--at", city.AT, "--output", tmp_path / "rows.csv")
    with open(tmp_path / "rows.csv") as file:
        expected = [(bytes.fromhex(row["person"]), ["green", "yellow", "red"].index(row["color"])) for row in csv.DictReader(file)]
    found = read(spark, str(stores / f"fleet-{shards}"), "rows", at=city.AT).toArrow()
    assert sorted(zip(found["person"].to_pylist(), found["color"].to_pylist())) == expected


def test_changes_are_the_single_store_s(spark, stores, fleet, tmp_path):
    riskctl("recolor", stores / "city", "--at", city.AT, "--policy", stores / "draft.json", "--output", tmp_path / "rows.csv")
    with open(tmp_path / "rows.csv") as file:
        expected = {row["person"]: (row["was"], row["color"]) for row in csv.DictReader(file) if row["was"] != row["color"]}
    names = ["green", "yellow", "red"]
    rows = read(spark, fleet, "changes", at=city.AT, policy=json.dumps(city.DRAFT)).collect()
    assert {row.person.hex(): (names[row["from"]], names[row.to]) for row in rows} == expected
    assert len(rows) == len(expected) > 0
    for row in rows[:20]:
        assert (row.to == 0) == (json.loads(row.grounds) == [])
        assert all(ground["policy"] == "draft" for ground in json.loads(row.grounds))


def test_timelines_are_the_single_store_s(spark, stores, fleet):
    persons = [city.person(number) for number in [0, 97, 98, 303]]
    found = {}
    for row in read(spark, fleet, "timeline", persons=",".join(persons)).collect():
        found.setdefault(row.person.hex(), []).append(["green", "yellow", "red"][row.color])
    expected = {person: [one["color"] for one in riskctl("timeline", stores / "city", person)["timeline"]] for person in persons}
    assert found == expected


def test_timelines_under_a_draft_are_of_the_draft(spark, stores, fleet):
    persons = [city.person(number) for number in [0, 97, 303, 309]]
    at = datetime.fromisoformat(city.AT).timestamp()
    rows = read(spark, fleet, "timeline", persons=",".join(persons), policy=json.dumps(city.DRAFT)).collect()
    for person in persons:
        color = next(row.color for row in reversed(rows) if row.person.hex() == person and row["from"] <= at)
        status = riskctl("status", stores / "city", person, "--at", city.AT, "--policy", stores / "draft.json")
        assert ["green", "yellow", "red"][color] == status["color"]


def test_an_option_that_is_unknown_or_of_another_mode_is_refused(spark, fleet):
    for mode, options, problem in [
            ("rows", {"persons": city.person(1)}, "option persons: unknown for rows"),
            ("timeline", {"persons": city.person(1), "at": city.AT}, "option at: unknown for timeline"),
            ("timeline", {}, "option persons is missing"),
            ("timeline", {"persons": "1"}, "person 1: expected 32 hexadecimal digits"),
            ("changes", {}, "option policy is missing"),
            ("summary", {"policy": "{"}, "policy: "), ("summary", {"policy": "[]"}, "policy: no object"),
            ("summary", {"policy": '{"id": NaN}'}, "policy: NaN is no JSON"),
            ("summary", {"at": "yesterday"}, "yesterday: expected an instant"),
            ("facts", {"question": "colors"}, "option question colors"),
            ("everything", {}, "mode everything: expected")]:
        with pytest.raises(Exception, match=problem):
            spark.read.format("tricolor").option("path", fleet).option("mode", mode).options(**options).load().collect()


def test_the_cut_is_refused_unless_it_is_over(spark, fleet):
    with pytest.raises(Exception, match="expected an instant that is over"):
        tricolor.summarize(spark, fleet, at=city.AT, knownAt="2090-01-01T00:00:00Z")


def test_districts_add_up(spark, stores, fleet, tmp_path):
    period = {"start": "2022-04-15T00:00:00Z", "to": "2022-04-18T00:00:00Z"}
    arguments = ["--from", period["start"], "--to", period["to"], "--csv", tmp_path / "districts.csv"]
    subprocess.run([os.path.join(BIN, "riskctl"), "districts", stores / "city", *arguments], check=True, capture_output=True)
    names = ["green", "yellow", "red", "lodged", "upheld", "rejected", "open"]
    with open(tmp_path / "districts.csv") as file:
        expected = {(row["at"], row["district"]): [int(row[name]) for name in names] for row in csv.DictReader(file)}
    found = {
        (counts["at"], one["place"] or ""): [counts[name] for name in names]
        for one in tricolor.districts(spark, fleet, **period) for counts in one["counts"]}
    assert found == expected and len(found) > 4


def test_the_audit_is_the_single_store_s(spark, stores, fleet):
    expected = riskctl("audit", stores / "city")
    found = tricolor.audit(spark, fleet)
    keys = ["person", "source", "finding", "at", "recordedAt"]
    assert sorted([one[key] for key in keys] for one in found["unsupported"]) == sorted([one[key] for key in keys] for one in expected["unsupported"])
    assert found["retractions"] == expected["retractions"]
    assert len(found["overlong"]) == len(expected["overlong"])
    assert [(one["source"], one["persons"]) for one in found["bursts"]] == [(one["source"], one["persons"]) for one in expected["bursts"]]


def test_every_store_is_sound(spark, fleet):
    assert tricolor.verify_stores(spark, fleet) == {"ok": True, "faults": []}

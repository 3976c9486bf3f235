"""Crash states: what a power cut could leave of a process whose writes and flushes were recorded."""

import re

from .common import Failed, Result, Work, call, clear, driver, environment, shim

# The scenarios, with their shares of the states: those of large stores cost more each.
SCENARIOS = {"create": 2, "append": 6, "group": 5, "grow": 1, "seal": 6, "backup": 3, "erase": 4}
NO_SYNC, NO_META_SYNC = 0x10000, 0x40000


def record(work, scenario, flags=0):
    """Runs a scenario under the shim. Returns where its trace is."""
    root = clear(work / "root")
    trace, marks = work / "trace", work / "marks"
    for path in (trace, marks):
        path.unlink(missing_ok=True)
    result = call(
        [driver(), "scenario", "--name", scenario, "--store", root / "store", "--marks", marks],
        env=environment(LD_PRELOAD=shim(), TORTURE_ROOT=root, TORTURE_TRACE=trace, TORTURE_MARKS=marks, TORTURE_LMDB_FLAGS=flags))
    if result.returncode:
        raise Failed(f"scenario {scenario}: {result.stdout}")
    return trace


def check(work, trace, count, seed, stop_after=10):
    """Checks states of a trace. Returns how many, how many are lost, and what is said of these."""
    progress = work / "progress"
    progress.unlink(missing_ok=True)
    states = lost = first = 0
    said = []
    while True:
        result = call(
            [driver(), "states", "--trace", trace, "--root", work / "root", "--store", "store", "--work", work / "state",
             "--progress", progress, "--count", count, "--seed", seed, "--first", first, "--stop-after", stop_after - lost],
            timeout=7200, env=environment())
        if result.returncode == 2:
            raise Failed(result.stdout)
        lines = result.stdout.splitlines()
        said += [line for line in lines if line.startswith("state ")]
        if result.returncode in (0, 1):
            found = re.search(r"states (\d+) lost (\d+)", lines[-1])
            return states + int(found[1]), lost + int(found[2]), said
        if not progress.exists():
            raise Failed(f"the check ended with status {result.returncode} before its first state: {result.stdout[-2_000:]}")
        # The engine took the process with it: a loss, and the next state is the next process's first.
        index, seen = map(int, progress.read_text().split())
        states, lost, first = states + seen + 1, lost + 1, index + 1
        said.append(f"state {index}: the process ended with status {result.returncode}")
        if lost >= stop_after:
            return states, lost, said


def run(options):
    total = options.pick(1_200, 34_000, 800_000)
    share = total / sum(SCENARIOS.values())
    states = lost = 0
    details, counts = [], []
    with Work() as work:
        for scenario, weight in SCENARIOS.items():
            trace = record(work, scenario)
            found, missing, said = check(work, trace, int(share * weight), options.seed)
            states, lost = states + found, lost + missing
            counts.append(f"{scenario} {found}")
            details += [f"{scenario}: {line}" for line in said]
        controls = {}
        for name, flags in (("MDB_NOSYNC", NO_SYNC), ("MDB_NOMETASYNC", NO_META_SYNC)):
            for scenario in ("append", "seal"):
                _, missing, _ = check(work, record(work, scenario, flags), 3_000, options.seed, stop_after=3)
                controls[name] = controls.get(name, 0) + missing
    least = options.pick(500, 10_000, 100_000)
    if states < least:
        details.append(f"{states} different states, expected at least {least}")
    return Result(
        f"{states} states a power cut could leave ({', '.join(counts)}), {lost} lost", lost == 0 and states >= least,
        ", ".join(f"{name}: {missing} lost" for name, missing in controls.items()), all(controls.values()), details)

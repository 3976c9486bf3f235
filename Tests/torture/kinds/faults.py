"""Injected faults: every n-th call of a scenario fails once, or from then on; or a write is short."""

import itertools
import re

from .common import Failed, Result, Work, call, clear, driver, environment, shim

# What LMDB does to the file, and what each call can fail with.
CALLS = {"pwrite64": ("EIO", "ENOSPC"), "writev": ("EIO", "ENOSPC"), "fdatasync": ("EIO", "ENOSPC"), "lseek": ("EIO",), "openat": ("EACCES", "EMFILE")}


def prepare(work):
    """An empty store, made without faults."""
    root = clear(work / "root")
    (work / "marks").unlink(missing_ok=True)
    result = call([driver(), "scenario", "--name", "create", "--store", root / "store", "--marks", work / "marks-of-creation"])
    if result.returncode:
        raise Failed(result.stdout)
    return root / "store"


def judge(work, store, result, must_finish):
    """What is wrong after a run: an end that was not in order, or something lost."""
    problems = []
    if result.returncode not in ((0,) if must_finish else (0, 3)):
        problems.append(f"ended with {result.returncode}: {result.stdout.strip()[-300:]}")
    found = call([driver(), "check", "--store", store, "--marks", work / "marks"], env=environment())
    if found.returncode:
        problems.append(f"lost: {found.stdout.strip()[-300:]}")
    return problems


def disturbed(work, call_name, error, when, *more):
    """Runs the scenario with one kind of call failing. Returns the store, the outcome, and whether a call did fail."""
    store = prepare(work)
    log = work / "strace"
    (work / "marks").touch()
    result = call(
        ["strace", "-f", "-qq", "-o", log, "-P", store / "data.mdb", "-e", f"trace={call_name}", "-e", f"inject={call_name}:error={error}:when={when}",
         driver(), "scenario", "--name", "faulty", "--store", store, "--marks", work / "marks", *more],
        env=environment())
    return store, result, "INJECTED" in log.read_text(errors="replace")


def shortened(work, number):
    store = prepare(work)
    (work / "marks").touch()
    trace = work / "trace"
    trace.unlink(missing_ok=True)
    result = call(
        [driver(), "scenario", "--name", "faulty", "--store", store, "--marks", work / "marks"],
        env=environment(LD_PRELOAD=shim(), TORTURE_ROOT=store, TORTURE_TRACE=trace, TORTURE_SHORT=number))
    writes = len(re.findall(r"Error", result.stdout))
    return store, result, writes > 0


def run(options):
    step = options.pick(5, 1, 1)
    runs = fired = 0
    details = []
    with Work() as work:
        for call_name, errors in CALLS.items():
            for error, persists in itertools.product(errors, (False, True)):
                for number in itertools.count(1, step):
                    store, result, did_fail = disturbed(work, call_name, error, f"{number}+" if persists else number)
                    runs, fired = runs + 1, fired + did_fail
                    # A call that fails once may stop opening, and nothing else.
                    must_finish = not persists and call_name != "openat"
                    for problem in judge(work, store, result, must_finish):
                        details.append(f"{call_name} {number}{'+' if persists else ''} {error}: {problem}")
                    if not did_fail:
                        break
        silent = 0
        for number in itertools.count(1, step):
            store, result, did_fail = shortened(work, number)
            runs, fired = runs + 1, fired + did_fail
            for problem in judge(work, store, result, True):
                details.append(f"short write {number}: {problem}")
            # A short write that LMDB completes is no error; after a stretch without any, the scenario has no more writes.
            silent = 0 if did_fail else silent + 1
            if silent >= 4:
                break
        store, result, _ = disturbed(work, "fdatasync", "EIO", "3+", "--defect", "early-ack")
        control = judge(work, store, result, False)
    return Result(
        f"{fired} failing calls in {runs} runs, {len(details)} not answered as promised", not details and fired > 0,
        "acknowledging before the flush", any("lost" in problem for problem in control), details[:20])

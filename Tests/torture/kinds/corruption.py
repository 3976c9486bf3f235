"""Damage: a small store with one bit flipped, cut off, or with a page lost, is opened as anyone opens it, asked and verified."""

import collections
import subprocess

from .common import Failed, Result, Work, call, driver, environment

# A trial that takes longer than this has met an endless loop.
PATIENCE_SECONDS = 20


def make(work):
    """A store of a few pages: all types of events, sealed and unsealed."""
    store = work / "source"
    result = call([driver(), "scenario", "--name", "small", "--store", store, "--marks", work / "marks"])
    if result.returncode:
        raise Failed(result.stdout)
    return store


def trials(work, store, kind, step, seed, *more, limit=None):
    """Runs the trials of a kind, in as many processes as it takes. Returns the outcomes, with the trials that are losses."""
    outcomes, losses = collections.Counter(), []
    first = 0
    progress = work / "progress"
    while True:
        progress.write_text("")
        command = [driver(), "corrupt", "--store", store, "--work", work / "trial", "--progress", progress, "--kind", kind,
                   "--first", first, "--step", step, "--seed", seed, *more]
        output = work / "outcomes"
        with open(output, "w") as file:
            process = subprocess.Popen([str(word) for word in command], stdout=file, stderr=subprocess.DEVNULL, env=environment())
            status = wait(process, progress)
        lines = [line.split() for line in output.read_text().splitlines()]
        for outcome, trial in (line for line in lines if len(line) == 2):
            outcomes[outcome] += 1
            if outcome not in ("refused", "reported", "harmless"):
                losses.append(f"{kind} {trial}: {outcome}")
        if status == 0:
            return outcomes, losses
        begun = progress.read_text().split()
        if status == 2 or not begun:
            raise Failed(f"the driver could not go on: {' '.join(map(str, command))}")
        trial = int(begun[0])
        name = "hang" if status is None else "crash"
        outcomes[name] += 1
        losses.append(f"{kind} {trial}: {name}")
        first = trial + step
        if limit and len(losses) >= limit:
            return outcomes, losses


def wait(process, progress):
    """The status of the process; None where it hung and was ended."""
    last = None
    while True:
        try:
            return process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            now = progress.read_text()
            if now == last:
                process.kill()
                process.wait()
                return None
            last = now


def run(options):
    total, losses = collections.Counter(), []
    with Work() as work:
        store = make(work)
        byte_count = (store / "data.mdb").stat().st_size
        for kind, step in (("headers", 1), ("lengths", 1), ("pages", 1), ("bytes", options.pick(61, 3, 0)), ("bits", options.pick(0, 0, 1))):
            if step:
                outcomes, lost = trials(work, store, kind, step, options.seed)
                total.update(outcomes)
                losses += lost
        # Without the check of leaves, and without verification: so few damages pass unseen that every 97th byte may have none of them.
        for kind, step in (("pages", 1), ("bytes", 97), ("bytes", 31), ("bytes", 11)):
            control, found = trials(work, store, kind, step, options.seed, "--trusting", limit=40)
            if found:
                break
    return Result(
        f"a store of {byte_count // 4096} pages, {sum(total.values())} damages: "
        + ", ".join(f"{name} {count}" for name, count in total.most_common()) + f"; {len(losses)} losses",
        not losses, f"a reader that trusts its file: {dict(control)}", bool(found), losses[:20])

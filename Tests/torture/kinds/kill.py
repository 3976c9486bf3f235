"""Killed processes: an appending one and two that read, ended with SIGKILL at random moments."""

import random
import subprocess
import time

from .common import Result, Work, call, clear, driver, environment

# After so many rounds the store begins anew, so that checking it does not take longer and longer.
ROUNDS_OF_A_STORE = 15
# A kill hits between a planted early promise and its append by chance, so that any fixed few may all miss.
CONTROL_ROUNDS = 100


def start(*words):
    return subprocess.Popen([str(word) for word in (driver(), *words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment(), text=True)


def end(process):
    process.kill()
    output, _ = process.communicate()
    # -9 is ours; 0 is a writer that was done. Anything else is its own end.
    return [] if process.returncode in (-9, 0) else [f"ended with {process.returncode}: {output[-300:]}"]


def whole(work):
    """How long a writer that nobody kills takes, in seconds: kills later than that would hit nobody."""
    root = clear(work / "root")
    (root / "marks").touch()
    command = [driver(), "load", "--store", root / "store", "--marks", root / "marks"]
    begin = time.monotonic()
    call(command, env=environment())
    return time.monotonic() - begin


def rounds(work, count, chance, seconds, *more):
    """Kills `count` times, within so many seconds each. Returns what was lost, and how many batches were promised."""
    problems, promised = [], 0
    for number in range(count):
        if number % ROUNDS_OF_A_STORE == 0:
            root = clear(work / "root")
            store, marks = root / "store", root / "marks"
            marks.touch()
        readers = [start("read", "--store", store) for _ in range(2)]
        writer = start("load", "--store", store, "--marks", marks, "--first", number % ROUNDS_OF_A_STORE * 1_000 + 1, *more)
        moment = chance.uniform(0, seconds)
        if chance.random() < 0.5:
            first = chance.uniform(0, moment)
            time.sleep(first)
            moment -= first
            problems += [f"round {number}, reader: {problem}" for problem in end(readers.pop())]
        time.sleep(moment)
        problems += [f"round {number}, writer: {problem}" for problem in end(writer)]
        problems += [f"round {number}, reader: {problem}" for reader in readers for problem in end(reader)]
        found = call([driver(), "check", "--store", store, "--marks", marks], env=environment())
        if found.returncode:
            problems.append(f"round {number}: {found.stdout.strip()[-300:]}")
        if number % ROUNDS_OF_A_STORE == ROUNDS_OF_A_STORE - 1 or number == count - 1:
            promised += marks.read_text().count("stored")
    return problems, promised


def planted(work, chance, seconds):
    """Kills one that promises too early until a loss is found. Returns whether it was, and the rounds that it took."""
    for tried in range(1, CONTROL_ROUNDS + 1):
        problems, _ = rounds(work, 1, chance, seconds, "--defect", "early-ack")
        if any("is lost" in problem for problem in problems):
            return True, tried
    return False, CONTROL_ROUNDS


def run(options):
    count = options.pick(30, 300, 5_000)
    with Work() as work:
        chance, seconds = random.Random(options.seed), whole(work)
        problems, promised = rounds(work, count, chance, seconds)
        found, tried = planted(work, chance, seconds)
    return Result(
        f"{count} rounds, {promised} batches acknowledged, {len(problems)} losses", not problems and promised > count,
        f"acknowledging before the append: lost in round {tried}", found, problems[:20])

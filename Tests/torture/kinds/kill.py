"""Killed processes: an appending one and two that read, ended with SIGKILL at random moments."""

import random
import subprocess
import time

from .common import Result, Work, call, clear, driver, environment

# After so many rounds the store begins anew, so that checking it does not take longer and longer.
ROUNDS_OF_A_STORE = 15


def start(*words):
    return subprocess.Popen([str(word) for word in (driver(), *words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment(), text=True)


def end(process):
    process.kill()
    output, _ = process.communicate()
    # -9 is ours; 0 is a writer that was done. Anything else is its own end.
    return [] if process.returncode in (-9, 0) else [f"ended with {process.returncode}: {output[-300:]}"]


def rounds(work, count, chance, *more):
    """Kills `count` times. Returns what was lost, and how many batches were promised."""
    problems, promised = [], 0
    for number in range(count):
        if number % ROUNDS_OF_A_STORE == 0:
            root = clear(work / "root")
            store, marks = root / "store", root / "marks"
            marks.touch()
        readers = [start("read", "--store", store) for _ in range(2)]
        writer = start("load", "--store", store, "--marks", marks, "--first", number % ROUNDS_OF_A_STORE * 1_000 + 1, *more)
        if chance.random() < 0.5:
            time.sleep(chance.uniform(0, 0.05))
            problems += [f"round {number}, reader: {problem}" for problem in end(readers.pop())]
        time.sleep(chance.uniform(0.01, 0.2))
        problems += [f"round {number}, writer: {problem}" for problem in end(writer)]
        problems += [f"round {number}, reader: {problem}" for reader in readers for problem in end(reader)]
        found = call([driver(), "check", "--store", store, "--marks", marks], env=environment())
        if found.returncode:
            problems.append(f"round {number}: {found.stdout.strip()[-300:]}")
        if number % ROUNDS_OF_A_STORE == ROUNDS_OF_A_STORE - 1 or number == count - 1:
            promised += marks.read_text().count("stored")
    return problems, promised


def run(options):
    count = options.pick(30, 300, 5_000)
    with Work() as work:
        problems, promised = rounds(work, count, random.Random(options.seed))
        control, _ = rounds(work, 10, random.Random(options.seed), "--defect", "early-ack")
    return Result(
        f"{count} rounds, {promised} batches acknowledged, {len(problems)} losses", not problems and promised > count,
        f"acknowledging before the append: {len(control)} of 10 rounds", any("is lost" in problem for problem in control), problems[:20])

"""Fuzzing with libFuzzer: what comes from outside is read, or refused, and what is read is written and read again as the same."""

import re
import subprocess

from .common import HERE, Result, Work, build, call, environment

PACKAGE = HERE / "Fuzz"
TARGETS = {"FuzzEvent": "event", "FuzzPolicy": "policy", "FuzzBlock": "block", "FuzzProof": "proof", "FuzzCode": "code"}


def fuzz(program, corpus, work, seconds, seed, **settings):
    """Runs a target on a copy of its corpus. Returns its process."""
    found = work / f"{program.name}-found"
    found.mkdir(exist_ok=True)
    return call(
        [program, found, corpus, f"-max_total_time={seconds}", f"-seed={seed}", "-timeout=10", "-rss_limit_mb=4096", "-print_final_stats=1",
         f"-artifact_prefix={work}/"], timeout=seconds + 300, env=environment(**settings))


def run(options):
    seconds = options.pick(5, 60, 3600)
    programs = build(PACKAGE, "--sanitize", "fuzzer", scratch=PACKAGE / ".build-fuzzer")
    details, counts, controls = [], [], []
    with Work() as work:
        for target, corpus in TARGETS.items():
            result = fuzz(programs / target, PACKAGE / "Corpus" / corpus, work, seconds, options.seed)
            executed = re.search(r"stat::number_of_executed_units:\s+(\d+)", result.stdout)
            counts.append(f"{corpus} {executed[1] if executed else 0}")
            if result.returncode or not executed:
                details.append(f"{target}: {result.stdout[-1500:]}")
                keep(work)
            control = fuzz(programs / target, PACKAGE / "Corpus" / corpus, work, 60, options.seed, FUZZ_DEFECT=1)
            controls.append("the planted defect" in control.stdout or "deadly signal" in control.stdout)
    return Result(
        f"{seconds} s a target ({', '.join(counts)} inputs), {len(details)} crashes", not details, "a defect behind valid input", all(controls), details)


def keep(work):
    """Keeps the inputs that end a target: they belong into its corpus."""
    target = HERE / "Fuzz" / ".crashes"
    target.mkdir(exist_ok=True)
    for path in work.glob("crash-*"):
        subprocess.run(["cp", path, target])

"""The fast fold against the naive oracle, on random logs. A difference is shrunk to the smallest log that shows it."""

import re

from .common import ROOT, Failed, Result, call, environment


def test(name, **settings):
    result = call(["swift", "test", "--package-path", ROOT, "--filter", name], timeout=7200, env=environment(**settings))
    ran = re.findall(r"Test run with (\d+) tests?", result.stdout)
    if not ran or int(ran[-1]) == 0:
        raise Failed(f"no test {name}: {result.stdout[-1000:]}")
    return result


def run(options):
    rounds = options.pick(200, 2_000, 50_000)
    found = test("LibraryTests/agreesWithTheOracle", TRICOLOR_ROUNDS=rounds, TRICOLOR_SEED=options.seed)
    control = test("DefectTests")
    details = [] if found.returncode == 0 else [line for line in found.stdout.splitlines() if "✘" in line or "↳" in line][:20]
    return Result(
        f"{rounds} random logs, answers alike" if found.returncode == 0 else "an answer differs", found.returncode == 0,
        "a fold that stops early", control.returncode == 0, details)

"""Concurrency: everything at once, under AddressSanitizer and ThreadSanitizer."""

from .common import HERE, Failed, Result, Work, build, call, environment

# What the sanitizers end a process with.
SANITIZERS = {"address": ("use-after-free", "heap-use-after-free"), "thread": ("race", "WARNING: ThreadSanitizer")}


def swift_for_tsan():
    """What tells ThreadSanitizer of Swift's locks and owners."""
    target = HERE / "Driver" / ".build-thread" / "tsan-swift.so"
    result = call(["clang", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", target, HERE / "tsan-swift.c", "-ldl"])
    if result.returncode:
        raise Failed(result.stdout)
    return target


def run(options):
    details, controls = [], []
    with Work() as work:
        for sanitizer, (defect, report) in SANITIZERS.items():
            scratch = HERE / "Driver" / f".build-{sanitizer}"
            program = build(HERE / "Driver", "--sanitize", sanitizer, scratch=scratch) / "Driver"
            # LMDB shares memory with other processes behind its own locks, which ThreadSanitizer cannot see.
            settings = environment(
                ASAN_OPTIONS="detect_leaks=0", TSAN_OPTIONS=f"halt_on_error=1 second_deadlock_stack=1 suppressions={HERE / 'tsan.supp'}")
            if sanitizer == "thread":
                settings["LD_PRELOAD"] = str(swift_for_tsan())
            store = work / sanitizer
            found = call([program, "stress", "--store", store, "--batches", options.pick(4, 30, 400)], timeout=7200, env=settings)
            if found.returncode:
                details.append(f"{sanitizer}: {found.stdout[-1500:]}")
            else:
                details.append(f"{sanitizer}: {found.stdout.strip()}")
            control = call([program, "stress", "--store", work / f"{sanitizer}-control", "--batches", 2, "--defect", defect], env=settings)
            controls.append(control.returncode != 0 and report in control.stdout)
    losses = sum("ERROR" in detail or "WARNING" in detail or "driver:" in detail or "Fatal" in detail for detail in details)
    clean = sum(": appended" in detail for detail in details)
    return Result(
        f"16 appenders, 16 readers, sealing, backups, checkpoints, 4 subscriptions: {clean} of {len(SANITIZERS)} sanitizers silent", losses == 0 and clean == len(SANITIZERS),
        "a freed byte read, a count without a lock", all(controls), details)

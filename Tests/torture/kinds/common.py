"""What every kind of test uses: sizes, builds, the driver, and a directory in memory."""

import dataclasses
import functools
import os
import pathlib
import shutil
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent


class Failed(Exception):
    """The test itself could not be run."""


@dataclasses.dataclass
class Options:
    length: str
    seed: int

    def pick(self, short, default, long):
        return {"short": short, "default": default, "long": long}[self.length]


@dataclasses.dataclass
class Result:
    text: str
    is_good: bool
    control: str
    control_found: bool
    details: list = dataclasses.field(default_factory=list)


def call(command, timeout=600, **settings):
    """Runs a command; its output is text, and its failure the caller's to judge."""
    command = [str(word) for word in command]
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", timeout=timeout, **settings)
    except subprocess.TimeoutExpired:
        raise Failed(f"no end after {timeout} s: {' '.join(command)}")
    except FileNotFoundError as error:
        raise Failed(str(error))


def build(package, *options, scratch=None):
    """Builds a Swift package and returns the directory of its products."""
    command = ["swift", "build", "--package-path", package, "-c", "release", *options]
    if scratch:
        command += ["--scratch-path", scratch]
    result = call(command, timeout=3600)
    if result.returncode:
        raise Failed("\n".join(result.stdout.splitlines()[-30:]))
    return pathlib.Path(call([*command, "--show-bin-path"]).stdout.splitlines()[-1])


@functools.cache
def driver():
    return build(HERE / "Driver") / "Driver"


@functools.cache
def shim():
    target = HERE / "Driver" / ".build" / "shim.so"
    target.parent.mkdir(exist_ok=True)
    source = HERE / "shim.c"
    result = call(["gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", target, source, "-ldl", "-lpthread"])
    if result.returncode:
        raise Failed(result.stdout)
    return target


class Work:
    """A directory in memory, which goes when the test ends."""

    def __enter__(self):
        parent = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="torture-", dir=parent))
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


def clear(path):
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


def environment(**more):
    # A Swift program that crashes shall end, and not be explained for seconds.
    return {**os.environ, "SWIFT_BACKTRACE": "enable=no", **{name: str(value) for name, value in more.items()}}

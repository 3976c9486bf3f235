"""Runs `tricolor-shard` and believes it only as far as it proves its answer whole.

A child that is killed between two batches, stops short with status 0, or fails behind the last row looks like an end of the stream. So an answer counts
only if its trailer was read, the rows are as many as it says, nothing stands behind it, and the process ended with status 0.
"""

import json
import os
import signal
import subprocess
import threading
from collections import deque
from dataclasses import dataclass

import pyarrow
import pyarrow.ipc

from .errors import TricolorError

MAGIC = b"TRICOLOR"


def default_kernel() -> str:
    """The kernel that comes with the wheel, unless TRICOLOR_SHARD names another."""
    return os.environ.get("TRICOLOR_SHARD") or os.path.join(os.path.dirname(__file__), "bin", "tricolor-shard")


@dataclass(frozen=True)
class Trailer:
    """What the kernel wrote last."""

    facts: dict
    green: pyarrow.Buffer
    yellow: pyarrow.Buffer
    red: pyarrow.Buffer
    leaves: pyarrow.Buffer
    bucket_count: int

    def counts(self, name):
        return pyarrow.Array.from_buffers(pyarrow.int64(), self.bucket_count, [None, getattr(self, name)])

    @property
    def persons(self):
        return self.facts.get("persons", 0)


class Kernel:
    """One run of the kernel about a shard, in a process group of its own."""

    def __init__(self, kernel, shard, mode, options):
        arguments = [kernel, mode, shard.path, "--first", f"{shard.first:04x}", "--last", f"{shard.last:04x}"]
        arguments += ["--sequence", str(shard.sequence), "--root", shard.root]
        for name, value in options.items():
            arguments += [f"--{name}", value]
        self.shard = shard
        try:
            self._process = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=1 << 20,
                start_new_session=True)
        except OSError as error:
            raise self.error(f"{kernel}: {error}") from None
        self._said = deque(maxlen=64)
        self._drain = threading.Thread(target=self._read_error, daemon=True)
        self._drain.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # Also when a task ends before the answer does: no child stays behind. Once its end was waited for, its number may be another process's.
        if self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process.stdout.close()

    def error(self, problem) -> TricolorError:
        return TricolorError(f"shard {self.shard.store}: {problem}")

    def batches(self):
        """The batches of the stream, up to its end."""
        try:
            with pyarrow.ipc.open_stream(self._process.stdout) as reader:
                yield from reader
        except (pyarrow.ArrowInvalid, OSError) as error:
            raise self.error(f"the stream broke off: {error}; {self._end()}") from None

    def finish(self, rows) -> Trailer:
        """Reads the trailer, and waits for the end. Raises TricolorError unless all is as it says, of so many rows."""
        rest = self._process.stdout.read()
        trailer = self._trailer(rest)
        status = self._process.wait()
        if trailer is None or status != 0:
            raise self.error(f"no whole answer: {self._end()}, {'no' if trailer is None else 'a'} trailer after {rows} rows")
        if trailer.facts["rows"] != rows:
            raise self.error(f"{rows} rows were read, the kernel wrote {trailer.facts['rows']}")
        for name in ["sequence", "root"]:
            if trailer.facts[name] != getattr(self.shard, name):
                raise self.error(f"answered for {name} {trailer.facts[name]}, expected {getattr(self.shard, name)}")
        return trailer

    def _trailer(self, rest):
        if len(rest) < 16 or rest[:8] != MAGIC:
            return None
        length = int.from_bytes(rest[8:12], "little")
        count = int.from_bytes(rest[12:16], "little")
        if len(rest) != 16 + length + 56 * count:
            return None
        facts = json.loads(rest[16:16 + length])
        buffer = pyarrow.py_buffer(rest)
        start = 16 + length
        parts = [buffer.slice(start + 8 * count * index, 8 * count) for index in range(3)]
        return Trailer(facts, *parts, buffer.slice(start + 24 * count, 32 * count), count)

    def _end(self):
        """How the process ended, or what it is doing, and what it said."""
        try:
            status = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            status = None
        self._drain.join(timeout=1)
        how = "still running" if status is None else f"killed by signal {-status}" if status < 0 else f"status {status}"
        said = b"".join(self._said).decode("utf-8", "replace").strip()[-1000:]
        return f"{how} ({said})" if said else how

    def _read_error(self):
        # Whatever is written there, the child must not wait for a reader.
        with self._process.stderr as pipe:
            while piece := pipe.read1(1 << 14):
                self._said.append(piece)

#!/usr/bin/env bash
# pyarrow 26.0.1: an Arrow stream whose writer died between two batches reads as a whole one.
#
# Expected: a stream that lacks its end (the 8 bytes ff ff ff ff 00 00 00 00 that every writer writes) is reported, as one that is cut inside of a batch is.
# Seen (2026-11-27, Python 3.11): cut behind any batch, `open_stream(...).read_all()` gives the batches before it without an error or a warning; cut behind the
# schema, an empty table. The format allows it: a stream may also end by being closed. The same batches as a file of Arrow, cut anywhere, are refused.
# Why a health code cares: everyone's color comes from a process through a pipe. Where that is killed by the kernel for want of memory, everyone behind the cut
# is missing, and counts look plausible. The source of this project therefore believes a stream only with a trailer that says how many rows there were.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet pyarrow==26.0.1
cat >"$work/streams.py" <<'PYTHON'
import io

import pyarrow
import pyarrow.ipc

batches = [pyarrow.record_batch({"color": pyarrow.array([number] * 125_000, pyarrow.int8())}) for number in range(8)]


def rows(read, content):
    try:
        return f"{read(content).read_all().num_rows} rows"
    except (pyarrow.ArrowInvalid, OSError):
        return "an error"


stream, borders = io.BytesIO(), []
with pyarrow.ipc.new_stream(stream, batches[0].schema) as writer:
    for batch in batches:
        writer.write_batch(batch)
        borders.append(stream.tell())
stream = stream.getvalue()
print("whole:", rows(pyarrow.ipc.open_stream, stream))
print("cut behind the seventh batch:", rows(pyarrow.ipc.open_stream, stream[:borders[6]]))
print("cut in the eighth batch:", rows(pyarrow.ipc.open_stream, stream[:borders[6] + 1_000]))
first = borders[0] - (borders[1] - borders[0])
print("cut behind the schema:", rows(pyarrow.ipc.open_stream, stream[:first]))

file = io.BytesIO()
with pyarrow.ipc.new_file(file, batches[0].schema) as writer:
    for batch in batches:
        writer.write_batch(batch)
    border = file.tell()
print("a file, cut behind the last batch:", rows(pyarrow.ipc.open_file, file.getvalue()[:border]))
PYTHON
"$work/venv/bin/python" "$work/streams.py" | tee "$work/output"
diff "$work/output" - <<'SEEN'
whole: 1000000 rows
cut behind the seventh batch: 875000 rows
cut in the eighth batch: an error
cut behind the schema: 0 rows
a file, cut behind the last batch: an error
SEEN

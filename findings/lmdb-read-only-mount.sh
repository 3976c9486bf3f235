#!/usr/bin/env bash
# LMDB 0.9 (py-lmdb 3.0.0), read through a mount that is read-only: a reader's snapshot changes under it, without an error.
#
# Expected: a read transaction sees one state of the file for as long as it lasts, whatever is written meanwhile; where LMDB cannot enter itself in the
# table of readers, it says so.
# Seen (2026-11-27, LMDB 0.9.36, Debian 12): where the lock file cannot be opened because the file system is read-only (EROFS), LMDB reads without an entry,
# though locking was asked for. A read-only mount need not be a read-only file system: in a bind mount, as a container's `:ro` volume or systemd's
# `ProtectSystem=strict` make one, another process writes the same file meanwhile, takes the pages of the reader's snapshot for free, and the reader sees
# later values, or no tree at all, in a transaction that began before.
# Why a health code cares: the unit that backs the log up every quarter of an hour is hardened by the book, and would back up pages of two states.
# This project's unit therefore has the store writable, and a reader without a slot is refused while another process has the store open
# (`SlotlessWatch`).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check lmdb==3.0.0
cat >"$work/reader.py" <<'PYTHON'
import sys

import lmdb

environment = lmdb.open(sys.argv[1], readonly=True, lock=True, map_size=1 << 26)
with environment.begin() as transaction:
    print("began", len(environment.readers().strip().splitlines()), flush=True)
    sys.stdin.readline()
    seen = set()
    try:
        for number in range(2_000):
            seen.add((transaction.get(b"%06d" % number) or b"nothing")[:3].decode())
    except lmdb.Error as error:
        seen.add(type(error).__name__)
    print("sees", "only old" if seen == {"old"} else "not only old")
PYTHON
cat >"$work/writer.py" <<'PYTHON'
import subprocess
import sys

import lmdb

store, reader, python = sys.argv[1:4]


def write(word):
    with environment.begin(write=True) as transaction:
        for number in range(2_000):
            transaction.put(b"%06d" % number, word + b"." * 200)


environment = lmdb.open(store, map_size=1 << 26)
for name, prefix in [("a mount that can be written", ""),
                     ("a mount that is read-only", f"mount --bind {store} {store} && mount -o remount,ro,bind {store} && ")]:
    write(b"old")
    command = ["unshare", "-m", "bash", "-c", f"{prefix}exec {python} {reader} {store}"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    for _ in range(6):
        write(b"new")
    output, _ = process.communicate("\n")
    print(f"{name}: the reader {output.strip()}")
PYTHON
mkdir "$work/store"
found=$("$work/venv/bin/python" "$work/writer.py" "$work/store" "$work/reader.py" "$work/venv/bin/python")
echo "$found"
[ "$found" = "a mount that can be written: the reader sees only old
a mount that is read-only: the reader sees not only old" ]

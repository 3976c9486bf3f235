"""Kernels that fail, each a program that runs the real one and spoils what it answers."""

import os
import stat

TEMPLATE = '''#!{python}
import io, os, signal, subprocess, sys, time
import pyarrow, pyarrow.ipc

def real():
    return subprocess.run([{kernel!r}, *sys.argv[1:]], capture_output=True, check=True).stdout

def borders(answer):
    """Where each message of the stream ends: of the schema, of each batch."""
    source, ends = pyarrow.BufferReader(answer), []
    with pyarrow.ipc.open_stream(source) as reader:
        ends.append(source.tell())
        for _ in reader:
            ends.append(source.tell())
    # The last is the end of the stream, which is read along.
    return ends

def put(part):
    sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def first_time():
    try:
        os.close(os.open({marker!r}, os.O_CREAT | os.O_EXCL))
        return True
    except FileExistsError:
        return False

# Only rows are spoiled, so that what writes them comes so far.
if sys.argv[1] != "rows":
    os.execv({kernel!r}, [{kernel!r}, *sys.argv[1:]])
{body}
'''

BODIES = {
    "killed at a border of batches": "answer = real(); put(answer[:borders(answer)[0]]); die()",
    "killed in the middle of a message": "answer = real(); put(answer[:borders(answer)[0] + 40]); die()",
    "status 70 at the end": "put(real()); sys.exit(70)",
    "short with status 0": "answer = real(); put(answer[:borders(answer)[0]] + b'\\xff\\xff\\xff\\xff\\0\\0\\0\\0')",
    "no trailer, status 0": "answer = real(); put(answer[:answer.rindex(b'TRICOLOR')])",
    "a megabyte of complaints": "sys.stderr.write('x' * (1 << 20)); sys.stderr.flush(); put(real())",
    "fails once": "answer = real()\nif first_time(): put(answer[:borders(answer)[0]]); die()\nput(answer)",
    "slow": "time.sleep({seconds}); os.execv({kernel!r}, [{kernel!r}, *sys.argv[1:]])",
    "slow once": "if first_time(): time.sleep(60)\nos.execv({kernel!r}, [{kernel!r}, *sys.argv[1:]])",
}


def make(directory, fault, python, kernel, seconds=4):
    """The path of a kernel with a fault."""
    path = os.path.join(str(directory), fault.replace(" ", "-").replace(",", ""))
    marker = path + ".was-here"
    body = BODIES[fault].replace("{kernel!r}", repr(kernel)).replace("{seconds}", str(seconds))
    with open(path, "w") as file:
        file.write(TEMPLATE.format(python=python, kernel=kernel, marker=marker, body=body))
    os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
    return path

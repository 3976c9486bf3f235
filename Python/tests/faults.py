"""Kernels that fail, each a program that runs the real one and spoils what it answers."""

import os
import stat

TEMPLATE = '''#!{python}
import os, signal, subprocess, sys, time

KERNEL, MARKER = {kernel!r}, {marker!r}

def real():
    return subprocess.run([KERNEL, *sys.argv[1:]], capture_output=True, check=True).stdout

def become_real(*more):
    os.execv(KERNEL, [KERNEL, *sys.argv[1:], *more])

def hang():
    """The real kernel, which waits for ever for a policy that is never written."""
    fifo = MARKER + ".fifo"
    if not os.path.exists(fifo):
        os.mkfifo(fifo)
    become_real("--policy", fifo)

def schema(answer):
    """The first message of a stream, behind which the first batch begins."""
    import pyarrow, pyarrow.ipc
    source = pyarrow.BufferReader(answer)
    with pyarrow.ipc.open_stream(source):
        return answer[:source.tell()]

def put(part):
    sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def first_time():
    try:
        os.close(os.open(MARKER, os.O_CREAT | os.O_EXCL))
        return True
    except FileExistsError:
        return False

# Only rows are spoiled, so that what writes them comes so far.
if sys.argv[1] != "rows":
    become_real()
{body}
'''

BODIES = {
    "killed at a border of batches": "put(schema(real())); die()",
    "killed in the middle of a message": "answer = real(); put(answer[:len(schema(answer)) + 40]); die()",
    "status 70 at the end": "put(real()); sys.exit(70)",
    "short with status 0": "put(schema(real()) + b'\\xff\\xff\\xff\\xff\\0\\0\\0\\0')",
    "short with a whole trailer": "answer = real(); put(schema(answer) + b'\\xff\\xff\\xff\\xff\\0\\0\\0\\0' + answer[answer.rindex(b'TRICOLOR'):])",
    "no trailer, status 0": "answer = real(); put(answer[:answer.rindex(b'TRICOLOR')])",
    "a megabyte of complaints": "sys.stderr.write('x' * (1 << 20)); sys.stderr.flush(); first_time(); put(real())",
    "fails once": "answer = real()\nif first_time(): put(schema(answer)); die()\nput(answer)",
    "slow": "time.sleep(4); become_real()",
    "hangs": "hang()",
    "hangs once": "if first_time(): hang()\nbecome_real()",
}


class FaultyKernel:
    """A kernel with a fault, as an executable file."""

    def __init__(self, directory, fault, python, kernel):
        self.path = os.path.join(str(directory), fault.replace(" ", "-").replace(",", ""))
        self._marker = self.path + ".was-here"
        with open(self.path, "w") as file:
            file.write(TEMPLATE.format(python=python, kernel=kernel, marker=self._marker, body=BODIES[fault]))
        os.chmod(self.path, os.stat(self.path).st_mode | stat.S_IXUSR)

    @property
    def was_here(self):
        """Whether the fault has happened, for those that leave a mark."""
        return os.path.exists(self._marker)

    def is_hanging(self, command):
        """Whether a process's command is that of a real kernel that hangs on behalf of this one."""
        return self._marker + ".fifo" in command

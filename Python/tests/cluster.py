"""A standalone cluster on loopback: a master and two workers, which are two hosts to it."""

import os
import signal
import socket
import subprocess
import time

import pyspark

HOSTS = ["127.0.0.1", "127.0.0.2"]


class Cluster:
    """Processes that this started, and ends by their ids."""

    def __init__(self, directory):
        self._directory = str(directory)
        with socket.socket() as free:
            free.bind((HOSTS[0], 0))
            port = free.getsockname()[1]
        self.url = f"spark://{HOSTS[0]}:{port}"
        self._master = self._start("master", ["org.apache.spark.deploy.master.Master", "--host", HOSTS[0], "--port", str(port), "--webui-port", "0"])
        self._wait_for_port(port)
        self._workers = {}
        for host in HOSTS:
            self.start_worker(host)

    def start_worker(self, host):
        self._workers[host] = self._start(
            f"worker-{host}",
            ["org.apache.spark.deploy.worker.Worker", "--host", host, "--cores", "1", "--memory", "700m", "--webui-port", "0", "--work-dir",
             os.path.join(self._directory, f"work-{host}"), self.url])

    def host_above(self, pid):
        """The host of the worker that a process runs under."""
        parents = {process: parent for process, parent, _ in processes()}
        hosts = {worker.pid: host for host, worker in self._workers.items()}
        while pid not in hosts:
            pid = parents[pid]
        return hosts[pid]

    def kill_executor(self, host):
        """Kills the executor of a host's worker, which starts another."""
        for pid, parent, command in processes():
            if parent == self._workers[host].pid and "CoarseGrainedExecutorBackend" in command:
                os.kill(pid, signal.SIGKILL)

    def kill_worker(self, host):
        """Kills a host's worker, and the executor that would outlive it; the host is left without."""
        self._workers[host].send_signal(signal.SIGSTOP)
        self.kill_executor(host)
        self._workers[host].kill()
        self._workers[host].wait()

    def stop(self):
        for process in [*self._workers.values(), self._master]:
            process.terminate()
        for process in [*self._workers.values(), self._master]:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, name, arguments):
        home = os.path.dirname(pyspark.__file__)
        environment = {**os.environ, "SPARK_HOME": home, "SPARK_DAEMON_MEMORY": "256m", "SPARK_LOCAL_IP": HOSTS[0]}
        log = open(os.path.join(self._directory, f"{name}.log"), "ab")
        return subprocess.Popen([os.path.join(home, "bin", "spark-class"), *arguments], env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def _wait_for_port(self, port):
        def is_open():
            with socket.socket() as probe:
                return probe.connect_ex((HOSTS[0], port)) == 0

        if not wait_for(is_open, seconds=60):
            raise TimeoutError(f"no master at {self.url}")


def wait_for(found, seconds):
    """What a function gives as soon as that is true, or after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (result := found()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return result


def processes():
    """Of each process its id, its parent's, and its command."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as stat, open(f"/proc/{name}/cmdline", "rb") as command:
                parent = int(stat.read().rpartition(")")[2].split()[1])
                found.append((int(name), parent, command.read().replace(b"\0", b" ").decode("utf-8", "replace")))
        except OSError:
            pass
    return found

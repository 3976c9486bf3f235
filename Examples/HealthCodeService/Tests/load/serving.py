"""The service as a process, over a store in a directory of its own."""

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request

PERSON = "20211107000000000000000000000001"


class Serving:
    """The service over a store in a directory of its own, or a store that is there already."""

    def __init__(self, program, directory, store=None, **settings):
        self.program, self.directory = program, directory
        self.environment = dict(
            os.environ, STORE_PATH=store or f"{directory}/store", TOKEN_KEY_FILE=f"{directory}/key.pub", CODE_KEY_FILE=f"{directory}/code-key",
            HTTP_PORT="18081", LIMIT_REQUESTS_PER_SECOND="1000000", LOG_LEVEL="error", **settings)
        self.base = "http://127.0.0.1:18081"
        for name in ("key", "code-key"):
            if not os.path.exists(f"{directory}/{name}"):
                subprocess.run([program, "keys", f"{directory}/{name}"], check=True)

    def make_city(self):
        """Fills the store with the demonstration's made-up people."""
        demo = [self.program, "demo", "--store", self.environment["STORE_PATH"], "--port", "0"]
        process = subprocess.Popen(demo, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert any(line.startswith("Ends with") for line in process.stdout), "the demonstration ended before it served"
        process.terminate()
        assert process.wait(30) == 0

    def start(self):
        """Starts the process; the seconds until it is ready."""
        started = time.monotonic()
        self.process = subprocess.Popen([self.program, "serve"], env=self.environment)
        while True:
            try:
                urllib.request.urlopen(self.base + "/ready", timeout=1).read()
                return time.monotonic() - started
            except (urllib.error.URLError, ConnectionError, socket.timeout):
                assert self.process.poll() is None, "the service ended"
                time.sleep(0.01)

    def token(self, role, purpose):
        command = [self.program, "token", "--key", f"{self.directory}/key", "--subject", f"load-{role}", "--role", role, "--purpose", purpose,
                   "--source", "load", "--person", PERSON, "--valid-for-seconds", "86400"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def ask(self, path, token, body=None, timeout=30):
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.base + path, headers=headers, data=None if body is None else json.dumps(body).encode())
        return json.load(urllib.request.urlopen(request, timeout=timeout))

    def stop(self):
        self.process.terminate()
        assert self.process.wait(30) == 0

"""Load on loopback: requests a second and 99th percentiles beside a bare Hummingbird route, a slow reader, kill -9 rounds, a burst, a body that
trickles. Fails where a promise is not kept; of the rates it says what they are, since they are this machine's.

Needs wrk (Debian). Usage: figures.py PROGRAM BARE [--seconds N] [--rounds N] [--store STORE], the last, made with riskctl create --accountable, for the kill -9 rounds,
which append to it
"""

import argparse
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error

from serving import PERSON, Serving

HERE = pathlib.Path(__file__).parent


def wrk(url, seconds, connections=32, script=None, headers=(), environment=None):
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--latency"]
    for header in headers:
        command += ["-H", header]
    if script:
        command += ["-s", str(script)]
    text = subprocess.run(command + [url], check=True, capture_output=True, text=True, env=environment).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
    late = re.search(r"99%\s+([\d.]+)(us|ms|s)", text)
    milliseconds = float(late[1]) * {"us": 0.001, "ms": 1, "s": 1000}[late[2]]
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return rate, milliseconds, int(refused[1]) if refused else 0


def rates(serving, bare, seconds):
    citizen = serving.token("citizen", "own")
    code = serving.ask(f"/v1/persons/{PERSON}/codes", citizen, {})["code"]
    process = subprocess.Popen([bare], env=dict(os.environ, PORT="18082"))
    time.sleep(1)
    try:
        figures = {"bare route": wrk("http://127.0.0.1:18082/", seconds)}
        figures["status"] = wrk(f"{serving.base}/v1/persons/{PERSON}/status", seconds, headers=[f"Authorization: Bearer {citizen}"])
        mix = dict(os.environ, PERSON=PERSON, CODE=code, CITIZEN=citizen, GATE=serving.token("gate", "prevention"),
                   AGENCY=serving.token("agency", "prevention"))
        figures["80 % verify, 15 % status, 5 % append"] = wrk(serving.base, seconds, script=HERE / "verify.lua", environment=mix)
    finally:
        process.kill()
    for name, (rate, late, refused) in figures.items():
        print(f"{name}: {rate:.0f} requests/s, 99th percentile {late:.2f} ms, {refused} not answered with success")
    print(f"status / bare route: {figures['status'][0] / figures['bare route'][0]:.2f}, expected at least 0.6")


def slow_reader(serving, count=2000):
    """Appends with and without a reader of changes that reads nothing."""
    agency, community = serving.token("agency", "prevention"), serving.token("community", "prevention")

    def appends(first):
        started = time.monotonic()
        for number in range(first, first + count):
            serving.ask("/v1/events", agency, {"type": "contact", "at": "2026-01-01T00:00:00Z", "person": f"{number:032x}", "degree": "close"})
        return (time.monotonic() - started) / count * 1000

    alone = appends(10_000)
    reader = socket.create_connection(("127.0.0.1", 18081))
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    reader.sendall(f"GET /v1/changes?from=start HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {community}\r\n\r\n".encode())
    time.sleep(0.5)
    beside = appends(20_000)
    reader.close()
    print(f"an append takes {alone:.2f} ms alone, {beside:.2f} ms beside a reader of changes that reads nothing")
    assert beside < 3 * alone, "a slow reader slows appends"


def kill_rounds(serving, rounds):
    """kill -9 under load: what was acknowledged is there, and the service is ready again within two seconds."""
    serving.start()
    agency = serving.token("agency", "prevention")
    acknowledged, slowest, number = [], 0, 0
    for turn in range(rounds):
        stop = threading.Event()

        def append(lane):
            index = 0
            while not stop.is_set():
                identifier = f"k-{turn}-{lane}-{index}"
                event = {"type": "test", "at": "2026-01-01T00:00:00Z", "id": identifier, "person": f"{turn * 100 + lane:032x}",
                         "method": "antigen", "result": "negative"}
                try:
                    answer = serving.ask("/v1/events", agency, event, timeout=5)
                except Exception:
                    return
                acknowledged.append((event, answer["sequences"][0]))
                index += 1

        threads = [threading.Thread(target=append, args=(lane,)) for lane in range(8)]
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        serving.process.send_signal(signal.SIGKILL)
        serving.process.wait()
        stop.set()
        for thread in threads:
            thread.join()
        slowest = max(slowest, serving.start())
        for event, sequence in acknowledged[number:]:
            again = serving.ask("/v1/events", agency, event)
            assert again["duplicates"] == 1 and again["sequences"] == [sequence], f"{event['id']} was acknowledged and is lost"
        number = len(acknowledged)
    serving.stop()
    print(f"kill -9: {rounds} rounds, {len(acknowledged)} acknowledged appends, none lost; ready again within {slowest:.2f} s")
    assert slowest < 2, "the service is ready again within 2 s"


def burst(program, directory, seconds):
    """Ten times the connections that are answered at one time: what is over is refused with the time to come again, and the service stays."""
    serving = Serving(program, directory, LIMIT_REQUESTS_AT_ONCE="16")
    serving.start()
    citizen = serving.token("citizen", "own")
    path = f"/v1/persons/{PERSON}/status"
    answered, shed, stop = [], [], threading.Event()

    def ask():
        while not stop.is_set():
            try:
                answered.append(serving.ask(path, citizen, timeout=5)["color"])
            except urllib.error.HTTPError as error:
                assert error.code == 503 and int(error.headers["Retry-After"]) > 0, (error.code, error.headers)
                shed.append(error)

    beside = threading.Thread(target=ask)
    beside.start()
    rate, late, refused = wrk(serving.base + path, seconds, connections=160, headers=[f"Authorization: Bearer {citizen}"])
    stop.set()
    beside.join()
    print(f"a burst of 160 connections where 16 are answered at once: {rate:.0f} answers/s, {refused} of them 503, 99th percentile {late:.2f} ms;"
          f" beside it {len(answered)} answered, {len(shed)} refused with Retry-After")
    assert refused > 0 and answered, "a burst is shed, and some of it answered"
    assert serving.ask(path, citizen)["color"] == answered[-1]
    serving.stop()


def trickle(program, directory):
    """A body that comes a byte at a time is given up, and its connection closed."""
    serving = Serving(program, directory, LIMIT_REQUEST_SECONDS="1")
    serving.start()
    agency = serving.token("agency", "prevention")
    with socket.create_connection(("127.0.0.1", 18081)) as client:
        client.sendall(f"POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {agency}\r\n"
                       "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n".encode())
        client.settimeout(0.2)
        started, answer, ended = time.monotonic(), b"", False
        while not ended and time.monotonic() - started < 10:
            try:
                client.sendall(b" ")
                part = client.recv(4096)
                answer, ended = answer + part, not part
            except TimeoutError:
                pass
            except ConnectionError:
                ended = True
        took = time.monotonic() - started
    assert answer.startswith(b"HTTP/1.1 408 "), answer
    assert ended, "the connection stays open"
    serving.stop()
    print(f"a body that trickles: 408 and the end of the connection after {took:.1f} s, where 1 s is allowed")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("bare")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--store")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        serving = Serving(options.program, directory)
        serving.make_city()
        serving.start()
        rates(serving, options.bare, options.seconds)
        slow_reader(serving)
        serving.stop()
        burst(options.program, directory, options.seconds)
        trickle(options.program, directory)
        kill_rounds(Serving(options.program, directory, options.store), options.rounds)


main()

"""The stream of changes of a live service: nothing missed and nothing twice over a reconnection with Last-Event-ID, and an end with the service.

Usage: changes.py PROGRAM
"""

import json
import sys
import tempfile
import threading
import urllib.request

from serving import Serving


def events(serving, token, after=None):
    """The events of the stream, as (id, data)."""
    headers = {"Authorization": f"Bearer {token}"}
    if after:
        headers["Last-Event-ID"] = after
    stream = urllib.request.urlopen(urllib.request.Request(serving.base + "/v1/changes?from=start", headers=headers), timeout=20)
    identifier = None
    for line in stream:
        line = line.decode().rstrip("\n")
        if line.startswith("id: "):
            identifier = line[4:]
        elif line.startswith("data: "):
            yield identifier, json.loads(line[6:])


def main():
    with tempfile.TemporaryDirectory() as directory:
        serving = Serving(sys.argv[1], directory)
        serving.start()
        policy, agency, community = (serving.token(role, "prevention") for role in ("policy", "agency", "community"))
        rule = {"id": "contact", "color": "red", "when": {"contact": {}}}
        serving.ask("/v1/policies", policy, {"at": "2026-01-01T00:00:00Z", "policy": {"id": "p", "title": "t", "rules": [rule]}})

        def contact(number):
            serving.ask("/v1/events", agency, {"type": "contact", "at": "2026-01-02T00:00:00Z", "person": f"{number:032x}", "degree": "close"})

        for number in range(1, 6):
            contact(number)
        stream = events(serving, community)
        first = [next(stream) for _ in range(3)]
        stream.close()
        for number in range(6, 9):
            contact(number)
        resumed = events(serving, community, after=first[-1][0])
        rest = [next(resumed) for _ in range(5)]
        persons = [data["person"] for _, data in first + rest]
        assert persons == [f"{number:032x}" for number in range(1, 9)], persons
        assert all(data["to"] == "red" for _, data in first + rest)
        ended = threading.Thread(target=lambda: list(resumed))
        ended.start()
        serving.stop()
        ended.join(10)
        assert not ended.is_alive(), "the stream ends with the service"
        print("8 changes over 2 connections: none missed, none twice; the stream ended with the service")


main()

"""A city's log as JSON Lines, the same for the same number of persons: with all that a fleet must keep together."""

import hashlib
import json

START = 1_650_000_000
AT = "2022-04-20T00:00:00Z"
BEFORE_LINKS = "2022-04-15T06:00:00Z"
BEFORE_RETRACTIONS = "2022-04-15T07:00:00Z"

POLICY = {
    "id": "city", "title": "City", "rules": [
        {"id": "positive", "color": "red", "when": {"test": {"result": ["positive"]}},
         "until": {"negativeTests": {"count": 2, "spacing": "24h"}}},
        {"id": "high", "color": "yellow", "when": {"stay": {"level": ["high"], "lookback": "14d"}}, "until": {"elapsed": "14d"}},
        {"id": "close", "color": "red", "when": {"contact": {"degree": ["close"]}}, "until": {"elapsed": "14d"}},
    ]}
DRAFT = {
    "id": "draft", "title": "Draft", "rules": [
        {"id": "positive", "color": "yellow", "when": {"test": {"result": ["positive"]}}, "until": {"elapsed": "7d"}},
        {"id": "high", "color": "red", "when": {"stay": {"level": ["high"], "lookback": "14d"}}, "until": {"lifted": True}},
    ]}


def person(number):
    return hashlib.sha256(b"person %d" % number).hexdigest()[:32]


def instant(seconds):
    days, rest = divmod(seconds, 86_400)
    assert days < 15, "the city lasts two weeks of April"
    return f"2022-04-{15 + days:02d}T{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}Z"


def events(count):
    """The log of so many persons."""
    def event(recorded, at, **fields):
        return {"recordedAt": instant(recorded), "at": instant(at), **fields}

    yield event(0, 0, type="policy", source="government", policy=POLICY)
    yield event(0, 0, type="place-risk", source="risk-office", id="r1", place="CN/50/00/103", level="high")
    yield event(0, 0, type="place-risk", source="risk-office", id="r2", place="CN/50/00/104", level="high")
    yield event(0, 0, type="place-risk", source="risk-office", id="r3", place="CN/50/00/105", level="medium")
    for number in range(count):
        subject = {"person": person(number)}
        result = "positive" if number % 97 == 0 else "negative"
        yield event(3_600, 60 + number % 3_000, type="test", source="lab", id=f"t{number}", method="nucleic-acid", result=result, **subject)
        if number % 3 == 0:
            yield event(3_600, 120, type="stay", source="venues", place=f"CN/50/00/{103 + number // 3 % 4}/v", **subject)
        if number % 101 == 0:
            yield event(3_600, 180, type="contact", source="office", id=f"c{number}", degree="close", **subject)
            yield event(3_600, 240, type="appeal", source="hotline", phase="lodged", channel="hotline", **{"case": f"a{number}"}, **subject)
        if number % 211 == 0:
            yield event(3_600, 300, type="determination", source="office", finding="isolation-required", **subject)
    # Before 06:00:01 nothing is linked, before 07:00:01 nothing retracted.
    for number in range(97, count - 1, 194):
        yield event(6 * 3_600 + 1, 0, type="link", source="registry", id=f"l{number}", person=person(number), same=person(number + 1))
    reason = {"reason": "entered in error"}
    for number in range(0, count, 970):
        yield event(7 * 3_600 + 1, 0, type="retraction", source="lab", of={"source": "lab", "id": f"t{number}"}, **reason)
    for number in range(97, count - 1, 1_940):
        yield event(7 * 3_600 + 1, 0, type="retraction", source="registry", of={"source": "registry", "id": f"l{number}"}, **reason)
    # By sequence: the second designation.
    yield event(7 * 3_600 + 1, 0, type="retraction", source="risk-office", of={"sequence": 3}, **reason)


def feed(count):
    """What comes a day later: for all shards, for one, for several, and without an identifier by which it would be known again."""
    def event(at, **fields):
        return {"recordedAt": instant(86_400), "at": instant(at), **fields}

    assert count <= 5_000, "each event has an instant of its own, so that their order is known where links join their persons"
    yield event(0, type="place-risk", source="risk-office", id="r4", place="CN/50/00/103", level="none")
    for number in range(0, count, 7):
        yield event(70_000 + number, type="test", source="lab", id=f"f{number}", method="nucleic-acid", result="positive", person=person(number))
        yield event(75_000 + number, type="stay", source="venues", place="CN/50/00/104/w", person=person(number + 1))
    for number in range(5, count - 1, 211):
        yield event(80_000, type="link", source="registry", id=f"m{number}", person=person(number), same=person(number + 1))
    for number in range(0, count, 70):
        yield event(80_000, type="retraction", source="lab", of={"source": "lab", "id": f"f{number}"}, reason="entered in error")


def write(path, lines):
    with open(path, "w", encoding="utf-8") as file:
        for line in lines:
            file.write(json.dumps(line) + "\n")

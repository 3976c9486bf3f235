#!/usr/bin/env python3
"""Checks a dossier's hashes, proofs and signature without any code of Tricolor.

    verify-dossier.py DOSSIER.json CHECKPOINT KEY

CHECKPOINT is the file of a signed checkpoint that you trust, KEY the log's verifier key (name+hash+base64). Needs Python 3.9
and the package `cryptography`. It shows that every event of the dossier is in the log (RFC 9162) and that the log has no other
event about the person, the places and the policies. What the events amount to is checked by `riskctl appeal check`.
Exit status: 0 all holds, 1 something does not, 64 usage.
"""

import base64
import datetime
import hashlib
import json
import struct
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

# The vocabulary's codes (Sources/RiskModel/Event/EventKind.swift and Sources/RiskModel/Terms).
KINDS = ("test diagnosis contact symptom stay entry quarantine determination registration appeal place-risk policy retraction").split()
TERMS = {
    "method": "nucleic-acid antigen",
    "result": "positive negative inconclusive",
    "status": "confirmed asymptomatic suspected excluded recovered",
    "degree": "close secondary co-presence exposure",
    "signs": "fever dyspnea respiratory",
    "quarantine.phase": "start end",
    "mode": "centralized home hospital monitoring",
    "finding": "isolation-required notified-cohort at-risk cleared",
    "registration.phase": "issued withdrawn",
    "registration.channel": "online offline proxy hmt foreign",
    "appeal.phase": "lodged upheld rejected",
    "appeal.channel": "online hotline",
    "level": "none low medium high contaminated decontaminated",
}


class Refused(Exception):
    """A claim that does not hold."""


def sha256(data):
    return hashlib.sha256(data).digest()


def expect(holds, problem):
    if not holds:
        raise Refused(problem)


# -- The checkpoint: C2SP signed-note and tlog-checkpoint


def open_note(note, key):
    """The text of a note that the key has signed."""
    name, key_hash, encoded = key.strip().split("+", 2)
    raw = base64.b64decode(encoded, validate=True)
    expect(raw[0] == 1 and len(raw) == 33, "the key is not an Ed25519 key")
    expect(sha256(name.encode() + b"\n" + raw)[:4].hex() == key_hash, "the key's hash is not that of its name and bytes")
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        dash, signer, blob = line.split(" ")
        blob = base64.b64decode(blob, validate=True)
        if dash == "\u2014" and signer == name and blob[:4].hex() == key_hash:
            try:
                Ed25519PublicKey.from_public_bytes(raw[1:]).verify(blob[4:], text.encode())
            except InvalidSignature:
                raise Refused("the signature of the checkpoint does not hold") from None
            expect(text.split("\n")[0] == name, "the checkpoint is another log's")
            return text
    raise Refused("the key has not signed the checkpoint")


class Checkpoint:
    def __init__(self, text):
        lines = text.rstrip("\n").split("\n")
        self.origin, self.size, self.root = lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True)
        subjects = [line.split(" ") for line in lines[3:] if line.startswith("subjects ")]
        expect(len(subjects) == 1, "the checkpoint has no line of subjects")
        self.subject_count, self.subject_root = int(subjects[0][1]), base64.b64decode(subjects[0][2], validate=True)


# -- Trees: RFC 9162


def leaf_hash(data):
    return sha256(b"\x00" + data)


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


def check_inclusion(index, size, leaf, hashes, root, what):
    """RFC 9162, section 2.1.3.2."""
    expect(index < size, f"{what}: not in a tree of {size} leaves")
    fn, sn, computed = index, size - 1, leaf
    for sibling in hashes:
        expect(sn > 0, f"{what}: the proof is too long")
        if fn & 1 or fn == sn:
            computed = node_hash(sibling, computed)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            computed = node_hash(computed, sibling)
        fn, sn = fn >> 1, sn >> 1
    expect(sn == 0, f"{what}: the proof is too short")
    expect(computed == root, f"{what}: the proof leads to another root")


# -- Leaves: Sources/EventLog/Leaf/Leaf.swift


def seconds(instant):
    return int(datetime.datetime.fromisoformat(instant.replace("Z", "+00:00")).timestamp())


def code(term, word):
    return TERMS[term].split().index(word)


def event_class(event):
    kind = event["type"]
    detail = 0
    if kind == "test":
        detail = code("method", event["method"]) << 2 | code("result", event["result"])
    elif kind == "diagnosis":
        detail = code("status", event["status"])
    elif kind == "contact":
        detail = code("degree", event["degree"])
    elif kind == "symptom":
        detail = sum(1 << code("signs", sign) for sign in event["signs"]) | (8 if event["epidemiologicalHistory"] else 0)
    elif kind == "quarantine":
        detail = code("quarantine.phase", event["phase"]) << 2 | code("mode", event["mode"])
    elif kind == "determination":
        detail = code("finding", event["finding"])
    elif kind == "registration":
        detail = code("registration.phase", event["phase"]) << 3 | code("registration.channel", event["channel"])
    elif kind == "appeal":
        detail = code("appeal.phase", event["phase"]) << 1 | code("appeal.channel", event["channel"])
    elif kind == "place-risk":
        detail = code("level", event["level"])
    elif kind == "retraction":
        detail = 0 if "sequence" in event["of"] else 1
    return (KINDS.index(kind) + 1) << 4 | detail


class Number(str):
    """A number that is no whole number of 64 bits, as it is written."""


def canonical(value):
    """JSON without white space, keys in order of their bytes, the shortest escapes."""
    if isinstance(value, dict):
        return "{" + ",".join(canonical(key) + ":" + canonical(value[key]) for key in sorted(value, key=str.encode)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, str):
        escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
        return '"' + "".join(escapes.get(c) or (f"\\u{ord(c):04x}" if ord(c) < 0x20 else c) for c in value) + '"'
    return json.dumps(value)


def whole(text):
    return int(text) if -(2**63) <= int(text) < 2**63 and text != "-0" else Number(text)


def leaf_bytes(line):
    """A leaf: the salt, and the event in canonical form 1."""
    event = line["event"]
    kind = event["type"]

    def text(form, string):
        data = string.encode()
        return struct.pack(form, len(data)) + data

    other = event.get("to") if kind == "contact" else event.get("by") if kind == "registration" else None
    flags = sum(bit for bit, there in ((1, "id" in event), (2, "evidence" in event), (4, "until" in event), (8, other)) if there)
    data = bytes.fromhex(line["salt"])
    data += struct.pack("<QIBBI", event["sequence"], seconds(event["recordedAt"]), event_class(event), flags, seconds(event["at"]))
    data += text("<B", event["source"])
    if "person" in event:
        data += bytes.fromhex(event["person"])
    place = event.get("place") or (event.get("from") if kind == "entry" else None)
    if place is not None:
        data += text("<H", place)
    if "until" in event:
        data += struct.pack("<I", seconds(event["until"]))
    if other:
        data += bytes.fromhex(other)
    if kind == "retraction":
        data += struct.pack("<Q", line["target"])
        if "source" in event["of"]:
            data += text("<B", event["of"]["source"]) + text("<B", event["of"]["id"])
    if "id" in event:
        data += text("<B", event["id"])
    if "evidence" in event:
        data += text("<H", event["evidence"])
    if kind == "appeal":
        data += text("<H", event["case"])
    elif kind == "retraction":
        data += text("<H", event["reason"])
    elif kind == "policy":
        data += text("<I", canonical(event["policy"]))
    return data


# -- Completeness: the checkpoint's map of subjects


def subject_key(subject):
    if "person" in subject:
        return sha256(b"\x01" + bytes.fromhex(subject["person"]))[:16]
    if "place" in subject:
        return sha256(b"\x02" + subject["place"].encode())[:16]
    return sha256(b"\x03")[:16]


def chain_value(leaves):
    digest = sha256(b"")
    for index, leaf in leaves:
        digest = sha256(b"\x02" + digest + struct.pack(">Q", index) + leaf)
    return sha256(b"\x03" + struct.pack(">Q", len(leaves)) + digest)


def check_completeness(lines, checkpoint):
    proof, events = lines[0], lines[1:]
    what = "completeness of " + " ".join(str(part) for item in proof["subject"].items() for part in item if part is not True)
    expect(proof["proof"] == "completeness" and proof["size"] == checkpoint.size, f"{what}: a proof about another checkpoint")
    key = subject_key(proof["subject"])
    sequences = {line["event"]["sequence"] for line in events}
    for line in events:
        event = line["event"]
        about = {"person": event.get("person")} if "person" in proof["subject"] else (
            {"place": event.get("place")} if "place" in proof["subject"] else {"policies": event["type"] == "policy"})
        is_about = line["target"] in sequences if event["type"] == "retraction" else about == proof["subject"]
        expect(is_about, f"{what}: event {event['sequence']} is not about it")
    leaves = [(line["event"]["sequence"] - 1, leaf_hash(leaf_bytes(line))) for line in events]
    expect(leaves == sorted(leaves), f"{what}: the events are out of order")

    def located(entry):
        leaf = leaf_hash(bytes.fromhex(entry["key"]) + bytes.fromhex(entry["value"]))
        hashes = [bytes.fromhex(h) for h in entry["hashes"]]
        expect(entry["size"] == checkpoint.subject_count, f"{what}: a map of another size")
        check_inclusion(entry["index"], checkpoint.subject_count, leaf, hashes, checkpoint.subject_root, what)
        return bytes.fromhex(entry["key"]), entry["index"]

    path = proof["path"]
    if "present" in path:
        found, _ = located(path["present"])
        expect(found == key, f"{what}: another subject's entry")
        expect(bytes.fromhex(path["present"]["value"]) == chain_value(leaves), f"{what}: not all events of the log, or others")
    else:
        expect(not leaves, f"{what}: the log has none, and here are {len(leaves)}")
        below = located(path["below"]) if "below" in path else None
        above = located(path["above"]) if "above" in path else None
        expect(below is None or below[0] < key, f"{what}: the entry below is not")
        expect(above is None or key < above[0], f"{what}: the entry above is not")
        first = below[1] + 1 if below else 0
        expect(first == (above[1] if above else checkpoint.subject_count), f"{what}: the two entries are not neighbors")
    return what, leaves


def needed_subjects(person, events):
    places = set()
    for event in events:
        if event["type"] == "stay" and event.get("person") == person:
            parts = event["place"].split("/")
            places |= {"/".join(parts[:count]) for count in range(1, len(parts) + 1)}
    return [{"person": person}] + [{"place": place} for place in sorted(places, key=str.encode)] + [{"policies": True}]


def main(arguments):
    if len(arguments) != 3:
        print(__doc__, file=sys.stderr)
        return 64
    with open(arguments[0], encoding="utf-8") as file:
        dossier = json.load(file, parse_float=Number, parse_int=whole)
    with open(arguments[1], encoding="utf-8") as file:
        note = file.read()
    try:
        checkpoint = Checkpoint(open_note(note, arguments[2]))
        print(f"holds  signature of {checkpoint.origin} at size {checkpoint.size}")
        expect(dossier["knownAt"] == checkpoint.size, f"a dossier about {dossier['knownAt']} events")
        leaves = {}
        for lines in dossier["proofs"]:
            what, found = check_completeness(lines, checkpoint)
            leaves.update(found)
            print(f"holds  {what}, {len(found)} events")
        events = [line["event"] for lines in dossier["proofs"] for line in lines[1:]]
        subjects = [lines[0]["subject"] for lines in dossier["proofs"]]
        expect(subjects == needed_subjects(dossier["person"], events), "not the subjects that bear on the person")
        expect([p["sequence"] for p in dossier["inclusions"]] == [i + 1 for i in sorted(leaves)], "not a proof for each event")
        for proof in dossier["inclusions"]:
            index = proof["sequence"] - 1
            hashes = [bytes.fromhex(h) for h in proof["hashes"]]
            check_inclusion(index, checkpoint.size, leaves[index], hashes, checkpoint.root, f"inclusion of event {index + 1}")
        print(f"holds  inclusion of {len(leaves)} events")
    except (Refused, KeyError, ValueError, TypeError, IndexError) as error:
        print(f"FAILS  {error!r}" if not isinstance(error, Refused) else f"FAILS  {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

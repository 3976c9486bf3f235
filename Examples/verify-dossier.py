#!/usr/bin/env python3
"""Checks a dossier's hashes, proofs and signature without any code of Tricolor.

    verify-dossier.py DOSSIER.json CHECKPOINT KEY

CHECKPOINT is the file of a signed checkpoint that you trust, KEY the log's verifier key (name+hash+base64). Needs Python 3.9
and the package `cryptography`. It shows that every event of the dossier is in the log (RFC 9162) and that the log has no other
event about the person under any pseudonym that a link ever joined, no other link of these, and none about the places and the policies; whatever else is in the file is refused. Its verdicts, with the period and
the projector that they are for, are not looked at: what the events amount to, `riskctl appeal check` computes again.
Exit status: 0 all holds, 1 something does not, 2 a file cannot be read, 64 usage.
"""

import base64
import datetime
import hashlib
import json
import re
import struct
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

# The vocabulary's codes (Sources/RiskModel/Event/EventKind.swift and Sources/RiskModel/Terms).
KINDS = (
    "test diagnosis contact symptom stay entry quarantine determination registration appeal place-risk policy retraction "
    "vaccination attestation link"
).split()
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


# The fields of each type besides the envelope's: those that it must have, and those that it may have.
FIELDS = {
    "test": ("person method result", ""),
    "diagnosis": ("person status", ""),
    "contact": ("person degree", "to"),
    "symptom": ("person signs epidemiologicalHistory", ""),
    "stay": ("person place", "until"),
    "entry": ("person from", ""),
    "quarantine": ("person phase mode", ""),
    "determination": ("person finding", "until"),
    "registration": ("person phase channel", "by"),
    "appeal": ("person case phase channel", ""),
    "place-risk": ("place level", "until"),
    "policy": ("policy", ""),
    "retraction": ("of reason", ""),
    "vaccination": ("person dose product", ""),
    "attestation": ("person kind", "until"),
    "link": ("person same", ""),
}


class Refused(Exception):
    """A claim that does not hold."""


class Unreadable(Exception):
    """A file that is none of its kind."""


def sha256(data):
    return hashlib.sha256(data).digest()


def expect(holds, problem):
    if not holds:
        raise Refused(problem)


def visible(text):
    """A text in which nothing changes how its line reads: no control character and no other that does not print itself."""
    return "".join(c if c == " " or c.isprintable() else f"\\u{{{ord(c):X}}}" for c in str(text))


def say(line, file=None):
    print(visible(line), file=file or sys.stdout)


# -- The form: what is not hashed must not be there, and what is must be written in one way


def members(value, needed, allowed="", what="the dossier"):
    """An object that has all members of one list and no others but those of another."""
    expect(isinstance(value, dict), f"{what}: no object")
    found, needed, allowed = set(value), set(needed.split()), set(allowed.split())
    expect(needed <= found, f"{what}: no {', '.join(sorted(needed - found))}")
    expect(found <= needed | allowed, f"{what}: unknown {', '.join(sorted(found - needed - allowed))}")
    return value


def string(value, what):
    expect(type(value) is str, f"{what}: no text")
    return value


def natural(value, what):
    expect(type(value) is int and 0 <= value < 2**63, f"{what}: no whole number from 0")
    return value


def listed(value, what):
    expect(isinstance(value, list), f"{what}: no list")
    return value


def unhex(value, count, what):
    expect(re.fullmatch(f"[0-9a-f]{{{2 * count}}}", string(value, what)), f"{what}: not {2 * count} hexadecimal digits")
    return bytes.fromhex(value)


def seconds(value, what):
    expect(re.fullmatch(r"[0-9-]{10}T[0-9:]{8}Z", string(value, what)), f"{what}: no instant in UTC")
    return int(datetime.datetime.fromisoformat(value[:-1] + "+00:00").timestamp())


# -- The checkpoint: C2SP signed-note and tlog-checkpoint


def open_note(note, key):
    """The text of a note that the key has signed."""
    expect(key.count("+") >= 2, "the key is no verifier key: name+hash+base64")
    name, key_hash, encoded = key.strip().split("+", 2)
    raw = base64.b64decode(encoded, validate=True)
    expect(len(raw) == 33 and raw[0] == 1, "the key is not an Ed25519 key")
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


def number(text):
    expect(re.fullmatch("0|[1-9][0-9]{0,18}", text), "no checkpoint: a number")
    return int(text)


def stated_map(lines):
    """The size and root of the map of subjects that some lines state."""
    subjects = [line.split(" ") for line in lines if line.startswith("subjects ")]
    expect(len(subjects) == 1 and len(subjects[0]) == 3, "no line of subjects")
    return number(subjects[0][1]), base64.b64decode(subjects[0][2], validate=True)


class Checkpoint:
    def __init__(self, text):
        lines = text.split("\n")
        expect(len(lines) > 3 and lines.pop() == "" and all(lines), "no checkpoint: its lines")
        self.origin, self.size, self.root = lines[0], number(lines[1]), base64.b64decode(lines[2], validate=True)
        # Checkpoints of earlier versions state the map here; later ones have it in their last leaf.
        self.extensions = lines[3:]

    def committed(self):
        return self.size, self.root, self.extensions


def check_own_checkpoint(note, trusted, key):
    """The checkpoint in the dossier: the key's if it is signed, and in any case of the trusted one's size and roots."""
    is_signed = "\n\n" in note
    own = Checkpoint(open_note(note, key) if is_signed else note)
    expect(own.committed() == trusted.committed(), "the dossier's own checkpoint is another")
    return "the dossier's own checkpoint" + ("" if is_signed else " (its size and roots: nobody signed it)")


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


def code(term, word):
    expect(word in TERMS[term].split(), f"{word}: no {term}")
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
        codes = [code("signs", sign) for sign in listed(event["signs"], "signs")]
        expect(codes and codes == sorted(set(codes)), "signs: not each once, in the order of the vocabulary")
        expect(type(event["epidemiologicalHistory"]) is bool, "epidemiologicalHistory: neither true nor false")
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
    elif kind == "vaccination":
        expect(type(event["dose"]) is int and 1 <= event["dose"] <= 9, "dose: no whole number from 1 to 9")
        detail = event["dose"]
    elif kind == "retraction":
        detail = 0 if "sequence" in event["of"] else 1
    # A type with a code from 16 on has no terms: its byte is 15 less than the code.
    number = KINDS.index(kind) + 1
    return number << 4 | detail if number < 16 else number - 15


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


def check_form(line):
    """An event and what its leaf is made of, without a member that is not hashed."""
    event = line.get("event") if isinstance(line, dict) else None
    kind = event.get("type") if isinstance(event, dict) else None
    expect(type(kind) is str and kind in FIELDS, "an event of no known type")
    what = f"event {event.get('sequence')}"
    needed, allowed = FIELDS[kind]
    members(line, "event salt target" if kind == "retraction" else "event salt", "mentionSalt mention", what)
    members(event, "type at sequence recordedAt source " + needed, "id evidence " + allowed, what)
    expect(natural(event["sequence"], f"{what}: sequence") > 0, f"{what}: no sequence")
    if kind == "retraction":
        of = members(event["of"], "sequence" if "sequence" in event["of"] else "source id", what=f"{what}: of")
        natural(line["target"], f"{what}: target")
        expect(of.get("sequence", line["target"]) == line["target"], f"{what}: another target than it names")
    return event


def leaf_bytes(line):
    """A leaf: the salt, and the event in canonical form."""
    event = check_form(line)
    kind = event["type"]

    def text(form, value):
        data = string(value, f"event {event['sequence']}: a field").encode()
        return struct.pack(form, len(data)) + data

    other = {"contact": event.get("to"), "registration": event.get("by"), "link": event.get("same")}.get(kind)
    # The other person stands in the leaf as SHA-256 of a salt and the pseudonym; when that one was erased, the hash is all that is left.
    seal = None
    if "mentionSalt" in line:
        expect(other is not None and "mention" not in line, f"event {event['sequence']}: the salt of a person who is not named")
        seal = sha256(unhex(line["mentionSalt"], 16, "mentionSalt") + unhex(other, 16, "to, by or same"))
    elif "mention" in line:
        expect(other is None, f"event {event['sequence']}: names a person whose name was erased")
        seal = unhex(line["mention"], 32, "mention")
    flags = sum(
        bit
        for bit, there in (
            (1, "id" in event), (2, "evidence" in event), (4, "until" in event), (8, other is not None and seal is None), (16, seal is not None))
        if there)
    data = unhex(line["salt"], 16, "salt")
    recorded_at, at = seconds(event["recordedAt"], "recordedAt"), seconds(event["at"], "at")
    data += struct.pack("<QIBBI", event["sequence"], recorded_at, event_class(event), flags, at)
    data += text("<B", event["source"])
    if "person" in event:
        data += unhex(event["person"], 16, "person")
    name = {"entry": event.get("from"), "vaccination": event.get("product"), "attestation": event.get("kind")}.get(kind, event.get("place"))
    if name is not None:
        data += text("<H", name)
    if "until" in event:
        data += struct.pack("<I", seconds(event["until"], "until"))
    if seal is not None:
        data += seal
    elif other is not None:
        data += unhex(other, 16, "to, by or same")
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


# -- Completeness: the map of subjects to which the log commits


def subject_key(subject):
    if "person" in subject:
        return sha256(b"\x01" + unhex(members(subject, "person")["person"], 16, "person"))[:16]
    if "links" in subject:
        return sha256(b"\x04" + unhex(members(subject, "links")["links"], 16, "links"))[:16]
    if "place" in subject:
        return sha256(b"\x02" + string(members(subject, "place")["place"], "place").encode())[:16]
    expect(members(subject, "policies")["policies"] is True, "a subject of no known kind")
    return sha256(b"\x03")[:16]


def chain_digest(leaves):
    digest = sha256(b"")
    for index, leaf in leaves:
        digest = sha256(b"\x02" + digest + struct.pack(">Q", index) + leaf)
    return digest


def is_of_subject(event, subject):
    """Whether an event that is no retraction is one of a subject's."""
    if "person" in subject:
        return event["type"] != "link" and event.get("person") == subject["person"]
    if "links" in subject:
        return event["type"] == "link" and subject["links"] in (event["person"], event["same"])
    if "place" in subject:
        return event["type"] == "place-risk" and event["place"] == subject["place"]
    return event["type"] == "policy"


def shown_leaf(line):
    """The index and the hash of a leaf, which is shown with its event or by its hash alone."""
    if isinstance(line, dict) and "erased" in line:
        members(line, "erased hash", what="an erased event")
        place = members(line["erased"], "sequence recordedAt", what="an erased event")
        expect(natural(place["sequence"], "an erased event") > 0, "an erased event without a sequence")
        return place["sequence"] - 1, unhex(line["hash"], 32, "hash")
    return check_form(line)["sequence"] - 1, leaf_hash(leaf_bytes(line))


def commitment_bytes(leaf, what):
    """The leaf of a commitment: the salt, and its canonical form (Sources/EventLog/Commitment/Commitment.swift)."""
    members(leaf, "sequence recordedAt size lines salt", what=what)
    text = "".join(string(line, what) + "\n" for line in listed(leaf["lines"], what)).encode()
    data = unhex(leaf["salt"], 16, what)
    data += struct.pack("<QIBBQ", leaf["sequence"], seconds(leaf["recordedAt"], what), 0, 3, leaf["size"])
    return data + struct.pack("<H", len(text)) + text


def check_map(proof, checkpoint, what):
    """The map of subjects under the checkpoint, as its size and root, and the number of entries of the log that it is about.

    It is in the commitment that is the checkpoint's last leaf; with a checkpoint of an earlier version, in an extension line of that.
    """
    if "commitment" not in proof:
        return (0, sha256(b""), 0) if checkpoint.size == 0 else (*stated_map(checkpoint.extensions), checkpoint.size)
    committed = members(proof["commitment"], "leaf hashes", what=what)
    leaf = leaf_hash(commitment_bytes(committed["leaf"], what))
    expect(natural(committed["leaf"]["sequence"], what) == checkpoint.size, f"{what}: a commitment that is not the last leaf")
    size = natural(committed["leaf"]["size"], what)
    expect(size < checkpoint.size, f"{what}: a commitment to what comes after it")
    hashes = [unhex(h, 32, what) for h in listed(committed["hashes"], what)]
    check_inclusion(checkpoint.size - 1, checkpoint.size, leaf, hashes, checkpoint.root, f"{what}: the commitment")
    return (*stated_map(committed["leaf"]["lines"]), size)


def check_completeness(lines, checkpoint, known_at):
    proof, events = members(listed(lines, "a proof")[0], "proof subject size count digest path", "commitment", what="a proof"), lines[1:]
    members(proof["subject"], "", "person links place policies", "a subject")
    what = "completeness of " + " ".join(str(part) for item in proof["subject"].items() for part in item if part is not True)
    expect(proof["proof"] == "completeness" and proof["size"] == checkpoint.size, f"{what}: a proof about another checkpoint")
    subject_count, subject_root, size = check_map(proof, checkpoint, what)
    expect(size == known_at, f"{what}: about {size} entries, and the dossier about {known_at}")
    key = subject_key(proof["subject"])
    leaves = [shown_leaf(line) for line in events]
    # Of links with a person who was erased only the hashes are left: they join nobody. No other event may be shown so.
    hidden = [line for line in events if "erased" in line]
    expect(not hidden or "links" in proof["subject"], f"{what}: events that are shown by their hashes alone")
    events = [line for line in events if "erased" not in line]
    sequences = {line["event"]["sequence"] for line in events}
    for line in events:
        event = line["event"]
        is_about = line["target"] in sequences if event["type"] == "retraction" else is_of_subject(event, proof["subject"])
        expect(is_about, f"{what}: event {event['sequence']} is not about it")
    expect(all(one[0] < other[0] for one, other in zip(leaves, leaves[1:])), f"{what}: the events are out of order")
    digest = chain_digest(leaves)
    expect(natural(proof["count"], what) == len(leaves), f"{what}: {proof['count']} events, and here are {len(leaves)}")
    expect(unhex(proof["digest"], 32, what) == digest, f"{what}: not all events of the log, or others")

    def located(entry):
        members(entry, "key value index size hashes", what=what)
        found, value = unhex(entry["key"], 16, what), unhex(entry["value"], 32, what)
        hashes = [unhex(h, 32, what) for h in listed(entry["hashes"], what)]
        expect(natural(entry["size"], what) == subject_count, f"{what}: a map of another size")
        index = natural(entry["index"], what)
        check_inclusion(index, subject_count, leaf_hash(found + value), hashes, subject_root, what)
        return found, index, value

    path = members(proof["path"], "present" if "present" in proof["path"] else "", "below above", what)
    if "present" in path:
        members(path, "present", what=what)
        found, _, value = located(path["present"])
        expect(found == key, f"{what}: another subject's entry")
        expect(value == sha256(b"\x03" + struct.pack(">Q", len(leaves)) + digest), f"{what}: not all events of the log, or others")
    else:
        expect(not leaves, f"{what}: the log has none, and here are {len(leaves)}")
        below = located(path["below"]) if "below" in path else None
        above = located(path["above"]) if "above" in path else None
        expect(below is None or below[0] < key, f"{what}: the entry below is not")
        expect(above is None or key < above[0], f"{what}: the entry above is not")
        first = below[1] + 1 if below else 0
        expect(first == (above[1] if above else subject_count), f"{what}: the two entries are not neighbors")
    return what, leaves


def needed_subjects(person, events):
    """Every pseudonym that a link ever joined to the person's, withdrawn or not, with its events and its links; places; the policies."""
    pseudonyms, count = {person}, 0
    while len(pseudonyms) > count:
        count = len(pseudonyms)
        for event in events:
            if event["type"] == "link" and pseudonyms & {event["person"], event["same"]}:
                pseudonyms |= {event["person"], event["same"]}
    places = set()
    for event in events:
        if event["type"] in ("stay", "entry") and event.get("person") in pseudonyms:
            parts = event["place" if event["type"] == "stay" else "from"].split("/")
            places |= {"/".join(parts[:count]) for count in range(1, len(parts) + 1)}
    own = [{kind: pseudonym} for pseudonym in sorted(pseudonyms) for kind in ("person", "links")]
    return own + [{"place": place} for place in sorted(places, key=str.encode)] + [{"policies": True}]


def unique(pairs):
    """An object, whose keys must differ: of two that are equal, another reader may take the other."""
    value = dict(pairs)
    if len(value) != len(pairs):
        raise Unreadable("a key stands twice in one object")
    return value


def read(path, parse=lambda text: text):
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return parse(file.read())
    except (OSError, ValueError, RecursionError, Unreadable) as error:
        raise Unreadable(f"{path}: {error}") from None


def parse_dossier(text):
    def no_constant(name):
        raise Unreadable(f"{name} is no number")

    return json.loads(text, object_pairs_hook=unique, parse_float=Number, parse_int=whole, parse_constant=no_constant)


def check(dossier, note, key):
    """Says what holds. Raises Refused, or an error of Python's where the dossier is of another form."""
    members(dossier, "format projector person during knownAt checkpoint proofs inclusions verdicts")
    expect(type(dossier["format"]) is int and dossier["format"] == 1, "a dossier of another format")
    string(dossier["projector"], "projector")
    ends = members(dossier["during"], "from until", what="during")
    expect(seconds(ends["from"], "from") < seconds(ends["until"], "until"), "during: no period")
    unhex(dossier["person"], 16, "person")
    checkpoint = Checkpoint(open_note(note, key))
    say(f"holds  signature of {checkpoint.origin} at size {checkpoint.size}")
    say(f"holds  {check_own_checkpoint(string(dossier['checkpoint'], 'checkpoint'), checkpoint, key)}")
    known_at = natural(dossier["knownAt"], "knownAt")
    leaves = {}
    for lines in listed(dossier["proofs"], "proofs"):
        what, found = check_completeness(lines, checkpoint, known_at)
        leaves.update(found)
        say(f"holds  {what}, {len(found)} events")
    events = [line["event"] for lines in dossier["proofs"] for line in lines[1:] if "erased" not in line]
    subjects = [lines[0]["subject"] for lines in dossier["proofs"]]
    expect(subjects == needed_subjects(dossier["person"], events), "not the subjects that bear on the person")
    inclusions = [members(proof, "sequence hashes", what="an inclusion") for proof in listed(dossier["inclusions"], "inclusions")]
    sequences = [natural(proof["sequence"], "sequence") for proof in inclusions]
    expect(sequences == [index + 1 for index in sorted(leaves)], "not a proof for each event")
    for proof in inclusions:
        what = f"inclusion of event {proof['sequence']}"
        hashes = [unhex(h, 32, what) for h in listed(proof["hashes"], what)]
        check_inclusion(proof["sequence"] - 1, checkpoint.size, leaves[proof["sequence"] - 1], hashes, checkpoint.root, what)
    say(f"holds  inclusion of {len(leaves)} events")


def main(arguments):
    sys.stdout.reconfigure(errors="backslashreplace")
    if len(arguments) != 3:
        print(__doc__, file=sys.stderr)
        return 64
    try:
        check(read(arguments[0], parse_dossier), read(arguments[1]), arguments[2])
    except Unreadable as error:
        say(f"verify-dossier.py: {error}", sys.stderr)
        return 2
    except Refused as error:
        say(f"FAILS  {error}")
        return 1
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, OverflowError, RecursionError, struct.error) as error:
        say(f"FAILS  not of the form of a dossier: {error!r}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

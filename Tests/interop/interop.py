"""Our codes by others' scanners and libraries, and others' codes by ours. Each check is a line; one that fails ends with status 1."""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

import base45
import cbor2
import cwt
import zxingcpp
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from PIL import Image, ImageDraw
from pycose.algorithms import EdDSA, Es256
from pycose.headers import KID, Algorithm
from pycose.keys import EC2Key, OKPKey
from pycose.messages import CoseMessage, Sign1Message
from pyzbar import pyzbar

RISKCTL = sys.argv[1]
OWN_CLAIM = -65537
NOW = int(time.time())
PERSON = "0123456789abcdef0123456789abcdef"
failures = []
count = 0


def check(name, is_right, found=""):
    global count
    count += 1
    if not is_right:
        failures.append(name)
    print(("ok    " if is_right else "FAILS ") + name + (f": {found}" if found and not is_right else ""))


def riskctl(*arguments, text=None):
    return subprocess.run([RISKCTL, *map(str, arguments)], input=text, capture_output=True, text=True)


def must(*arguments):
    outcome = riskctl(*arguments)
    if outcome.returncode:
        raise SystemExit(f"riskctl {' '.join(map(str, arguments))}: {outcome.stderr}")
    return outcome


def instant(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def event(**fields):
    return json.dumps(fields, ensure_ascii=False) + "\n"


# --- pictures

def scanners(image):
    # For symbols of this form alone: by chance a few rows of one are a linear code of 13 digits to a reader that takes every form.
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    yield "zxing-cpp", [one.text for one in found]
    yield "ZBar", [one.data.decode() for one in pyzbar.decode(image)]


def from_svg(path, scale=4):
    """The rectangles of the symbol's path, drawn."""
    text = path.read_text()
    side = int(re.search(r'viewBox="0 0 (\d+)', text)[1])
    image = Image.new("L", (side * scale, side * scale), 255)
    draw = ImageDraw.Draw(image)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", text):
        left, top = int(x) * scale, int(y) * scale
        draw.rectangle([left, top, left + int(width) * scale - 1, top + scale - 1], fill=0)
    return image


def from_terminal(text, scale=4):
    """The half blocks of a terminal, drawn: a line is two rows."""
    lines = [re.sub("\x1b\\[[0-9;]*m", "", line) for line in text.splitlines() if line.startswith("\x1b")]
    image = Image.new("L", (len(lines[0]) * scale, len(lines) * 2 * scale), 255)
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        for column, block in enumerate(line):
            for half, is_dark in enumerate((block in "▀█", block in "▄█")):
                if is_dark:
                    left, top = column * scale, (2 * row + half) * scale
                    draw.rectangle([left, top, left + scale - 1, top + scale - 1], fill=0)
    return image


# --- keys

def verifier_line(name, public):
    """name+hash+base64, as signed notes have it."""
    key = b"\x01" + public
    digest = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
    return f"{name}+{digest.hex()}+{base64.b64encode(key).decode()}"


class Key:
    """A key pair with its names in each of the libraries."""

    def __init__(self, algorithm, name):
        self.name, self.algorithm = name, algorithm
        if algorithm == "EdDSA":
            self.private = ed25519.Ed25519PrivateKey.generate()
            self.raw = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
            self.line = verifier_line(name, self.raw)
            self.cose = {1: 1, -1: 6, -2: self.raw}
        else:
            self.private = ec.generate_private_key(ec.SECP256R1())
            numbers = self.private.public_key().public_numbers()
            self.raw = numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
            self.line = f"{name} es256 {self.raw.hex()}"
            self.cose = {1: 2, -1: 1, -2: self.raw[:32], -3: self.raw[32:]}
        self.id = hashlib.sha256(cbor2.dumps(self.cose, canonical=True)).digest()[:8]

    @property
    def pem(self):
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def public_pem(self):
        return self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def pycose(self, with_private=False):
        if self.algorithm == "EdDSA":
            secret = self.private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()) if with_private else b""
            return OKPKey(crv="ED25519", x=self.raw, d=secret)
        secret = self.private.private_numbers().private_value.to_bytes(32, "big") if with_private else b""
        return EC2Key(crv="P_256", x=self.raw[:32], y=self.raw[32:], d=secret)

    def cwt(self, with_private=False):
        return cwt.COSEKey.from_pem(self.pem if with_private else self.public_pem, kid=self.id, alg=self.algorithm)


# --- ours by others

def ours(work):
    store = work / "store"
    must("create", store)
    at = instant(NOW - 86_400)
    policy = {"id": "cq-2021-24", "title": "t", "rules": [
        {"id": "r", "color": "red", "when": {"test": {"result": ["positive"]}}, "until": {"elapsed": "14d"}}]}
    (work / "events").write_text(event(type="policy", at=at, source="c", policy=policy) + event(
        type="registration", at=at, source="c", person=PERSON, phase="issued", channel="online"))
    must("import", store, work / "events")
    printed = must("key", "generate", "CN-50", work / "key").stdout.strip()
    es256 = Key("ES256", "CN-50")
    (work / "key.pem").write_bytes(es256.pem)
    raw = base64.b64decode(printed.split("+", 2)[2])[1:]
    okp = OKPKey(crv="ED25519", x=raw)
    for name, key, arguments in [
        ("Ed25519", okp, ["--key", work / "key"]), ("ES256", es256.pycose(), ["--key", work / "key.pem", "--issuer", "CN-50"]),
        ("Ed25519, zlib", okp, ["--key", work / "key", "--zlib"]),
    ]:
        pictures = ["--svg", work / "code.svg", "--png", work / "code.png", "--qr"]
        outcome = must("code", "issue", store, PERSON, *arguments, *pictures)
        text = outcome.stdout.rstrip("\n")
        for picture, image in [("PNG", Image.open(work / "code.png").convert("L")), ("SVG", from_svg(work / "code.svg")),
                               ("terminal", from_terminal(outcome.stderr))]:
            for scanner, found in scanners(image):
                check(f"{name}: {picture} read by {scanner}", found == [text], found)
        bytes_ = base45.b45decode(text[3:])
        if "zlib" in name:
            bytes_ = zlib.decompress(bytes_)
        check(f"{name}: base45 and cbor2 read a COSE_Sign1", cbor2.loads(bytes_).tag == 18)
        message = CoseMessage.decode(bytes_)
        message.key = key
        check(f"{name}: pycose verifies it", message.verify_signature())
        claims = cbor2.loads(message.payload)
        check(f"{name}: the claims are those of the documentation",
              claims[1] == "CN-50" and claims[4] - claims[6] == 1800 and len(claims[7]) == 4 and claims[OWN_CLAIM][3] == "cq-2021-24", claims)
        check(f"{name}: the claims are deterministic", cbor2.dumps(claims, canonical=True) == message.payload)
        public = es256.public_pem if name == "ES256" else ed25519.Ed25519PublicKey.from_public_bytes(raw).public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        kid = message.phdr[KID]
        decoded = cwt.decode(bytes_, cwt.COSEKey.from_pem(public, kid=kid, alg="ES256" if name == "ES256" else "EdDSA"))
        check(f"{name}: python-cwt verifies it", decoded[1] == "CN-50")
    small = zxingcpp.read_barcodes(Image.open(work / "code.png"))[0]
    check("the symbol is no Micro QR", "Micro" not in str(small.format), small.format)
    venue(work, printed)
    status_list(work, store, printed, okp)


def venue(work, printed):
    """The symbol of a door: what scanners read is what was signed."""
    (work / "trust").write_text(printed + "\n")
    place = "CN/50/00/103/venue-77"
    must("code", "venue", place, "--key", work / "key", "--valid", "365d", "--svg", work / "door.svg")
    for scanner, found in scanners(from_svg(work / "door.svg")):
        read = riskctl("code", "venue", "read", found[0] if found else "", "--trust", work / "trust")
        check(f"a venue's symbol read by {scanner}", read.stdout == place + "\n", read.stderr)


def status_list(work, store, printed, key):
    (work / "trust").write_text(printed + "\n")
    issue = lambda: json.loads(must("code", "issue", store, PERSON, "--key", work / "key", "--valid", "1h", "--json").stdout)["code"]
    codes = [issue() for _ in range(3)]
    number = lambda code: json.loads(must("code", "show", code, "--json").stdout)["claims"]["number"]
    must("code", "revoke", store, "--number", number(codes[1]))
    found = json.loads(must("code", "status-list", store, "--key", work / "key", "--output", work / "status", "--json").stdout)
    check("status list: what it says of itself", found["revoked"] == 1 and found["bytes"] == (work / "status").stat().st_size, found)
    message = CoseMessage.decode((work / "status").read_bytes())
    message.key = key
    check("status list: pycose verifies it", message.verify_signature())
    bits = zlib.decompress(cbor2.loads(message.payload)[65533]["lst"])
    for code, expected in zip(codes, (0, 1, 0)):
        index = int(number(code), 16) & (1 << 25) - 1
        check("status list: the bit of a code", bits[index >> 3] >> (index & 7) & 1 == expected)
        outcome = riskctl("code", "check", code, "--trust", work / "trust", "--status-list", work / "status", "--json")
        check("status list: check says so", json.loads(outcome.stdout)["outcome"] == ("expired" if expected else "green"), outcome.stdout)
    # The color becomes worse: what was issued is revoked.
    (work / "more").write_text(event(type="test", at=instant(NOW - 60), source="l", person=PERSON, method="nucleic-acid", result="positive"))
    must("import", store, work / "more")
    must("code", "status-list", store, "--key", work / "key", "--output", work / "status")
    outcome = riskctl("code", "check", codes[0], "--trust", work / "trust", "--status-list", work / "status", "--json")
    check("a worse color revokes", "revoked" in (json.loads(outcome.stdout)["reason"] or ""), outcome.stdout)


# --- others' by ours

def claims_of(**changes):
    claims = {1: "CN-50", 4: NOW + 600, 6: NOW, 7: b"\0\0\0\x07", OWN_CLAIM: [0, 0, None, "p", 5, b"\0" * 8]}
    claims.update(changes.get("set", {}))
    return claims


def text_of(message, prefix="T1:", compressed=True):
    return prefix + base45.b45encode(zlib.compress(message) if compressed else message).decode()


def theirs(work):
    for algorithm in ("EdDSA", "ES256"):
        key = Key(algorithm, "CN-50")
        (work / "theirs").write_text(key.line + "\n")

        def outcome(text, *arguments):
            run = riskctl("code", "check", "-", "--trust", work / "theirs", "--json", *arguments, text=text)
            answer = json.loads(run.stdout)
            check(f"{algorithm}: the status goes with the outcome", run.returncode == (0 if answer["outcome"] == "green" else 1), run.returncode)
            return answer

        def pycose_message(claims, protected=True, **dumps):
            headers = {Algorithm: EdDSA if algorithm == "EdDSA" else Es256}
            headers, outer = ({**headers, KID: key.id}, {}) if protected else (headers, {KID: key.id})
            return Sign1Message(phdr=headers, uhdr=outer, payload=cbor2.dumps(claims, **dumps), key=key.pycose(True))

        lenient = ["--lenient"] if algorithm == "ES256" else []
        for color, name in enumerate(("green", "yellow", "red")):
            own = [color | color << 2, 0, None, "p", 5, b"\0" * 8]
            text = text_of(pycose_message(claims_of(set={OWN_CLAIM: own})).encode())
            check(f"{algorithm}: pycose's {name} code, with a newline", outcome(text + "\r\n", *lenient)["outcome"] == name)
        text = text_of(pycose_message(claims_of(), protected=False).encode(), compressed=False)
        check(f"{algorithm}: pycose's code with kid unprotected", outcome(text, *lenient)["outcome"] == "green")
        made = cwt.encode(claims_of(), key.cwt(True))
        answer = outcome(text_of(made), "--lenient")
        check(f"{algorithm}: python-cwt's code", answer["outcome"] == "green", answer)
        late = cwt.encode(claims_of(set={6: NOW + 86_400, 4: NOW + 90_000}), key.cwt(True))
        check(f"{algorithm}: python-cwt's code issued tomorrow", "future" in (outcome(text_of(late), "--lenient")["reason"] or ""))
        backwards = dict(reversed(claims_of().items()))
        text = text_of(pycose_message(backwards).encode())
        check(f"{algorithm}: claims in another order, strict", "order" in outcome(text)["reason"])
        check(f"{algorithm}: claims in another order, lenient", outcome(text, "--lenient")["outcome"] == "green")
        floats = text_of(pycose_message(claims_of(set={4: NOW + 600.5, 6: float(NOW)})).encode())
        check(f"{algorithm}: times as floats, lenient", outcome(floats, "--lenient")["outcome"] == "green")
        check(f"{algorithm}: times as floats, strict", outcome(floats)["outcome"] == "unverifiable")
        over = text_of(pycose_message(claims_of(set={4: NOW - 1, 6: NOW - 60})).encode())
        check(f"{algorithm}: an expired code", outcome(over, *lenient)["outcome"] == "expired")
        stranger = Key(algorithm, "CN-50")
        forged = Sign1Message(phdr={Algorithm: EdDSA if algorithm == "EdDSA" else Es256, KID: key.id}, payload=cbor2.dumps(claims_of()),
                              key=stranger.pycose(True))
        check(f"{algorithm}: another's key under our key's name", "forged" in outcome(text_of(forged.encode()), "--lenient")["reason"])
    check("an empty line", outcome("\n")["outcome"] == "none")
    if algorithm == "ES256":
        high_s(work, key, pycose_message)


def high_s(work, key, pycose_message):
    """Both of the twin signatures of ES256: lenient takes them, strict the one with the low s."""
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    message = cbor2.loads(pycose_message(claims_of()).encode())
    signature = message.value[3]
    s = int.from_bytes(signature[32:], "big")
    for twin in (s, order - s):
        message.value[3] = signature[:32] + twin.to_bytes(32, "big")
        text = text_of(cbor2.dumps(message))
        for arguments, expected in (["--lenient"], "green"), ([], "green" if twin <= order // 2 else "unverifiable"):
            run = riskctl("code", "check", text, "--trust", work / "theirs", "--json", *arguments)
            check(f"ES256: {'low' if twin <= order // 2 else 'high'} s, {'lenient' if arguments else 'strict'}",
                  json.loads(run.stdout)["outcome"] == expected, run.stdout)


# --- the container of the EU's certificates

def certificates():
    """The forms that certificates of states of the EU were found in, made anew."""
    key = Key("ES256", "XX")

    def sign(phdr, uhdr, tag=True, number=1):
        health = {"ver": "1.3.0", "nam": {"fn": "Müller"}, "v": [{"dn": number}]}
        payload = cbor2.dumps({1: "XX", 4: float(NOW + 600), 6: float(NOW), -260: {1: health}})
        return Sign1Message(phdr=phdr, uhdr=uhdr, payload=payload, key=key.pycose(True)).encode(tag=tag)

    both = {Algorithm: Es256, KID: key.id}
    forms = {
        "kid protected": sign(both, {}), "kid unprotected": sign({Algorithm: Es256}, {KID: key.id}), "kid in both": sign(both, {KID: key.id}),
        "untagged": sign(both, {}, tag=False), "tag 61": b"\xd8\x3d" + sign(both, {}),
    }
    for name, message in forms.items():
        run = riskctl("code", "show", "-", "--json", text=text_of(message, "HC1:") + "\n")
        found = json.loads(run.stdout or "{}")
        check(f"certificate with {name}", found.get("key") == key.id.hex() and "Müller" in found["payload"] and found["claims"] is None, run.stderr)
    two = next(text for text in (text_of(sign(both, {}, number=number), "HC1:") for number in range(3_000)) if "  " in text)
    check("certificate with two spaces in a row", riskctl("code", "show", two).returncode == 0)


# --- memory

def memory(work):
    """No text makes reading, verifying and answering take more than 64 KiB of the heap."""
    shim = work / "heap.so"
    subprocess.run(["gcc", "-O1", "-shared", "-fPIC", "-o", shim, Path(__file__).parent / "heap.c"], check=True)
    key = Key("EdDSA", "CN-50")
    (work / "line").write_text(key.line + "\n")

    def peak(text):
        environment = {**os.environ, "LD_PRELOAD": str(shim), "HEAP_PEAK": str(work / "peak")}
        subprocess.run([RISKCTL, "code", "check", "-", "--trust", work / "line", "--json"], env=environment, stdout=subprocess.DEVNULL,
                       input=text.encode())
        return int((work / "peak").read_text())

    def sign(payload):
        return Sign1Message(phdr={Algorithm: EdDSA, KID: key.id}, payload=payload, key=key.pycose(True)).encode()

    padded = claims_of(set={"x": b"\0" * 7_000})
    worst = {
        "a code": text_of(sign(cbor2.dumps(claims_of()))),
        "a zip bomb": text_of(b"\0" * 50_000_000)[:4_296 - 4_296 % 3],
        "a zip bomb just within the bound": text_of(sign(cbor2.dumps(padded))),
        "the longest text": "T1:" + "0" * 4_293,
        "a map of many keys": text_of(sign(b"\xb9\x1f\x00" + b"\x00\x00" * 3_000)),
        "deep nesting": text_of(sign(b"\xa1\x00" + b"\x81" * 4_000)),
    }
    for name, text in worst.items():
        taken = peak(text)
        check(f"memory of {name}: {taken} bytes", taken <= 65_536)


with tempfile.TemporaryDirectory() as directory:
    ours(Path(directory))
    theirs(Path(directory))
    certificates()
    memory(Path(directory))
print(f"{count - len(failures)} of {count} checks hold")
sys.exit(1 if failures else 0)

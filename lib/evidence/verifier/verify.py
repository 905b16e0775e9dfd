#!/usr/bin/env python3
"""Verifies an evidence bundle of Strongroom. One file, the standard library alone, no network.

    python3 verify.py [folder or ZIP] [--key-id <SHA-256 of the public key>]

Without a path: the folder that this file is in. With --key-id, only a bundle that this very key
signed passes; get the id from the console's Evidence page or from whoever keeps the key, never
from the bundle itself.

Exit codes: 0 ok, 1 altered, 2 something is missing, 3 reordered or forked, 4 bad signature,
5 truncated, 6 unreadable. Of several findings the first one decides.
"""
import base64
import hashlib
import json
import os
import re
import struct
import sys
import zipfile

CODES = {
    "ok": 0,
    "altered": 1,
    "gap": 2,
    "reordered": 3,
    "bad-signature": 4,
    "truncated": 5,
    "unreadable": 6,
}
FORMAT = "strongroom-evidence-v1"
LEDGER = "ledger.jsonl"
CHECKPOINTS = "ledger-checkpoints.jsonl"
SPKI = bytes.fromhex("302a300506032b6570032100")
HASH = re.compile(r"[0-9a-f]{64}")
LINE = re.compile(
    rb'\{"seq":([0-9]{1,15}),"prevHash":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"'
    rb'(?:,"canonical":(".*"))?\}'
)

# Ed25519 verification as RFC 8032 has it (5.1.7), on plain integers.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def point(data):
    number = int.from_bytes(data, "little")
    y = number & ((1 << 255) - 1)
    x = recover_x(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


def add(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(factor, base):
    result = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = add(result, base)
        base = add(base, base)
        factor >>= 1
    return result


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = point(BASE_Y.to_bytes(32, "little"))


def ed25519(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r = point(key), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(s, BASE), add(r, times(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (
        left[1] * right[2] - right[1] * left[2]
    ) % P == 0


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def der_of(pem):
    """The key in DER, if the bytes are one, spelled in the one right way."""
    match = re.fullmatch(
        rb"-----BEGIN PUBLIC KEY-----\n([A-Za-z0-9+/]{59}=)\n-----END PUBLIC KEY-----\n", pem
    )
    if not match:
        return None
    der = base64.b64decode(match.group(1))
    if base64.b64encode(der) != match.group(1) or not der.startswith(SPKI):
        return None
    return der


def is_number(value):
    return isinstance(value, int) and not isinstance(value, bool)


def manifest_of(data):
    try:
        manifest = json.loads(data.decode("utf-8"))
        paths = [one["path"] for one in manifest["files"]]
        ledger = manifest["ledger"]
        whole = (
            manifest["format"] == FORMAT
            and isinstance(manifest["key"]["id"], str)
            and len(set(paths)) == len(paths)
            and all(
                isinstance(one["path"], str)
                and is_number(one["size"])
                and HASH.fullmatch(one["sha256"])
                for one in manifest["files"]
            )
            and isinstance(ledger["logId"], str)
            and isinstance(ledger["domain"], str)
            and all(
                is_number(end["seq"]) and HASH.fullmatch(end["hash"])
                for end in (ledger["from"], ledger["to"])
            )
        )
        return manifest if whole else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


class Verifier:
    def __init__(self, names, read, pin):
        self.names, self.read, self.pin = set(names), read, pin
        self.findings = []
        self.key_id = self.manifest = None
        self.files = self.entries = self.withheld = 0

    def find(self, verdict, path, says):
        self.findings.append((verdict, path, says))

    def run(self):
        if "manifest.json" not in self.names:
            self.find("unreadable", "manifest.json", "is not there")
            return
        signed = self.read("manifest.json")
        self.check_signature(signed)
        manifest = manifest_of(signed)
        if manifest is None:
            self.find("unreadable", "manifest.json", "is not the manifest of an evidence bundle")
            return
        self.manifest = manifest
        if self.key_id and manifest["key"]["id"] != self.key_id:
            self.find("bad-signature", "manifest.json", "names another key than public-key.pem")
        listed = {"manifest.json", "manifest.sig"}
        hashes = None
        for one in manifest["files"]:
            path = one["path"]
            listed.add(path)
            self.files += 1
            if path not in self.names:
                self.find("gap", path, "is missing")
                continue
            data = self.read(path)
            same = len(data) == one["size"] and sha256(data) == one["sha256"]
            before = len(self.findings)
            if path == LEDGER:
                hashes = self.walk(data)
            if path == CHECKPOINTS and same and hashes is not None:
                self.compare(data, hashes)
            if not same and len(self.findings) == before:
                self.find("altered", path, "is not what was signed for")
        for path in sorted(self.names - listed):
            self.find("altered", path, "does not belong to the bundle")

    def check_signature(self, signed):
        there = "public-key.pem" in self.names
        der = der_of(self.read("public-key.pem")) if there else None
        if der is None:
            self.find("bad-signature", "public-key.pem", "is not an Ed25519 public key")
            return
        self.key_id = sha256(der)
        if self.pin and self.pin != self.key_id:
            self.find("bad-signature", "public-key.pem", f"is key {self.key_id}, not the one asked for")
        signature = self.read("manifest.sig") if "manifest.sig" in self.names else b""
        if not ed25519(der[len(SPKI) :], signed, signature):
            self.find("bad-signature", "manifest.sig", "is no signature of this manifest by this key")

    def walk(self, data):
        """Walks the chain from the entry before the period to its last; answers hashes by number."""
        ledger = self.manifest["ledger"]
        *lines, tail = data.split(b"\n")
        matches = [LINE.fullmatch(line) for line in lines]
        numbers = {int(match.group(1)) for match in matches if match}
        hashes = {}
        last, last_hash = ledger["from"]["seq"], ledger["from"]["hash"]
        end = ledger["to"]

        def stop(verdict, says):
            self.find(verdict, LEDGER, says)

        withheld = 0
        for at, match in enumerate(matches):
            if not match:
                return stop("altered", f"line {at + 1} is not an entry")
            seq, prev_hash, own = int(match.group(1)), match.group(2).decode(), match.group(3).decode()
            expected = last + 1
            if seq > expected:
                if expected in numbers:
                    return stop("reordered", f"entry {seq} is out of order")
                return stop("gap", f"entry {expected} is missing")
            if seq < expected:
                return stop("reordered", f"entry {seq} stands twice or out of order")
            if match.group(4) is None:
                withheld += 1
            else:
                try:
                    canonical = json.loads(match.group(4).decode("utf-8"))
                    hashed = "\n".join([ledger["domain"], ledger["logId"], str(seq), prev_hash, canonical])
                    whole = sha256(hashed.encode("utf-8")) == own
                except (ValueError, TypeError):
                    whole = False
                if not whole:
                    return stop("altered", f"entry {seq} does not have the content that was hashed")
            if prev_hash != last_hash:
                return stop("reordered", f"entry {seq} does not follow the entry before it")
            last, last_hash = seq, own
            hashes[seq] = own
        if tail:
            return stop("truncated", "the last line is cut off")
        if last < end["seq"]:
            return stop("truncated", f"entries after {last} are missing")
        if last > end["seq"]:
            return stop("altered", f"entries after {end['seq']} were added")
        if last_hash != end["hash"]:
            return stop("altered", f"entry {end['seq']} is not the one signed for")
        self.entries, self.withheld = len(hashes), withheld
        return hashes

    def compare(self, data, hashes):
        """Compares the chain with the checkpoints that were signed before anybody asked for this."""
        ledger = self.manifest["ledger"]
        der = der_of(ledger["checkpointKey"].encode()) if ledger.get("checkpointKey") else None
        key_id = sha256(der)[:32] if der else None
        for line in data.split(b"\n")[:-1]:
            signed = json.loads(line.decode("utf-8"))
            checkpoint = json.loads(signed["canonical"])
            known = hashes.get(checkpoint["seq"])

            def stop(verdict, says):
                self.find(verdict, CHECKPOINTS, f"checkpoint {checkpoint['number']} {says}")

            if checkpoint["logId"] != ledger["logId"]:
                return stop("altered", "is of another ledger")
            if known is None:
                return stop("truncated", "knows a later entry")
            if known != checkpoint["hash"]:
                return stop("altered", "knows another entry")
            # A checkpoint of an earlier key still tells where the chain stood; its maker is unproven.
            if checkpoint["key"] != key_id:
                continue
            message = ("strongroom-checkpoint-v1\n" + signed["canonical"]).encode("utf-8")
            if not ed25519(der[len(SPKI) :], message, base64.b64decode(signed["signature"])):
                return stop("bad-signature", "has no valid signature")


def folder_source(folder):
    names = []
    for below, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(below, name)
            is_plain = os.path.isdir(path) if name in folders else os.path.isfile(path)
            if os.path.islink(path) or not is_plain:
                raise ValueError(f"{name} is neither file nor folder")
        for name in files:
            names.append(os.path.relpath(os.path.join(below, name), folder).replace(os.sep, "/"))

    def read(name):
        with open(os.path.join(folder, name), "rb") as file:
            return file.read()

    return names, read


def zip_source(path):
    with open(path, "rb") as file:
        data = file.read()
    end = len(data) - 22
    if end < 0 or data[end : end + 4] != b"PK\x05\x06":
        raise ValueError("this is not a whole ZIP")
    size, start, comment = struct.unpack("<IIH", data[end + 12 : end + 22])
    if start + size != end or comment:
        raise ValueError("this is not a whole ZIP")
    archive = zipfile.ZipFile(path)
    names = [info.filename for info in archive.infolist()]
    if len(set(names)) != len(names):
        raise ValueError("the ZIP holds a name twice")
    return [name for name in names if not name.endswith("/")], archive.read


def options_of(given):
    path, pin, rest = os.path.dirname(os.path.abspath(__file__)), None, list(given)
    while rest:
        one = rest.pop(0)
        if one == "--key-id":
            pin = (rest.pop(0) if rest else "none").lower().replace(":", "")
        else:
            path = one
    return path, pin


def main():
    path, pin = options_of(sys.argv[1:])
    try:
        names, read = folder_source(path) if os.path.isdir(path) else zip_source(path)
        verifier = Verifier(names, read, pin)
        verifier.run()
    except Exception as error:  # whatever stops the reading is the same answer: it cannot be read
        print(f"unreadable: {error}.")
        return CODES["unreadable"]
    for verdict, name, says in verifier.findings:
        print(f"{verdict}: {name} {says}.")
    if verifier.key_id and not pin:
        print(f"Signed by key {verifier.key_id}. Compare this id with the one you were given.")
    if verifier.findings:
        return CODES[verifier.findings[0][0]]
    manifest = verifier.manifest
    who = manifest["builtBy"]
    print(f"ok: {verifier.files} files, built at {manifest['builtAt']} by {who['name']} ({who['subject']}).")
    hidden = f", {verifier.withheld} of them with their content withheld" if verifier.withheld else ""
    period = manifest["period"]
    print(
        f"Period {period['from']} to {period['to']} UTC; "
        f"{verifier.entries} ledger entries in one chain{hidden}."
    )
    return CODES["ok"]


if __name__ == "__main__":
    sys.exit(main())

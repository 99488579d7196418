"""Verify the proof bundle of a draw with Python's standard library alone: python3 -I verify.py BUNDLE.zip."""

import hashlib
import io
import json
import re
import sys
import unicodedata
import zipfile
import zlib
from typing import Any

Tree = dict[str, Any]
NAMES = ["README.txt", "frame.tsv", "manifest.json", "sample.tsv", "verify.py"]
SEEDED = {"format", "month", "draw_id", "allocation", "frame_digest", "secret", "public_value"}
OTHERS = {"seed", "commitment", "commitment_position", "attempt", "voided_draws", "counts", "members"}
ROW = "([^\t]{1,64})\t(-|[a-z0-9_]{1,32})\t([^\t]{1,64})\t(eligible|checked_recently|at_external_audit)\n"
PAIR, HEX, LARGEST = r"(\w[\w.-]{0,63}:)?(-|[a-z0-9_]{1,32})=[0-9]{1,9}", "[0-9a-f]{64}", 1 << 26
HEAD = f"iks-draw-v1\n[0-9]{{4}}-(0[1-9]|1[0-2])\n[a-z0-9_-]{{1,32}}(/[a-z0-9-]{{1,32}})?\n{PAIR}(,{PAIR})*\n"
SENTENCES = ("The bundle is in order: the sample follows from frame and secret.", "The bundle differs.")
# A hostile bundle can be cut anywhere and hold values of any type; each of these then means: not readable.
FAULT = (ArithmeticError, AttributeError, EOFError, LookupError, OSError, RuntimeError, TypeError, ValueError)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _as_json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _is_canonical(text: str) -> bool:
    clean = not {"Cc", "Cf", "Zl", "Zp"}.intersection(map(unicodedata.category, text))
    return clean and text == text.strip() == unicodedata.normalize("NFC", text)


def _read_members(path: str) -> dict[str, bytes]:
    with open(path, "rb") as file:  # noqa: PTH123 - pathlib would be one more thing to know.
        # A directory of millions of entries would fill the memory: its size is looked at before it is read.
        end = file.read(42) if file.seek(-42, io.SEEK_END) < LARGEST * 2 else b""
        if end[20:24] != b"PK\5\6" or end[:4] == b"PK\6\7" or end[34:36] != b"\0\0":
            raise ValueError("it is no ZIP file of the form of a proof bundle")
        with zipfile.ZipFile(file) as bundle:
            entries = sorted(bundle.infolist(), key=lambda entry: entry.filename)
            plain = [entry.compress_type in (0, 8) and entry.file_size <= LARGEST for entry in entries]
            if [entry.filename for entry in entries] != NAMES or not all(plain):
                raise ValueError(f"the members are not {', '.join(NAMES)}, or one is too large")
            return {name: bundle.open(name).read(LARGEST + 1) for name in NAMES}


def _read_frame(data: bytes, allocation: Tree) -> Tree:
    frame, seen, before = Tree(), set(), b""
    for number, line in enumerate(io.BytesIO(data), 1):
        row = re.fullmatch(ROW, line.decode())
        branch, stratum, ref, status = row.groups() if row else ("", "", "", "")
        named = stratum in allocation and _is_canonical(branch) and _is_canonical(ref)
        if not named or ref in seen or line <= before:
            raise ValueError(f"row {number} of frame.tsv is not in canonical form and order")
        seen.add(ref)
        before = line
        frame.setdefault(branch, {}).setdefault(stratum, {}).setdefault(status, []).append(ref)
    return frame


def _draw(frame: Tree, seed: str, numbers: Tree) -> bytes:
    lines = []
    for branch, strata in frame.items():
        allocation: Tree = {s: numbers.get(f"{branch}:{s}", n) for s, n in numbers.items() if ":" not in s}
        files = {stratum: statuses.get("eligible", []) for stratum, statuses in strata.items()}
        missing = sum(max(n - len(files.get(stratum, [])), 0) for stratum, n in allocation.items())
        for stratum, refs in files.items():
            order = sorted((_sha256(f"{seed}\n{branch}\n{ref}".encode()), ref) for ref in refs)
            sample = order[: allocation[stratum] + missing]
            missing -= max(len(sample) - allocation[stratum], 0)
            lines += [f"{branch}\t{stratum}\t{n}\t{ref}\t{own}\n" for n, (own, ref) in enumerate(sample, 1)]
    return "".join(lines).encode()


def _compare(members: dict[str, bytes]) -> list[str]:
    given = json.loads(members["manifest.json"])
    if {*given} != SEEDED | OTHERS | {"checksum"} or _as_json(given) != members["manifest.json"]:
        raise ValueError("manifest.json has a field too few or too many, or is written in another form")
    pairs = ",".join(f"{stratum}={number}" for stratum, number in sorted(given["allocation"].items()))
    parts = [given["format"], given["month"], given["draw_id"], pairs]
    preimage = "\n".join([*parts, given["frame_digest"], given["secret"], given["public_value"], ""])
    formed = re.fullmatch(f"{HEAD}{HEX}\n{HEX}\n.{{0,200}}\n", preimage)
    if not formed or not _is_canonical(given["public_value"]):
        raise ValueError(f"one of these fields of manifest.json is malformed: {', '.join(sorted(SEEDED))}")
    frame = _read_frame(members["frame.tsv"], given["allocation"])
    counts = {b: {s: {k: len(v) for k, v in g.items()} for s, g in t.items()} for b, t in frame.items()}
    digests = {name: _sha256(members[name]) for name in NAMES if name != "manifest.json"}
    holds = {name: given["members"].get(name) == digests[name] for name in digests} | {
        "members": len(given["members"]) == len(digests),
        "frame_digest": given["frame_digest"] == digests["frame.tsv"],
        "commitment": given["commitment"] == _sha256(bytes.fromhex(given["secret"])),
        f"seed (of {', '.join(sorted(SEEDED))})": given["seed"] == _sha256(preimage.encode()),
        "counts": _as_json(given["counts"]) == _as_json(counts),
        "sample": members["sample.tsv"] == _draw(frame, given["seed"], given["allocation"]),
        "attempt (of voided_draws)": _as_json(given["attempt"]) == _as_json(len(given["voided_draws"]) + 1),
        "voided_draws": given["voided_draws"] == [d for d in given["voided_draws"] if re.fullmatch(HEX, d)],
        "commitment_position": type(given["commitment_position"]) is int and given["commitment_position"] > 0,
        "checksum (commitment_position included)": given.pop("checksum") == _sha256(_as_json(given)),
    }
    return [f"{name}: is not what the rest of the bundle gives" for name in holds if not holds[name]]


def differences(path: str) -> list[str]:
    """List what is wrong with a bundle, each as "field: sentence"; nothing if it proves its draw."""
    try:
        return _compare(_read_members(path))
    except (*FAULT, zipfile.BadZipFile, zlib.error) as error:
        return [f"bundle: cannot be compared: {error!s:.300}"]


if __name__ == "__main__":
    found = differences(sys.argv[-1])
    sys.stdout.write(f"{SENTENCES[bool(found)]} {'; '.join(found)}\n")
    sys.exit(bool(found))

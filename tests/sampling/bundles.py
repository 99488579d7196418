"""Proof bundles to try the verifier on: right ones, and right ones with one thing changed."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

from sampling import DrawRecord, canonical_frame, commitment, draw, write_bundle
from tests.sampling.frames import SECRET, plain_rows

ALLOCATION = {"a": 2, "b": 3}
VOIDED = "12" * 32


def record_of(frame, **changes):
    values = {
        "month": "2026-12",
        "draw_id": "benefits/kdu-2026",
        "allocation": ALLOCATION,
        "frame_digest": frame.digest,
        "secret": SECRET,
        "commitment": commitment(SECRET),
        "commitment_position": 7,
        "public_value": "Würfel 3-5-6",
        "voided_draws": [VOIDED],
    }
    return DrawRecord(**{**values, **changes})


def good_frame():
    rows = plain_rows(branches=2, files=6, stratum="a")
    rows += [("Z01", "b", f"B{number}", "eligible") for number in range(2)]
    rows += [("Möhringen", "b", "M1", "checked_recently"), ("Z02", "a", "E1", "at_external_audit")]
    return canonical_frame(rows, ALLOCATION)


def good_bundle():
    frame = good_frame()
    record = record_of(frame)
    return write_bundle(frame, draw(frame, record.seed, ALLOCATION), record)


def members_of(bundle):
    with zipfile.ZipFile(io.BytesIO(bundle)) as source:
        return {name: source.read(name) for name in source.namelist()}


def packed(members, compression=zipfile.ZIP_STORED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as bundle:
        for name, data in members.items():
            bundle.writestr(name, data)
    return target.getvalue()


def manifest_bytes(manifest):
    return (json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def with_manifest(bundle, /, *, signed=True, **changes):
    """Change fields of the manifest; `signed` writes the checksum anew, as whoever forges it would."""
    manifest = {**json.loads(bundle["manifest.json"]), **changes}
    if signed:
        rest = {name: value for name, value in manifest.items() if name != "checksum"}
        manifest["checksum"] = hashlib.sha256(manifest_bytes(rest)).hexdigest()
    return {**bundle, "manifest.json": manifest_bytes(manifest)}


def with_member(members, name, data):
    """Change a member and, as whoever forges it would, its digest in the manifest."""
    digests = {**json.loads(members["manifest.json"])["members"], name: hashlib.sha256(data).hexdigest()}
    return with_manifest({**members, name: data}, members=digests)

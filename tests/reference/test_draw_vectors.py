from __future__ import annotations

import json
from pathlib import Path

import pytest

from sampling import (
    FrameRejected,
    canonical_frame,
    commitment,
    draw,
    frame_faults,
    mix_seed,
    read_frame,
    reveals,
    verify_bundle,
    write_bundle,
)
from sampling.command_line import main
from sampling.proof import DrawRecord

VECTORS = json.loads(Path(__file__).with_name("draw-v1.json").read_text(encoding="utf-8"))
ACCEPT = [pytest.param(case, id=case["name"]) for case in VECTORS["accept"]]
REJECT = [pytest.param(case["rows"], id=case["name"]) for case in VECTORS["reject"]]

# Row and reason that each refusal has to name; the page fixes the rules, not these words.
REASONS = {
    "duplicate": (2, "duplicate_file"),
    "two-branches": (2, "duplicate_file"),
    "empty-ref": (1, "empty"),
    "tab": (1, "forbidden_character"),
    "zero-width": (1, "forbidden_character"),
    "too-long": (1, "too_long"),
    "nfc-duplicate": (2, "duplicate_file"),
    "line-separator": (1, "forbidden_character"),
    "trailing-unit-separator": (1, "forbidden_character"),
    "trailing-nel": (1, "forbidden_character"),
    "unknown-status": (1, "unknown_status"),
    "stratum-not-allocated": (1, "stratum_not_allocated"),
    "byte-order-mark": (1, "forbidden_character"),
}


def parts_of(case, frame_digest):
    parts = [case["month"], case["draw_id"], case["allocation"], frame_digest, case["secret"]]
    return [*parts, case["public_value"]]


def as_text(rows):
    return "".join("\t".join(row) + "\n" for row in rows).encode()


@pytest.mark.parametrize("case", ACCEPT)
def test_digest_seed_and_sample_are_those_of_the_vector(case):
    frame = canonical_frame(case["rows"], case["allocation"])
    seed = mix_seed(*parts_of(case, frame.digest))
    sample = draw(frame, seed, case["allocation"])

    assert frame.digest == case["frame_digest"]
    assert commitment(case["secret"]) == case["commitment"]
    assert reveals(case["secret"], case["commitment"])
    assert seed == case["seed"]
    assert {branch: [drawn.as_dict() for drawn in files] for branch, files in sample.items()} == case[
        "sample"
    ]


@pytest.mark.parametrize("case", ACCEPT)
def test_the_command_prints_the_vector(case, tmp_path, capsys):
    path = tmp_path / "frame.tsv"
    path.write_bytes(as_text(case["rows"]))
    allocation = ",".join(f"{stratum}={number}" for stratum, number in case["allocation"].items())

    options = ["--month", case["month"], "--draw-id", case["draw_id"], "--allocation", allocation]
    options += ["--secret", case["secret"], "--public-value", case["public_value"], "--json"]
    status = main(["draw", "compute", str(path), *options])

    assert status == 0
    assert json.loads(capsys.readouterr().out) == {
        key: case[key] for key in ("frame_digest", "seed", "sample")
    }


@pytest.mark.parametrize("case", ACCEPT)
def test_the_stand_alone_verifier_accepts_the_vector(case, tmp_path):
    frame = canonical_frame(case["rows"], case["allocation"])
    record = DrawRecord(
        case["month"],
        case["draw_id"],
        case["allocation"],
        frame_digest=case["frame_digest"],
        secret=case["secret"],
        commitment=case["commitment"],
        commitment_position=1,
        public_value=case["public_value"],
    )
    path = tmp_path / "bundle.zip"

    path.write_bytes(write_bundle(frame, draw(frame, case["seed"], case["allocation"]), record))

    assert record.seed == case["seed"]
    assert verify_bundle(path).differences == ()


@pytest.mark.parametrize("rows", REJECT)
def test_a_refused_vector_is_refused_with_row_and_reason(rows, request):
    row, reason = REASONS[request.node.callspec.id]

    with pytest.raises(FrameRejected, match=f"Row {row}, column ") as caught:
        canonical_frame(rows, VECTORS["reject_allocation"])

    assert (caught.value.row, caught.value.reason) == (row, reason)
    assert len(frame_faults(rows, VECTORS["reject_allocation"])) == 1


@pytest.mark.parametrize("rows", REJECT)
def test_the_command_refuses_a_refused_vector(rows, tmp_path, capsys):
    path = tmp_path / "frame.tsv"
    path.write_bytes(as_text(rows))

    options = ["--month", "2026-12", "--draw-id", "benefits", "--allocation", "-=10", "--secret", "ab" * 32]
    status = main(["draw", "compute", str(path), *options])

    assert status == 1
    assert "Row " in capsys.readouterr().err
    with pytest.raises(FrameRejected):
        read_frame(path.read_bytes(), VECTORS["reject_allocation"])


def test_every_refused_vector_has_its_reason():
    assert {case["name"] for case in VECTORS["reject"]} == set(REASONS)

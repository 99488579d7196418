"""The draw from a file that is not kept in memory gives or refuses what the draw from rows does."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sampling.ranges
import sampling.sorted_file
import sampling.source
import sampling.stream
from sampling import Allocation, FrameRejected, canonical_frame, draw
from sampling.sorted_file import groups_of, place_of
from sampling.source import Bytes, LargeFile, in_order, source_of
from sampling.stream import StreamedDraw, streamed_draw
from sampling.two_processes import both
from tests.sampling.frames import SECRET, SEED, frame_rows

STRATA = Allocation({"a": 2, "b": 3, "Z1:a": 4})


def small_pieces(monkeypatch):
    """Let a frame of some lines be divided as one of millions would be."""
    monkeypatch.setattr(sampling.stream, "_SHARED", 1)
    monkeypatch.setattr(sampling.source, "_KEPT", 1)
    monkeypatch.setattr(sampling.source, "_BLOCK", 256)
    monkeypatch.setattr(sampling.sorted_file, "_BLOCK", 256)
    monkeypatch.setattr(sampling.sorted_file, "_WINDOW", 64)
    monkeypatch.setattr(sampling.ranges, "_KEPT", 3)
    monkeypatch.setattr(sampling.ranges, "_WORTH", 1)
    monkeypatch.setattr(sampling.ranges, "_LONGEST_LINE", 256)


def many_rows(branches=5, files=40, reference=lambda branch, number: f"{number:04d}-{branch}"):
    return [
        (
            f"Z{branch}",
            "ab"[number % 2],
            reference(branch, number),
            "eligible" if number % 7 else "checked_recently",
        )
        for branch in range(branches)
        for number in range(files)
    ]


def drawn_from(data, allocation=STRATA):
    drawn = StreamedDraw(Bytes(data), allocation, lambda digest: digest)
    return (drawn.frame_digest, dict(drawn.sample())) if drawn.run() else None


def plainly(rows, allocation=STRATA):
    frame = canonical_frame(rows, allocation)
    return frame.digest, draw(frame, frame.digest, allocation)


@given(frame_rows(strata=("a", "b")))
@settings(deadline=None)
def test_the_draw_from_the_bytes_is_the_draw_from_the_rows(rows):
    assert drawn_from(canonical_frame(rows, STRATA).to_bytes()) == plainly(rows)


@pytest.mark.parametrize(
    "reference",
    [
        lambda branch, number: f"{number:04d}-{branch}",
        lambda branch, number: f"{branch}-{number:04d}",
        lambda branch, number: f"{number * 7919 % 1009}x{branch}",
        lambda branch, number: f"Ä{number}" + "ö" * (branch * 12),
    ],
    ids=["mixed", "one behind the other", "scattered", "beyond ASCII"],
)
def test_a_frame_in_many_pieces_and_two_processes_gives_the_same_draw(monkeypatch, reference):
    small_pieces(monkeypatch)
    rows = many_rows(reference=reference)

    assert drawn_from(canonical_frame(rows, STRATA).to_bytes()) == plainly(rows)


@given(st.data())
@settings(deadline=None, max_examples=300)
def test_what_is_changed_in_a_frame_in_many_pieces_is_found(data):
    with pytest.MonkeyPatch.context() as monkeypatch:
        small_pieces(monkeypatch)
        monkeypatch.setattr(sampling.stream, "both", lambda here, there: (here(), there()))
        text = canonical_frame(many_rows(branches=3, files=12), STRATA).to_bytes()
        start = data.draw(st.integers(0, len(text)))
        end = min(start + data.draw(st.integers(0, 40)), len(text))
        put = data.draw(
            st.sampled_from(
                [b"", b"a", b" ", b"\t", b"\n", b"\xc3", "A\u0308".encode(), text[:30], text[60:90]]
            )
        )
        changed = text[:start] + put + text[end:]

        drawn = drawn_from(changed)

    try:
        frame = canonical_frame((line.split("\t") for line in changed.decode().split("\n")[:-1]), STRATA)
    except (FrameRejected, UnicodeDecodeError):
        assert drawn is None
    else:
        # What is drawn from as it stands is the canonical frame; all else is left to the slower ways.
        assert drawn is None or (changed == frame.to_bytes() and drawn == plainly(frame.rows))


def test_the_same_file_in_two_branches_is_found_wherever_it_stands(monkeypatch):
    small_pieces(monkeypatch)
    rows = many_rows()
    for row in rows[::9]:
        other = f"Z{(int(row[0][1]) + 2) % 5}"
        lines = sorted("\t".join(one) + "\n" for one in [*rows, (other, *row[1:])])

        assert drawn_from("".join(lines).encode()) is None


def test_a_file_with_rows_in_any_order_and_form_gives_the_canonical_draw():
    rows = many_rows()
    text = "".join("\t".join(row) + "\n" for row in reversed(rows)).encode()
    for data in (text, text[:-1], b" " + text, text.replace(b"eligible", b"eligible ")):
        digest, seed, sample = streamed_draw(Bytes(data), STRATA, lambda frame_digest: frame_digest)

        assert (digest, dict(sample)) == plainly(rows)
        assert seed == digest


def test_a_faulty_file_is_refused_with_the_row_it_has_in_the_file():
    text = "".join("\t".join(row) + "\n" for row in reversed(many_rows())) + "Z0\ta\t0001-3\teligible\n"

    with pytest.raises(
        FrameRejected, match="Row 201, column file_ref: the same file stands in row 79 already"
    ):
        streamed_draw(Bytes(text.encode()), STRATA, lambda _: SEED)


def test_too_few_tickets_below_the_limit_make_it_look_at_all(monkeypatch):
    monkeypatch.setattr(sampling.ranges, "limit_of", lambda _number, _files: bytes(32))
    rows = many_rows()

    assert drawn_from(canonical_frame(rows, STRATA).to_bytes()) == plainly(rows)


def test_an_empty_file_is_an_empty_frame():
    assert drawn_from(b"") == (hashlib.sha256(b"").hexdigest(), {})


@pytest.mark.parametrize(
    "data", [b"\n", b"\t\t\t\n", b"no tab\n", b"x" * 5000, b"Z\t-\t1\teligible", b"\xff\t-\t1\teligible\n"]
)
def test_what_is_no_frame_is_left_to_the_slower_ways(monkeypatch, data):
    small_pieces(monkeypatch)

    assert drawn_from(data, Allocation({"-": 10})) is None


def test_a_group_is_found_across_blocks_and_a_place_in_it(monkeypatch):
    small_pieces(monkeypatch)
    data = canonical_frame([("Z", "-", f"{number:03d}", "eligible") for number in range(100)]).to_bytes()
    source = Bytes(data)

    (group,) = groups_of(source)

    assert (group.start, group.end, group.first, group.last) == (0, len(data), b"000", b"099")
    line = len(data) // 100
    assert [place_of(source, group, 0, b"%03d" % number) for number in range(100)] == list(
        range(0, len(data), line)
    )
    assert place_of(source, group, 0, b"1") == len(data)


def test_a_large_file_is_read_piece_by_piece_and_a_change_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(sampling.source, "_KEPT", 1)
    path = tmp_path / "frame.tsv"
    path.write_bytes(canonical_frame(many_rows(), STRATA).to_bytes())
    with path.open("rb") as file:
        source = source_of(file.fileno())
        assert isinstance(source, LargeFile)
        assert source.is_unchanged()
        drawn = StreamedDraw(
            source, STRATA, lambda digest: path.write_bytes(b"Z1\ta\t1\teligible\n") and digest
        )

        with pytest.raises(OSError, match="changed while it was read"):
            drawn.run()


def test_a_pipe_is_read_before_it_is_drawn_from():
    reading, writing = os.pipe()
    os.write(writing, b"Z\t-\t1\teligible\n")
    os.close(writing)

    assert source_of(reading).read(0, 3) == b"Z\t-"


def test_lines_are_brought_into_order_with_a_line_end_each():
    assert in_order(b"b\na").read(0, 9) == b"a\nb\n"
    assert in_order(b"").size == 0


def test_a_copy_that_ends_without_a_result_is_replaced_by_this_process():
    own = os.getpid()

    assert both(lambda: 1, lambda: 2 if os.getpid() == own else os._exit(1)) == (1, 2)


def test_both_results_come_from_two_processes():
    here, there = both(os.getpid, os.getpid)

    assert here == os.getpid() != there


PROGRAM = """
import sys, sampling.stream, sampling.source
sampling.stream._SHARED = sampling.source._KEPT = 1
from sampling.command_line import main
sys.exit(main(sys.argv[1:]))
"""


def test_the_command_draws_from_a_large_file_with_two_processes(tmp_path):
    rows = many_rows()
    path = tmp_path / "frame.tsv"
    path.write_bytes(canonical_frame(rows, STRATA).to_bytes())
    options = ["--month", "2026-12", "--draw-id", "benefits", "--allocation", STRATA.text, "--secret", SECRET]

    answer = subprocess.run(  # noqa: S603 - Our own program.
        [sys.executable, "-c", PROGRAM, "draw", "compute", str(path), *options, "--json"],
        capture_output=True,
        text=True,
        check=True,
    )

    found = json.loads(answer.stdout)
    frame = canonical_frame(rows, STRATA)
    sample = {
        branch: [one.as_dict() for one in files]
        for branch, files in draw(frame, found["seed"], STRATA).items()
    }
    assert (found["frame_digest"], found["sample"]) == (frame.digest, sample)

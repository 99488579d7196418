"""A plain command is understood without argparse, and as argparse would."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import canonical_frame
from sampling.arguments import parsed
from sampling.options import plain_options
from tests.sampling.frames import SECRET, plain_rows

WORDS = [
    *("--month", "2026-12", "--draw-id", "benefits", "--allocation", "-=10", "--secret", SECRET),
    *(
        "--public-value",
        "",
        "-3 5",
        "--json",
        "frame.tsv",
        "--mon",
        "--engine",
        "python",
        "--",
        "-",
        "--month=2026-12",
    ),
]
PLAIN = ["draw", "compute", "frame.tsv", *WORDS[:8]]


@given(st.lists(st.sampled_from(WORDS), max_size=6), st.permutations(range(4)))
def test_what_is_understood_plainly_is_what_argparse_understands(more, order):
    fixed = [word for place in order for word in WORDS[2 * place : 2 * place + 2]]
    argv = ["draw", "compute", "frame.tsv", *fixed, *more]

    plain = plain_options(argv)

    if plain is not None:
        assert vars(plain) == vars(parsed(argv))


@pytest.mark.parametrize("more", [[], ["--json"], ["--public-value", "-3 5"], ["--month", "2027-01"]])
def test_the_plain_form_is_understood(more):
    assert plain_options([*PLAIN, *more]) is not None


@pytest.mark.parametrize("word", ["--help", "--engine", "other.tsv", "--mon", "--json=yes", "-", "--url"])
def test_all_else_is_left_to_argparse(word):
    assert plain_options([*PLAIN, word]) is None


@pytest.mark.parametrize("missing", ["--month", "--draw-id", "--allocation", "--secret"])
def test_a_value_that_is_missing_is_left_to_argparse(missing):
    place = PLAIN.index(missing)

    assert plain_options([*PLAIN[:place], *PLAIN[place + 2 :]]) is None
    assert plain_options([*PLAIN, missing]) is None


@pytest.mark.parametrize("start", [["-m", "sampling"], ["-m", "iks.cli"]])
def test_a_plain_draw_loads_nothing_that_takes_longer_than_the_draw(start, tmp_path):
    path = tmp_path / "frame.tsv"
    path.write_bytes(canonical_frame(plain_rows()).to_bytes())
    slow = ("argparse", "re", "enum", "json", "typing", "pathlib", "bisect", "sampling.canonical", "click")

    # Started with -X importtime, Python says what it loads.
    command = [sys.executable, "-X", "importtime", *start, "draw", "compute", str(path), *WORDS[:8], "--json"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - Our own program.

    loaded = [line.rpartition("|")[2].strip() for line in answer.stderr.splitlines()]
    ours = loaded[loaded.index("sampling") :]
    assert "sampling.stream" in ours
    assert not set(slow) & set(ours)
    assert answer.stdout.endswith("}\n")


def test_an_output_that_cannot_be_written_is_no_success(tmp_path):
    path = tmp_path / "frame.tsv"
    path.write_bytes(canonical_frame(plain_rows()).to_bytes())

    with open("/dev/full", "w") as full:  # noqa: PTH123 - A device, not a path.
        answer = subprocess.run(  # noqa: S603 - As above.
            [sys.executable, "-m", "sampling", "draw", "compute", str(path), *WORDS[:8]],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert (answer.returncode, answer.stderr) == (1, "output: No space left on device.\n")


def test_dashes_alone_are_no_allocation(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed([*PLAIN, "--allocation", "--"])
    assert "--allocation" in capsys.readouterr().err

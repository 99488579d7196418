from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from sampling import canonical_frame, draw, mix_seed
from sampling.command_line import main
from tests.sampling.bundles import good_bundle, members_of, packed, with_manifest
from tests.sampling.frames import SECRET, plain_rows

HEAVY = ("numpy", "scipy", "flask", "click", "sqlalchemy", "werkzeug", "pydantic", "yaml")


@pytest.fixture
def frame_path(tmp_path):
    path = tmp_path / "frame.tsv"
    path.write_bytes(canonical_frame(plain_rows()).to_bytes())
    return path


def compute(path, *more, allocation="-=10"):
    fixed = ["--month", "2026-12", "--draw-id", "benefits", "--secret", SECRET]
    return ["draw", "compute", str(path), *fixed, "--allocation", allocation, *more]


def test_compute_prints_digest_seed_and_sample(frame_path, capsys):
    frame = canonical_frame(plain_rows())
    seed = mix_seed("2026-12", "benefits", {"-": 10}, frame.digest, SECRET, "-3 5")

    assert main(compute(frame_path, "--json", "--public-value", "-3 5")) == 0

    assert json.loads(capsys.readouterr().out) == {
        "frame_digest": frame.digest,
        "seed": seed,
        "sample": {
            branch: [
                {
                    "stratum": drawn.stratum,
                    "rank": drawn.rank,
                    "file_ref": drawn.file_ref,
                    "ticket": drawn.ticket,
                }
                for drawn in files
            ]
            for branch, files in draw(frame, seed, {"-": 10}).items()
        },
    }


def test_compute_without_json_prints_lines(frame_path, capsys):
    assert main(compute(frame_path)) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("frame_digest ")
    assert lines[1].startswith("seed ")
    assert len(lines) == 2 + 3 * 10
    assert lines[2].startswith("Z01\t-\t1\t")


def test_a_frame_with_a_fault_is_refused_with_row_and_reason(frame_path, capsys):
    frame_path.write_text("Z01\t-\t1\teligible\nZ02\t-\t1\teligible\n")

    assert main(compute(frame_path, "--json")) == 1

    streams = capsys.readouterr()
    assert streams.out == ""
    assert "Row 2, column file_ref: the same file stands in row 1 already." in streams.err


def test_a_missing_file_is_refused_with_its_name(tmp_path, capsys):
    assert main(compute(tmp_path / "nowhere.tsv")) == 1
    assert "nowhere.tsv: No such file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "value", "word"),
    [
        ("--month", "2026-13", "month"),
        ("--draw-id", "Benefits", "draw id"),
        ("--allocation", "ten", "allocation"),
        ("--secret", "short", "secret"),
        ("--public-value", "a\nb", "public value"),
    ],
)
def test_a_value_that_is_not_of_its_form_is_wrong_usage(frame_path, capsys, option, value, word):
    assert main([*compute(frame_path), option, value]) == 2
    assert word in capsys.readouterr().err


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["draw"],
        ["draw", "guess"],
        ["frame", "compute"],
        ["draw", "compute"],
        ["draw", "compute", "frame.tsv"],
        ["draw", "verify"],
        ["draw", "verify", "a.zip", "--loud"],
        ["draw", "compute", "frame.tsv", "--engine", "abacus"],
        ["draw", "compute", "frame.tsv", "--allocation"],
    ],
)
def test_wrong_usage_ends_with_two(argv, capsys):
    assert main(argv) == 2
    assert "usage: iks" in capsys.readouterr().err


@pytest.mark.parametrize("argv", [["--help"], ["draw", "compute", "--help"], ["draw", "verify", "--help"]])
def test_help_is_no_error(argv, capsys):
    assert main(argv) == 0
    assert "usage: iks" in capsys.readouterr().out


def test_verify_says_that_a_bundle_is_in_order(tmp_path, capsys):
    path = tmp_path / "bundle.zip"
    path.write_bytes(good_bundle())

    assert main(["draw", "verify", str(path)]) == 0
    assert "in order" in capsys.readouterr().out
    assert main(["draw", "verify", str(path), "--json"]) == 0
    verdict = json.loads(capsys.readouterr().out)
    assert (verdict["ok"], verdict["differences"]) == (True, [])


def test_verify_names_what_differs(tmp_path, capsys):
    path = tmp_path / "bundle.zip"
    path.write_bytes(packed(with_manifest(members_of(good_bundle()), seed="ab" * 32)))

    assert main(["draw", "verify", str(path), "--json"]) == 1

    streams = capsys.readouterr()
    verdict = json.loads(streams.out)
    assert not verdict["ok"]
    assert any(difference.startswith("seed") for difference in verdict["differences"])
    assert streams.err == f"{verdict['sentence']}\n"


def run_python(*arguments):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    return subprocess.run(  # noqa: S603 - The arguments stand in the tests below.
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False
    )


def test_the_package_runs_as_a_program(frame_path):
    answer = run_python("-m", "sampling", *compute(frame_path, "--json"))

    assert (answer.returncode, answer.stderr) == (0, "")
    assert sorted(json.loads(answer.stdout)) == ["frame_digest", "sample", "seed"]
    assert run_python("-m", "sampling", "draw").returncode == 2


def test_a_draw_loads_no_heavy_library(frame_path, tmp_path):
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(good_bundle())
    program = "\n".join(
        [
            "import sys, sampling, sampling.command_line as line",
            f"assert line.main({compute(frame_path, '--json')!r}) == 0",
            "light = set(sys.modules)",
            f"assert line.main(['draw', 'verify', {str(bundle)!r}]) == 0",
            f"assert not set({HEAVY!r}) & set(sys.modules), 'heavy'",
            "assert not {'typing', 'dataclasses', 'pathlib', 'zipfile'} & light, 'slow to start'",
        ]
    )

    answer = run_python("-c", program)

    assert (answer.returncode, answer.stderr) == (0, "")


def test_importing_the_package_loads_no_numbers_until_they_are_needed():
    program = "\n".join(
        [
            "import sys, sampling",
            "sampling.canonical_frame, sampling.mix_seed, sampling.draw, sampling.verify_bundle",
            f"assert not set({HEAVY!r}) & set(sys.modules), 'heavy'",
            "sampling.rates",
            "assert 'numpy' in sys.modules and 'scipy' not in sys.modules",
            "sampling.binomial_interval(1, 10)",
            "assert 'scipy' in sys.modules",
        ]
    )

    answer = run_python("-c", program)

    assert (answer.returncode, answer.stderr) == (0, "")

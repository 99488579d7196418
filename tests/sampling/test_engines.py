from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sampling import InputRejected, canonical_frame, draw, draw_with
from sampling.command_line import main
from tests.sampling.dirty_frames import dirty_frame
from tests.sampling.frames import SECRET, SEED, plain_rows

VECTORS = json.loads((Path(__file__).parents[1] / "reference" / "draw-v1.json").read_text(encoding="utf-8"))
ACCEPT = [pytest.param(case, id=case["name"]) for case in VECTORS["accept"]]
REJECT = [pytest.param(case["rows"], id=case["name"]) for case in VECTORS["reject"]]
SOAK = int(os.environ.get("IKS_SOAK", "200"))


def as_text(rows):
    return "".join("\t".join(row) + "\n" for row in rows).encode()


def command(path, allocation, *more, month="2026-12", draw_id="benefits", secret=SECRET):
    pairs = ",".join(f"{stratum}={number}" for stratum, number in allocation.items())
    options = ["--month", month, "--draw-id", draw_id, "--allocation", pairs, "--secret", secret]
    return ["draw", "compute", str(path), *options, "--json", *more]


def as_json(sample):
    """The form in which the command prints a sample: order counts."""
    return json.dumps({branch: [drawn.as_dict() for drawn in files] for branch, files in sample.items()})


@pytest.mark.parametrize("case", ACCEPT)
def test_every_engine_prints_the_bytes_of_the_vector(case, engine, tmp_path, capsysbinary):
    path = tmp_path / "frame.tsv"
    path.write_bytes(as_text(case["rows"]))
    fixed = {name: case[name] for name in ("month", "draw_id", "secret")}
    argv = command(path, case["allocation"], "--public-value", case["public_value"], **fixed)

    assert main(argv) == 0
    own = capsysbinary.readouterr().out
    assert main([*argv, *engine.options]) == 0
    other = capsysbinary.readouterr().out

    assert other == own
    assert json.loads(other) == {key: case[key] for key in ("frame_digest", "seed", "sample")}


@pytest.mark.parametrize("rows", REJECT)
def test_a_refused_vector_reaches_no_engine(rows, tmp_path, capsys):
    path = tmp_path / "frame.tsv"
    path.write_bytes(as_text(rows))

    # Nothing listens at this address: whoever went there would complain about it.
    argv = command(path, {"-": 10}, "--engine", "postgresql", "--url", "postgresql://127.0.0.1:1/nothing")

    assert main(argv) == 1
    assert "Row " in capsys.readouterr().err


@pytest.mark.parametrize("number", range(20))
def test_a_dirty_frame_gives_the_same_sample_everywhere(engine, number):
    frame, allocation = dirty_frame(number)

    assert as_json(draw_with(engine.name, frame, SEED, allocation, engine.url)) == as_json(
        draw(frame, SEED, allocation)
    )


@pytest.mark.parametrize("number", range(20))
def test_the_command_prints_the_same_bytes_for_a_dirty_frame(number, tmp_path, capsysbinary):
    frame, allocation = dirty_frame(number)
    path = tmp_path / "frame.tsv"
    # The rows come in an order that is not the canonical one.
    path.write_bytes(b"".join(sorted(frame.lines(), reverse=True)))

    printed = []
    for name in ("python", "duckdb"):
        assert main(command(path, allocation, "--engine", name)) == 0
        printed.append(capsysbinary.readouterr().out)

    assert printed[0] == printed[1]
    assert json.loads(printed[0])["frame_digest"] == frame.digest


@pytest.mark.full
def test_many_dirty_frames_give_the_same_sample_everywhere(engine):
    # Spark takes seconds for a frame, so it gets a tenth of them.
    number_of_frames = SOAK // 10 if engine.name == "spark" else SOAK
    for number in range(20, 20 + number_of_frames):
        frame, allocation = dirty_frame(number)
        own = as_json(draw(frame, SEED, allocation))
        assert as_json(draw_with(engine.name, frame, SEED, allocation, engine.url)) == own, number


def test_the_dirty_frames_hold_what_they_are_made_for():
    frames = [dirty_frame(number) for number in range(20)]
    rows = [row for frame, _ in frames for row in frame.rows]
    samples = [(draw(frame, SEED, allocation), allocation) for frame, allocation in frames]

    assert {"\\", "%", "'", '"', "Ä", "\u0308", " ", "?"} <= set("".join(row[2] for row in rows))
    assert any(row[2].startswith("0") for row in rows)
    assert any(not frame.rows for frame, _ in frames)
    assert any(not files for sample, _ in samples for files in sample.values())
    assert any(branch in allocation.branches for sample, allocation in samples for branch in sample)
    # A stratum that gives more than its own number stands in for another one.
    assert any(
        drawn.rank > allocation.of(branch)[drawn.stratum] > 0
        for sample, allocation in samples
        for branch, files in sample.items()
        for drawn in files
    )


def test_a_frame_of_several_blocks_is_drawn_whole(engine):
    frame = canonical_frame(plain_rows(branches=3, files=6_000))

    assert draw_with(engine.name, frame, SEED, {"-": 50}, engine.url) == draw(frame, SEED, {"-": 50})


def test_every_engine_refuses_a_stratum_the_allocation_does_not_name(engine):
    frame = canonical_frame([("Z01", "a", "1", "eligible")])

    with pytest.raises(InputRejected, match="stratum a"):
        draw_with(engine.name, frame, SEED, {"-": 1}, engine.url)


@pytest.mark.parametrize("engine_name", ["python", "duckdb", "postgresql", "spark"])
def test_every_engine_refuses_a_seed_that_is_none(engine_name):
    with pytest.raises(InputRejected, match="seed"):
        draw_with(engine_name, canonical_frame(plain_rows()), "AB" * 32, {"-": 1}, None)


@pytest.mark.parametrize(
    ("engine_name", "url", "sentence"),
    [
        ("abacus", None, "The engine is none of python, duckdb, postgresql, spark."),
        ("python", "postgresql://host/database", "The engine python takes no --url."),
        ("duckdb", "frame.db", "The engine duckdb works in memory and takes no --url."),
        ("postgresql", None, "The engine postgresql needs --url"),
        ("postgresql", "secret-word", "The --url is not of the form postgresql://host/database."),
        ("spark", "sc://host", "The --url of the engine spark is"),
    ],
)
def test_an_address_that_is_none_is_refused_without_repeating_it(engine_name, url, sentence):
    with pytest.raises(InputRejected) as caught:
        draw_with(engine_name, canonical_frame(plain_rows()), SEED, {"-": 1}, url)

    assert str(caught.value).startswith(sentence)
    assert "secret-word" not in str(caught.value)


def test_a_server_that_is_not_there_is_named_in_one_sentence(tmp_path, capsys):
    path = tmp_path / "frame.tsv"
    path.write_bytes(canonical_frame(plain_rows()).to_bytes())
    url = "postgresql://auditor:secret-word@127.0.0.1:1/nothing"

    assert main(command(path, {"-": 10}, "--engine", "postgresql", "--url", url)) == 1

    complaint = capsys.readouterr().err
    assert complaint.startswith("The server cannot be reached: ")
    assert complaint.count("\n") == 1
    assert "secret-word" not in complaint


def run_python(*arguments):
    return subprocess.run(  # noqa: S603 - The arguments stand in the tests.
        [sys.executable, *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("engine_name", "package", "install"),
    [
        ("duckdb", "duckdb", "iks[duckdb]"),
        ("postgresql", "psycopg", "iks"),
        ("spark", "pyspark", "iks[spark]"),
    ],
)
def test_a_missing_package_is_answered_with_what_installs_it(engine_name, package, install, tmp_path):
    path = tmp_path / "frame.tsv"
    path.write_bytes(canonical_frame(plain_rows()).to_bytes())
    argv = command(path, {"-": 10}, "--engine", engine_name)
    argv += ["--url", "postgresql://127.0.0.1/x"] if engine_name == "postgresql" else []
    # Python answers an import of a name that stands for None as if there were no such package.
    program = f"import sys; sys.modules[{package!r}] = None\nfrom sampling.command_line import main"

    answer = run_python("-c", f"{program}\nsys.exit(main({argv!r}))")

    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == (
        f'The engine {engine_name} is not installed. This installs it: pip install "{install}"\n'
    )


def test_importing_the_engines_loads_none_of_their_packages():
    program = (
        "import sys, sampling.engines\n"
        "assert not {'duckdb', 'psycopg', 'pyspark', 'py4j', 'numpy'} & set(sys.modules), 'heavy'"
    )

    answer = run_python("-c", program)

    assert (answer.returncode, answer.stderr) == (0, "")


def test_duckdb_writes_and_reads_no_file(tmp_path):
    path = tmp_path / "frame.tsv"
    path.write_bytes(canonical_frame(plain_rows()).to_bytes())
    work = tmp_path / "work"
    work.mkdir()

    answer = subprocess.run(  # noqa: S603 - Our own command.
        [sys.executable, "-m", "sampling", *command(path, {"-": 10}, "--engine", "duckdb")],
        cwd=work,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        check=True,
    )

    assert answer.stderr == b""
    assert list(json.loads(answer.stdout)) == ["frame_digest", "seed", "sample"]
    assert list(work.iterdir()) == []
